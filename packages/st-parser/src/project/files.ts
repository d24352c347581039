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
}

/** Brings the units up to date with the tree. Units whose summary did not change stay the same objects. */
export function refresh(file: File): UnitChange {
  const { tree } = file;
  const greens = tree.root.children;
  const stale = staleUnits(file, greens);
  const before = stale.map((unit) => unit.summary);
  const free = new Set(stale);
  const known = new Map(file.units.map((unit) => [unit.green, unit]));
  const units: Unit[] = [];
  const added: Unit[] = [];
  let at = 0;
  for (const green of greens) {
    let unit = known.get(green);
    if (unit === undefined && green.children.length > 0) {
      const summary = summarize(green, at, tree.text, before);
      unit = takeStale(free, (old) => old.summary === summary);
      if (unit === undefined) {
        unit = makeUnit(file, green, summary);
        added.push(unit);
      } else unit.green = green;
    }
    if (unit !== undefined) units.push(unit);
    at += green.length;
  }
  file.units = units;
  units.forEach((unit, i) => {
    (unit.origin as { order: number }).order = i;
  });
  return { added, removed: [...free] };
}

function staleUnits(file: File, greens: readonly object[]): Unit[] {
  const present = new Set(greens);
  return file.units.filter((unit) => !present.has(unit.green));
}

function takeStale(free: Set<Unit>, matches: (unit: Unit) => boolean): Unit | undefined {
  for (const unit of free) {
    if (!matches(unit)) continue;
    free.delete(unit);
    return unit;
  }
  return undefined;
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

/** Where all units start. */
export function* unitStarts(file: File): Generator<readonly [Unit, number]> {
  let at = 0;
  let next = 0;
  for (const green of file.tree.root.children) {
    const unit = file.units[next];
    if (unit?.green === green) {
      yield [unit, at];
      next++;
    }
    at += green.length;
  }
}
