/**
 * Where the items of a shared text stand, without walking over all of them. Yjs counts from the start of the text for
 * each event and each cursor: 20 ms and more at 100,000 items. Here every so many items one is marked with its offset;
 * what is asked for is counted from the nearest mark.
 */

import * as Y from 'yjs';
import { type Delta, follow, push, type Step, trim } from './delta.ts';

/** A mark on each so-many-th visible item. */
const SPACING = 64;
/** A walk over more marks' worth of items says that too many marks were lost (their items were joined or deleted). */
const LONG_WALK = 8;
/** More changed places than this are found faster from the start. */
const MANY = 256;
/** Stands for something that is not text. */
export const EMBED_MARK = '\ufffc';

interface Mark {
  readonly item: Y.Item;
  /** Offset of the item's first character. */
  index: number;
}

type Visit = (item: Y.Item) => void;

export class Places {
  readonly #text: Y.Text;
  readonly #spacing: number;
  /** The marks are too few; make them anew. */
  #isSparse = false;
  /** In the order of the text. */
  #marks: Mark[] = [];
  #byItem = new Map<Y.Item, Mark>();

  constructor(text: Y.Text, spacing = SPACING) {
    this.#text = text;
    this.#spacing = spacing;
    this.#rebuild();
  }

  /**
   * What an event of the text did. Call once for each event that `shift` is not called for, in order. Null when an
   * observer of this very text has edited it meanwhile: then Yjs itself cannot say what belongs to which event. Compare
   * texts when no transaction is under way, and call `reset`.
   */
  read({ transaction }: Y.YTextEvent): Delta | null {
    if (this.#isNested()) {
      this.#clear();
      return null;
    }
    const changed = changedItems(this.#text, transaction);
    const starts = this.#startsOf(changed);
    const steps: Step[] = [];
    let at = 0;
    const visit: Visit = (item) => {
      const clock = item.id.clock;
      if (clock >= (transaction.beforeState.get(item.id.client) ?? 0)) {
        if (isVisible(item)) push(steps, contentOf(item));
        return;
      }
      if (!changed.has(item) && !isVisible(item)) return;
      push(steps, changed.has(item) ? -item.length : item.length);
      at += item.length;
    };
    for (const start of [...starts.keys()].sort(inOrder)) {
      if (!starts.has(start)) continue;
      push(steps, indexOf(start) - at);
      at = indexOf(start);
      this.#walk(start, starts, changed, visit);
    }
    const delta = trim(steps);
    this.#keep(delta);
    return delta;
  }

  /** Call for each event whose change is known already. */
  shift(delta: Delta): void {
    if (this.#isNested()) this.#clear();
    else this.#keep(delta);
  }

  /** Marks the text anew. Not inside a transaction. */
  reset(): void {
    this.#rebuild();
  }

  /** The offset that a relative position stands for now; null when it is not in this text. Not inside a transaction. */
  offsetOf(position: Y.RelativePosition): number | null {
    if (position.item === null) return position.assoc >= 0 ? this.#text.length : 0;
    const found = findItem(this.#text, position.item);
    if (!found) return null;
    const { item, within } = found;
    let offset = isVisible(item) ? within + (position.assoc >= 0 ? 0 : 1) : 0;
    for (let left: Y.Item | null = item; left; left = left.left) {
      const mark = this.#byItem.get(left);
      if (mark) return offset + mark.index + (left !== item && isVisible(left) ? left.length : 0);
      if (left !== item && isVisible(left)) offset += left.length;
    }
    return offset;
  }

  /** The relative position of an offset: it stays before the character that stands there now. Not inside a transaction. */
  positionAt(offset: number): Y.RelativePosition {
    const mark = this.#markAt(offset);
    let rest = offset - (mark?.index ?? 0);
    for (let item = mark?.item ?? this.#text._start; item; item = item.right) {
      if (!isVisible(item)) continue;
      if (item.length > rest) return this.#position(Y.createID(item.id.client, item.id.clock + rest));
      rest -= item.length;
    }
    return this.#position(null);
  }

  #position(item: Y.ID | null): Y.RelativePosition {
    const holder = this.#text._item;
    const name = holder ? null : Y.findRootTypeKey(this.#text);
    return new Y.RelativePosition(holder ? holder.id : null, name, item, 0);
  }

  /** The nearest marks before the changed items, and behind each how many of them; null is the start of the text. */
  #startsOf(changed: ReadonlySet<Y.Item>): Map<Mark | null, number> {
    const starts = new Map<Mark | null, number>();
    if (changed.size > MANY || this.#marks.length === 0) return starts.set(null, changed.size);
    for (const item of changed) {
      const mark = this.#markBefore(item);
      starts.set(mark, (starts.get(mark) ?? 0) + 1);
    }
    return starts;
  }

  #markBefore(item: Y.Item): Mark | null {
    let steps = 0;
    for (let left: Y.Item | null = item; left; left = left.left) {
      const mark = this.#byItem.get(left);
      if (mark) return mark;
      if (++steps > LONG_WALK * this.#spacing) this.#isSparse = true;
    }
    return null;
  }

  /** Visits the items from a start until all changed ones that belong to it, and to starts passed on the way, are seen. */
  #walk(
    start: Mark | null,
    starts: Map<Mark | null, number>,
    changed: ReadonlySet<Y.Item>,
    visit: Visit,
  ): void {
    let open = starts.get(start) ?? 0;
    starts.delete(start);
    for (let item = start ? start.item : this.#text._start; item && open > 0; item = item.right) {
      const mark = this.#byItem.get(item);
      const more = mark && starts.get(mark);
      if (mark && more !== undefined) {
        open += more;
        starts.delete(mark);
      }
      visit(item);
      if (changed.has(item)) open--;
    }
  }

  /** The last mark at or before an offset. */
  #markAt(offset: number): Mark | undefined {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle] as Mark).index <= offset) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0; i--) {
      const mark = this.#marks[i];
      if (mark && this.#isPart(mark.item)) return mark;
    }
    return undefined;
  }

  /** Whether an item still stands in the text and was not joined with the one before it. */
  #isPart(item: Y.Item): boolean {
    return !item.deleted && (item.left ? item.left.right === item : this.#text._start === item);
  }

  /** Whether more than one transaction that is being told has changed the text. */
  #isNested(): boolean {
    const told = this.#text.doc?._transactionCleanups ?? [];
    return told.length > 1 && told.filter(({ changed }) => changed.has(this.#text as never)).length > 1;
  }

  #keep(delta: Delta): void {
    if (this.#isSparse || this.#marks.length === 0 || delta.length > MANY) {
      this.#rebuild();
      return;
    }
    const kept: Mark[] = [];
    for (const mark of this.#marks) {
      if (!this.#isPart(mark.item)) {
        this.#byItem.delete(mark.item);
        continue;
      }
      mark.index = follow(delta, mark.index);
      kept.push(mark);
    }
    this.#marks = kept;
  }

  #clear(): void {
    this.#marks = [];
    this.#byItem = new Map();
    this.#isSparse = false;
  }

