/** The tag map: slots by name, keys for duplicates, and which tags came, changed and went. */

import type { Tag } from '../types.ts';
import { type Slot, sameTag, tagOf } from './slots.ts';
import type { Summary } from './summary.ts';

/** How the published tags changed. */
export interface TagChange {
  readonly added: Tag[];
  readonly changed: Tag[];
  readonly removed: string[];
}

/** Compares two slots by file path and place. */
export function slotOrder(a: Slot, b: Slot): number {
  const x = a.unit.origin;
  const y = b.unit.origin;
  if (x.path !== y.path) return x.path < y.path ? -1 : 1;
  if (a.unit !== b.unit) return x.order - y.order;
  return a.unit.slots.indexOf(a) - b.unit.slots.indexOf(b);
}

/** All named slots of a project. */
export class Names {
  readonly #buckets = new Map<string, Slot[]>();
  readonly #tags = new Map<string, Tag>();
  readonly #slots = new Map<string, Slot>();
  /** Variables that are seen everywhere, by lower-case name. */
  readonly #globals = new Map<string, readonly Slot[]>();

  /** The slots of a lower-case `scope.name`, in order. */
  bucket(base: string): readonly Slot[] {
    return this.#buckets.get(base) ?? [];
  }

  /** The first variable of a lower-case `scope.name`; one of the unit with the summary `home` comes before all others. */
  first(base: string, home: Summary | null = null): Slot | undefined {
    const bucket = this.#buckets.get(base);
    if (bucket === undefined || bucket.length === 1 || home === null) return bucket?.[0];
    return bucket.find(({ unit }) => unit.summary === home) ?? bucket[0];
  }

  /** The first global variable of a lower-case name. */
  global(name: string): Slot | undefined {
    const found = this.#globals.get(name);
    if (found === undefined || found.length === 1) return found?.[0];
    return [...found].sort(slotOrder)[0];
  }

  /** All global variables. */
  globals(): readonly Slot[] {
    return [...this.#globals.values()].flatMap((slots) => slots.slice(0, 1));
  }

  tag(key: string): Tag | undefined {
    return this.#tags.get(key);
  }

  /** The slot behind a tag key. */
  slot(key: string): Slot | undefined {
    return this.#slots.get(key);
  }

  get size(): number {
    return this.#tags.size;
  }

  /** Replaces slots; answers the difference of the tags and the names that were touched. */
  update(
    removed: readonly Slot[],
    added: readonly Slot[],
  ): { change: TagChange; touched: ReadonlySet<string> } {
    const touched = new Set<string>();
    const before = new Map<string, Tag>();
    for (const slot of removed) this.#take(slot, touched, before);
    for (const slot of added) this.#put(slot, touched, before);
    const change: TagChange = { added: [], changed: [], removed: [] };
    const after = new Set<string>();
    for (const base of touched) this.#publish(base, before, after, change);
    for (const key of before.keys()) {
      if (after.has(key)) continue;
      this.#tags.delete(key);
      this.#slots.delete(key);
      change.removed.push(key);
    }
    return { change, touched };
  }

  /** Notes the tags of a bucket before it is changed for the first time. */
  #touch(base: string, touched: Set<string>, before: Map<string, Tag>): void {
    if (touched.has(base)) return;
    touched.add(base);
    for (const { published } of this.#buckets.get(base) ?? [])
      if (published !== null) before.set(published.key, published);
  }

  #take(slot: Slot, touched: Set<string>, before: Map<string, Tag>): void {
    if (slot.base === '') return;
    this.#touch(slot.base, touched, before);
    const rest = this.#buckets.get(slot.base)!.filter((other) => other !== slot);
    if (rest.length === 0) this.#buckets.delete(slot.base);
    else this.#buckets.set(slot.base, rest);
    if (!isGlobal(slot)) return;
    const name = globalName(slot);
    const others = this.#globals.get(name)!.filter((other) => other !== slot);
    if (others.length === 0) this.#globals.delete(name);
    else this.#globals.set(name, others);
  }

  #put(slot: Slot, touched: Set<string>, before: Map<string, Tag>): void {
    if (slot.base === '') return;
    const bucket = this.#buckets.get(slot.base);
    if (bucket === undefined) touched.add(slot.base);
    else this.#touch(slot.base, touched, before);
    if (bucket === undefined) this.#buckets.set(slot.base, [slot]);
    else bucket.push(slot);
    if (!isGlobal(slot)) return;
    const name = globalName(slot);
    this.#globals.set(name, [...(this.#globals.get(name) ?? []), slot]);
  }

  /** Gives the tags of a bucket their keys; a tag that says the same as before stays the same object. */
  #publish(base: string, before: ReadonlyMap<string, Tag>, after: Set<string>, change: TagChange): void {
    const bucket = this.#buckets.get(base);
    if (bucket === undefined) return;
    if (bucket.length > 1) bucket.sort(slotOrder);
    let n = 0;
    for (const slot of bucket) {
      if (slot.entry.owner === null) continue;
      const key = ++n === 1 ? base : `${base}#${n}`;
      const fresh = tagOf(slot, key)!;
      const old = before.get(key);
      const isSame = old !== undefined && sameTag(old, fresh);
      slot.published = isSame ? old : fresh;
      after.add(key);
      this.#tags.set(key, slot.published);
      this.#slots.set(key, slot);
      if (old === undefined) change.added.push(fresh);
      else if (!isSame) change.changed.push(fresh);
    }
  }
}

/** True for variables that need no scope before their name. */
export function isGlobal({ entry }: Slot): boolean {
  return entry.owner === 'global' || entry.owner === 'configuration' || entry.owner === 'resource';
}

function globalName({ base, entry }: Slot): string {
  return base.slice(entry.scope.length + 1);
}
