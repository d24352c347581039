/** Heads and ends of units: names, return types, EXTENDS, the header values of SCL. */

import { skipDeclaration, typeName } from './declarations.ts';
import { expression } from './expressions.ts';
import type { Green } from './green.ts';
import { KW, WORDS } from './keywords.ts';
import { K, N } from './kinds.ts';
import { isSlip, isTypeWord, startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { endOf, isModifier, isSection, isStarter, isUnitEnd } from './words.ts';

/** How many access modifiers stand in front. */
export function modifiers(p: Parser): number {
  let k = 0;
  while (k < 6 && isModifier[p.peekWord(k)] === 1) k++;
  return k;
}

export function strayWord(p: Parser): Green {
  p.openLeaf();
  p.errorAt('UNEXPECTED', p.start, p.end, `\`${p.shown(0)}\` has no matching beginning here`);
  p.bump();
  p.accept(K.Semicolon);
  return p.closeLeaf(N.StrayWord);
}

export function pouHeader(p: Parser): Green {
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  const { word } = p;
  if (isStarter[word] === 0)
    p.missingBefore('MISSING_TOKEN', `The word that begins this unit is missing ${p.place()}`);
  else p.bumpAs(K.Keyword);
  if (isSlip(p.kind) && isModifier[p.peekWord(1)] === 1 && p.peek(2) === K.Ident) {
    p.unexpected('a name');
    p.bump();
  }
  while (
    isModifier[p.word] === 1 &&
    (p.peek(1) === K.Ident ||
      (isSlip(p.peek(1)) && p.word !== KW.OVERRIDE && p.word !== KW.FINAL && p.peek(2) === K.Ident))
  )
    p.bumpAs(K.Keyword);
  if (p.is(K.Lt)) generics(p);
  if (unitName(p)) headerTail(p, word);
  if (p.failed) skipHeader(p);
  return p.closeLeaf(N.Header);
}

/** What is left of the line of a broken header. */
export function skipHeader(p: Parser): void {
  while (
    p.kind !== K.Eof &&
    !p.isOnNewLine(0) &&
    isSection[p.word] === 0 &&
    isUnitEnd[p.word] === 0 &&
    p.word !== KW.STRUCT &&
    !startsUnit(p, 0)
  )
    p.bump();
}

export function unitName(p: Parser): boolean {
  if (p.kind !== K.Ident && p.kind !== K.Quoted && p.peek(1) === K.Ident && !p.isOnNewLine(1)) {
    p.unexpected('a name');
    p.bump();
  }
  if ((p.kind !== K.Ident && p.kind !== K.Quoted && p.kind !== K.String) || isSection[p.word] === 1) {
    p.missing('MISSING_NAME', `The name is missing ${p.place()}`);
    return false;
  }
  const mark = p.mark();
  p.bumpAs(p.kind);
  while (p.is(K.Dot) && p.peek(1) === K.Ident) {
    p.bump();
    p.bump();
  }
  p.wrap(mark, N.Name);
  return true;
}

/** Generics, return type, EXTENDS, IMPLEMENTS, and the header values of SCL. */
function headerTail(p: Parser, word: number): void {
  if (p.kind === K.Lt) generics(p);
  let isTyped = false;
  for (;;) {
    if (p.word === KW.EXTENDS) names(p, N.Extends);
    else if (p.word === KW.IMPLEMENTS) names(p, N.Implements);
    else if (p.kind === K.Colon && word === KW.ACTION) actionColon(p);
    else if (p.kind === K.Colon && startsUnit(p, 1)) {
      p.unexpected('the first member');
      p.bump();
    } else if (p.kind === K.Colon && !isHeirWord(p.peekWord(1))) {
      returnType(p);
      isTyped = true;
    } else if (isMeta(p)) meta(p);
    else if (p.kind === K.Semicolon) p.bump();
    else if (!isTyped && isColonLost(p, word)) lostColon(p);
    else if (isSlip(p.kind) && !p.isOnNewLine(0) && !p.isOnNewLine(1)) {
      p.unexpected('the rest of this head');
      p.bump();
      continue;
    } else return;
    if (p.failed) return;
  }
}

/** `ACTION a:`, with one colon. */
function actionColon(p: Parser): void {
  p.bump();
  if (p.is(K.Colon)) p.unexpected('a statement');
}

function isHeirWord(word: number): boolean {
  return word === KW.EXTENDS || word === KW.IMPLEMENTS;
}

/** CODESYS: VAR_GENERIC stands between a function block's name and its EXTENDS. */
export function startsHeadRest(p: Parser): boolean {
  return isHeirWord(p.word) && p.peek(1) === K.Ident;
}

export function headRest(p: Parser): Green {
  p.openLeaf();
  headerTail(p, 0);
  if (p.failed) skipHeader(p);
  return p.closeLeaf(N.Header);
}

/** `PROPERTY Level REAL`. */
function isColonLost(p: Parser, word: number): boolean {
  const hasType = word === KW.PROPERTY || word === KW.METHOD || word === KW.FUNCTION;
  if (!hasType || p.kind !== K.Ident || p.isOnNewLine(0) || (p.word !== 0 && !isTypeWord(p.word)))
    return false;
  const after = p.peek(1);
  return after !== K.Assign && after !== K.LParen && after !== K.LBracket && after !== K.Caret;
}

function lostColon(p: Parser): void {
  p.missing('MISSING_TOKEN', `\`:\` is missing ${p.place()}`);
  const mark = p.mark();
  if (typeName(p)) p.wrap(mark, N.NamedType);
}

/** `<T : ANY_NUM>`. */
function generics(p: Parser): void {
  const mark = p.mark();
  p.bump();
  do {
    if (!p.accept(K.Ident) || !p.expect(K.Colon, '`:`') || !typeName(p)) return;
  } while (p.accept(K.Comma));
  p.expect(K.Gt, '`>`');
  p.wrap(mark, N.Generics);
}

export function names(p: Parser, kind: number): void {
  const mark = p.mark();
  p.bumpAs(K.Keyword);
  do {
    if (p.kind !== K.Ident && p.kind !== K.Quoted) {
      p.unexpected('the name of a type');
      return;
    }
    const name = p.mark();
    p.bump();
    while (p.accept(K.Dot)) if (!p.accept(K.Ident) && !p.failed) p.unexpected('the name of a type');
    p.wrap(name, N.NamedType);
    if (p.failed) return;
  } while (p.accept(K.Comma));
  p.wrap(mark, kind);
}

function returnType(p: Parser): void {
  const mark = p.mark();
  p.bump();
  if (!typeName(p)) return;
  p.wrap(mark, N.ReturnType);
}

export function isMeta(p: Parser): boolean {
  switch (p.word) {
    case KW.TITLE:
    case KW.VERSION:
    case KW.AUTHOR:
    case KW.FAMILY:
    case KW.NAME:
      return p.peek(1) === K.Eq || p.peek(1) === K.Colon;
    case KW.KNOW_HOW_PROTECT:
    case KW.NON_RETAIN:
    case KW.RETAIN:
      return true;
    default:
      return false;
  }
}

/** `TITLE = text`, `VERSION : 0.1`, `KNOW_HOW_PROTECT`. */
export function meta(p: Parser): void {
  const mark = p.mark();
  const hasValue = p.peek(1) === K.Eq || p.peek(1) === K.Colon;
  p.bumpAs(K.Keyword);
  if (hasValue) {
    p.bump();
    if (p.is(K.Colon) || p.is(K.Eq)) p.unexpected('a value');
    metaValue(p);
  }
  p.wrap(mark, N.Meta);
}

/** A word or number in front of what may follow on the line, else the rest of the line. */
function metaValue(p: Parser): void {
  if (p.isOnNewLine(0)) return;
  if (p.isOnNewLine(1) || !endsMeta(p, 1)) p.bumpLine();
  else p.bump();
}

function endsMeta(p: Parser, k: number): boolean {
  const word = p.peekWord(k);
  if (word === KW.STRUCT || word === KW.BEGIN || isSection[word] === 1 || isUnitEnd[word] === 1) return true;
  return isMetaWord(word) && (p.peek(k + 1) === K.Colon || p.peek(k + 1) === K.Eq);
}

export function isMetaWord(word: number): boolean {
  return word >= KW.TITLE && word <= KW.NAME;
}

export function begin(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  return p.closeLeaf(N.Header);
}

/** `END_PROGRAM` or the error that it is missing. */
export function unitEnd(p: Parser, word: number): Green {
  const end = endOf(word);
  p.openLeaf();
  if (p.acceptWord(end)) p.accept(K.Semicolon);
  else if (isUnitEnd[p.word] === 1 && !belongsOutside(word, p.word)) {
    p.errorAt('MISSING_END', p.start, p.end, `\`${WORDS[end]}\` is expected here, not \`${p.shown(0)}\``);
    p.bump();
    p.accept(K.Semicolon);
  } else if (!(p.isPart && p.kind === K.Eof))
    p.missing('MISSING_END', `\`${WORDS[end]}\` is missing ${p.place()}`);
  return p.closeLeaf(N.End);
}

/** True when an END word closes something that can surround the unit `word`. */
function belongsOutside(word: number, end: number): boolean {
  if (end === KW.END_NAMESPACE || end === KW.END_CONFIGURATION || end === KW.END_RESOURCE) return true;
  if (end === KW.END_ACTIONS) return true;
  if (word === KW.GET || word === KW.SET) return end !== KW.END_GET && end !== KW.END_SET;
  if (word === KW.METHOD || word === KW.ACTION || word === KW.PROPERTY)
    return end !== KW.END_METHOD && end !== KW.END_ACTION && end !== KW.END_PROPERTY;
  return false;
}

/** What follows END_STRUCT: an initial value and `;`, both optional. */
export function structEnd(p: Parser): void {
  if (p.kind === K.Assign) {
    const mark = p.mark();
    p.bump();
    if (expression(p)) p.wrap(mark, N.Initial);
    else skipDeclaration(p);
  }
  p.accept(K.Semicolon);
}
