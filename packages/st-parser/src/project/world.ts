/** Everything that names can mean: the project, and the library below it. Notes what was asked for, so that it is asked again when that changes. */

import { type Catalog, lastOf, SHORT } from './catalog.ts';
import type { Names } from './names.ts';
import type { Item, Slot } from './slots.ts';
import type { Symbols } from './symbols.ts';

/** What a name means: a variable, or something else that is declared. */
export type Sym = Slot | Item;

/** The tables of a project or of a library. */
export interface Layer {
  readonly names: Names;
  readonly catalog: Catalog;
  readonly symbols: Symbols;
}

/** True for a variable or a member. */
export function isSlot(sym: Sym): sym is Slot {
  return 'entry' in sym;
}

/** Under this name goes everything that needs the value of a constant. */
export const CONSTANTS = '#';

const WORDS_LIMIT = 200_000;

export class World {
  readonly layers: readonly Layer[];
  /** The names that were asked for since somebody put an empty set here. */
  asked: Set<string> | null = null;
  readonly #lower = new Map<string, string>();

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** The lower-case form, the same string for equal words. */
  lower(word: string): string {
    const known = this.#lower.get(word);
    if (known !== undefined) return known;
    if (this.#lower.size > WORDS_LIMIT) this.#lower.clear();
    const lower = word.toLowerCase();
    this.#lower.set(word, lower);
    return lower;
  }

  /** What stands at a lower-case path. */
  at(key: string): Sym | undefined {
    this.asked?.add(key);
    for (const { names, catalog } of this.layers) {
      const found = names.first(key) ?? catalog.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What a lower-case name means outside of all scopes. */
  outside(name: string): Sym | undefined {
    const short = SHORT + name;
    this.asked?.add(short).add(name);
    for (const { names, catalog } of this.layers) {
      const found = names.global(name) ?? catalog.get(name) ?? catalog.get(short);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first item of a path that `accepts` takes. */
  item(key: string, accepts: (item: Item) => boolean): Item | undefined {
    this.asked?.add(key);
    for (const { catalog } of this.layers) {
      const first = catalog.get(key);
      if (first === undefined || accepts(first)) {
        if (first !== undefined) return first;
        continue;
      }
      const found = catalog.all(key).find(accepts);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** An item by its path, or by the last part of it: what stands before may be a library. */
  open(name: string, accepts: (item: Item) => boolean): Item | undefined {
    const last = lastOf(name);
    return this.item(name, accepts) ?? this.item(last, accepts) ?? this.item(SHORT + last, accepts);
  }

  /** The integer that a path means inside a scope, or null. */
  constant(path: string, scope: string): number | null {
    this.asked?.add(CONSTANTS);
    for (const { symbols } of this.layers) {
      const value = symbols.constant(path, scope);
      if (value !== null) return value;
    }
    return null;
  }

  /** True when the item comes from the library. */
  isForeign(sym: Sym): boolean {
    return this.layers.length > 1 && sym.unit.file.startsWith(LIBRARY);
  }
}

/** Ids of library files begin with this. */
export const LIBRARY = 'library:';
