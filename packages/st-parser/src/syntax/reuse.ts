/** Finds items of the previous tree that an edit left valid, so that the parser takes them over instead of reading. */

import type { Edit } from '../types.ts';
import type { Green } from './green.ts';
import { groupOf } from './kinds.ts';

/** A replaced range: in the old text, and in the new one. */
interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** What a list takes over. */
export interface Wish {
  readonly group: number;
  /** The surroundings now; an item that asked for its surroundings must have had the same. */
  readonly context: number;
  /** Levels that an item may still nest. */
  readonly room: number;
}

/** Walks through the old tree in step with the parser, which only moves forward. */
export class Reuse {
  readonly #changes: readonly Change[];
  #change = 0;
  /** The path to the place in the old tree: parents, their starts, and the child looked at with its start. */
  readonly #parents: Green[] = [];
  readonly #index: number[] = [];
  readonly #starts: number[] = [];

  constructor(root: Green, edits: readonly Edit[]) {
    this.#changes = changesOf(edits);
    this.#parents.push(root);
    this.#index.push(0);
    this.#starts.push(0);
  }

  /** Appends to `out` as many old items as fit at the new offset `at`, and returns the offset behind them. */
  take(at: number, wish: Wish, out: Green[]): number {
    const old = this.#toOld(at);
    if (old < 0 || !this.#seek(old)) return at;
    const top = this.#parents.length - 1;
    const parent = this.#parents[top]!;
    const index = this.#index[top]!;
    let node = parent.children[index]!;
    if (groupOf(node.kind) === wish.group) return this.#takeRow(parent, index, old, at, wish, out);
    while (node.children.length > 0 && node.length > 0) {
      const row = node;
      node = node.children[0]!;
      if (groupOf(node.kind) === wish.group) return this.#takeRow(row, 0, old, at, wish, out);
    }
    return at;
  }

  #takeRow(parent: Green, index: number, old: number, at: number, wish: Wish, out: Green[]): number {
    const limit =
      this.#change < this.#changes.length ? this.#changes[this.#change]!.fromA : Number.POSITIVE_INFINITY;
    const { children } = parent;
    const { group, context, room } = wish;
    for (let i = index; i < children.length; i++) {
      const node = children[i]!;
      if (groupOf(node.kind) !== group || node.height > room || node.length === 0) break;
      if (node.context !== -1 && node.context !== context) break;
      if (old + node.length + node.ahead > limit) break;
      out.push(node);
      old += node.length;
      at += node.length;
    }
    return at;
  }

  /** The old offset of a new one that no change covers, or -1. */
  #toOld(at: number): number {
    const changes = this.#changes;
    while (this.#change < changes.length && changes[this.#change]!.toB <= at) this.#change++;
    if (this.#change < changes.length && changes[this.#change]!.fromB < at) return -1;
    if (this.#change === 0) return at;
    const before = changes[this.#change - 1]!;
    return before.toA + (at - before.toB);
  }

  /** Moves to the outermost old child that starts at an old offset; false when none does. */
  #seek(old: number): boolean {
    for (;;) {
      const top = this.#parents.length - 1;
      const parent = this.#parents[top]!;
      let index = this.#index[top]!;
      let start = this.#starts[top]!;
      const { children } = parent;
      while (index < children.length) {
        const child = children[index]!;
        if (start > old || (start === old && child.length > 0) || start + child.length > old) break;
        start += child.length;
        index++;
      }
      this.#index[top] = index;
      this.#starts[top] = start;
      if (index < children.length) {
        if (start === old) return true;
        if (start > old) return false;
        this.#parents.push(children[index]!);
        this.#index.push(0);
        this.#starts.push(start);
      } else if (top === 0) return false;
      else {
        this.#parents.pop();
        this.#index.pop();
        this.#starts.pop();
        this.#skipChild(start);
        if (start > old) return false;
      }
    }
  }

  /** Steps over the child that was just left, unless it ends behind the place (records only). */
  #skipChild(end: number): void {
    const top = this.#parents.length - 1;
    const child = this.#parents[top]!.children[this.#index[top]!]!;
    this.#starts[top] = Math.max(this.#starts[top]! + child.length, end);
    this.#index[top]!++;
  }
}

function changesOf(edits: readonly Edit[]): Change[] {
  let shift = 0;
  return edits.map(({ from, to, insert }) => {
    const change = { fromA: from, toA: to, fromB: from + shift, toB: from + shift + insert.length };
    shift += insert.length - (to - from);
    return change;
  });
}
