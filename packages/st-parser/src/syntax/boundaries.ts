/** Where statements begin and end: words that close blocks, labels, and what can only stand outside a body. */

import { isPeripheral } from './expressions.ts';
import { KW, WORDS } from './keywords.ts';
import { K } from './kinds.ts';
import { endsDeclarations, isTypeWord, startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { isModifier, isReserved, isSection, isStarter, isStatementWord, isUnitEnd } from './words.ts';

/** Blocks that wait for their end, as bits of `Parser.context`. */
export const B = {
  If: 1,
  Case: 2,
  For: 4,
  While: 8,
  Repeat: 16,
  Region: 32,
  CaseBody: 64,
  Try: 128,
} as const;

/** The blocks that a word ends or continues; 0 for words that do neither. */
export const CLOSES = new Uint8Array(WORDS.length);
for (const word of [KW.ELSIF, KW.ELSEIF, KW.END_IF]) CLOSES[word] = B.If;
CLOSES[KW.ELSE] = B.If | B.Case;
CLOSES[KW.END_CASE] = B.Case;
CLOSES[KW.END_FOR] = B.For;
CLOSES[KW.END_WHILE] = B.While;
CLOSES[KW.UNTIL] = CLOSES[KW.END_REPEAT] = B.Repeat;
CLOSES[KW.END_REGION] = B.Region;
for (const word of [KW.__CATCH, KW.__FINALLY, KW.__ENDTRY]) CLOSES[word] = B.Try;

/** True in front of what can only stand outside a body. */
export function endsBodies(p: Parser): boolean {
  const { word } = p;
  if (isUnitEnd[word] === 1) return true;
  if (isSection[word] === 1) return p.peek(1) !== K.Assign;
  if (word === KW.END_VAR || word === KW.END_STRUCT || word === KW.END_NETWORK) return word !== KW.END_STRUCT;
  if (word === KW.NETWORK) return p.peek(1) !== K.Assign;
  return (isStarter[word] === 1 && startsUnit(p, 0)) || startsSfc(p) || startsModified(p);
}

/** `PRIVATE METHOD m`, `METHOD`'s modifiers without it: no statement begins with two names. */
function startsModified(p: Parser): boolean {
  return isModifier[p.word] === 1 && p.peek(1) === K.Ident;
}

/** True in front of an element of a sequential function chart in text form: `STEP a:`, `TRANSITION FROM a TO b`. */
export function startsSfc(p: Parser): boolean {
  const { word } = p;
  if (word !== KW.STEP && word !== KW.INITIAL_STEP && word !== KW.TRANSITION)
    return word === KW.END_STEP || word === KW.END_TRANSITION;
  return (
    p.peek(1) === K.Ident || (word === KW.TRANSITION && p.peek(1) === K.LParen && p.peek(3) === K.Assign)
  );
}

/** Misspelt words that are corrected where a statement is expected. */
export function isWordOfBody(word: number): boolean {
  if (isSection[word] === 1 || isStarter[word] === 1) return true;
  return (
    CLOSES[word] !== 0 || isUnitEnd[word] === 1 || word === KW.WHILE || word === KW.CASE || word === KW.REPEAT
  );
}

/** A contextual word that is used as a variable here. */
export function isOperandUse(p: Parser): boolean {
  const after = p.peek(1);
  return (
    after === K.Assign || after === K.Dot || after === K.LBracket || after === K.LParen || after === K.Caret
  );
}

/** `S=`, `R=`, `REF=`: names elsewhere, operators here. */
export function isSetOperator(p: Parser): boolean {
  return (p.word === KW.S || p.word === KW.R || p.word === KW.REF) && p.peek(1) === K.Eq && p.isGlued(1);
}

/** Words that end a statement although its `;` is missing. */
export function endsStatement(p: Parser): boolean {
  const { word } = p;
  if (word === 0) return false;
  if (CLOSES[word] !== 0 || word === KW.THEN || word === KW.DO || word === KW.OF || endsBodies(p))
    return true;
  return word === KW.IF || word === KW.CASE || word === KW.FOR || word === KW.WHILE || word === KW.REPEAT;
}

/** A line that begins like this is a statement of its own. */
export function startsStatement(p: Parser): boolean {
  if (p.kind !== K.Ident && p.kind !== K.Quoted && p.kind !== K.Local) return false;
  if (p.word === KW.RETURN || p.word === KW.EXIT || p.word === KW.CONTINUE) return true;
  if (isReserved[p.word] === 1) return false;
  const after = p.peek(1);
  return (
    after === K.Assign || after === K.LParen || after === K.Dot || after === K.LBracket || after === K.Caret
  );
}

/** True in front of `name : Type;` or `name AT %IX0.0`: no label, since a name alone is no statement. */
export function isPlainDeclaration(p: Parser): boolean {
  if (p.kind !== K.Ident || endsDeclarations(p)) return false;
  if (p.peekWord(1) === KW.AT) return p.peek(2) === K.Address && isStatementWord[p.word] === 0;
  if (p.peek(1) !== K.Colon || p.peek(2) !== K.Ident || p.peek(3) !== K.Semicolon) return false;
  const word = p.peekWord(2);
  return word === 0 || (isReserved[word] === 0 && isStatementWord[word] === 0);
}

/** True in front of a declaration, also of `name : ARRAY ...` and `name : STRUCT ...`. */
export function isStrayDeclaration(p: Parser): boolean {
  return isPlainDeclaration(p) || (p.kind === K.Ident && p.peek(1) === K.Colon && isTypeWord(p.peekWord(2)));
}

/** True in front of `1:`, `1..5:`, `A, B:`, `E.Red:`, `-1:`, `16#FF:`, `N + 1:`. */
export function isCaseLabel(p: Parser): boolean {
  switch (p.kind) {
    case K.Ident:
      if (p.word !== 0 && isReserved[p.word] === 1) return false;
      if (p.word === KW.REGION && p.peek(1) !== K.Colon && p.peek(1) !== K.Comma) return false;
      return scanLabel(p);
    case K.Int:
    case K.Real:
    case K.Typed:
    case K.String:
    case K.Minus:
    case K.Plus:
    case K.Quoted:
    case K.Local:
    case K.LParen:
      return scanLabel(p);
    default:
      return false;
  }
}

/** Tokens that a label may have before its `:`. */
const LABEL_LIMIT = 48;

function scanLabel(p: Parser): boolean {
  for (let k = 0; k < LABEL_LIMIT; k++) {
    switch (p.peek(k)) {
      case K.Colon:
        return k > 0 && !isPeripheral(p, k);
      case K.Ident:
        if (isReserved[p.peekWord(k)] === 1) return false;
        break;
      case K.Int:
      case K.Real:
      case K.Typed:
      case K.String:
      case K.Minus:
      case K.Plus:
      case K.Star:
      case K.Quoted:
      case K.Local:
      case K.Dot:
      case K.DotDot:
      case K.Comma:
      case K.LParen:
      case K.RParen:
        break;
      default:
        return false;
    }
  }
  return false;
}
