/**
 * The laws of what an editor asks of a project, as checks that throw: names that are offered mean what they were offered as,
 * uses, renames and definitions agree, and shapes (folds, outline, colours) lie nested inside the text.
 */

import {
  blockWordsAt,
  coloursIn,
  completionAt,
  definitionsAt,
  foldsIn,
  Lines,
  membersAt,
  namesAt,
  referencesAt,
  renameAt,
  renameRangeAt,
  signatureAt,
  symbolAt,
} from '../editor/editor.ts';
import { LIBRARY } from '../library/library.ts';
import { outlineIn } from '../project/outline.ts';
import { openProject } from '../project/project.ts';
import { eachToken } from '../syntax/green.ts';
import { K } from '../syntax/kinds.ts';
import { parse } from '../syntax/tree.ts';
import type { FileId, OutlineNode, Place, Project, Span } from '../types.ts';
import { below, pick, type Random } from './random.ts';

const FILE = 'f' as FileId;
/** Carets of one run, and names tried at one caret. */
const CARETS = 6;
const TRIED = 4;

function opened(text: string): Project {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  project.set(FILE, 'File.st', text);
  project.changes();
  return project;
}

function broken(law: string, ...about: unknown[]): Error {
  return new Error(`${law}: ${about.map((one) => JSON.stringify(one)).join(' ')}`);
}

/** Where names stand, keywords aside. */
function namesIn(text: string): Span[] {
  const names: Span[] = [];
  eachToken(parse(text).root, 0, (kind, from, to) => {
    if (kind === K.Ident) names.push({ from, to });
  });
  return names;
}

