/** Where a name stands, and what it means there: IEC 61131-3 ed. 3, 6.5.2 and 6.6.5, with the scopes of the dialects. */

import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { TypeExpr } from '../types.ts';
import { lastOf, parentOf } from './catalog.ts';
import { ELEMENTARY } from './rawtypes.ts';
import { scopeOfPath } from './scopes.ts';
import { type Item, isTypeItem } from './slots.ts';
import type { Summary } from './summary.ts';
import { isSlot, type Memo, type Sym, type World } from './world.ts';

/** A scope that surrounds a place. It lives as long as one look at a tree: what it remembers holds meanwhile. */
export interface Frame {
  /** The path as contract section 3 writes it, and in lower case. */
  readonly scope: string;
  readonly key: string;
  /** Null for a namespace that is only looked through. */
  readonly summary: Summary | null;
  readonly parent: Frame | null;
  /** What names mean inside, as they are written. */
  names: Memo<Found> | null;
  /** What types are called inside a namespace, as they are written. */
  types: Memo<Item | undefined> | null;
}

/** Forgets what names mean unless nothing outside of the frame was asked for it. */
export function forgetOutside(frame: Frame | null): void {
  for (let f = frame; f !== null; f = f.parent) {
    f.types = null;
    for (const [word, { asked }] of f.names ?? [])
      if (!asked.every((name) => name.startsWith(f.key))) f.names!.delete(word);
  }
}

function newFrame(scope: string, summary: Summary | null, parent: Frame | null): Frame {
  return { scope, key: scope.toLowerCase(), summary, parent, names: null, types: null };
}

/** Units that are no scope of their own: what is in them belongs to what surrounds them. */
const OPEN: ReadonlySet<number> = new Set([
  N.Section,
  N.Headless,
  N.Stray,
  N.TypeBlock,
  N.Task,
  N.ProgramInstance,
]);

/** The frame inside a unit of the file at `path`. */
export function frameInside(parent: Frame | null, summary: Summary, path: string): Frame | null {
  const { kind, head } = summary;
  const prefix = parent?.scope ?? '';
  if (kind === N.Section || kind === N.Headless) {
    return parent ?? newFrame(scopeOfPath(path), summary, parent);
  }
  if (OPEN.has(kind)) return parent;
  const name = kind === N.Accessor ? head.word : (head.name ?? '');
  return newFrame(prefix === '' ? name : `${prefix}.${name}`, summary, parent);
}

/** A green node that `frameInside` is to be asked for. */
export function hasSummary(green: Green): boolean {
  switch (green.kind) {
    case N.Pou:
    case N.TypeBlock:
    case N.StructType:
    case N.Section:
    case N.Headless:
    case N.Configuration:
    case N.Resource:
    case N.Namespace:
    case N.DataBlock:
    case N.Property:
    case N.Accessor:
    case N.Stray:
      return true;
    default:
      return false;
  }
}

/** Found; null when there is no such name; undefined when nobody can know, because something is not there. */
export type Found = Sym | null | undefined;

const DEPTH = 24;

/** The summary of the unit around a frame. */
export function homeOf(frame: Frame | null): Summary | null {
  let f = frame;
  while (f?.parent) f = f.parent;
  return f?.summary ?? null;
}

/** What a lower-case name means inside a frame. */
export function findName(world: World, frame: Frame | null, name: string): Found {
  let isKnown = true;
  const home = homeOf(frame);
  for (let f = frame; f !== null; f = f.parent) {
    if (f.summary === null) continue;
    // A unit whose name is being typed: nobody can find what it declares.
    if (f.key === '') return undefined;
    const own = world.at(`${f.key}.${name}`, home);
    if (own !== undefined) return own;
    world.asked?.add(f.key);
    const inherited = findInherited(world, f.summary, f, name, 0);
    if (inherited) return inherited;
    if (inherited === undefined) isKnown = false;
    if (lastOf(f.key) === name && f.summary.kind !== N.Namespace) return result(world, f.key, home);
  }
  const outside = world.outside(name);
  return outside ?? (isKnown ? null : undefined);
}

