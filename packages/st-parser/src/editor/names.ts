/** The names that can stand somewhere: members behind a dot, everything visible elsewhere. */

import { SHORT } from '../project/catalog.ts';
import { type Frame, findType } from '../project/frames.ts';
import { type Inside, insideOf } from '../project/inside.ts';
import type { Value } from '../project/meanings.ts';
import { ELEMENTARY } from '../project/rawtypes.ts';
import { type Item, isTypeItem } from '../project/slots.ts';
import { isBefore } from '../project/symbols.ts';
import { Reader } from '../project/values.ts';
import { isSlot, type Sym, type World } from '../project/world.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { isReserved } from '../syntax/words.ts';
import type { DialectId, FileId, Project } from '../types.ts';
import { type Cursor, cursorAt, pathBefore, pathValue, wordStart } from './cursor.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';
import { isOfLibrary } from './uses.ts';

/** What can be written at a cursor. */
export interface Completion {
  /** The range of the unfinished word, which a chosen name replaces. */
  readonly from: number;
  readonly to: number;
  /**
   * `member`: behind a dot; `type`: behind the colon of a declaration; `name`: a new one, no symbol fits; `none`: in a
   * comment or a string.
   */
  readonly expects: 'member' | 'type' | 'value' | 'name' | 'none';
  /** Nearest scope first, then by name. */
  readonly symbols: readonly SymbolInfo[];
  /** False when more symbols fit than `limit`: whoever narrows the list down has to ask again. */
  readonly isWhole: boolean;
}

