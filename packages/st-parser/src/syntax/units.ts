/** Units: POUs, types, configurations, namespaces, data blocks, and the file that holds them. IEC 61131-3 ed. 3, 6.6 to 6.9. */

import { sfcElement } from './charts.ts';
import { declaration, memberItems, skipDeclaration, startsUnit, typeName } from './declarations.ts';
import { args, expression, path } from './expressions.ts';
import type { Green } from './green.ts';
import { KW, keywordOf, WORDS } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import type { Parser } from './parser.ts';
import { correct, nextOf, standsAlone, words } from './recovery.ts';
import { headlessSection, section, startsHeadlessSection } from './sections.ts';
import { endsBodies, startsSfc, statements } from './statements.ts';
import { endOf, isModifier, isPou, isSection, isStarter, isUnitEnd } from './words.ts';

/** What surrounds a unit: bits of `Parser.context` while units are read. */
const IN_POU = 256;

/** A whole file. */
export function file(p: Parser): Green {
  p.open();
  const units: Green[] = [];
  while (p.kind !== K.Eof) {
    if (!p.takeOver(G.Unit, units) && !p.takeOver(G.Section, units)) units.push(unit(p));
  }
  p.openLeaf();
  p.bump();
  units.push(p.closeLeaf(N.End));
  return p.closeBranch(N.File, units);
}

/** One unit; always goes forward. */
function unit(p: Parser): Green {
  if (standsAlone(p)) correct(p, (word) => isSection[word] === 1 || isStarter[word] === 1);
  if (isSection[p.word] === 1) return section(p);
  const k = modifiers(p);
  if (
    isStarter[p.peekWord(k)] === 1 &&
    (k > 0 || startsUnit(p, 0) || p.peekWord(0) === KW.TYPE || isPou[p.word] === 1)
  )
    return named(p, p.peekWord(k), k);
  if (p.word === KW.USING) return using(p);
  if (startsHeadlessSection(p)) return headlessSection(p);
  if (p.kind !== K.Ident || p.word !== 0) return stray(p);
  const lost = lostWord(p, OUTER_ENDS);
  if (lost !== 0) return pouOf(p, lost);
  return startsLostTypes(p) ? typeBlock(p) : stray(p);
}

/** How many access modifiers stand in front. */
function modifiers(p: Parser): number {
  let k = 0;
  while (k < 6 && isModifier[p.peekWord(k)] === 1) k++;
  return k;
}

function named(p: Parser, word: number, k: number): Green {
  switch (word) {
    case KW.TYPE:
      return typeBlock(p);
    case KW.CONFIGURATION:
      return container(p, N.Configuration);
    case KW.RESOURCE:
      return container(p, N.Resource);
    case KW.NAMESPACE:
      return container(p, N.Namespace);
    case KW.DATA_BLOCK:
      return dataBlock(p);
    case KW.PROPERTY:
      return property(p, k);
    default:
      return pou(p, k);
  }
}

/** `USING A.B, C;`. */
function using(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  do {
    if (!path(p)) break;
  } while (p.accept(K.Comma));
  if (!p.accept(K.Semicolon)) p.missing('MISSING_SEMICOLON', `The \`;\` is missing ${p.place()}`);
  return p.closeLeaf(N.Using);
}

/** What no unit begins with: statements (routine text, fragments), or a stray END word. */
function stray(p: Parser): Green {
  p.open();
  const items: Green[] = [];
  const before = p.at;
  statements(p, items, 0);
  if (p.at === before) items.push(strayWord(p));
  return p.closeBranch(N.Stray, items);
}

function strayWord(p: Parser): Green {
  p.openLeaf();
  p.errorAt('UNEXPECTED', p.start, p.end, `\`${p.shown(0)}\` has no matching beginning here`);
  p.bump();
  p.accept(K.Semicolon);
  return p.closeLeaf(N.StrayWord);
}

// ---- POUs

/** `FUNCTION_BLOCK FINAL fb EXTENDS a.b IMPLEMENTS i, j` ... `END_FUNCTION_BLOCK`. */
function pou(p: Parser, k: number): Green {
  return pouOf(p, p.peekWord(k));
}

