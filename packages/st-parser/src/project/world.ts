/** Everything that names can mean: the project, and the library below it. Notes what was asked for, so that it is asked again when that changes. */

import type { DialectId } from '../types.ts';
import { type Catalog, lastOf, SHORT } from './catalog.ts';
import type { Names } from './names.ts';
import type { Item, Slot } from './slots.ts';
import type { Summary } from './summary.ts';
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
  /** The project, then the library as the present dialect orders it. */
  layers: readonly Layer[];
  readonly #standard: Layer | undefined;
  readonly #orders: ReadonlyMap<DialectId, readonly Layer[]>;
  /** The names that were asked for since somebody put an empty set here. */
  asked: Set<string> | null = null;
  readonly #lower = new Map<string, string>();

  /** `library` has a layer for each dialect and one for `all`. */
  constructor(own: Layer, library: ReadonlyMap<DialectId | 'all', Layer>) {
    const dialects: readonly DialectId[] = ['iec', 'codesys', 'siemens', 'rockwell'];
    this.#orders = new Map(
      dialects.map((id) => {
        const first = [library.get(id), library.get('all'), ...library.values()];
        return [id, [own, ...new Set(first.filter((layer) => layer !== undefined))]];
      }),
    );
    this.layers = this.#orders.get('iec')!;
    this.#standard = library.get('all');
  }

  /** What follows is read in this dialect: its part of the library comes first. */
  speak(dialect: DialectId): this {
    this.layers = this.#orders.get(dialect)!;
    return this;
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

  /** What stands at a lower-case path. Of several units with one name `home`, the summary of the own one, comes first. */
  at(key: string, home: Summary | null = null): Sym | undefined {
    const found = this.peek(key, home);
    if (this.asked !== null)
      this.asked.add(found === undefined ? key : isSlot(found) ? found.base : found.key);
    return found;
  }

  /** What stands at a path, without a note that somebody asked. */
  peek(key: string, home: Summary | null = null): Sym | undefined {
    for (const { names, catalog } of this.layers) {
      const found = names.first(key, home) ?? catalog.get(key, home);
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

  /** True when several units of the project have this name: nobody can know which one is meant. */
  isAmbiguous({ key }: Item): boolean {
    this.asked?.add(key);
    return this.layers[0]!.catalog.all(key).length > 1;
  }

  /** True when several units of the project declare a variable of this path, or what holds it. */
  isShared({ base, entry }: Slot): boolean {
    const { names, catalog } = this.layers[0]!;
    if (names.bucket(base).length > 1) return true;
    const scope = base.slice(0, entry.scope.length);
    this.asked?.add(scope);
    const [first, second] = catalog.all(scope);
    return second !== undefined && first!.kind !== 'list';
  }

  /** True for what the standard says, not a vendor's library. */
  isStandard(sym: Sym): boolean {
    const key = isSlot(sym) ? sym.base : sym.key;
    const found = this.#standard?.names.first(key) ?? this.#standard?.catalog.get(key);
    return found === sym;
  }

  /** True when the item comes from the library. */
  isForeign(sym: Sym): boolean {
    return this.layers.length > 1 && sym.unit.file.startsWith(LIBRARY);
  }
}

/** Ids of library files begin with this. */
export const LIBRARY = 'library:';
