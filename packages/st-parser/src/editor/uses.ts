/** Where symbols are defined and used. Looked up when somebody asks: a search for the word, then the meaning of each hit. */

import { type File, unitStart } from '../project/files.ts';
import { type Inside, insideOf } from '../project/inside.ts';
import type { Role, Value } from '../project/meanings.ts';
import { eachSite, readLeaf, type Site, siteAt } from '../project/sites.ts';
import { isSlot, LIBRARY, type Sym, type World } from '../project/world.ts';
import type { FileId, Place, Project } from '../types.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';

/** A use of a symbol. */
export interface Reference {
  readonly place: Place;
  readonly role: Role;
}

/** The symbol under a cursor: where its name stands, and what the place does with it. */
export interface SymbolUse extends Reference {
  readonly symbol: SymbolInfo;
}

/** A name in a text with what it means. */
export interface Use extends Reference {
  readonly sym: Sym;
  readonly owner: Value | null;
}

/**
 * The symbol whose name holds an offset (UTF-16 units; the end counts), or null.
 * Like all functions here, as of the last `project.changes()`.
 */
export function symbolAt(project: Project, file: FileId, offset: number): SymbolUse | null {
  const inside = insideOf(project);
  const use = useAt(inside, file, offset);
  if (use === null) return null;
  return { place: use.place, role: use.role, symbol: infoOf(inside.world, use.sym) };
}

/** The symbol of a lower-case path such as `fb_pump.start`, or null. */
export function symbolOf(project: Project, key: string): SymbolInfo | null {
  const { world } = insideOf(project);
  const sym = world.at(key);
  return sym === undefined ? null : infoOf(world, sym);
}

/** The names that declare a symbol; none for one of the library. */
export function definitionsOf(project: Project, key: string): readonly Place[] {
  const inside = insideOf(project);
  const sym = inside.world.at(key);
  return sym === undefined ? [] : definitions(inside, declared(inside.world, sym));
}

/** The names that declare the symbol whose name holds an offset: of several with one path the one that is meant there. */
export function definitionsAt(project: Project, file: FileId, offset: number): readonly Place[] {
  const inside = insideOf(project);
  const use = useAt(inside, file, offset);
  return use === null ? [] : definitions(inside, use.sym);
}

/** All uses of the symbol whose name holds an offset, as `referencesOf` has them. */
export function referencesAt(project: Project, file: FileId, offset: number): readonly Reference[] {
  const inside = insideOf(project);
  const use = useAt(inside, file, offset);
  return use === null ? [] : uses(inside, use.sym, project).map(({ place, role }) => ({ place, role }));
}

/** All uses of a symbol in (file path, position) order, its definitions among them. */
export function referencesOf(project: Project, key: string): readonly Reference[] {
  const inside = insideOf(project);
  const sym = inside.world.at(key);
  if (sym === undefined) return [];
  return uses(inside, declared(inside.world, sym), project).map(({ place, role }) => ({ place, role }));
}

/** How often each tag is used in a file, by the tag's key, its declaration not counted. One walk for all tags. */
export function useCountsIn(project: Project, id: FileId): Map<string, number> {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  const counts = new Map<string, number>();
  if (file === undefined) return counts;
  eachSite(file, (site) => {
    for (const { sym, role } of usesOf(inside.world, site, file)) {
      const target = declared(inside.world, sym);
      const key = isSlot(target) ? target.published?.key : undefined;
      if (key !== undefined && role !== 'definition') counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  });
  return counts;
}

export function definitions(inside: Inside, sym: Sym): readonly Place[] {
  const file = inside.files.get(sym.unit.file);
  if (file === undefined) return [];
  if (!isSlot(sym) && sym.kind === 'list') return [{ file: file.id, from: 0, to: 0 }];
  const start = unitStart(file, sym.unit);
  return usesIn(inside, sym, file, start, start + sym.unit.green.length)
    .filter(({ role }) => role === 'definition')
    .map(({ place }) => place);
}

/** Uses in all files. */
export function uses(inside: Inside, sym: Sym, project: Project): readonly Use[] {
  return project.files().flatMap(({ id }) => {
    const file = inside.files.get(id)!;
    return usesIn(inside, sym, file, 0, file.tree.text.length);
  });
}

/** The global variable behind a VAR_EXTERNAL; everything else is itself. */
export function declared(world: World, sym: Sym): Sym {
  if (!isSlot(sym) || sym.entry.section !== 'VAR_EXTERNAL') return sym;
  return world.outside(sym.base.slice(sym.entry.scope.length + 1)) ?? sym;
}

function usesIn(inside: Inside, target: Sym, file: File, from: number, to: number): Use[] {
  const name = isSlot(target) ? target.entry.fact.name : target.name;
  if (name === null || name === '') return [];
  const offsets = occurrences(file.tree.text.toString(), name, from, to);
  if (offsets.length === 0) return [];
  const found: Use[] = [];
  eachSite(
    file,
    (site) => {
      for (const use of usesOf(inside.world, site, file))
        if (declared(inside.world, use.sym) === target && use.place.from >= from) found.push(use);
    },
    offsets,
  );
  return found;
}

/** Where a word stands in a text, ignoring case. */
function occurrences(text: string, name: string, from: number, to: number): number[] {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = new RegExp(`(?<!\\w)${escaped}(?!\\w)`, 'gi');
  word.lastIndex = from;
  const found: number[] = [];
  for (let match = word.exec(text); match !== null && match.index < to; match = word.exec(text))
    found.push(match.index);
  return found;
}

/** All names of a leaf that mean something. */
export function usesOf(world: World, { leaf, at, frame }: Site, file: File): Use[] {
  const found: Use[] = [];
  world.speak(file.tree.dialect);
  readLeaf(world, leaf, file.tree.text.slice(at, at + leaf.length), frame, {
    name: (part, _word, sym, role, owner) => {
      if (sym)
        found.push({ place: { file: file.id, from: at + part.from, to: at + part.to }, role, sym, owner });
    },
  });
  return found;
}

/** The use whose name holds an offset, or ends there. */
export function useAt(inside: Inside, id: FileId, offset: number): Use | null {
  const file = inside.files.get(id);
  if (file === undefined) return null;
  for (const at of [offset, offset - 1]) {
    const site = at < 0 ? null : siteAt(file, at);
    const use =
      site &&
      usesOf(inside.world, site, file).find(({ place }) => place.from <= offset && offset <= place.to);
    if (use) return { ...use, sym: declared(inside.world, use.sym) };
  }
  return null;
}

/** True for a symbol that no edit of the project can change. */
export function isOfLibrary(sym: Sym): boolean {
  return (sym.unit.file as string).startsWith(LIBRARY);
}
