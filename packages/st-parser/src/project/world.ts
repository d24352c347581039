/** Everything that names can mean: the project, and the library below it. Notes what was asked for, so that it is asked again when that changes. */

import type { More } from '../checks/findings.ts';
import type { DialectId } from '../types.ts';
import { type Catalog, isContested, lastOf, SHORT } from './catalog.ts';
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

/** Takes note of names that were asked for. */
export interface Asked {
  add(name: string): unknown;
}

const NO_NAMES: readonly string[] = [];

/** The few names that one leaf asks for, each once. */
export class AskedNames implements Asked {
  readonly names: string[] = [];

  /** The names so far, in a list that is no longer than needed; what follows starts anew. */
  take(): readonly string[] {
    if (this.names.length === 0) return NO_NAMES;
    const names = this.names.slice();
    this.names.length = 0;
    return names;
  }

  add(name: string): void {
    if (!this.names.includes(name)) this.names.push(name);
  }
}

/** What a name was found to mean, and what had to be asked for that. */
export interface Answer<T> {
  readonly found: T;
  readonly asked: readonly string[];
}

/** What is said of a word that is no member, and what may stand in its place. */
export interface Stranger {
  readonly message: string;
  readonly more: More | undefined;
}

/** Answers by what was looked up. */
export type Memo<T> = Map<string, Answer<T>>;

/** Symbols under names that they had before, while somebody asks what is left of those. */
export interface Former {
  /** By lower-case path. */
  readonly paths: Map<string, Sym>;
  /** By the name alone, of those that need nothing before it. */
  readonly outside: Map<string, Sym>;
}

export class World {
  /** The project, then the library as the present dialect orders it. */
  layers: readonly Layer[];
  readonly #standard: Layer | undefined;
  readonly #orders: ReadonlyMap<DialectId, readonly Layer[]>;
  /** Who takes note of the names that are asked for. */
  asked: Asked | null = null;
  /** What past names mean where nothing else has them. Whoever sets it calls `forget` before and after. */
  former: Former | null = null;
  readonly #lower = new Map<string, string>();
  /** What members mean, by what holds them; until a table changes. */
  readonly #members = new Map<Item, Memo<Sym | null | undefined>>();
  readonly #strangers = new Map<Item, Memo<Stranger>>();
  readonly #shared: Memo<boolean> = new Map();
  /** What types are called outside of namespaces, as they are written; until a table changes. */
  readonly types: Memo<Item | undefined> = new Map();

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
    const layers = this.#orders.get(dialect)!;
    if (layers !== this.layers) this.forget();
    this.layers = layers;
    return this;
  }

  /** The tables changed: what was remembered may be wrong. */
  forget(): void {
    this.#members.clear();
    this.#strangers.clear();
    this.#shared.clear();
    this.types.clear();
  }

  /** What is remembered of the members of an item. */
  membersOf(item: Item): Memo<Sym | null | undefined> {
    return memoOf(this.#members, item);
  }

  /** What is remembered of words that are no members of an item. */
  strangersOf(item: Item): Memo<Stranger> {
    return memoOf(this.#strangers, item);
  }

  /** Notes again what an answer had to be asked for. */
  replay<T>({ found, asked }: Answer<T>): T {
    if (this.asked !== null) for (const name of asked) this.asked.add(name);
    return found;
  }

  /** The remembered answer, or the one that `find` gives now. */
  remembered<T>(memo: Memo<T>, key: string, find: () => T): T {
    let answer = memo.get(key);
    if (answer === undefined) {
      const before = this.asked;
      const own = new AskedNames();
      this.asked = own;
      answer = { found: find(), asked: own.take() };
      this.asked = before;
      memo.set(key, answer);
    }
    return this.replay(answer);
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
    return this.former?.paths.get(key);
  }

  /** What a lower-case name means outside of all scopes. */
  outside(name: string): Sym | undefined {
    const short = SHORT + name;
    this.asked?.add(short);
    this.asked?.add(name);
    for (const { names, catalog } of this.layers) {
      const found = names.global(name) ?? catalog.get(name) ?? catalog.get(short);
      if (found !== undefined) return found;
    }
    return this.former?.outside.get(name);
  }

  /** The first item of a path that `accepts` takes. */
  item(key: string, accepts: (item: Item) => boolean): Item | undefined {
    this.asked?.add(key);
    for (const { catalog } of this.layers) {
      const found = catalog.get(key, null, accepts);
      if (found !== undefined) return found;
    }
    const past = this.former?.paths.get(key);
    return past !== undefined && !isSlot(past) && accepts(past) ? past : undefined;
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
    return this.remembered(this.#shared, base, () => {
      const { names, catalog } = this.layers[0]!;
      const scope = base.slice(0, entry.scope.length);
      this.asked?.add(base);
      this.asked?.add(scope);
      return names.bucket(base).length > 1 || isContested(catalog.all(scope));
    });
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

function memoOf<T>(memos: Map<Item, Memo<T>>, item: Item): Memo<T> {
  let memo = memos.get(item);
  if (memo === undefined) {
    memo = new Map();
    memos.set(item, memo);
  }
  return memo;
}

/** Ids of library files begin with this. */
export const LIBRARY = 'library:';
