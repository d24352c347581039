/** What units declare besides variables: POUs, members, types, values of enumerations, global variable lists, by name. */

import { N } from '../syntax/kinds.ts';
import { MultiMap } from './multimap.ts';
import type { Contribution, NamedType } from './scopes.ts';
import type { Item, Unit } from './slots.ts';
import type { Summary } from './summary.ts';
import { isBefore } from './symbols.ts';

/** Names that are found without what stands before their last dot go under this sign. */
export const SHORT = '~';

/** Under this name every CONFIGURATION is found. */
export const CONFIGURED = '%configuration';

type Draft = Omit<Item, 'unit' | 'order'>;

/** The items of a unit, in text order. */
export function itemsOf(unit: Unit): readonly Item[] {
  const { scopes, types, entries } = unit.contribution;
  const drafts: Draft[] = [];
  for (const scope of scopes)
    drafts.push({
      kind: 'scope',
      key: scope.scope.toLowerCase(),
      name: scope.head.name ?? scope.head.word,
      scope,
      type: null,
    });
  for (const type of types) addType(type, drafts);
  for (const { fact, scope, leaf } of entries)
    if (fact.type.kind === 'enum') addValues({ name: `${scope}.${fact.name ?? ''}`, fact, leaf }, drafts);
  const first = entries[0];
  if ((unit.summary.kind === N.Section || unit.summary.kind === N.Headless) && first !== undefined)
    drafts.push({ kind: 'list', key: first.scope.toLowerCase(), name: first.scope, scope: null, type: null });
  return drafts.map((draft, order) => ({ ...draft, unit, order }));
}

function addType(type: NamedType, out: Draft[]): void {
  out.push({ kind: 'type', key: type.name.toLowerCase(), name: lastOf(type.name), scope: null, type });
  if (type.fact.type.kind === 'enum') addValues(type, out);
}

function addValues(type: NamedType, out: Draft[]): void {
  if (type.fact.type.kind !== 'enum') return;
  for (const { name } of type.fact.type.values)
    out.push({ kind: 'value', key: `${type.name}.${name}`.toLowerCase(), name, scope: null, type });
}

/** What stands behind the last dot. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** What stands before the last dot; empty when there is none. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** The names under which an item is found: its path, and its last part when nothing needs to stand before it. */
function namesOf(item: Item, contribution: Contribution): readonly string[] {
  const { key, kind } = item;
  if (item.scope?.kind === 'CONFIGURATION') return [key, SHORT + CONFIGURED];
  if (kind === 'list' || !key.includes('.')) return [key];
  const parent = parentOf(key);
  const isOpen =
    kind !== 'scope' ||
    contribution.scopes.some((scope) => scope.kind === 'NAMESPACE' && scope.scope.toLowerCase() === parent);
  return isOpen ? [key, SHORT + lastOf(key)] : [key];
}

const isAny = () => true;

/** All items of a project; which one a name means does not depend on the order in which files came (L4). */
export class Catalog {
  readonly #items = new MultiMap<Item>();

  /** The first item of a name in (file path, position) order that `accepts` takes; one of the unit `home` comes before all others. */
  get(name: string, home: Summary | null = null, accepts: (item: Item) => boolean = isAny): Item | undefined {
    const found = this.#items.get(name);
    if (!Array.isArray(found)) return found && accepts(found) ? found : undefined;
    let best: Item | undefined;
    for (const item of found) {
      if (!accepts(item)) continue;
      if (item.unit.summary === home) return item;
      if (best === undefined || isEarlier(item, best)) best = item;
    }
    return best;
  }

  /** All items of a name. */
  all(name: string): readonly Item[] {
    return this.#items.all(name);
  }

  /** All names. */
  names(): Iterable<string> {
    return this.#items.names();
  }

  /** Replaces units; adds the names that mean something else now to `changed`. */
  update(removed: readonly Unit[], added: readonly Unit[], changed: Set<string>): void {
    const before = new Map<string, Item[]>();
    const after = new Map<string, Item[]>();
    for (const unit of removed)
      for (const item of unit.items)
        for (const name of namesOf(item, unit.contribution)) {
          this.#items.take(name, item);
          push(before, name, item);
        }
    for (const unit of added)
      for (const item of unit.items)
        for (const name of namesOf(item, unit.contribution)) {
          this.#items.put(name, item);
          push(after, name, item);
        }
    for (const [name, items] of after) {
      const all = this.all(name);
      // Of several that share a name the place says which one is meant, and whose the variables are.
      if (isContested(all)) for (const { unit } of all) for (const { base } of unit.slots) changed.add(base);
      else if (areSame(before.get(name), items)) continue;
      changed.add(name);
    }
    for (const name of before.keys()) if (!after.has(name)) changed.add(name);
  }
}

/** True when it matters which of some items of one name is meant; lists of variables are all one. */
export function isContested(items: readonly Item[]): boolean {
  return items.length > 1 && items.some(({ kind }) => kind !== 'list');
}

function push(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [item]);
  else list.push(item);
}

function areSame(a: readonly Item[] | undefined, b: readonly Item[]): boolean {
  return a !== undefined && a.length === b.length && a.every((item, i) => isSame(item, b[i]!));
}

function isEarlier(a: Item, b: Item): boolean {
  if (a.unit !== b.unit) return isBefore(a.unit.origin, b.unit.origin);
  return a.order < b.order;
}

/** True when nobody who uses the item can tell the difference. */
function isSame(a: Item, b: Item): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list') return true;
  const isSelf = a.type?.fact === b.type?.fact && a.scope?.summary === b.scope?.summary;
  return isSelf || said(a) === said(b);
}

/** What an item says to those who use it. */
function said({ scope, type }: Item): string {
  if (scope === null) {
    const { name, initial, type: raw } = type!.fact;
    return JSON.stringify([name, initial, raw]);
  }
  const { kind, head, summary } = scope;
  const { instanceOf, isOpaque } = summary;
  return JSON.stringify([kind, { ...head, from: 0, to: 0, attributes: 0 }, instanceOf, isOpaque]);
}
