/** Names and paths of symbols, and what a renamed use looks like. */

import { isSlot, type Sym, type World } from '../project/world.ts';
import type { Project, TextEdit } from '../types.ts';
import { isOfLibrary, type Use } from './uses.ts';

export function nameOf(sym: Sym): string {
  return isSlot(sym) ? (sym.entry.fact.name ?? '') : sym.name;
}

export function keyOf(sym: Sym): string {
  return isSlot(sym) ? sym.base : sym.key;
}

export function parentKey(sym: Sym): string {
  const key = keyOf(sym);
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

/** The lower-case path that a symbol would have under another name. */
export function siblingKey(sym: Sym, name: string): string {
  const parent = parentKey(sym);
  return (parent === '' ? name : `${parent}.${name}`).toLowerCase();
}

/** Who has a path already. What a library declares in a block is out of the way: the project has a block of that name itself. */
export function holderOf(world: World, key: string): Sym | undefined {
  const sym = world.at(key);
  return sym && key.includes('.') && isOfLibrary(sym) ? undefined : sym;
}

/** The signs of a name, `#x` and `"x"`, stay. */
export function renameEdit(project: Project, { place }: Use, name: string): TextEdit {
  const written = project.text(place.file, place.from, place.to);
  const [, sign = '', quote = ''] = /^(#?)("?)/.exec(written) ?? [];
  return { place, insert: `${sign}${quote}${name}${quote}` };
}
