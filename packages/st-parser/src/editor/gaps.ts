/** Blanks between two tokens of one line: what must stand there and what must not; alignment stays as it is. */

import { K } from '../syntax/kinds.ts';

export interface Token {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  /** A sign in front of a value. */
  readonly isUnary: boolean;
}

/** Operators with a blank on both sides. */
const SPACED = new Set<number>([
  K.Assign,
  K.Arrow,
  K.Plus,
  K.Minus,
  K.Star,
  K.Slash,
  K.Power,
  K.Eq,
  K.Ne,
  K.Lt,
  K.Gt,
  K.Le,
  K.Ge,
  K.Amp,
  K.Try,
  K.Compound,
  K.Retentive,
]);

/** Nothing stands before these. */
const TIGHT_BEFORE = new Set<number>([K.Semicolon, K.Comma, K.RParen, K.RBracket, K.Bit, K.Caret]);
/** Nothing stands behind these. */
const TIGHT_BEHIND = new Set<number>([K.LParen, K.LBracket]);
const COMMENTS = new Set<number>([K.LineComment, K.BlockComment, K.Pragma, K.OpenComment, K.OpenPragma]);

/** The blanks that belong between two tokens; `gap` is what is there. */
export function gapBetween(before: Token, after: Token, gap: string): string {
  if (COMMENTS.has(after.kind) || COMMENTS.has(before.kind)) return gap;
  if (before.isUnary) return gap;
  if (TIGHT_BEFORE.has(after.kind) || TIGHT_BEHIND.has(before.kind)) return '';
  if (SPACED.has(before.kind)) return ' ';
  if (before.kind === K.Comma || before.kind === K.Semicolon) return atLeastOne(gap);
  if (after.isUnary) return gap;
  // `REF=`, `S=`, `R=` are one operator only while nothing stands between.
  if (before.kind === K.Keyword && after.kind === K.Eq) return gap;
  if (SPACED.has(after.kind)) return atLeastOne(gap);
  return gap;
}

/** People align by blanks in front of an operator or a comment: more than one stays. */
function atLeastOne(gap: string): string {
  return gap === '' ? ' ' : gap;
}
