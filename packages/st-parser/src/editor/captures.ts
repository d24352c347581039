/** Names that would mean something else after a rename: a nearer one in the way, or one that gets in the way of others. */

import { lastOf } from '../project/catalog.ts';
import { type Frame, findInherited, homeOf } from '../project/frames.ts';
import type { Sym, World } from '../project/world.ts';
import { nameOf } from './naming.ts';
import { declared, type Use } from './uses.ts';

/** What is renamed, and to what. */
export interface Captor {
  readonly sym: Sym;
  readonly name: string;
}

/** How near a meaning of a name is: frames from the inside out, and in a frame its own names before inherited ones. */
interface Meaning {
  readonly sym: Sym;
  readonly level: number;
  readonly isOwn: boolean;
}

/** What a name that stands alone would mean in a frame in place of the renamed symbol; null when it means that. */
export function hiddenBy(
  world: World,
  frame: Frame | null,
  { sym, name }: Captor,
  leaving: ReadonlySet<Sym>,
): Sym | null {
  const mine = nearest(world, frame, nameOf(sym), (one) => one === sym);
  const other = nearest(world, frame, name, (one) => one !== sym && !leaving.has(one));
  return mine !== null && other !== null && isBefore(other, mine) ? other.sym : null;
}

/** Whether a name that stands alone in a frame and means `target` would mean the renamed symbol. */
export function captures(world: World, { sym, name }: Captor, frame: Frame | null, target: Sym): boolean {
  const mine = nearest(world, frame, nameOf(sym), (one) => one === sym);
  const theirs = nearest(world, frame, name, (one) => one === target);
  return mine !== null && theirs !== null && isBefore(mine, theirs);
}

/** The first meaning of a name from a frame outwards that is accepted; a VAR_EXTERNAL means the global variable. */
function nearest(
  world: World,
  frame: Frame | null,
  word: string,
  accepts: (sym: Sym) => boolean,
): Meaning | null {
  const name = word.toLowerCase();
  const home = homeOf(frame);
  let level = 0;
  for (let at = frame; at !== null; at = at.parent, level++) {
    if (at.key === '' || at.summary === null) continue;
    const found = [
      { sym: world.at(`${at.key}.${name}`, home), isOwn: true },
      { sym: findInherited(world, at.summary, at, name, 0), isOwn: false },
      { sym: lastOf(at.key) === name ? world.at(at.key, home) : null, isOwn: false },
    ];
    for (const { sym, isOwn } of found)
      if (sym && accepts(declared(world, sym))) return { sym: declared(world, sym), level, isOwn };
  }
  const outside = world.outside(name);
  const sym = outside && declared(world, outside);
  return sym !== undefined && accepts(sym) ? { sym, level: Number.POSITIVE_INFINITY, isOwn: false } : null;
}

/** Equally near ones would be mixed up, whichever wins. */
function isBefore(a: Meaning, b: Meaning): boolean {
  return a.level < b.level || (a.level === b.level && (a.isOwn || !b.isOwn));
}

/** Whether a use finds its meaning by its name alone. */
export function standsAloneIn({ role, owner }: Use): boolean {
  return role !== 'definition' && role !== 'type' && owner === null;
}
