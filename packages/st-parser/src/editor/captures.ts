/** Names that would mean something else after a rename: a local one in the way, or one that gets in the way of others. */

import type { Frame } from '../project/frames.ts';
import { isGlobal } from '../project/names.ts';
import { isSlot, type Sym, type World } from '../project/world.ts';
import { keyOf } from './rename.ts';
import type { Use } from './uses.ts';

/** What is renamed to what; `key` is the lower-case path that it gets. */
export interface Captor {
  readonly sym: Sym;
  readonly name: string;
  readonly key: string;
}

/** What a name that stands alone would mean in a frame in place of the renamed symbol; null when it means that. */
export function hiddenBy(
  world: World,
  frame: Frame | null,
  move: Captor,
  leaving: ReadonlySet<Sym>,
): Sym | null {
  const name = move.name.toLowerCase();
  const stays = (there: Sym | undefined) =>
    there !== undefined && there !== move.sym && !leaving.has(there) ? there : null;
  for (let at = frame; at !== null; at = at.parent) {
    const key = `${at.key}.${name}`;
    if (key === move.key) return null;
    const there = stays(world.at(key));
    if (there !== null) return there;
  }
  const outside = stays(world.outside(name));
  return outside !== null && isSlot(outside) && isGlobal(outside) ? outside : null;
}

/** Whether a name that stands alone in a frame and means `target` would mean the renamed symbol. */
export function captures(move: Captor, frame: Frame | null, target: Sym): boolean {
  const name = move.name.toLowerCase();
  const own = keyOf(target);
  for (let at = frame; at !== null; at = at.parent) {
    const key = `${at.key}.${name}`;
    if (key === own) return false;
    if (key === move.key) return true;
  }
  return isSlot(move.sym) && isGlobal(move.sym) && isSlot(target) && isGlobal(target);
}

/** Whether a use finds its meaning by its name alone. */
export function standsAloneIn({ role, owner }: Use): boolean {
  return role !== 'definition' && role !== 'type' && owner === null;
}
