/** What a tree of flat rows needs of each row. */
export interface TreeListRow {
  /** Unique among the rows. */
  readonly key: string;
  /** What type-ahead looks at. */
  readonly name: string;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Set for rows that have rows below them. */
  readonly isOpen?: boolean | undefined;
}
