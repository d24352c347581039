/** One file of a project: its tree and its units, following edits. */

import { parse, reparse, type Tree } from '../syntax/tree.ts';
import type { Edit, FileId, ProjectSettings } from '../types.ts';
import { itemsOf } from './catalog.ts';
import { contributionOf, scopeOfPath } from './scopes.ts';
import type { Item, Unit } from './slots.ts';
import { summarize } from './summary.ts';
import { constantKey } from './symbols.ts';

/** A file and what is known of it. */
export interface File {
  readonly id: FileId;
  path: string;
  tree: Tree;
  units: readonly Unit[];
}

/** A new file without units; `refresh` makes them. */
export function openFile(id: FileId, path: string, text: string, settings: ProjectSettings): File {
  return { id, path, tree: parse(text, settings.dialect), units: [] };
}

/** Follows edits; the units stay stale until `refresh`. */
export function editFile(file: File, edits: readonly Edit[]): void {
  file.tree = reparse(file.tree, edits);
}

/** Units that came and went. */
export interface UnitChange {
  readonly added: readonly Unit[];
  readonly removed: readonly Unit[];
  /** Units with another tree, those that were added among them. */
  readonly touched: readonly Unit[];
}

/**
 * Brings the units up to date with the tree. Units whose summary did not change stay the same objects, unless they changed
 * places: of several that declare one name the place says which one is meant.
 */
export function refresh(file: File): UnitChange {
  const { tree, units: old } = file;
  const greens = tree.root.children;
  const { head, tail, first, last } = sameEnds(old, greens);
  const stale = staleUnits(old, head, old.length - tail, greens, first, last);
  // Two units of one file never share a summary: it says which one a name was met in.
  const free = new Map(stale.map((unit) => [unit.summary, unit]));
  const known = new Map(old.slice(head, old.length - tail).map((unit) => [unit.green, unit]));
  const middle: Unit[] = [];
  const added: Unit[] = [];
  const taken = new Map<Unit, Unit['green']>();
  let at = startOf(greens, first);
  for (let i = first; i < last; i++) {
    const green = greens[i]!;
    let unit = known.get(green);
    if (unit === undefined && green.children.length > 0) {
      const summary = summarize(green, at, tree.text, [...free.keys()]);
      unit = free.get(summary);
      if (unit === undefined) {
        unit = makeUnit(file, green, summary);
        added.push(unit);
      } else {
        free.delete(summary);
        taken.set(unit, green);
      }
    }
    if (unit !== undefined) middle.push(unit);
    at += green.length;
  }
  const isOrdered = isAscending(middle.filter((unit) => !added.includes(unit)));
  const removed = [...free.values()];
  for (const [unit, green] of taken)
    if (isOrdered) unit.green = green;
    else {
      const fresh = makeUnit(file, green, unit.summary);
      middle[middle.indexOf(unit)] = fresh;
      added.push(fresh);
      removed.push(unit);
    }
  file.units = [...old.slice(0, head), ...middle, ...old.slice(old.length - tail)];
  place(file);
  return { added, removed, touched: middle };
}

function isAscending(units: readonly Unit[]): boolean {
  return units.every(({ origin }, i) => i === 0 || units[i - 1]!.origin.order < origin.order);
}

/** Units at both ends that are still there: how many, and the range of the tree's children between them. */
function sameEnds(
  units: readonly Unit[],
  greens: readonly Unit['green'][],
): { head: number; tail: number; first: number; last: number } {
  let head = 0;
  let first = 0;
  for (; first < greens.length; first++) {
    const green = greens[first]!;
    if (units[head]?.green === green) head++;
    else if (green.children.length > 0) break;
  }
  let tail = 0;
  let last = greens.length;
  for (; last > first; last--) {
    const green = greens[last - 1]!;
    if (head + tail < units.length && units[units.length - 1 - tail]!.green === green) tail++;
    else if (green.children.length > 0) break;
  }
  return { head, tail, first, last };
}

function startOf(greens: readonly Unit['green'][], index: number): number {
  let at = 0;
  for (let i = 0; i < index; i++) at += greens[i]!.length;
  return at;
}

/** Notes where each unit stands. */
function place(file: File): void {
  let at = 0;
  let next = 0;
  for (const green of file.tree.root.children) {
    const unit = file.units[next];
    if (unit?.green === green) {
      unit.at = at;
      (unit.origin as { order: number }).order = next;
      next++;
    }
    at += green.length;
  }
}

/** Units of a range whose tree is not in a range of the children any more. */
function staleUnits(
  units: readonly Unit[],
  head: number,
  behind: number,
  greens: readonly Unit['green'][],
  first: number,
  last: number,
): Unit[] {
  const present = new Set(greens.slice(first, last));
  return units.slice(head, behind).filter((unit) => !present.has(unit.green));
}

function makeUnit(file: File, green: Unit['green'], summary: Unit['summary']): Unit {
  const contribution = contributionOf(summary, scopeOfPath(file.path));
  const origin = { path: `${file.path}\0${file.id}`, order: 0 };
  const unit = {
    file: file.id,
    green,
    summary,
    contribution,
    origin,
    constantKey: constantKey(contribution),
    items: [] as readonly Item[],
    slots: [],
    at: 0,
    body: null,
    findings: 0,
  };
  unit.items = itemsOf(unit);
  return unit;
}

/** Where a unit starts in its file now. */
export function unitStart(file: File, unit: Unit): number {
  let at = 0;
  for (const green of file.tree.root.children) {
    if (green === unit.green) return at;
    at += green.length;
  }
  return -1;
}
