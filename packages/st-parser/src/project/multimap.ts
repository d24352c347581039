/** Several things under one name: a list only where there are several, for nearly every name has one. */

const NONE: readonly never[] = [];

export class MultiMap<T extends object> {
  readonly #all = new Map<string, T | T[]>();

  /** What stands under a name: nothing, one thing, or the list of them. */
  get(name: string): T | T[] | undefined {
    return this.#all.get(name);
  }

  /** Everything under a name, in the order in which it came. */
  all(name: string): readonly T[] {
    const found = this.#all.get(name);
    return found === undefined ? NONE : Array.isArray(found) ? found : [found];
  }

  names(): Iterable<string> {
    return this.#all.keys();
  }

  put(name: string, one: T): void {
    const found = this.#all.get(name);
    if (Array.isArray(found)) found.push(one);
    else this.#all.set(name, found === undefined ? one : [found, one]);
  }

  take(name: string, one: T): void {
    const rest = this.all(name).filter((other) => other !== one);
    if (rest.length === 0) this.#all.delete(name);
    else this.#all.set(name, rest.length === 1 ? rest[0]! : rest);
  }
}
