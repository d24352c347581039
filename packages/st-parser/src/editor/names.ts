/** The names that can stand somewhere: members behind a dot, everything visible elsewhere. */

import { SHORT } from '../project/catalog.ts';
import { type Frame, findType } from '../project/frames.ts';
import { insideOf } from '../project/inside.ts';
import type { Value } from '../project/meanings.ts';
import { type Item, isTypeItem } from '../project/slots.ts';
import { isBefore } from '../project/symbols.ts';
import { Reader } from '../project/values.ts';
import { isSlot, type Sym, type World } from '../project/world.ts';
import type { FileId, Project } from '../types.ts';
import { cursorAt, pathBefore, pathValue, wordStart } from './cursor.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';

/** What can be written at a cursor. */
export interface Completion {
  /** The range of the unfinished word, which a chosen name replaces. */
  readonly from: number;
  readonly to: number;
  /** `member`: behind a dot; `type`: behind the colon of a declaration; `none`: in a comment or a string. */
  readonly expects: 'member' | 'type' | 'value' | 'none';
  /** Nearest scope first, then by name. */
  readonly symbols: readonly SymbolInfo[];
}

/** Completion at an offset. `limit` bounds the number of symbols; names are filtered by the unfinished word's first letters. */
export function completionAt(project: Project, id: FileId, offset: number, limit = 500): Completion {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  const nothing: Completion = { from: offset, to: offset, expects: 'none', symbols: [] };
  if (file === undefined) return nothing;
  const cursor = cursorAt(file, offset);
  inside.world.speak(file.tree.dialect);
  if (cursor.isQuiet) return nothing;
  const start = wordStart(cursor.before);
  const word = cursor.before.slice(start).replace(/["#]/g, '').toLowerCase();
  const ahead = cursor.before.slice(0, start).trimEnd();
  const range = { from: offset - (cursor.before.length - start), to: offset };
  const expects = ahead.endsWith('.') && !ahead.endsWith('..') ? 'member' : expectation(ahead);
  const syms =
    expects === 'member'
      ? membersOf(inside.world, pathValue(inside, cursor, pathBefore(ahead.slice(0, -1))), cursor.frame)
      : visible(inside.world, cursor.frame);
  return { ...range, expects, symbols: chosen(inside.world, syms, expects, word, limit) };
}

function expectation(ahead: string): 'type' | 'value' {
  return /(?:[^:]:|\b(?:OF|TO|EXTENDS|IMPLEMENTS))$/i.test(ahead) &&
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
  return visible(inside.world, cursorAt(file, offset).frame).map((sym) => infoOf(inside.world, sym));
}

/** Symbols of the whole project whose name holds a word, for a search box; those that begin with it come first. */
export function findSymbols(project: Project, query: string, limit = 100): readonly SymbolInfo[] {
  const { world, files } = insideOf(project);
  const word = query.toLowerCase();
  const found: [Sym[], Sym[]] = [[], []];
  for (const { id } of project.files())
    for (const unit of files.get(id)!.units)
      for (const sym of [...unit.items, ...unit.slots]) {
        const at = nameOf(sym).toLowerCase().indexOf(word);
        if (at >= 0) found[at === 0 ? 0 : 1].push(sym);
      }
  return found
    .flat()
    .slice(0, limit)
    .map((sym) => infoOf(world, sym));
}

function chosen(
  world: World,
  syms: readonly Sym[],
  expects: Completion['expects'],
  word: string,
  limit: number,
): SymbolInfo[] {
  const out: SymbolInfo[] = [];
  for (const sym of syms) {
    const name = nameOf(sym).toLowerCase();
    if (!name.includes(word) || (expects === 'type' && !isTypeOrWay(sym))) continue;
    out.push(infoOf(world, sym));
    if (out.length === limit) break;
  }
  return out;
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

/** Names without a path, the nearest scope first; each name once. */
function visible(world: World, frame: Frame | null): Sym[] {
  const out: Sym[] = [];
  for (let f = frame; f !== null; f = f.parent) {
    const item = world.at(f.key);
    if (item !== undefined && !isSlot(item)) out.push(...members(world, item, f, 0), item);
  }
  for (const { names, catalog } of world.layers) {
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
