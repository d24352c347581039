/**
 * Whoever edits a declaration changes the same few names with every key. The nodes that asked for them are kept together
 * with the way up from each, so that the next edit looks at these alone and walks through no trees.
 */

import type { Body } from './body.ts';
import type { Frame } from './frames.ts';
import { type Inspection, isStale, judge, type Watched } from './nodes.ts';
import type { Unit } from './slots.ts';
import { CONSTANTS, isSlot } from './world.ts';

/** More names than these are not watched. */
const FEW = 64;

/** The names that changed last, and the bodies that know their nodes which ask for them. */
export class Watches {
  #names: ReadonlySet<string> | null = null;
  readonly #bodies = new Set<Body>();

  /** True when these are the names that are watched, all of them: what asks for a part of them is not all that is to be kept. */
  areWatched(changed: ReadonlySet<string>): boolean {
    return this.#names === changed;
  }

  /** Follows a change of names; what is kept of other names goes. `isAsked` is true for names that somebody asked for. */
  turnTo(changed: ReadonlySet<string>, isAsked: (name: string) => boolean): void {
    // A constant gives declarations other types where their text stays.
    const isTotal = changed.has(CONSTANTS) || changed.size > FEW;
    const names = this.#names;
    if (!isTotal && [...changed].every((name) => names?.has(name) || !isAsked(name))) return;
    for (const body of this.#bodies) body.watched = null;
    this.#bodies.clear();
    this.#names = isTotal ? null : changed;
  }

  /** Keeps all nodes of a body that ask for one of the names. */
  keep(body: Body, watched: readonly Watched[]): void {
    body.watched = watched;
    this.#bodies.add(body);
  }

  /** The nodes of a body are not known any more. */
  drop(body: Body): void {
    if (body.watched === null) return;
    body.watched = null;
    this.#bodies.delete(body);
  }
}

/** Looks once more at those watched nodes of a unit that a change concerns. */
export function renewWatched(look: Inspection, unit: Unit, body: Body, watched: readonly Watched[]): void {
  let last: Frame | null = null;
  for (const one of watched) {
    if (!isStale(look, one.node)) continue;
    if (one.frame !== last) last = refreshed(one.frame, unit, body, look.changed);
    judge(look, one, unit.at + one.at);
  }
}

/** A frame of an earlier look. Of what it remembers only the unit's own variables hold, and only those that an edit would have told of. */
function refreshed(
  frame: Frame | null,
  unit: Unit,
  { asked }: Body,
  changed: ReadonlySet<string>,
): Frame | null {
  for (let f = frame; f !== null; f = f.parent) f.types = null;
  const names = frame?.names ?? null;
  if (names === null) return frame;
  for (const [word, answer] of names) {
    const { found } = answer;
    const isOwn = found && isSlot(found) && found.unit === unit;
    if (!isOwn || !answer.asked.every((name) => asked.has(name) && !changed.has(name))) names.delete(word);
  }
  return frame;
}

/** How many findings the watched nodes have. */
export function countWatched(watched: readonly Watched[]): number {
  let count = 0;
  for (const { node } of watched) count += node.findings.length;
  return count;
}
