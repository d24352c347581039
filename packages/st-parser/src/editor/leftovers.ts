/** Uses of a name that a symbol does not have any more: written by somebody who did not know of the rename, and merged. */

import { lastOf } from '../project/catalog.ts';
import { findName } from '../project/frames.ts';
import { type Inside, insideOf } from '../project/inside.ts';
import type { Former, Sym, World } from '../project/world.ts';
import type { Project, TextEdit } from '../types.ts';
import { standsAloneIn } from './captures.ts';
import { eachUse } from './moves.ts';
import { nameOf, renameEdit } from './naming.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';
import { declared, isOfLibrary, type Use } from './uses.ts';

/** A name of before, both as lower-case paths; what holds the symbol goes by its present name in both. */
export interface PastName {
  readonly key: string;
  readonly now: string;
}

export interface Leftover {
  readonly past: PastName;
  readonly symbol: SymbolInfo;
  /** Write the present name; in the order of places in each file. */
  readonly edits: readonly TextEdit[];
}

interface Known {
  readonly past: PastName;
  readonly sym: Sym;
  readonly edits: TextEdit[];
}

/**
 * What is left of past names whose symbols are there under the present one; nothing of a name that somebody declared
 * anew, and no place where the present name would mean something else. As of the last `project.changes()`.
 */
export function leftoversOf(project: Project, past: readonly PastName[]): readonly Leftover[] {
  const inside = insideOf(project);
  const { world } = inside;
  const known = past.flatMap((one): Known[] => {
    const sym = world.at(one.now);
    const isLost = sym === undefined || isOfLibrary(sym) || world.at(one.key) !== undefined;
    return isLost ? [] : [{ past: one, sym: declared(world, sym), edits: [] }];
  });
  if (known.length > 0) readAsBefore(world, known, () => collect(project, inside, known));
  return known.flatMap(({ past: one, sym, edits }) =>
    edits.length === 0 ? [] : [{ past: one, symbol: infoOf(world, sym), edits }],
  );
}

/** For the time of `read` the past names mean what they meant. */
function readAsBefore(world: World, known: readonly Known[], read: () => void): void {
  const former: Former = { paths: new Map(), outside: new Map() };
  for (const { past, sym } of known) {
    former.paths.set(past.key, sym);
    const outside = world.outside(nameOf(sym).toLowerCase());
    if (outside !== undefined && declared(world, outside) === sym) former.outside.set(lastOf(past.key), sym);
  }
  world.former = former;
  world.forget();
  try {
    read();
  } finally {
    world.former = null;
    world.forget();
  }
}

function collect(project: Project, { world, files }: Inside, known: readonly Known[]): void {
  const bySym = Map.groupBy(known, ({ sym }) => sym);
  const words = new Set(known.map(({ past }) => lastOf(past.key)));
  for (const { id } of project.files())
    eachUse({ world, files }, files.get(id)!, words, (use, frame) => {
      const sym = declared(world, use.sym);
      const written = wordAt(project, use);
      const one = bySym.get(sym)?.find(({ past }) => lastOf(past.key) === written);
      if (!one || use.role === 'definition') return;
      const name = nameOf(sym);
      const meant = standsAloneIn(use) ? findName(world, frame, name.toLowerCase()) : sym;
      if (meant && declared(world, meant) === sym) one.edits.push(renameEdit(project, use, name));
    });
}

/** The lower-case word of a use, without the signs of `#x` and `"x"`. */
function wordAt(project: Project, { place }: Use): string {
  return project
    .text(place.file, place.from, place.to)
    .replace(/^#?"?|"$/g, '')
    .toLowerCase();
}
