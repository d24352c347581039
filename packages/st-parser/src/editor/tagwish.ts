/** What somebody wants a tag to say. */

export type TagField = 'name' | 'type' | 'initial' | 'address' | 'comment';

/** What a tag shall say. An empty value takes an initial value, an address or a comment away. */
export interface TagWish {
  readonly key: string;
  readonly field: TagField;
  readonly value: string;
}
