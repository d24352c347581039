/** What stands in front of the parser where declarations are: looked at, and nothing read. */

import { KW } from './keywords.ts';
import { K } from './kinds.ts';
import type { Parser } from './parser.ts';
import { isTypo } from './typos.ts';
import { isReserved, isSection, isStarter, isStatementWord, isUnitEnd } from './words.ts';

/** True in front of what no declaration begins with. */
export function endsDeclarations(p: Parser): boolean {
  if (p.kind === K.Eof) return true;
  if (p.word === 0) return false;
  if (p.peek(1) === K.Colon || p.peek(1) === K.Comma) return isUnitEnd[p.word] === 1;
  return (
    isSection[p.word] === 1 ||
    isUnitEnd[p.word] === 1 ||
    isReserved[p.word] === 1 ||
    p.word === KW.BEGIN ||
    (isStatementWord[p.word] === 1 && p.peek(1) !== K.Ident) ||
    startsUnit(p, 0)
  );
}

/** A character that got between a unit's word and its name. */
export function isSlip(kind: number): boolean {
  return kind === K.Bad || kind === K.RParen || kind === K.RBracket || kind === K.Colon || kind === K.Eq;
}

function isPouWord(word: number): boolean {
  return (
    word === KW.METHOD ||
    word === KW.PROPERTY ||
    word === KW.PROGRAM ||
    word === KW.FUNCTION ||
    word === KW.FUNCTION_BLOCK
  );
}

/** True when the word `k` tokens ahead begins a unit: a name follows, and no operator follows the name. */
export function startsUnit(p: Parser, k: number): boolean {
  const word = p.peekWord(k);
  if (word === 0 || isStarter[word] === 0) return false;
  const kind = p.peek(k + 1);
  if (kind === K.Quoted) return true;
  if (kind === K.Lt) return isPouWord(word) && p.peek(k + 2) === K.Ident && p.peek(k + 3) === K.Colon;
  if (kind === K.Bad || (isSlip(kind) && isPouWord(word)))
    return p.peek(k + 2) === K.Ident && !p.isOnNewLine(k + 2) && !p.isOnNewLine(k + 1);
  if (kind !== K.Ident || (isReserved[p.peekWord(k + 1)] === 1 && p.peekWord(k + 1) !== KW.FUNCTION_BLOCK))
    return false;
  const after = p.peek(k + 2);
  if (word === KW.NAMESPACE) return after !== K.Assign;
  return (
    after !== K.Assign && after !== K.LParen && after !== K.Dot && after !== K.LBracket && after !== K.Comma
  );
}

/** `a, b c, d : INT`. */
export function isCommaLost(p: Parser): boolean {
  if (p.kind !== K.Ident || p.isOnNewLine(0) || (p.peek(1) !== K.Comma && p.peek(1) !== K.Colon))
    return false;
  p.missing('MISSING_TOKEN', `\`,\` is missing ${p.place()}`);
  return true;
}

/** A character that got in front of something on its line, `k` tokens ahead. */
export function isSlipBefore(p: Parser, kind: number): boolean {
  if (p.kind !== K.Bad && p.kind !== K.RParen && p.kind !== K.RBracket && p.kind !== K.Eq) return false;
  return p.peek(1) === kind && !p.isOnNewLine(1);
}

export function isNoName(p: Parser): boolean {
  return isReserved[p.word] === 1 && p.peek(1) !== K.Colon;
}

/** A type name that `:` or a list of names follows is the next declaration. */
export function isTypeMissing(p: Parser): boolean {
  if (p.kind === K.Semicolon || p.kind === K.Assign || p.kind === K.Eof) return true;
  if (p.kind !== K.Ident) return false;
  if (p.word !== 0 && (isSection[p.word] === 1 || p.word === KW.END_VAR || isUnitEnd[p.word] === 1))
    return true;
  if (p.word === KW.END_STRUCT || p.word === KW.END_TYPE || p.word === KW.END_UNION) return true;
  const after = p.peek(1);
  if (after === K.Colon) return p.peek(2) !== K.Semicolon || p.isOnNewLine(0);
  if (!p.isOnNewLine(0)) return false;
  return after === K.Comma || p.peekWord(1) === KW.AT;
}

export function isDottedPath(p: Parser): boolean {
  let k = 1;
  while (k < 20 && p.peek(k) === K.Dot) k += 2;
  return p.peek(k) === K.Colon;
}

export function isInPath(kind: number): boolean {
  return (
    (kind >= K.Ident && kind <= K.Int) ||
    (kind >= K.Address && kind <= K.Bit) ||
    kind === K.Dot ||
    kind === K.LBracket ||
    kind === K.RBracket ||
    kind === K.Comma
  );
}

/** `t : TON := (PT = T#1s)`: elementary types apart, nothing that is declared has a truth value. */
export function isComparison(p: Parser): boolean {
  return p.peek(1) === K.LParen && p.peek(2) === K.Ident && p.peek(3) === K.Eq;
}

export function stopsSkipping(p: Parser): boolean {
  const { word } = p;
  if (word === KW.END_VAR || word === KW.END_STRUCT || word === KW.END_TYPE || word === KW.END_UNION)
    return true;
  return isSection[word] === 1 || isUnitEnd[word] === 1 || (p.isOnNewLine(0) && startsUnit(p, 0));
}

/** True in front of `name :`, `name ,` or `name AT`, also when a keyword is the name. */
export function startsDeclaration(p: Parser): boolean {
  if (p.kind !== K.Ident && p.kind !== K.Quoted) return false;
  const after = p.peek(1);
  return after === K.Colon || after === K.Comma || p.peekWord(1) === KW.AT;
}

// ---- types

/** `STRUC` with a member on the next line. */
export function isMisspeltStruct(p: Parser): boolean {
  if (p.kind !== K.Ident || p.word !== 0 || p.peek(1) !== K.Ident || p.peek(2) !== K.Colon) return false;
  return p.isOnNewLine(1) && isTypo(p.textAt(0).toUpperCase(), 'STRUCT');
}

/** Words that begin types and nothing else. */
export function isTypeWord(word: number): boolean {
  if (word >= KW.ARRAY && word <= KW.REF_TO) return true;
  return word === KW.STRING || word === KW.WSTRING || word === KW.STRUCT || word === KW.UNION;
}

/** A type on the same line, although the word or mark in front of it is lost. */
export function isTypeNext(p: Parser): boolean {
  if (p.kind !== K.Ident || p.isOnNewLine(0)) return false;
  if (isTypeWord(p.word)) return true;
  const after = p.peek(1);
  return isReserved[p.word] === 0 && (after === K.Semicolon || after === K.Assign || after === K.Dot);
}

export function isIntegerName(p: Parser): boolean {
  return /(?:^|[^.\w])(?:[US]{0,2}INT|[UL]?[DL]?INT|BYTE|D?WORD|LWORD)\s*$/i.test(
    p.lexer.slice(p.lastEnd - 8, p.lastEnd),
  );
}
