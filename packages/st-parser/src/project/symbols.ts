/** Tables of constants and types over all files. Lookups do not depend on the order in which files came (L4). */

import { type Constant, fold } from './constants.ts';
import type { Contribution, NamedType, Scope } from './scopes.ts';

/** Where a symbol comes from: sorts after the file's path and id, then after the place in it. */
export interface Origin {
  /** Path and id of the file, joined by a zero character. */
  readonly path: string;
  readonly order: number;
}

interface Named<T> {
  readonly origin: Origin;
  readonly value: T;
}

interface ConstantSymbol {
  readonly constant: Constant;
  readonly scope: string;
}

/** A multi-map whose first entry is the one with the smallest origin. */
class Table<T> {
  readonly #entries = new Map<string, Named<T>[]>();

  add(name: string, origin: Origin, value: T): void {
    const key = name.toLowerCase();
    const list = this.#entries.get(key);
    if (list === undefined) this.#entries.set(key, [{ origin, value }]);
    else list.push({ origin, value });
  }

  remove(name: string, origin: Origin): void {
    const key = name.toLowerCase();
    const rest = this.#entries.get(key)?.filter((entry) => entry.origin !== origin) ?? [];
    if (rest.length === 0) this.#entries.delete(key);
    else this.#entries.set(key, rest);
  }

  /** `key` is in lower case. */
  get(key: string): T | undefined {
    const list = this.#entries.get(key);
    if (list === undefined) return undefined;
    let best = list[0]!;
    for (const entry of list) if (isBefore(entry.origin, best.origin)) best = entry;
    return best.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }
}

/** Compares origins; paths compare by code units so that every peer agrees. */
export function isBefore(a: Origin, b: Origin): boolean {
  return a.path === b.path ? a.order < b.order : a.path < b.path;
}

/** What a type name stands for. */
export type TypeSymbol =
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: 'named'; readonly type: NamedType };

const TYPE_WORDS = new Set([
  'STRUCT',
  'UNION',
  'FUNCTION_BLOCK',
  'CLASS',
  'INTERFACE',
  'TEST_FUNCTION_BLOCK',
]);

/** True for scopes that can be the type of a variable. */
export function isTypeScope(scope: Scope): boolean {
  return TYPE_WORDS.has(scope.kind);
}

/** All constants and types of a project. */
export class Symbols {
  readonly #constants = new Table<ConstantSymbol>();
  readonly #types = new Table<TypeSymbol>();
  readonly #memo = new Map<string, number | null>();

  /** Adds what a unit declares. */
  add(unit: Contribution, origin: Origin): void {
    for (const [name, symbol] of constantsOf(unit)) this.#constants.add(name, origin, symbol);
    for (const [name, symbol] of typesOf(unit)) this.#types.add(name, origin, symbol);
  }

  /** Removes it again; the same arguments as for `add`. */
  remove(unit: Contribution, origin: Origin): void {
    for (const [name] of constantsOf(unit)) this.#constants.remove(name, origin);
    for (const [name] of typesOf(unit)) this.#types.remove(name, origin);
  }

  /** Forgets folded values; call it when a constant changed. */
  forget(): void {
    this.#memo.clear();
  }

  /** The type of a name, qualified or not. */
  type(name: string): TypeSymbol | undefined {
    const key = name.toLowerCase();
    return this.#types.get(key) ?? this.#types.get(key.slice(key.lastIndexOf('.') + 1));
  }

  typeNames(): Iterable<string> {
    return this.#types.keys();
  }

  /** The integer that a path means inside a scope, or null. */
  constant(path: string, scope: string): number | null {
    const key = this.#find(path.toLowerCase(), scope.toLowerCase());
    if (key === null) return null;
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    this.#memo.set(key, null);
    const symbol = this.#constants.get(key)!;
    const value = fold(symbol.constant, (inner) => this.constant(inner, symbol.scope));
    this.#memo.set(key, value);
    return value;
  }

  /** From the innermost scope outwards, then among globals, then without a leading library name. */
  #find(path: string, scope: string): string | null {
    for (let outer = scope; outer !== ''; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('.')))) {
      const key = `${outer}.${path}`;
      if (this.#constants.has(key)) return key;
    }
    for (let rest = path; ; ) {
      if (this.#constants.has(rest)) return rest;
      const dot = rest.indexOf('.');
      if (dot < 0 || rest.indexOf('.', dot + 1) < 0) return null;
      rest = rest.slice(dot + 1);
    }
  }
}

/** A text that changes when the constants of a unit change. */
export function constantKey(unit: Contribution): string {
  const all = constantsOf(unit);
  return all.length === 0 ? '' : JSON.stringify(all);
}

/** The types that a unit declares, by name. */
export function typesOf(unit: Contribution): (readonly [string, TypeSymbol])[] {
  const out: (readonly [string, TypeSymbol])[] = [];
  for (const scope of unit.scopes) {
    if (!isTypeScope(scope)) continue;
    out.push(...underNames(scope.scope, { kind: 'scope', scope } as const));
  }
  for (const type of unit.types) out.push(...underNames(type.name, { kind: 'named', type } as const));
  return out;
}

/** A name in a namespace is also found without it. */
function underNames<T>(name: string, value: T): (readonly [string, T])[] {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? [[name, value]]
    : [
        [name, value],
        [name.slice(dot + 1), value],
      ];
}

function constantsOf(unit: Contribution): (readonly [string, ConstantSymbol])[] {
  const out: (readonly [string, ConstantSymbol])[] = [];
  for (const { fact, scope, qualifiers, owner } of unit.entries) {
    if (fact.constant === undefined || fact.name === null || !qualifiers.includes('CONSTANT')) continue;
    const symbol = { constant: fact.constant, scope };
    out.push([`${scope}.${fact.name}`, symbol]);
    if (owner !== null && owner !== 'program') out.push([fact.name, symbol]);
  }
  for (const { name, fact } of unit.types) {
    if (fact.type.kind !== 'enum') continue;
    for (const [value, constant] of enumConstants(fact.type.values)) {
      out.push([`${name}.${value}`, { constant, scope: '' }], [value, { constant, scope: '' }]);
    }
  }
  return out;
}

/** Enumeration values: each without a value of its own is one more than the one before. */
export function enumConstants(
  values: readonly { readonly name: string; readonly constant: Constant | null }[],
): [string, Constant][] {
  let base: Constant = { kind: 'integer', value: 0 };
  let offset = 0;
  return values.map(({ name, constant }) => {
    if (constant !== null) {
      base = constant;
      offset = 0;
    }
    const value: Constant =
      offset === 0
        ? base
        : { kind: 'operation', operator: '+', operands: [base, { kind: 'integer', value: offset }] };
    offset++;
    return [name, value];
  });
}
