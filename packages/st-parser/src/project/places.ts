/** Where the tags of a file stand. */

import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { FileId, Project } from '../types.ts';
import { fileOf } from './inside.ts';
import type { Unit } from './slots.ts';

type Places = Map<string, { readonly from: number; readonly to: number }>;

/**
 * Where the names of all tags of a file stand now, by key, in source order: `position` for many at the cost of one.
 * Unknown file: throws RangeError.
 */
export function placesIn(
  project: Project,
  id: FileId,
): ReadonlyMap<string, { readonly from: number; readonly to: number }> {
  const file = fileOf(project, id);
  const units = new Map(file.units.map((unit) => [unit.green, unit]));
  const places: Places = new Map();
  let at = 0;
  for (const green of file.tree.root.children) {
    const unit = units.get(green);
    if (unit !== undefined) addPlaces(places, unit, at);
    at += green.length;
  }
  return places;
}

/** Adds where the names of a unit's tags stand, by key; `at` is where the unit starts. */
function addPlaces(places: Places, unit: Unit, at: number): void {
  const leaves = new Map<Green, number>();
  for (const { published, entry } of unit.slots) {
    if (published === null) continue;
    if (leaves.size === 0) addLeaves(leaves, unit.green, at);
    const start = leaves.get(entry.leaf) ?? -1;
    places.set(published.key, { from: start + entry.fact.from, to: start + entry.fact.to });
  }
}

/** The first place of each node outside bodies, as `offsetOf` finds it. */
function addLeaves(leaves: Map<Green, number>, node: Green, at: number): void {
  for (const child of node.children) {
    if (!leaves.has(child)) leaves.set(child, at);
    if (child.kind !== N.Body && child.children.length > 0) addLeaves(leaves, child, at);
    at += child.length;
  }
}