const OUTER_ENDS = words(
  'END_PROGRAM',
  'END_FUNCTION',
  'END_FUNCTION_BLOCK',
  'END_CLASS',
  'END_INTERFACE',
  'END_ORGANIZATION_BLOCK',
);
const OUTER_STARTS = words(
  'PROGRAM',
  'FUNCTION',
  'FUNCTION_BLOCK',
  'CLASS',
  'INTERFACE',
  'TYPE',
  'ORGANIZATION_BLOCK',
);
const MEMBER_ENDS = words('END_METHOD', 'END_ACTION');
const TYPE_ENDS = words('END_TYPE');
const NO_TYPES = words(
  'END_VAR',
  'PROGRAM',
  'FUNCTION',
  'FUNCTION_BLOCK',
  'TYPE',
  'THEN',
  'DO',
  'VAR',
  'VAR_INPUT',
);

/** `Main VAR ...`, `Run : BOOL VAR_INPUT ...`: the word that began a unit is lost; its END tells which it was. */
function lostWord(p: Parser, ends: Uint8Array): number {
  if (p.kind !== K.Ident || p.word !== 0) return 0;
  const k = behindType(p);
  const isBare = ends === MEMBER_ENDS && p.isOnNewLine(k) && (k > 1 || p.peek(1) === K.Ident);
  const isHead =
    isBare ||
    isSection[p.peekWord(k)] === 1 ||
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

/** `Point : STRUCT ...` or `Mode : (a, b)` where a unit is expected, and END_TYPE comes. */
function startsLostTypes(p: Parser): boolean {
  if (p.peek(1) !== K.Colon && p.peekWord(1) !== KW.EXTENDS) return false;
  return nextOf(p, TYPE_ENDS, NO_TYPES) !== 0;
}

function pouOf(p: Parser, word: number): Green {
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

function pouHeader(p: Parser): Green {
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  const { word } = p;
  if (isStarter[word] === 0)
    p.missingBefore('MISSING_TOKEN', `The word that begins this unit is missing ${p.place()}`);
  else p.bumpAs(K.Keyword);
  while (
    isModifier[p.word] === 1 &&
    (p.peek(1) === K.Ident || (p.peek(1) === K.Bad && p.peek(2) === K.Ident))
  )
    p.bumpAs(K.Keyword);
  if (unitName(p)) headerTail(p, word);
  if (p.failed) skipHeader(p);
  return p.closeLeaf(N.Header);
}

/** What is left of the line of a broken header. */
function skipHeader(p: Parser): void {
  while (
    p.kind !== K.Eof &&
    !p.isOnNewLine(0) &&
    isSection[p.word] === 0 &&
    isUnitEnd[p.word] === 0 &&
    p.word !== KW.STRUCT
  )
    p.bump();
}

function unitName(p: Parser): boolean {
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
  for (;;) {
    if (p.word === KW.EXTENDS) names(p, N.Extends);
    else if (p.word === KW.IMPLEMENTS) names(p, N.Implements);
    else if (p.kind === K.Colon && word === KW.ACTION) p.bump();
    else if (p.kind === K.Colon) returnType(p);
    else if (isMeta(p)) meta(p);
    else if (p.kind === K.Semicolon) p.bump();
    else if (isColonLost(p, word)) lostColon(p);
    else return;
    if (p.failed) return;
  }
}

/** `PROPERTY Level REAL`. */
function isColonLost(p: Parser, word: number): boolean {
  const hasType = word === KW.PROPERTY || word === KW.METHOD || word === KW.FUNCTION;
  return hasType && p.kind === K.Ident && p.word === 0 && !p.isOnNewLine(0);
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

function names(p: Parser, kind: number): void {
  const mark = p.mark();
  p.bumpAs(K.Keyword);
  do {
    if (p.kind !== K.Ident && p.kind !== K.Quoted) {
      p.unexpected('the name of a type');
      return;
    }
    const name = p.mark();
    p.bump();
    while (p.is(K.Dot)) {
      p.bump();
      if (p.kind === K.Ident) p.bump();
    }
    p.wrap(name, N.NamedType);
  } while (p.accept(K.Comma));
  p.wrap(mark, kind);
}

function returnType(p: Parser): void {
  const mark = p.mark();
  p.bump();
  if (!typeName(p)) return;
  p.wrap(mark, N.ReturnType);
}

function isMeta(p: Parser): boolean {
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
function meta(p: Parser): void {
  const mark = p.mark();
  const hasValue = p.peek(1) === K.Eq || p.peek(1) === K.Colon;
  p.bumpAs(K.Keyword);
  if (hasValue) {
    p.bump();
    p.bumpLine();
  }
  p.wrap(mark, N.Meta);
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
function isWordOfPou(word: number): boolean {
  return isSection[word] === 1 || isUnitEnd[word] === 1 || isStarter[word] === 1;
}

function bodyOf(p: Parser, parts: Green[]): void {
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

function begin(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  return p.closeLeaf(N.Header);
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
    p.peek(k) === K.Ident && p.peekWord(k) === 0 && p.peek(k + 1) !== K.Assign && p.peek(k + 1) !== K.LParen
  );
}

function member(p: Parser): Green {
  const k = modifiers(p);
  if (p.peekWord(k) === 0) return pouOf(p, KW.METHOD);
  return p.peekWord(k) === KW.PROPERTY ? property(p, k) : pou(p, k);
}

/** `END_PROGRAM` or the error that it is missing. */
function unitEnd(p: Parser, word: number): Green {
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
  if (word === KW.GET || word === KW.SET) return end !== KW.END_GET && end !== KW.END_SET;
  if (word === KW.METHOD || word === KW.ACTION || word === KW.PROPERTY)
    return end !== KW.END_METHOD && end !== KW.END_ACTION && end !== KW.END_PROPERTY;
  return false;
}

/** `PROPERTY Level : REAL GET ... END_GET SET ... END_SET END_PROPERTY`; accessors also without bodies (interfaces). */
function property(p: Parser, _k: number): Green {
  p.open();
  const parts: Green[] = [pouHeader(p)];
  while (p.kind !== K.Eof) {
    const k = modifiers(p);
    const word = p.peekWord(k);
    if (word === KW.GET || word === KW.SET) parts.push(accessor(p, word));
    else if (isSection[p.word] === 1) parts.push(section(p));
    else break;
  }
  if (isPropertyBody(p)) bodyOf(p, parts);
  parts.push(unitEnd(p, KW.PROPERTY));
  return p.closeBranch(N.Property, parts);
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
    else if (endsBodies(p)) break;
    else bodyOf(p, parts);
  }
  p.openLeaf();
  if (p.acceptWord(endOf(word))) p.accept(K.Semicolon);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.Accessor, parts);
}

// ---- types

/** `TYPE a : INT; b : STRUCT x : REAL; END_STRUCT; END_TYPE`. */
function typeBlock(p: Parser): Green {
  p.open();
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  if (p.word === 0) p.missingBefore('MISSING_TOKEN', `\`TYPE\` is missing ${p.place()}`);
  else {
    p.bumpAs(K.Keyword);
    while (isModifier[p.word] === 1 && p.peek(1) === K.Ident) p.bumpAs(K.Keyword);
  }
  const parts: Green[] = [p.closeLeaf(N.Header)];
  while (p.word !== KW.END_TYPE) {
    if (p.takeOver(G.TypeDecl, parts)) continue;
    if (standsAlone(p)) correct(p, (word) => word === KW.END_TYPE || isStarter[word] === 1);
    if (p.kind === K.Eof || (p.word !== 0 && endsTypes(p))) break;
    parts.push(typeDeclaration(p));
  }
  parts.push(unitEnd(p, KW.TYPE));
  return p.closeBranch(N.TypeBlock, parts);
}

function endsTypes(p: Parser): boolean {
  if (p.peek(1) === K.Colon) return false;
  return isSection[p.word] === 1 || isUnitEnd[p.word] === 1 || (isStarter[p.word] === 1 && startsUnit(p, 0));
}

function typeDeclaration(p: Parser): Green {
  if (!startsStruct(p)) {
    p.openLeaf();
    declaration(p);
    return p.closeLeaf(N.TypeDecl);
  }
  p.open();
  const word = structHeader(p);
  const parts: Green[] = [word.leaf];
  memberItems(p, parts, word.end);
  p.openLeaf();
  if (p.acceptWord(word.end)) structEnd(p);
  else p.missing('MISSING_END', `\`${WORDS[word.end]}\` is missing ${p.place()}`);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.StructType, parts);
}

/** Tokens before STRUCT: `name EXTENDS a.b :`, `"name" VERSION : 0.1`. */
const STRUCT_LIMIT = 24;

function startsStruct(p: Parser): boolean {
  for (let k = 0; k < STRUCT_LIMIT; k++) {
    const word = p.peekWord(k);
    if (word === KW.STRUCT || word === KW.UNION) return k > 0;
    const kind = p.peek(k);
    if (kind === K.Colon && isLostStruct(p, k)) return true;
    if (
      kind === K.Semicolon ||
      kind === K.Eof ||
      kind === K.LParen ||
      word === KW.END_TYPE ||
      word === KW.ARRAY
    )
      return false;
  }
  return false;
}

/** `P : STRCT x : INT;`: a name that a member follows on the next line, and END_STRUCT comes. */
function isLostStruct(p: Parser, k: number): boolean {
  if (p.peekWord(k + 1) === KW.ARRAY) return false;
  const isMisspelt =
    p.peek(k + 1) === K.Ident &&
    p.peekWord(k + 1) === 0 &&
    p.peek(k + 2) === K.Ident &&
    p.peekWord(k + 2) !== KW.AT;
  const at = isMisspelt ? k + 2 : k + 1;
  const after = p.peek(at + 1);
  const isMember = after === K.Colon || after === K.Comma || p.peekWord(at + 1) === KW.AT;
  if (p.peek(at) !== K.Ident || !isMember || !p.isOnNewLine(at)) return false;
  return nextOf(p, STRUCT_ENDS, TYPE_ENDS) !== 0;
}

const STRUCT_ENDS = words('END_STRUCT');

function structHeader(p: Parser): { leaf: Green; end: number } {
  p.openLeaf();
  if (unitName(p)) {
    for (;;) {
      if (p.word === KW.EXTENDS) names(p, N.Extends);
      else if (isMeta(p)) meta(p);
      else break;
    }
    if (p.failed) skipHeader(p);
    if (p.failed) p.accept(K.Colon);
    else if (p.kind === K.Colon) p.bump();
    else if (!p.dialect.quotedNames) p.missing('MISSING_TOKEN', `\`:\` is missing ${p.place()}`);
  }
  const end = p.word === KW.UNION ? KW.END_UNION : KW.END_STRUCT;
  if (p.word === KW.STRUCT || p.word === KW.UNION) p.bumpAs(K.Keyword);
  else {
    skipHeader(p);
    p.missing('MISSING_TOKEN', `\`STRUCT\` is missing ${p.place()}`);
    if (p.peek(1) === K.Ident && p.peekWord(1) !== KW.AT) p.bump();
    p.acceptWord(KW.STRUCT);
  }
  if (p.word === KW.EXTENDS) names(p, N.Extends);
  return { leaf: p.closeLeaf(N.Header), end };
}

/** What follows END_STRUCT: an initial value and `;`, both optional. */
function structEnd(p: Parser): void {
  if (p.kind === K.Assign) {
    const mark = p.mark();
    p.bump();
    if (expression(p)) p.wrap(mark, N.Initial);
    else skipDeclaration(p);
  }
  p.accept(K.Semicolon);
}

// ---- containers

/** CONFIGURATION, RESOURCE and NAMESPACE: a header, units and instances, an end. */
function container(p: Parser, kind: number): Green {
  p.open();
  const parts: Green[] = [containerHeader(p)];
  const word = kind === N.Configuration ? KW.CONFIGURATION : kind === N.Resource ? KW.RESOURCE : KW.NAMESPACE;
  const end = endOf(word);
  const outer = p.context;
  p.context = outer | (kind === N.Namespace ? 512 : 1024);
  if (p.descend()) containerParts(p, parts, end, kind);
  p.context = outer;
  parts.push(unitEnd(p, word));
  return p.closeBranch(kind, parts);
}

function containerParts(p: Parser, parts: Green[], end: number, kind: number): void {
  while (p.kind !== K.Eof && p.word !== end) {
    if (p.takeOver(G.Section, parts) || p.takeOver(G.Unit, parts)) continue;
    if (standsAlone(p)) correct(p, isWordOfPou);
    if (p.word === KW.END_NAMESPACE || p.word === KW.END_CONFIGURATION || p.word === KW.END_RESOURCE) return;
    if (kind !== N.Namespace && p.word === KW.TASK) parts.push(task(p));
    else if (kind !== N.Namespace && p.word === KW.PROGRAM) parts.push(programInstance(p));
    else if (kind !== N.Namespace && isStarter[p.word] === 1 && p.word !== KW.RESOURCE && startsUnit(p, 0))
      return;
    else parts.push(unit(p));
  }
}

/** `RESOURCE res ON PLC`, `NAMESPACE A.B`. */
function containerHeader(p: Parser): Green {
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  p.bumpAs(K.Keyword);
  while (isModifier[p.word] === 1 && p.peek(1) === K.Ident) p.bumpAs(K.Keyword);
  if (unitName(p) && p.acceptWord(KW.ON)) {
    if (p.kind === K.Ident || p.kind === K.String) p.bump();
    else p.unexpected('the kind of the resource');
  }
  return p.closeLeaf(N.Header);
}

/** `TASK t(INTERVAL := T#10ms, PRIORITY := 1);`. */
function task(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  if (unitName(p) && p.kind === K.LParen) args(p);
  finishItem(p);
  return p.closeLeaf(N.Task);
}

/** `PROGRAM RETAIN p WITH t : Main(x := a, y => b, fb WITH t);`. */
function programInstance(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  if (p.word === KW.RETAIN || p.word === KW.NON_RETAIN) p.bumpAs(K.Keyword);
  if (unitName(p)) instanceTail(p);
  finishItem(p);
  return p.closeLeaf(N.ProgramInstance);
}

function instanceTail(p: Parser): void {
  if (p.acceptWord(KW.WITH)) {
    if (p.kind === K.Ident) p.bump();
    else p.unexpected('the name of a task');
  }
  if (!p.expect(K.Colon, '`:`')) return;
  const mark = p.mark();
  if (p.kind !== K.Ident) {
    p.unexpected('the name of a program');
    return;
  }
  p.bump();
  while (p.accept(K.Dot)) p.accept(K.Ident);
  p.wrap(mark, N.NamedType);
  if (p.is(K.LParen)) instanceArgs(p);
}

/** Connections: `x := a`, `y => b`, `fb WITH t`. */
function instanceArgs(p: Parser): void {
  const mark = p.mark();
  p.bump();
  while (p.kind !== K.RParen && p.kind !== K.Eof && p.kind !== K.Semicolon) {
    if (!expression(p)) return;
    if (p.acceptWord(KW.WITH) || p.accept(K.Arrow)) {
      if (!expression(p)) return;
    }
    if (!p.accept(K.Comma)) break;
  }
  p.expect(K.RParen, '`)`');
  p.wrap(mark, N.Args);
}

function finishItem(p: Parser): void {
  if (p.accept(K.Semicolon)) return;
  p.missing('MISSING_SEMICOLON', `The \`;\` is missing ${p.place()}`);
  skipDeclaration(p);
}

// ---- data blocks

/** SCL: `DATA_BLOCK "x" ... STRUCT | VAR | "FB" ... BEGIN values END_DATA_BLOCK`. */
function dataBlock(p: Parser): Green {
  p.open();
  const parts: Green[] = [pouHeader(p)];
  while (p.kind !== K.Eof && p.word !== KW.BEGIN && p.word !== KW.END_DATA_BLOCK) {
    if (isSection[p.word] === 1) parts.push(section(p));
    else if (p.word === KW.STRUCT) parts.push(dataStruct(p));
    else if (isUnitEnd[p.word] === 1 || startsUnit(p, 0)) break;
    else parts.push(instanceOf(p));
  }
  if (p.word === KW.BEGIN) {
    parts.push(begin(p));
    bodyOf2(p, parts);
  }
  parts.push(unitEnd(p, KW.DATA_BLOCK));
  return p.closeBranch(N.DataBlock, parts);
}

function bodyOf2(p: Parser, parts: Green[]): void {
  if (p.kind !== K.Eof && !endsBodies(p)) bodyOf(p, parts);
}

/** The structure of a data block; read as a section, since its members are tags. */
function dataStruct(p: Parser): Green {
  p.open();
  p.openLeaf();
  p.bumpAs(K.Keyword);
  const parts: Green[] = [p.closeLeaf(N.Header)];
  memberItems(p, parts, KW.END_STRUCT);
  p.openLeaf();
  if (p.acceptWord(KW.END_STRUCT)) structEnd(p);
  else p.missing('MISSING_END', `\`END_STRUCT\` is missing ${p.place()}`);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.DataStruct, parts);
}

/** The function block or type that a data block is an instance of. */
function instanceOf(p: Parser): Green {
  p.openLeaf();
  const before = p.at;
  if (!typeName(p)) skipDeclaration(p);
  p.accept(K.Semicolon);
  if (p.at === before) p.bump();
  return p.closeLeaf(N.InstanceOf);
}
