/** What a reader of expressions tells, in the order of the text. */

import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import type { Found } from './frames.ts';
import type { Role, Value } from './meanings.ts';
import type { Item } from './slots.ts';
import type { TypeReader } from './typereader.ts';

/** What somebody wants to hear of while an expression is read. `part` is where it stands. */
export interface Listener {
  /** The reader that it listens to; set by the reader. */
  reader?: TypeReader;
  /** What several units declare under one name has no type, unless it is the own unit's. */
  readonly isStrict?: boolean;
  /** Names where they are declared, and names of types, need not be told. */
  readonly onlyValues?: boolean;
  name?(part: Part, word: string, sym: Found, role: Role, owner: Value | null): void;
  /** A call, before its arguments are read. */
  call?(args: Part, item: Item | undefined): void;
  /** A value that goes to an input, or an output that goes to a variable. */
  argument?(
    part: Part,
    param: Found,
    type: TypeExpr | null,
    value: Value,
    isOutput: boolean,
    callee: Item | undefined,
  ): void;
  index?(array: TypeExpr & { kind: 'array' }, indices: readonly Part[]): void;
  /** The head of a FOR. */
  loop?(parts: readonly Part[]): void;
  /** A bound of an array or of a range. */
  bound?(part: Part, value: Value): void;
  /** The condition of IF, WHILE, REPEAT. */
  condition?(part: Part, value: Value): void;
  /** A value that is written to something: statements and initial values. */
  assign?(part: Part, target: TypeExpr, value: Value): void;
}
