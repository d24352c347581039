/** Operators and separators. */

import { K } from './kinds.ts';

const SINGLE = new Uint8Array(128).fill(K.Bad);
const SINGLES: readonly (readonly [string, number])[] = [
  [';', K.Semicolon],
  [':', K.Colon],
  [',', K.Comma],
  ['.', K.Dot],
  ['(', K.LParen],
  [')', K.RParen],
  ['[', K.LBracket],
  [']', K.RBracket],
  ['^', K.Caret],
  ['+', K.Plus],
  ['-', K.Minus],
  ['*', K.Star],
  ['/', K.Slash],
  ['=', K.Eq],
  ['<', K.Lt],
  ['>', K.Gt],
  ['&', K.Amp],
];
for (const [char, kind] of SINGLES) SINGLE[char.charCodeAt(0)] = kind;

const EQ = 61;

/** The token at `at`: its kind in the low byte, its length above. */
export function punctuation(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  const pair = pairOf(code, second);
  if (pair !== 0) return (2 << 8) | pair;
  if (code === 91 && second === 58 && text.charCodeAt(at + 2) === EQ && text.charCodeAt(at + 3) === 93)
    return (4 << 8) | K.Retentive;
  return (1 << 8) | (code < 128 ? SINGLE[code]! : K.Bad);
}

function pairOf(code: number, second: number): number {
  switch (code) {
    case 58:
      return second === EQ ? K.Assign : 0;
    case 61:
      return second === 62 ? K.Arrow : 0;
    case 46:
      return second === 46 ? K.DotDot : 0;
    case 42:
      return second === 42 ? K.Power : second === EQ ? K.Compound : 0;
    case 60:
      return second === 62 ? K.Ne : second === EQ ? K.Le : 0;
    case 62:
      return second === EQ ? K.Ge : 0;
    case 63:
      return second === EQ ? K.Try : 0;
    case 43:
    case 45:
    case 47:
    case 38:
      return second === EQ ? K.Compound : 0;
    default:
      return 0;
  }
}
