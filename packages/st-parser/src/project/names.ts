/** The tag map: slots by name, keys for duplicates, and which tags came, changed and went. */

import type { Tag } from '../types.ts';
import { MultiMap } from './multimap.ts';
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
  readonly #buckets = new MultiMap<Slot>();
  /** Slots that are published, by the key of their tag, where that is not the name of the bucket. */
  readonly #repeated = new Map<string, Slot>();
  /** Variables that are seen everywhere, by lower-case name. */
  readonly #globals = new MultiMap<Slot>();

  /** The slots of a lower-case `scope.name`, in order. */
  bucket(base: string): readonly Slot[] {
    return this.#buckets.all(base);
  }

  /** The first variable of a lower-case `scope.name`; one of the unit with the summary `home` comes before all others. */
  first(base: string, home: Summary | null = null): Slot | undefined {
    const bucket = this.#buckets.get(base);
    if (!Array.isArray(bucket)) return bucket;
    if (home === null) return bucket[0];
    return bucket.find(({ unit }) => unit.summary === home) ?? bucket[0];
  }

  /** The first global variable of a lower-case name. */
  global(name: string): Slot | undefined {
    const found = this.#globals.get(name);
    return Array.isArray(found) ? found.toSorted(slotOrder)[0] : found;
  }

  /** True when the place says which of several variables a name means. */
  isContested(slot: Slot): boolean {
    return Array.isArray(this.#globals.get(globalName(slot))) || Array.isArray(this.#buckets.get(slot.base));
  }

  /** All global variables. */
  globals(): readonly Slot[] {
    return [...this.#globals.names()].map((name) => this.global(name)!);
  }

  tag(key: string): Tag | undefined {
    return this.slot(key)?.published ?? undefined;
  }

  /** The slot behind a tag key. */
  slot(key: string): Slot | undefined {
    const bucket = this.bucket(key);
    return bucket.length === 0
      ? this.#repeated.get(key)
      : bucket.find(({ published }) => published?.key === key);
  }

  /** Replaces slots; answers the difference of the tags and the names that several slots have, or had. */
  update(
    removed: readonly Slot[],
    added: readonly Slot[],
  ): { change: TagChange; crowded: ReadonlySet<string> } {
    const step: Step = { before: new Map(), touched: new Set(), crowded: new Set() };
    const change: TagChange = { added: [], changed: [], removed: [] };
    for (const slot of removed) this.#take(slot, step);
    for (const slot of added) this.#put(slot, step);
    // What was alone before and is alone now needs no second look.
    const isCalm = step.touched.size === 0;
    for (const slot of added)
      if (isCalm || !step.touched.has(slot.base)) publish(slot, slot.base, undefined, change);
    const after = new Set<string>();
    for (const base of step.touched) this.#publish(base, step, after, change);
    for (const key of step.before.keys()) {
      if (after.has(key)) continue;
      this.#repeated.delete(key);
      change.removed.push(key);
    }
    return { change, crowded: step.crowded };
  }

  /** Notes the tags of a bucket before it is changed for the first time. */
  #touch(base: string, { touched, before, crowded }: Step): void {
    if (touched.has(base)) return;
    touched.add(base);
    const bucket = this.bucket(base);
    if (bucket.length > 1) crowded.add(base);
    for (const { published } of bucket) if (published !== null) before.set(published.key, published);
  }

  #take(slot: Slot, step: Step): void {
    if (slot.base === '') return;
    this.#touch(slot.base, step);
    this.#buckets.take(slot.base, slot);
    if (isGlobal(slot)) this.#globals.take(globalName(slot), slot);
  }

  #put(slot: Slot, step: Step): void {
    if (slot.base === '') return;
    if (this.#buckets.get(slot.base) !== undefined) {
      this.#touch(slot.base, step);
      step.crowded.add(slot.base);
    }
    this.#buckets.put(slot.base, slot);
    if (isGlobal(slot)) this.#globals.put(globalName(slot), slot);
  }

  /** Gives the tags of a bucket their keys. */
  #publish(base: string, { before }: Step, after: Set<string>, change: TagChange): void {
    const bucket = this.#buckets.get(base);
    if (bucket === undefined) return;
    if (Array.isArray(bucket)) bucket.sort(slotOrder);
    let n = 0;
    for (const slot of this.bucket(base)) {
      if (slot.entry.owner === null) continue;
      const key = ++n === 1 ? base : `${base}#${n}`;
      publish(slot, key, before.get(key), change);
      after.add(key);
      if (n > 1) this.#repeated.set(key, slot);
    }
  }
}

/** What an update has touched. */
interface Step {
  /** Tags of touched buckets as they were, by key. */
  readonly before: Map<string, Tag>;
  readonly touched: Set<string>;
  readonly crowded: Set<string>;
}

/** Makes the tag of a slot, if it is one; a tag that says the same as before stays the same object. */
function publish(slot: Slot, key: string, old: Tag | undefined, change: TagChange): void {
  const fresh = tagOf(slot, key);
  if (fresh === null) return;
  const isSame = old !== undefined && sameTag(old, fresh);
  slot.published = isSame ? old : fresh;
  if (old === undefined) change.added.push(fresh);
  else if (!isSame) change.changed.push(fresh);
}

/** True for variables that need no scope before their name. */
export function isGlobal({ entry }: Slot): boolean {
  return entry.owner === 'global' || entry.owner === 'configuration' || entry.owner === 'resource';
}

function globalName({ base, entry }: Slot): string {
  return base.slice(entry.scope.length + 1);
}
