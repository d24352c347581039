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

const NONE: readonly Slot[] = [];

/** All named slots of a project. */
export class Names {
  /** A list only where several slots share a name. */
  readonly #buckets = new Map<string, Slot | Slot[]>();
  /** Slots that are published, by the key of their tag, where that is not the name of the bucket. */
  readonly #repeated = new Map<string, Slot>();
  /** Variables that are seen everywhere, by lower-case name. */
  readonly #globals = new Map<string, readonly Slot[]>();

  /** The slots of a lower-case `scope.name`, in order. */
  bucket(base: string): readonly Slot[] {
    const bucket = this.#buckets.get(base);
    return bucket === undefined ? NONE : Array.isArray(bucket) ? bucket : [bucket];
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
    if (found === undefined || found.length === 1) return found?.[0];
    return [...found].sort(slotOrder)[0];
  }

  /** All global variables. */
  globals(): readonly Slot[] {
    return [...this.#globals.values()].flatMap((slots) => slots.slice(0, 1));
  }

  tag(key: string): Tag | undefined {
    return this.slot(key)?.published ?? undefined;
  }

  /** The slot behind a tag key. */
  slot(key: string): Slot | undefined {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return this.#repeated.get(key);
    return this.bucket(key).find(({ published }) => published?.key === key);
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
    const rest = this.bucket(slot.base).filter((other) => other !== slot);
    if (rest.length === 0) this.#buckets.delete(slot.base);
    else this.#buckets.set(slot.base, rest.length === 1 ? rest[0]! : rest);
    if (!isGlobal(slot)) return;
    const name = globalName(slot);
    const others = this.#globals.get(name)!.filter((other) => other !== slot);
    if (others.length === 0) this.#globals.delete(name);
    else this.#globals.set(name, others);
  }

  #put(slot: Slot, step: Step): void {
    if (slot.base === '') return;
    const bucket = this.#buckets.get(slot.base);
    if (bucket === undefined) this.#buckets.set(slot.base, slot);
    else {
      this.#touch(slot.base, step);
      step.crowded.add(slot.base);
      if (Array.isArray(bucket)) bucket.push(slot);
      else this.#buckets.set(slot.base, [bucket, slot]);
    }
    if (!isGlobal(slot)) return;
    const name = globalName(slot);
    this.#globals.set(name, [...(this.#globals.get(name) ?? []), slot]);
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
