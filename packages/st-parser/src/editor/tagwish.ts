/** What somebody wants a tag to say. */

export type TagField = 'name' | 'type' | 'initial' | 'address' | 'comment' | 'section' | 'qualifiers';

/**
 * What a tag shall say. An empty value takes an initial value, an address, a comment or all qualifiers away; qualifiers
 * are words with blanks between them: `RETAIN PERSISTENT`.
 */
export interface TagWish {
  readonly key: string;
  readonly field: TagField;
  readonly value: string;
}