/** Completion at an offset. `limit` bounds the number of symbols; names have the letters of the unfinished word in order. */
export function completionAt(project: Project, id: FileId, offset: number, limit = 500): Completion {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  const nothing: Completion = { from: offset, to: offset, expects: 'none', symbols: [], isWhole: true };
  if (file === undefined) return nothing;
  const cursor = cursorAt(file, offset);
  inside.world.speak(file.tree.dialect);
  if (cursor.isQuiet) return nothing;
  const start = wordStart(cursor.before);
  // Behind a name that its quote ends, none can begin.
  if (start === cursor.before.length && cursor.before.endsWith('"')) return nothing;
  const word = cursor.before.slice(start).replace(/["#]/g, '').toLowerCase();
  const ahead = cursor.before.slice(0, start).trimEnd();
  const range = { from: offset - (cursor.before.length - start), to: offset };
  const expects = ahead.endsWith('.') && !ahead.endsWith('..') ? 'member' : expectation(ahead, cursor);
  if (expects === 'name') return { ...range, expects, symbols: [], isWhole: true };
  const syms =
    expects === 'member'
      ? behindDot(inside, cursor, ahead.slice(0, -1))
      : visible(inside.world, cursor.frame, cursor.before[start] === '#' ? null : file.tree.dialect);
  return { ...range, expects, ...chosen(inside.world, syms, expects, word, limit) };
}

/** Members; behind the name of a library that is not here, in place of a type, the types of those that are: `t : Tc2_Standard.`. */
function behindDot(inside: Inside, cursor: Cursor, ahead: string): readonly Sym[] {
  const path = pathBefore(ahead);
  const syms = membersOf(inside.world, pathValue(inside, cursor, path), cursor.frame);
  const before = ahead.slice(0, ahead.length - path.length).trimEnd();
  if (syms.length > 0 || path === '' || expectation(before, cursor) !== 'type') return syms;
  return visible(inside.world, null, cursor.file.tree.dialect).filter(
    (sym) => isOfLibrary(sym) && isTypeOrWay(sym),
  );
}

function expectation(ahead: string, { awaits }: Cursor): 'type' | 'value' | 'name' {
  if (awaits !== null) return awaits;
  return /(?:[^:]:|\b(?:OF|TO|REF_TO|EXTENDS|IMPLEMENTS))$/i.test(ahead) &&
    !/\bFOR\b[^;]*\bTO$/i.test(ahead) &&
    !/\bCASE\b[^;]*\bOF$/i.test(ahead)
    ? 'type'
    : 'value';
}

/** Members of the value whose path ends at an offset (in front of the dot). */
export function membersAt(project: Project, id: FileId, offset: number): readonly SymbolInfo[] {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  if (file === undefined) return [];
  const cursor = cursorAt(file, offset);
  inside.world.speak(file.tree.dialect);
  const value = pathValue(inside, cursor, pathBefore(cursor.before.replace(/\.\s*$/, '')));
  return membersOf(inside.world, value, cursor.frame).map((sym) => infoOf(inside.world, sym));
}

/** All names that are visible at an offset, the nearest scope first. */
export function namesAt(project: Project, id: FileId, offset: number): readonly SymbolInfo[] {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  if (file === undefined) return [];
  inside.world.speak(file.tree.dialect);
  const { frame } = cursorAt(file, offset);
  return visible(inside.world, frame, file.tree.dialect).map((sym) => infoOf(inside.world, sym));
}

/**
 * Symbols of the whole project for a search box: those that begin with the word, then those that hold it, then those whose words
 * begin with its letters (`fbp` for `FB_Pump`), then those that have its letters in order.
 */
export function findSymbols(project: Project, query: string, limit = 100): readonly SymbolInfo[] {
  const { world, files } = insideOf(project);
  const word = query.toLowerCase();
  const found: readonly Sym[][] = [[], [], [], []];
  for (const { id } of project.files())
    for (const unit of files.get(id)!.units)
      for (const sym of [...unit.items, ...unit.slots]) found[rankOf(nameOf(sym), word)]?.push(sym);
  return found
    .flat()
    .slice(0, limit)
    .map((sym) => infoOf(world, sym));
}

/** 0 is the best; -1: the name does not have the letters. */
function rankOf(name: string, word: string): number {
  const lower = name.toLowerCase();
  const at = lower.indexOf(word);
  if (at >= 0) return at === 0 ? 0 : 1;
  if (!hasLetters(lower, word)) return -1;
  return startsInWords(name, word) ? 2 : 3;
}

/** Whether each letter begins a word of the name or goes on where the one before stands. */
function startsInWords(name: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = findStart(name, letter, at);
    if (at < 0) return false;
  }
  return true;
}

function findStart(name: string, letter: string, before: number): number {
  for (let at = before + 1; at < name.length; at++) {
    const isStart =
      at === 0 ||
      /[^A-Za-z0-9]/.test(name[at - 1]!) ||
      (/[A-Z]/.test(name[at]!) && /[a-z0-9]/.test(name[at - 1]!));
    if (name[at]!.toLowerCase() === letter && (isStart || at === before + 1)) return at;
  }
  return -1;
}

/** Names that hold the word first, then those that have its letters in order; false when there are more. */
function chosen(
  world: World,
  syms: readonly Sym[],
  expects: Completion['expects'],
  word: string,
  limit: number,
): { symbols: SymbolInfo[]; isWhole: boolean } {
  const found: [Sym[], Sym[]] = [[], []];
  for (const sym of syms) {
    const name = nameOf(sym).toLowerCase();
    if ((expects === 'type' && !isTypeOrWay(sym)) || !isWritable(sym)) continue;
    if (name.includes(word)) found[0].push(sym);
    else if (hasLetters(name, word)) found[1].push(sym);
  }
  const all = found.flat();
  return { symbols: all.slice(0, limit).map((sym) => infoOf(world, sym)), isWhole: all.length <= limit };
}

function hasLetters(name: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Files may have names that no code can say, accessors have none; operators and some types are in libraries, too, but who types one means the word. */
function isWritable(sym: Sym): boolean {
  if (isSlot(sym)) return true;
  if (sym.kind === 'list') return /^[A-Za-z_]\w*$/.test(sym.name);
  const isWord = isReserved[keywordOf(sym.name)] === 1 || ELEMENTARY.has(sym.name);
  return sym.scope?.kind !== 'GET' && sym.scope?.kind !== 'SET' && !(isWord && isOfLibrary(sym));
}

function isTypeOrWay(sym: Sym): boolean {
  return !isSlot(sym) && (isTypeItem(sym) || sym.scope?.kind === 'NAMESPACE');
}

function nameOf(sym: Sym): string {
  return isSlot(sym) ? (sym.entry.fact.name ?? '') : sym.name;
}

/** What stands behind the dot of a value. */
export function membersOf(world: World, value: Value, frame: Frame | null): Sym[] {
  const reader = new Reader(world, frame, '', {});
  const { type, sym } = value;
  if ((type?.kind === 'struct' || type?.kind === 'enum') && sym && isSlot(sym))
    return childrenOf(sym.unit, sym.base);
  const item = type === null ? (sym && !isSlot(sym) ? sym : undefined) : reader.itemOf(type);
  return item === undefined ? [] : members(world, item, frame, 0);
}

function members(world: World, item: Item, frame: Frame | null, depth: number): Sym[] {
  const units = world.layers.flatMap(({ catalog }) =>
    catalog
      .all(item.key)
      .map(({ unit }) => unit)
      .sort((a, b) => (isBefore(a.origin, b.origin) ? -1 : 1)),
  );
  const own = [...new Set(units)].flatMap((unit) => childrenOf(unit, item.key));
  const bases = item.scope?.head.extends ?? [];
  const inherited = (depth < 16 ? bases : []).flatMap((base) => {
    const found = findType(world, frame, base);
    return found === undefined ? [] : members(world, found, frame, depth + 1);
  });
  return distinct([...own, ...inherited]);
}

/** Variables and items directly under a lower-case path. */
function childrenOf(unit: Sym['unit'], key: string): Sym[] {
  const prefix = `${key}.`;
  const isChild = (path: string) => path.startsWith(prefix) && !path.includes('.', prefix.length);
  const slots: readonly Sym[] = unit.slots.filter(({ base }) => isChild(base));
  return [...slots, ...unit.items.filter((item) => isChild(item.key))];
}

/** Own names, those of the dialect's library, the standard's: what is behind them belongs to other machines. */
const OWN_LAYERS = 3;

/**
 * Names without a path, the nearest scope first; each name once. A file of no vendor's dialect may be for any machine; without
 * a dialect those of the scope alone: `#count`.
 */
function visible(world: World, frame: Frame | null, dialect: DialectId | null): Sym[] {
  const out: Sym[] = [];
  for (let f = frame; f !== null; f = f.parent) {
    const item = world.at(f.key);
    if (item !== undefined && !isSlot(item)) out.push(...members(world, item, f, 0), item);
  }
  if (dialect === null) return distinct(out.filter(isSlot));
  const layers = dialect === 'iec' ? world.layers : world.layers.slice(0, OWN_LAYERS);
  for (const { names, catalog } of layers) {
    out.push(...names.globals());
    const all = [...catalog.names()];
    // What needs nothing before it comes before what a namespace holds.
    for (const name of all) if (!name.includes('.') && !name.startsWith(SHORT)) out.push(catalog.get(name)!);
    for (const name of all) if (name.startsWith(SHORT)) out.push(catalog.get(name)!);
  }
  return distinct(out);
}

function distinct(syms: readonly Sym[]): Sym[] {
  const seen = new Set<string>();
  return syms.filter((sym) => {
    const name = nameOf(sym).toLowerCase();
    if (name === '' || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