/** Nothing throws at a caret, wherever it stands and whatever is half typed there; ranges hold the caret. */
export function checkCarets(text: string, next: Random): void {
  const project = opened(text);
  for (let n = 0; n < CARETS; n++) {
    const at = below(next, text.length + 1);
    const found = completionAt(project, FILE, at);
    const word = text.slice(found.from, found.to);
    if (found.to !== at || found.from > at || !/^#?(?:"[^"\n]*|\w*)$/.test(word))
      throw broken('completion replaces more than a word', at, found.from, found.to, word);
    membersAt(project, FILE, at);
    namesAt(project, FILE, at);
    const call = signatureAt(project, FILE, at);
    if (call && (call.active < -1 || call.active >= call.parameters.length))
      throw broken('a parameter that there is not', at, call.active);
    const use = symbolAt(project, FILE, at);
    if (use && (use.place.from > at || use.place.to < at)) throw broken('a symbol elsewhere', at, use.place);
    const words = blockWordsAt(project, FILE, at);
    if (words.length > 0 && !words.some(({ from, to }) => from <= at && at <= to))
      throw broken('words of another block', at, words);
  }
}

/** At the end of a name that means something that name is offered, and another one that is offered means in its place what was offered. */
export function checkOffers(text: string, next: Random): void {
  const project = opened(text);
  const uses = namesIn(text).flatMap(({ from, to }) => {
    const use = symbolAt(project, FILE, from);
    return use && use.role !== 'definition' && use.place.to === to ? [{ use, from, to }] : [];
  });
  if (uses.length === 0) return;
  const { use, from, to } = pick(next, uses);
  const own = completionAt(project, FILE, to, 5_000);
  const isNamed = /^\s*(?::=|=>)/.test(text.slice(to));
  // Names of other machines mean something, too, but are not offered.
  const isOfMachine = use.symbol.library !== undefined && use.symbol.library !== 'IEC 61131-3';
  const offered = [...own.symbols, ...((isNamed && signatureAt(project, FILE, to)?.parameters) || [])];
  if (!isOfMachine && !offered.some(({ key }) => key === use.symbol.key))
    throw broken('what stands there is not offered', from, text.slice(from, to), use.symbol.key, own.expects);
  if (isNamed) return;
  const isInstance = use.role === 'type' && /\bNON_RETAIN\s*$/.test(text.slice(0, from));
  const { symbols, expects } = completionAt(project, FILE, from, 5_000);
  for (let n = 0; n < TRIED; n++) {
    const symbol = pick(next, symbols);
    // A namespace is a path; the type of a data block stands where no text tells that a type is meant.
    if (/\W/.test(symbol.name) || isInstance) continue;
    const tried = opened(text.slice(0, from) + symbol.name + text.slice(to));
    const found = symbolAt(tried, FILE, from);
    if (found?.symbol.key !== symbol.key)
      throw broken(
        'an offered name means something else',
        { from, was: text.slice(from, to), expects, offered: symbol.key, kind: symbol.kind },
        found?.symbol.key,
        text.slice(Math.max(0, from - 40), from),
      );
  }
}

/** Definition, uses and rename of one symbol agree, from whichever of its places one asks. */
export function checkUses(text: string, next: Random): void {
  const project = opened(text);
  const names = namesIn(text);
  if (names.length === 0) return;
  const { from } = pick(next, names);
  const use = symbolAt(project, FILE, from);
  if (!use) return;
  const { key } = use.symbol;
  const uses = referencesAt(project, FILE, from);
  const places = uses.map(({ place }) => place);
  if (!places.some((place) => isSame(place, use.place))) throw broken('a use is not listed', key, use.place);
  for (const place of definitionsAt(project, FILE, from))
    if (place.to > place.from && symbolAt(project, FILE, place.from)?.symbol.key !== key)
      throw broken('a definition means something else', key, place);
  for (const place of places) {
    const other = symbolAt(project, FILE, place.from);
    if (other?.symbol.key !== key) throw broken('a use means something else', key, place, other?.symbol.key);
  }
  checkPlaces(project, use.place, places);
}

function checkPlaces(project: Project, { from }: Place, places: readonly Place[]): void {
  const range = renameRangeAt(project, FILE, from);
  if (!range) return;
  const answer = renameAt(project, FILE, from, 'zq_new');
  if (!answer.ok) return;
  for (const place of places)
    if (!answer.edits.some((edit) => isSame(edit.place, place)))
      throw broken('a rename leaves a use', range.name, place);
  // Methods that override each other keep one name.
  if (answer.keys.length === 1 && answer.edits.length !== places.length)
    throw broken('a rename writes elsewhere', range.name, answer.edits.length, places.length);
}

function isSame(a: Place, b: Place): boolean {
  return a.file === b.file && a.from === b.from && a.to === b.to;
}

/** Folds and the outline are nested and inside the text; colours ascend, lie in one line each and are the same for each window. */
export function checkShapes(text: string, next: Random): void {
  const project = opened(text);
  checkFolds(project, text);
  checkOutline(outlineIn(project, FILE), 0, text.length);
  const all = coloursIn(project, FILE, 0, text.length);
  let end = 0;
  for (const { from, to } of all) {
    if (from < end || to <= from || to > text.length || text.slice(from, to).includes('\n'))
      throw broken('colours overlap or leave their line', from, to, end);
    end = to;
  }
  const a = below(next, text.length + 1);
  const b = a + below(next, text.length + 1 - a);
  const window = JSON.stringify(coloursIn(project, FILE, a, b));
  if (window !== JSON.stringify(all.filter(({ from, to }) => to > a && from < b)))
    throw broken('a window has other colours', a, b);
}

function checkFolds(project: Project, text: string): void {
  const count = new Lines(text).at(text.length);
  const open: number[] = [];
  for (const { from, to, kind } of foldsIn(project, FILE)) {
    if (from < 1 || to <= from || to > count) throw broken('a fold outside', from, to, count);
    if (kind !== 'block') continue;
    while (open.length > 0 && open.at(-1)! < from) open.pop();
    // In half-typed code one block may begin or end in the line in which another one does: both folds hold it.
    const last = open.at(-1) ?? to;
    if (to > last + 1 && from < last) throw broken('folds cross', from, to, open);
    open.push(to);
  }
}

function checkOutline(nodes: readonly OutlineNode[], from: number, to: number): void {
  let before: Span = { from, to: from };
  for (const node of nodes) {
    const isBehind = node.from >= before.to || (node.from === before.from && node.to === before.to);
    if (!isBehind || node.to < node.from || node.to > to)
      throw broken('the outline is not nested', node.name, node.kind, node.from, node.to, before, to);
    before = node;
    checkOutline(node.children, node.from, node.to);
  }
}
