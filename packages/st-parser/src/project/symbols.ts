/** The table of constants over all files. Lookups do not depend on the order in which files came (L4). */

import { type Constant, fold } from './constants.ts';
import { MultiMap } from './multimap.ts';
import type { Contribution, Scope } from './scopes.ts';

/** Where a symbol comes from: sorts after the file's path and id, then after the place in it. */
export interface Origin {
  /** Path and id of the file, joined by a zero character. */
  readonly path: string;
  readonly order: number;
}

interface ConstantSymbol {
  readonly constant: Constant;
  readonly scope: string;
}

/** Compares origins; paths compare by code units so that every peer agrees. */
export function isBefore(a: Origin, b: Origin): boolean {
  return a.path === b.path ? a.order < b.order : a.path < b.path;
}

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

/** All constants of a project. */
export class Symbols {
  readonly #constants = new MultiMap<ConstantSymbol & { readonly origin: Origin }>();
  readonly #memo = new Map<string, number | null>();

  /** Adds what a unit declares; true when the place says which of several constants of one name is meant. */
  add(unit: Contribution, origin: Origin): boolean {
    let isContested = false;
    for (const [name, symbol] of constantsOf(unit)) {
      const key = name.toLowerCase();
      if (this.#constants.get(key) !== undefined) isContested = true;
      this.#constants.put(key, { ...symbol, origin });
    }
    return isContested;
  }

  /** Removes it again; the same arguments as for `add`. */
  remove(unit: Contribution, origin: Origin): void {
    for (const [name] of constantsOf(unit)) {
      const key = name.toLowerCase();
      for (const one of this.#constants.all(key)) if (one.origin === origin) this.#constants.take(key, one);
    }
  }

  /** Forgets folded values; call it when a constant changed. */
  forget(): void {
    this.#memo.clear();
  }

  /** The integer that a path means inside a scope, or null. */
  constant(path: string, scope: string): number | null {
    const key = this.#find(path.toLowerCase(), scope.toLowerCase());
    if (key === null) return null;
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    this.#memo.set(key, null);
    const { constant, scope: around } = this.#constants
      .all(key)
      .reduce((a, b) => (isBefore(b.origin, a.origin) ? b : a));
    const value = fold(constant, (inner) => this.constant(inner, around));
    this.#memo.set(key, value);
    return value;
  }

  /** From the innermost scope outwards, then among globals, then without a leading library name. */
  #find(path: string, scope: string): string | null {
    for (let outer = scope; outer !== ''; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('.')))) {
      const key = `${outer}.${path}`;
      if (this.#constants.get(key) !== undefined) return key;
    }
    for (let rest = path; ; ) {
      if (this.#constants.get(rest) !== undefined) return rest;
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

/** True for units that declare types. */
export function hasTypes({ scopes, types }: Contribution): boolean {
  return types.length > 0 || scopes.some(isTypeScope);
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