/** A POU's own name inside it: its result. */
function result(world: World, key: string, home: Summary | null): Found {
  world.asked?.add(key + RESULT);
  return world.at(key, home);
}

/** Behind the path of a POU: somebody inside asked for its result. */
export const RESULT = '=';

/** A member that a unit takes from what it extends; `depth` is 0 for whoever asks. */
export function findInherited(
  world: World,
  { head, instanceOf }: Summary,
  frame: Frame | null,
  name: string,
  depth: number,
): Found {
  let isKnown = depth < DEPTH;
  const bases = instanceOf === null ? head.extends : [instanceOf];
  for (const base of isKnown ? bases : []) {
    const item = findType(world, frame, base);
    if (item?.scope?.head === head) return undefined;
    const found = item === undefined ? undefined : searchMember(world, item, name, depth + 1);
    if (found) return found;
    if (found === undefined) isKnown = false;
  }
  return isKnown ? null : undefined;
}

/** A member of a type, a POU or a list, inherited ones too. */
export function memberOf(world: World, item: Item, name: string): Found {
  return world.remembered(world.membersOf(item), name, () => searchMember(world, item, name, 0));
}

function searchMember(world: World, item: Item, name: string, depth: number): Found {
  const own = world.at(`${item.key}.${name}`);
  if (own !== undefined) return own;
  const inherited =
    item.scope === null ? null : findInherited(world, item.scope.summary, outer(item), name, depth);
  return inherited === null && world.isAmbiguous(item) && item.kind !== 'list' ? undefined : inherited;
}

/** The namespace around an item, as a frame without tables of its own. */
function outer(item: Item): Frame | null {
  const scope = parentOf(item.scope?.scope ?? item.type?.name ?? '');
  return scope === '' ? null : newFrame(scope, null, null);
}

/** Only namespaces hold types. */
function isNamespace({ summary }: Frame): boolean {
  return summary === null || summary.kind === N.Namespace;
}

/** The type that a name stands for inside a frame. */
export function findType(world: World, frame: Frame | null, name: string): Item | undefined {
  let space = frame;
  while (space !== null && !isNamespace(space)) space = space.parent;
  if (space !== null) space.types ??= new Map();
  return world.remembered(space?.types ?? world.types, name, () => searchType(world, space, name));
}

function searchType(world: World, frame: Frame | null, name: string): Item | undefined {
  const key = world.lower(name);
  for (let f = frame; f !== null; f = f.parent)
    for (let scope = isNamespace(f) ? f.key : ''; scope !== ''; scope = parentOf(scope)) {
      const found = world.item(`${scope}.${key}`, isTypeItem);
      if (found !== undefined) return found;
    }
  return world.open(key, isTypeItem);
}

/** The type of what a name means; null for what is no value, undefined when it is not known. */
export function typeOfSym(sym: Sym): TypeExpr | null {
  if (isSlot(sym)) return sym.declaration.typeExpr;
  if (sym.kind === 'value') return named(sym.type!.name);
  const text = sym.scope?.head.returnType;
  return text === undefined ? null : typeOfText(text);
}

function named(name: string): TypeExpr {
  return { kind: 'named', text: name, name };
}

/** A type from its canonical text; arrays and the like are not read back. */
export function typeOfText(text: string): TypeExpr {
  if (/^W?STRING(?:\[|$)/.test(text)) return { kind: 'string', text, wide: text[0] === 'W', length: null };
  if (ELEMENTARY.has(text)) return { kind: 'elementary', text, name: text };
  const [, word, base] = /^(POINTER TO|REFERENCE TO|REF_TO) (.*)$/.exec(text) ?? [];
  if (base === undefined) return /[[(]/.test(text) ? { kind: 'unknown', text } : named(text);
  return { kind: word === 'POINTER TO' ? 'pointer' : 'reference', text, base: typeOfText(base) };
}
