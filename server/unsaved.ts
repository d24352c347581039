/** What derivations found that the store does not have yet: rows of tags, and the changes for the history. */

import type { ChangeRow, TagRow } from './store/store.ts';
import type { BookChange } from './tagbook.ts';

/** What the store should know after one or more updates. */
export interface Unsaved {
  readonly seq: number;
  readonly put: readonly TagRow[];
  readonly removed: readonly string[];
  readonly changes: readonly ChangeRow[];
}

export class UnsavedRows {
  #put = new Map<string, TagRow>();
  #removed = new Set<string>();
  #changes: ChangeRow[] = [];

  keep({ put, removed }: Pick<BookChange, 'put' | 'removed'>): void {
    for (const row of put) {
      this.#removed.delete(row.id);
      this.#put.set(row.id, row);
    }
    this.remove(removed);
  }

  remove(gone: readonly { readonly id: string }[]): void {
    for (const { id } of gone) {
      this.#put.delete(id);
      this.#removed.add(id);
    }
  }

  changed(changes: readonly ChangeRow[]): void {
    this.#changes.push(...changes);
  }

  /** All of it, true up to that entry; nothing is kept any more. */
  take(seq: number): Unsaved {
    const unsaved = {
      seq,
      put: [...this.#put.values()],
      removed: [...this.#removed],
      changes: this.#changes,
    };
    this.#put = new Map();
    this.#removed = new Set();
    this.#changes = [];
    return unsaved;
  }

  /** Gives back what could not be stored; what changed meanwhile wins. */
  giveBack({ put, removed, changes }: Unsaved): void {
    this.#changes = [...changes, ...this.#changes];
    for (const row of put)
      if (!this.#put.has(row.id) && !this.#removed.has(row.id)) this.#put.set(row.id, row);
    for (const id of removed) if (!this.#put.has(id)) this.#removed.add(id);
  }
}
