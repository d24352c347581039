/** Program organisation units and their members: IEC 61131-3 ed. 3, 6.6. */

import { endsBodies, isPlainDeclaration, startsSfc } from './boundaries.ts';
import { sfcElement } from './charts.ts';
import type { Green } from './green.ts';
import {
  begin,
  headRest,
  isMetaWord,
  modifiers,
  pouHeader,
  startsHeadRest,
  strayWord,
  unitEnd,
} from './headers.ts';
import { instructions, startsInstructions } from './instructions.ts';
import { KW, keywordOf, WORDS } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import { isSlip, startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { correct, nextOf, standsAlone } from './recovery.ts';
import { constants, headlessSection, section, startsConstants, startsHeadlessSection } from './sections.ts';
import { statements } from './statements.ts';
import { endOf, group, isModifier, isReserved, isSection, isStarter, isUnitEnd } from './words.ts';

/** What surrounds a unit: bits of `Parser.context` while units are read. */
const IN_POU = 256;

/** `FUNCTION_BLOCK FINAL fb EXTENDS a.b IMPLEMENTS i, j` ... `END_FUNCTION_BLOCK`. */
export function pou(p: Parser, k: number): Green {
  return pouOf(p, p.peekWord(k));
}

/** Ends of units that stand in a file. */
export const OUTER_ENDS = group(
  'END_PROGRAM END_FUNCTION END_FUNCTION_BLOCK END_CLASS END_INTERFACE END_ORGANIZATION_BLOCK',
);
const OUTER_STARTS = group('PROGRAM FUNCTION FUNCTION_BLOCK CLASS INTERFACE TYPE ORGANIZATION_BLOCK');
const MEMBER_ENDS = group('END_METHOD END_ACTION');

/** `Main VAR ...`, `Run : BOOL VAR_INPUT ...`: the word that began a unit is lost; its END tells which it was. */
export function lostWord(p: Parser, ends: Uint8Array): number {
  if ((p.kind !== K.Ident && p.kind !== K.Quoted) || p.word !== 0) return 0;
  const k = behindType(p);
  const isBare = ends === MEMBER_ENDS && p.isOnNewLine(k) && (k > 1 || p.peek(1) === K.Ident);
  const isHead =
    isBare ||
    isSection[p.peekWord(k)] === 1 ||
    (p.kind === K.Quoted && p.peek(2) === K.Eq && isMetaWord(p.peekWord(1))) ||
    p.peekWord(1) === KW.EXTENDS ||
    p.peekWord(1) === KW.IMPLEMENTS;
  if (!isHead) return 0;
  const end = nextOf(p, ends, OUTER_STARTS);
  return end === 0 ? 0 : keywordOf(WORDS[end]!.slice(4));
}

/** How many tokens `name : a.b.Type;` has. */
function behindType(p: Parser): number {
  if (p.peek(1) !== K.Colon || p.peek(2) !== K.Ident) return 1;
  let k = 3;
  while (k < 12 && p.peek(k) === K.Dot && p.peek(k + 1) === K.Ident) k += 2;
  return p.peek(k) === K.Semicolon ? k + 1 : k;
}

/** A POU whose word is known from elsewhere, because it may be lost. */
export function pouOf(p: Parser, word: number): Green {
  p.open();
  const parts: Green[] = [pouHeader(p)];
  const outer = p.context;
  const isMember = word === KW.METHOD || word === KW.ACTION;
  p.context = isMember ? outer : IN_POU;
  pouParts(p, parts, word, isMember);
  p.context = outer;
  parts.push(unitEnd(p, word));
  return p.closeBranch(N.Pou, parts);
}

/** Sections, members and bodies in any order, up to the end of the POU. */
function pouParts(p: Parser, parts: Green[], word: number, isMember: boolean): void {
  while (p.kind !== K.Eof) {
    if (p.takeOver(G.Section, parts)) continue;
    if (!isMember && p.takeOver(G.Unit, parts)) continue;
    if (standsAlone(p)) correct(p, isWordOfPou);
    const lost = isMember ? 0 : lostWord(p, MEMBER_ENDS);
    if (isSection[p.word] === 1) parts.push(section(p));
    else if (isUnitEnd[p.word] === 1) return;
    else if (startsHeadlessSection(p)) parts.push(headlessSection(p));
    else if (lost !== 0) parts.push(pouOf(p, lost));
    else if (isPlainDeclaration(p)) parts.push(headlessSection(p));
    else if (startsConstants(p)) parts.push(constants(p));
    else if (startsHeadRest(p)) parts.push(headRest(p));
    else if (startsInstructions(p)) parts.push(instructions(p));
    else if (isMemberStart(p, word)) {
      if (isMember) return;
      parts.push(member(p));
    } else if (p.word === KW.BEGIN && p.peek(1) !== K.Assign) parts.push(begin(p));
    else if (startsSfc(p)) parts.push(sfcElement(p));
    else if (endsBodies(p)) {
      if (p.word !== KW.END_VAR && p.word !== KW.NETWORK && p.word !== KW.END_NETWORK) return;
      parts.push(p.word === KW.END_VAR ? strayWord(p) : network(p));
    } else bodyOf(p, parts);
  }
}

/** Misspelt words that are corrected between the parts of a POU. */
export function isWordOfPou(word: number): boolean {
  return isSection[word] === 1 || isUnitEnd[word] === 1 || isStarter[word] === 1;
}

export function bodyOf(p: Parser, parts: Green[]): void {
  p.open();
  const list: Green[] = [];
  const outer = p.context;
  p.context = 0;
  const before = p.at;
  statements(p, list, 0);
  if (p.at === before) list.push(strayWord(p));
  p.context = outer;
  parts.push(p.closeBranch(N.Body, list));
}

/** SCL text form of TIA V20: `NETWORK` and `END_NETWORK` around statements. */
function network(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  return p.closeLeaf(N.Header);
}

/** True in front of `METHOD`, `PROPERTY` or `ACTION`, with or without modifiers. */
function isMemberStart(p: Parser, word: number): boolean {
  const k = modifiers(p);
  const starter = p.peekWord(k);
  if (k > 0 && isLostMethod(p, k)) return true;
  if (starter === KW.METHOD || starter === KW.PROPERTY || starter === KW.ACTION)
    return k > 0 || isModifier[p.peekWord(1)] === 1 || startsUnit(p, 0);
  return word === KW.NAMESPACE;
}

/** `PRIVATE Run VAR ...`, `INTERNAL Run : BOOL ...`: modifiers belong to a method. */
function isLostMethod(p: Parser, k: number): boolean {
  return (
    p.peek(k) === K.Ident &&
    isMemberName(p.peekWord(k)) &&
    p.peek(k + 1) !== K.Assign &&
    p.peek(k + 1) !== K.LParen
  );
}

/** A name, also one that is a word elsewhere: `PUBLIC Step : BOOL`. */
function isMemberName(word: number): boolean {
  return isReserved[word] === 0 && isStarter[word] === 0;
}

export function member(p: Parser): Green {
  const k = modifiers(p);
  if (isMemberName(p.peekWord(k))) return pouOf(p, KW.METHOD);
  return p.peekWord(k) === KW.PROPERTY ? property(p, k) : pou(p, k);
}

/** `PROPERTY Level : REAL GET ... END_GET SET ... END_SET END_PROPERTY`; accessors also without bodies (interfaces). */
export function property(p: Parser, _k: number): Green {
  p.open();
  const parts: Green[] = [pouHeader(p)];
  while (p.kind !== K.Eof) {
    const k = modifiers(p);
    const word = p.peekWord(k);
    if (word === KW.GET || word === KW.SET) parts.push(accessor(p, word));
    else if (isSection[p.word] === 1) parts.push(section(p));
    else if (p.word === KW.END_VAR || startsAccessor(p, 1)) parts.push(strayWord(p));
    else break;
  }
  if (isPropertyBody(p)) bodyOf(p, parts);
  parts.push(unitEnd(p, KW.PROPERTY));
  return p.closeBranch(N.Property, parts);
}

/** A slip of the finger in front of GET, SET or VAR. */
function startsAccessor(p: Parser, k: number): boolean {
  if (!isSlip(p.kind)) return false;
  const word = p.peekWord(k);
  return word === KW.GET || word === KW.SET || isSection[word] === 1;
}

function isPropertyBody(p: Parser): boolean {
  return p.kind !== K.Eof && !endsBodies(p) && modifiers(p) === 0;
}

function accessor(p: Parser, word: number): Green {
  p.open();
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  p.bumpAs(K.Keyword);
  p.accept(K.Semicolon);
  const parts: Green[] = [p.closeLeaf(N.Header)];
  const other = word === KW.GET ? KW.SET : KW.GET;
  while (p.kind !== K.Eof && isUnitEnd[p.word] === 0 && p.word !== other) {
    if (standsAlone(p)) correct(p, isWordOfPou);
    if (isSection[p.word] === 1) parts.push(section(p));
    else if (startsHeadlessSection(p)) parts.push(headlessSection(p));
    else if (p.word === KW.END_VAR) parts.push(strayWord(p));
    else if (endsBodies(p)) break;
    else bodyOf(p, parts);
  }
  p.openLeaf();
  if (p.acceptWord(endOf(word))) p.accept(K.Semicolon);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.Accessor, parts);
}