  #rebuild(): void {
    this.#clear();
    let index = 0;
    let count = 0;
    for (let item = this.#text._start; item; item = item.right) {
      if (!isVisible(item)) continue;
      if (++count % this.#spacing === 0) {
        const mark = { item, index };
        this.#marks.push(mark);
        this.#byItem.set(item, mark);
      }
      index += item.length;
    }
  }
}

function indexOf(mark: Mark | null): number {
  return mark?.index ?? 0;
}

/** The start of the text comes before a mark on its first item. */
function inOrder(a: Mark | null, b: Mark | null): number {
  return a && b ? a.index - b.index : a ? 1 : -1;
}

function isVisible(item: Y.Item): boolean {
  return !item.deleted && item.countable;
}

function contentOf({ content, length }: Y.Item): string {
  return content instanceof Y.ContentString ? content.str : EMBED_MARK.repeat(length);
}

/** The items of a text that a transaction added or deleted, without those that it both added and deleted. */
function changedItems(text: Y.Text, transaction: Y.Transaction): Set<Y.Item> {
  const { doc, beforeState, afterState, deleteSet } = transaction;
  const changed = new Set<Y.Item>();
  for (const [client, after] of afterState) {
    const before = beforeState.get(client) ?? 0;
    if (after === before) continue;
    const structs = doc.store.clients.get(client) ?? [];
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i];
      if (struct instanceof Y.Item && struct.parent === text && isVisible(struct)) changed.add(struct);
    }
  }
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
    if (!(struct instanceof Y.Item) || struct.parent !== text || !struct.countable) return;
    if (struct.id.clock < (beforeState.get(struct.id.client) ?? 0)) changed.add(struct);
  });
  return changed;
}

/** The item that holds a character, also when it was deleted and brought back by undo. */
function findItem(text: Y.Text, id: Y.ID): { item: Y.Item; within: number } | null {
  const store = text.doc?.store;
  if (!store) return null;
  let next: Y.ID | null = id;
  while (next) {
    if (next.clock >= Y.getState(store, next.client)) return null;
    const item: Y.Item = Y.getItem(store, next);
    if (!(item instanceof Y.Item) || item.parent !== text) return null;
    const within: number = next.clock - item.id.clock;
    if (item.redone === null) return { item, within };
    next = within > 0 ? Y.createID(item.redone.client, item.redone.clock + within) : item.redone;
  }
  return null;
}
