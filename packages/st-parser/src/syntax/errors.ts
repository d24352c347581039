/** Codes and sentences of syntax errors. */

/** What can be wrong with the syntax. Stable; listed in the documentation. */
export type SyntaxCode =
  | 'BAD_CHARACTER'
  | 'OPEN_COMMENT'
  | 'OPEN_STRING'
  | 'OPEN_PRAGMA'
  | 'MISSING_SEMICOLON'
  | 'MISSING_TYPE'
  | 'MISSING_NAME'
  | 'MISSING_END'
  | 'MISSING_TOKEN'
  | 'MISSING_EXPRESSION'
  | 'UNEXPECTED'
  | 'UNEXPECTED_END'
  | 'NOT_A_STATEMENT'
  | 'BAD_LITERAL'
  | 'MISSPELT'
  | 'TOO_DEEP';

/** An error inside an item; offsets count from the item's start, so the item can move. */
export interface GreenError {
  readonly code: SyntaxCode;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** An error at its place in the text. */
export interface SyntaxFault {
  readonly code: SyntaxCode;
  /** UTF-16 offsets; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** Shared by all nodes without errors. */
export const NO_ERRORS: readonly GreenError[] = [];
