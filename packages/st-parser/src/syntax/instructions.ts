/** Bodies in instruction list (IEC 61131-3 ed. 3, 7.2): told apart from statements and kept as they are. */

import type { Green } from './green.ts';
import { K, N } from './kinds.ts';
import type { Parser } from './parser.ts';
import { isUnitEnd } from './words.ts';

/** Operators that an instruction list begins with. */
const FIRST = /^(?:LDN?|CALC?N?|JMP(?:CN?)?|STN?|RET)$/i;

/** True in front of an operator and its operand on one line, with nothing behind them: no statement looks like that. */
export function startsInstructions(p: Parser): boolean {
  if (p.kind !== K.Ident || !FIRST.test(p.textAt(0))) return false;
  if (!isOperand(p.peek(1)) || p.isOnNewLine(1)) return false;
  let k = 2;
  while (k < 16 && !p.isOnNewLine(k) && (p.peek(k) === K.Dot || p.peek(k) === K.Ident || p.peek(k) === K.Bit))
    k++;
  return p.peek(k) === K.Eof || p.isOnNewLine(k) || (p.peek(k) === K.LParen && /^CAL/i.test(p.textAt(0)));
}

function isOperand(kind: number): boolean {
  return (kind >= K.Ident && kind <= K.WString) || kind === K.Address;
}

/** All lines up to the end of the POU. */
export function instructions(p: Parser): Green {
  p.openLeaf();
  while (p.kind !== K.Eof && isUnitEnd[p.word] === 0) p.bump();
  return p.closeLeaf(N.Instructions);
}
