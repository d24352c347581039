/** Units: the file that holds them, configurations, resources, namespaces. IEC 61131-3 ed. 3, 6.6 to 6.9. */

import { isPlainDeclaration } from './boundaries.ts';
import { dataBlock } from './datablocks.ts';
import { skipDeclaration } from './declarations.ts';
import { args, expression, path } from './expressions.ts';
import type { Green } from './green.ts';
import { modifiers, strayWord, unitEnd, unitName } from './headers.ts';
import { KW } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import { startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { isWordOfPou, lostWord, OUTER_ENDS, pou, pouOf, property } from './pous.ts';
import { correct, standsAlone } from './recovery.ts';
import { constants, headlessSection, section, startsConstants, startsHeadlessSection } from './sections.ts';
import { statements } from './statements.ts';
import { startsLostTypes, typeBlock } from './typeblocks.ts';
import { endOf, isModifier, isPou, isSection, isStarter } from './words.ts';

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
export function unit(p: Parser): Green {
  if (standsAlone(p)) correct(p, (word) => isSection[word] === 1 || isStarter[word] === 1);
  if (isSection[p.word] === 1) return section(p);
  // Whatever a POU's list holds as a section, a file's list takes over, too (L2).
  if (startsConstants(p)) return constants(p);
  const k = modifiers(p);
  if (
    isStarter[p.peekWord(k)] === 1 &&
    (k > 0 || startsUnit(p, 0) || p.peekWord(0) === KW.TYPE || isPou[p.word] === 1)
  )
    return named(p, p.peekWord(k), k);
  if (p.word === KW.USING) return using(p);
  if (startsHeadlessSection(p)) return headlessSection(p);
  if ((p.kind !== K.Ident && p.kind !== K.Quoted) || p.word !== 0) return stray(p);
  const lost = lostWord(p, OUTER_ENDS);
  if (lost !== 0) return pouOf(p, lost);
  if (startsLostTypes(p)) return typeBlock(p);
  return isPlainDeclaration(p) ? headlessSection(p) : stray(p);
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
    case KW.ACTIONS:
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

/** CONFIGURATION, RESOURCE, NAMESPACE, and the ACTIONS of a program: a header, units and instances, an end. */
function container(p: Parser, kind: number): Green {
  p.open();
  const word = p.peekWord(modifiers(p));
  const parts: Green[] = [containerHeader(p)];
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
    // What was corrected may be the own end: a list of statements that was taken over did not correct it (L2).
    if (p.word === end || p.word === KW.END_NAMESPACE) return;
    if (p.word === KW.END_CONFIGURATION || p.word === KW.END_RESOURCE) return;
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
  const isUnnamed = p.word === KW.ACTION;
  if (!isUnnamed && unitName(p) && p.acceptWord(KW.ON)) {
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
