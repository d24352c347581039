/** The rows of one observed project, as subscribers of each target get them: with a vendor's columns or without. */

import type { Project, ProjectChange } from '@tagloom/st-parser';
import { createVendorRows, type FormatId, type VendorId, type VendorRows } from '@tagloom/vendor-formats';
import { Recall } from './recall.ts';
import type { BaseRow, BookChange, Rename, TagBook } from './tagbook.ts';

/** A vendor or a format whose columns are wanted. */
export type Target = VendorId | FormatId;

/** A row with the vendor's columns, as subscribers get it. */
export interface Row extends BaseRow {
  readonly vendor?: { readonly name: string; readonly address: string; readonly type: string };
}

/** What subscribers of one target hear after a turn; null = this watch ended, open another. Rows are asked for by key. */
export interface RowsChange {
  readonly rows: ReadonlySet<string>;
  readonly removed: readonly string[];
  readonly renamed: readonly Rename[];
}

export type RowsListener = (change: RowsChange | null) => void;

interface View {
  readonly rows: VendorRows | null;
  readonly recall: Recall;
  readonly listeners: Set<RowsListener>;
}

export class Views {
  readonly #project: Project;
  readonly #book: TagBook;
  readonly #views = new Map<Target | '', View>();
  /** The entry up to which the rows are true. */
  #seq: number;

  constructor(project: Project, book: TagBook, seq: number) {
    this.#project = project;
    this.#book = book;
    this.#seq = seq;
  }

  /** One row now; undefined when the tag is gone. */
  row(target: Target | null, key: string): Row | undefined {
    return this.#row(this.#view(target), key);
  }

  /** All rows in the order of the tag map. */
  rows(target: Target | null): Row[] {
    const view = this.#view(target);
    return this.#project.tags().flatMap((tag) => this.#row(view, tag.key) ?? []);
  }

  /** What the rows of one target changed behind `seq`, which is of this epoch; null when that is too long ago. */
  missed(target: Target | null, seq: number): RowsChange | null {
    return seq > this.#seq ? null : this.#view(target).recall.since(seq);
  }

  /** Hears each change of the rows of one target. Returns the function that stops it. */
  subscribe(target: Target | null, listener: RowsListener): () => void {
    const view = this.#view(target);
    view.listeners.add(listener);
    return () => view.listeners.delete(listener);
  }

  /** Everything up to that entry was taken in. */
  reached(seq: number): void {
    this.#seq = seq;
  }

  /** Tells the subscribers of each target which of its rows are other ones now. */
  publish(change: ProjectChange, booked: BookChange): void {
    for (const view of this.#views.values()) this.#publish(view, change, booked);
  }

  /** The subscribers hear that the rows end here. */
  close(): void {
    for (const view of this.#views.values()) for (const listener of view.listeners) listener(null);
    this.#views.clear();
  }

  #publish(view: View, change: ProjectChange, booked: BookChange): void {
    const vendor = view.rows?.update(this.#project, { ...change.tags, types: change.types });
    const rows = new Set(booked.rows);
    for (const row of vendor?.rows ?? []) rows.add(row.key);
    if (rows.size + booked.removed.length + booked.renamed.length === 0) return;
    const removed = booked.removed.map(({ id }) => id);
    const told: RowsChange = { rows, removed, renamed: booked.renamed };
    view.recall.note(this.#seq, told);
    for (const listener of view.listeners) listener(told);
  }

  #view(target: Target | null): View {
    const name = target ?? '';
    let view = this.#views.get(name);
    if (!view) {
      const rows = target === null ? null : createVendorRows(target);
      rows?.update(this.#project, { added: this.#project.tags(), changed: [], removed: [], types: true });
      view = { rows, recall: new Recall(this.#seq), listeners: new Set() };
      this.#views.set(name, view);
    }
    return view;
  }

  #row({ rows }: View, key: string): Row | undefined {
    const base = this.#book.row(key);
    if (!base || !rows) return base;
    const vendor = rows.row(key);
    if (!vendor) return base;
    const { name, address, type, diagnostics } = vendor;
    const problems = [...new Set([...base.problems, ...diagnostics.map(({ code }) => code)])];
    return { ...base, vendor: { name, address, type }, problems };
  }
}
