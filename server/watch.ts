/**
 * One observed project: a copy of its document, the parser fed with its edits, the tags as rows. The copy keeps the work
 * of the language off the room's path, and a failure here away from it.
 */

import {
  type Analysis,
  createAnalysis,
  type DeletedEdited,
  deletedAndEdited,
  fileEntry,
  type LostValue,
  LostValues,
  listFiles,
  observeSource,
  readSettings,
  type SourceChange,
} from '@tagloom/collab';
import type { Edit, FileId, Project, ProjectChange } from '@tagloom/st-parser';
import { createVendorRows, type FormatId, type VendorId, type VendorRows } from '@tagloom/vendor-formats';
import * as Y from 'yjs';
import type { Room, Turn } from './room.ts';
import type { TagRow } from './store/store.ts';
import type { Summary } from './summary.ts';
import { type BaseRow, type BookChange, type Rename, TagBook } from './tagbook.ts';

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

interface View {
  readonly rows: VendorRows | null;
  readonly listeners: Set<(change: RowsChange | null) => void>;
}

/** A document as it was, and the updates that came since, in order. */
export interface Early {
  readonly state: Uint8Array;
  readonly updates: readonly Uint8Array[];
}

/** What the store should know after one or more updates. */
export interface Unsaved {
  readonly seq: number;
  readonly put: readonly TagRow[];
  readonly removed: readonly string[];
}

export class Watch {
  readonly room: Room;
  readonly #copy = new Y.Doc();
  readonly #analysis: Analysis;
  readonly #book: TagBook;
  readonly #views = new Map<Target | '', View>();
  readonly #stopListening: () => void;
  readonly #stopObserving: () => void;
  readonly #counts = new Map<FileId, { errors: number; warnings: number; lines: number }>();
  readonly #onQueued: () => void;
  readonly #lost: LostValues;
  #queue: Uint8Array[] = [];
  #queuedSeq: number;
  #seq: number;
  #isJudged = true;
  #collected: SourceChange[] = [];
  #put = new Map<string, TagRow>();
  #removed = new Set<string>();

  /**
   * Reads the whole document and analyses it. `early` replays it from when the room was opened, so that a merge of the
   * first moments is judged too (M1). `onQueued` is called when turns wait for `flush`.
   */
  constructor(
    room: Room,
    stored: readonly TagRow[],
    lost: readonly LostValue[],
    onQueued: () => void,
    early: Early = { state: room.state(), updates: [] },
  ) {
    this.room = room;
    this.#onQueued = onQueued;
    this.#queuedSeq = this.#seq = room.head.seq;
    this.#analysis = createAnalysis();
    this.#book = new TagBook(this.#analysis.project, stored);
    Y.applyUpdate(this.#copy, early.state);
    this.#lost = new LostValues(this.#copy, () => undefined, lost);
    for (const update of early.updates) Y.applyUpdate(this.#copy, update);
    this.#stopListening = room.onTurn((turn) => this.#listen(turn));
    this.#stopObserving = observeSource(this.#copy, (changes) => {
      this.#collected.push(...changes);
    });
    this.#digest();
    for (const id of this.#book.takeOrphans()) this.#removed.add(id);
  }

  get project(): Project {
    return this.#analysis.project;
  }

  /** The cursor up to which the rows are true. */
  cursor(): string {
    return `${this.room.epoch}.${this.#seq}`;
  }

  count(): number {
    return this.#book.size();
  }

  isBehind(): boolean {
    return this.#queue.length > 0;
  }

  /** Takes all turns that wait, as one step of the language. */
  flush(): void {
    if (this.#queue.length === 0) return;
    const updates = this.#queue;
    this.#queue = [];
    this.#copy.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#copy, update);
    });
    this.#seq = this.#queuedSeq;
    this.#digest();
  }

