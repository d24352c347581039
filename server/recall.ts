/** Which rows changed since when: lets a subscriber that was away for a while go on with a difference. */

import type { Rename } from './tagbook.ts';

/** Rows by key, gone ids and renames behind some number. */
export interface Missed {
  readonly rows: ReadonlySet<string>;
  readonly removed: readonly string[];
  readonly renamed: readonly Rename[];
}

/** So many removals and renames are remembered; who was away for longer gets everything. */
const MOST = 5_000;

export class Recall {
  /** Differences can be made behind this number. */
  #from: number;
  readonly #rows = new Map<string, number>();
  #gone: { readonly seq: number; readonly id: string }[] = [];
  #renames: { readonly seq: number; readonly rename: Rename }[] = [];

  constructor(from: number) {
    this.#from = from;
  }

  /** Keeps what the step up to `seq` changed. */
  note(seq: number, { rows, removed, renamed }: Missed): void {
    for (const key of rows) this.#rows.set(key, seq);
    for (const id of removed) this.#gone.push({ seq, id });
    for (const rename of renamed) this.#renames.push({ seq, rename });
    this.#forget();
  }

  /** What changed behind `seq`, with the rows of that step itself: their problems may have come later. Null: too long ago. */
  since(seq: number): Missed | null {
    if (seq < this.#from) return null;
    const rows = new Set<string>();
    for (const [key, at] of this.#rows) if (at >= seq) rows.add(key);
    return {
      rows,
      removed: this.#gone.flatMap((one) => (one.seq > seq ? [one.id] : [])),
      renamed: this.#renames.flatMap((one) => (one.seq > seq ? [one.rename] : [])),
    };
  }

  #forget(): void {
    const over = Math.max(this.#gone.length, this.#renames.length) - MOST;
    if (over <= 0) return;
    const longer = this.#gone.length > this.#renames.length ? this.#gone : this.#renames;
    this.#from = longer[over - 1]?.seq ?? this.#from;
    this.#gone = this.#gone.filter(({ seq }) => seq > this.#from);
    this.#renames = this.#renames.filter(({ seq }) => seq > this.#from);
  }
}