  /** Checks the bodies that changed: their problems follow the tags, which do not wait for them. */
  judge(): void {
    if (this.#isJudged) return;
    this.#isJudged = true;
    this.#follow(this.#analysis.changes(), fileChanges([]));
  }

  /** All rows in the order of the tag map. */
  rows(target: Target | null): Row[] {
    const view = this.#view(target);
    return this.project.tags().flatMap((tag) => this.#row(view, tag.key) ?? []);
  }

  /** One row now; undefined when the tag is gone. */
  row(target: Target | null, key: string): Row | undefined {
    return this.#row(this.#view(target), key);
  }

  /** Hears each change of the rows of one target. Returns the function that stops it. */
  subscribe(target: Target | null, listener: (change: RowsChange | null) => void): () => void {
    const view = this.#view(target);
    view.listeners.add(listener);
    return () => view.listeners.delete(listener);
  }

  summary(): Summary {
    const total = { lines: 0, errors: 0, warnings: 0 };
    for (const { lines, errors, warnings } of this.#counts.values()) {
      total.lines += lines;
      total.errors += errors;
      total.warnings += warnings;
    }
    const { dialect, vendor } = readSettings(this.#copy);
    return { ...total, files: listFiles(this.#copy).length, tags: this.count(), dialect, vendor };
  }

  /** Values that lost a merge and about which nobody has decided. */
  lostValues(): readonly LostValue[] {
    return this.#lost.values();
  }

  /** Files that were deleted while somebody wrote in them. */
  deletedAndEdited(): readonly DeletedEdited[] {
    return deletedAndEdited(this.#copy);
  }

  /** Where a file stands; null when there is none. */
  pathOf(file: FileId): string | null {
    return fileEntry(this.#copy, file)?.path ?? null;
  }

  /** Tag rows that the store does not have yet. */
  takeUnsaved(): Unsaved {
    const unsaved = { seq: this.#seq, put: [...this.#put.values()], removed: [...this.#removed] };
    this.#put = new Map();
    this.#removed = new Set();
    return unsaved;
  }

  /** Gives back what could not be stored; what changed meanwhile wins. */
  giveBack({ put, removed }: Unsaved): void {
    for (const row of put)
      if (!this.#put.has(row.id) && !this.#removed.has(row.id)) this.#put.set(row.id, row);
    for (const id of removed) if (!this.#put.has(id)) this.#removed.add(id);
  }

  close(): void {
    this.#stopListening();
    this.#stopObserving();
    this.#lost.close();
    this.#copy.destroy();
    for (const view of this.#views.values()) for (const listener of view.listeners) listener(null);
    this.#views.clear();
  }

  #listen({ entries }: Turn): void {
    for (const entry of entries) {
      this.#queue.push(entry.update);
      this.#queuedSeq = entry.seq;
    }
    this.#onQueued();
  }

  #digest(): void {
    const collected = this.#collected;
    this.#collected = [];
    if (collected.length === 0) return;
    this.#analysis.apply(collected);
    this.#isJudged = false;
    this.#follow(this.#analysis.changes('declarations'), fileChanges(collected));
  }

  #follow(change: ProjectChange, files: ReturnType<typeof fileChanges>): void {
    const booked = this.#book.update(change, files);
    this.#count(change, files.touched);
    this.#keepUnsaved(booked);
    for (const view of this.#views.values()) this.#publish(view, change, booked);
  }

  #count(change: ProjectChange, touched: ReadonlySet<FileId>): void {
    const present = new Set(this.project.files().map(({ id }) => id));
    for (const file of new Set([...touched, ...change.diagnostics.keys()])) {
      if (!present.has(file)) {
        this.#counts.delete(file);
        continue;
      }
      const diagnostics = this.project.diagnostics(file);
      this.#counts.set(file, {
        lines: countLines(this.project.text(file)),
        errors: diagnostics.filter(({ severity }) => severity === 'error').length,
        warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
      });
    }
  }

  #keepUnsaved({ put, removed }: BookChange): void {
    for (const row of put) {
      this.#removed.delete(row.id);
      this.#put.set(row.id, row);
    }
    for (const { id } of removed) {
      this.#put.delete(id);
      this.#removed.add(id);
    }
  }

  #publish(view: View, change: ProjectChange, booked: BookChange): void {
    const vendor = view.rows?.update(this.project, { ...change.tags, types: change.types });
    const rows = new Set(booked.rows);
    for (const row of vendor?.rows ?? []) rows.add(row.key);
    if (rows.size + booked.removed.length + booked.renamed.length === 0) return;
    const removed = booked.removed.map(({ id }) => id);
    for (const listener of view.listeners) listener({ rows, removed, renamed: booked.renamed });
  }

  #view(target: Target | null): View {
    const name = target ?? '';
    let view = this.#views.get(name);
    if (!view) {
      const rows = target === null ? null : createVendorRows(target);
      rows?.update(this.project, { added: this.project.tags(), changed: [], removed: [], types: true });
      view = { rows, listeners: new Set() };
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

function fileChanges(changes: readonly SourceChange[]) {
  const edits = new Map<FileId, (readonly Edit[])[]>();
  const touched = new Set<FileId>();
  for (const change of changes) {
    if (change.type === 'settings') continue;
    touched.add(change.file);
    if (change.type !== 'edit') continue;
    const batches = edits.get(change.file);
    if (batches) batches.push(change.edits);
    else edits.set(change.file, [change.edits]);
  }
  return { edits, touched };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
