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
  SECTION,
  type SourceChange,
  type SourceSettings,
  sectionNow,
  VALUE,
  valueNow,
} from '@tagloom/collab';
import {
  errorsOf,
  type FileId,
  type Place,
  type Project,
  type ProjectChange,
  parse,
} from '@tagloom/st-parser';
import * as Y from 'yjs';
import { Breath } from './breath.ts';
import { countItems, type FileItems } from './items.ts';
import type { Entry, Room, Turn } from './room.ts';
import { fileChanges, type Step, stepOf, takeStep } from './steps.ts';
import type { ChangeRow, TagRow } from './store/store.ts';
import type { Summary } from './summary.ts';
import { type BookChange, type FileChanges, TagBook, type TagChange } from './tagbook.ts';
import { type Unsaved, UnsavedRows } from './unsaved.ts';
import { type Row, type RowsChange, type RowsListener, type Target, Views } from './watchviews.ts';

/** A document as it was, and the updates that came since, in order. */
export interface Early {
  readonly state: Uint8Array;
  readonly updates: readonly Pick<Entry, 'update' | 'at'>[];
}

/** What the store knows of a project that is opened. */
export interface Remembered {
  readonly tags: readonly TagRow[];
  readonly lost: readonly LostValue[];
  /** Paths by file id; null when no version kept them. */
  readonly files: ReadonlyMap<FileId, string> | null;
  /** The edits that came since it was stored. */
  readonly step: Step;
}

/** Files whose declarations are taken in together, and tags that get their rows in one go while a project is opened. */
const READ_AT_ONCE = 20;
const BOOKED_AT_ONCE = 200;

interface WatchOptions {
  /** Called when turns wait for `flush`. */
  onQueued(): void;
}

/** What merges of the first moments made lose, beside what is known; for a project that closes before its watch is there (M1). */
export function lostEarly({ state, updates }: Early, known: readonly LostValue[]): readonly LostValue[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  let at: number | undefined;
  const lost = new LostValues(
    doc,
    () => undefined,
    known,
    () => at,
  );
  for (const one of updates) {
    at = one.at;
    Y.applyUpdate(doc, one.update);
  }
  const values = lost.values();
  lost.close();
  doc.destroy();
  return values;
}

export class Watch {
  readonly room: Room;
  readonly #copy = new Y.Doc();
  readonly #analysis: Analysis;
  readonly #book: TagBook;
  readonly #views: Views;
  readonly #unsaved = new UnsavedRows();
  readonly #stopListening: () => void;
  readonly #stopObserving: () => void;
  readonly #counts = new Map<FileId, { errors: number; warnings: number; lines: number }>();
  readonly #onQueued: () => void;
  readonly #lost: LostValues;
  readonly #changeListeners = new Set<(changes: readonly ChangeRow[]) => void>();
  #paths: Map<FileId, string> | null;
  #queue: Entry[] = [];
  #seq: number;
  #isJudged = true;
  /** When what is taken in was stored. */
  #at: number | undefined;
  #revision = 0;
  #collected: SourceChange[] = [];

  /**
   * Reads the whole document and analyses it, in slices. `early` replays it from when the room was opened, so that a merge
   * of the first moments is judged too (M1). Null when it was no longer wanted before it
   * was ready.
   */
  static async open(
    room: Room,
    remembered: Remembered,
    { early, ...options }: WatchOptions & { early: () => Early | null; isWanted: () => boolean },
  ): Promise<Watch | null> {
    // The first one in a process reads the library.
    const analysis = createAnalysis();
    await new Breath().pause();
    if (!options.isWanted()) return null;
    const watch = new Watch(room, remembered, {
      onQueued: options.onQueued,
      analysis,
      early: early() ?? { state: room.state(), updates: [] },
    });
    try {
      if (await watch.#takeIn(remembered.step, options.isWanted)) return watch;
    } catch (error) {
      watch.close();
      throw error;
    }
    watch.close();
    return null;
  }

  private constructor(
    room: Room,
    { tags, lost, files }: Remembered,
    { analysis, onQueued, early }: WatchOptions & { analysis: Analysis; early: Early },
  ) {
    this.room = room;
    this.#onQueued = onQueued;
    this.#seq = room.head.seq;
    this.#paths = files && new Map(files);
    this.#analysis = analysis;
    this.#book = new TagBook(this.#analysis.project, tags);
    this.#views = new Views(this.#analysis.project, this.#book, this.#seq);
    Y.applyUpdate(this.#copy, early.state);
    this.#lost = new LostValues(
      this.#copy,
      () => undefined,
      lost,
      () => this.#at,
    );
    for (const { update, at } of early.updates) {
      this.#at = at;
      Y.applyUpdate(this.#copy, update);
    }
    this.#stopListening = room.onTurn((turn) => this.#listen(turn));
    this.#stopObserving = observeSource(this.#copy, (changes) => {
      this.#collected.push(...changes);
    });
  }

  /** The whole source, and what it says that the store does not know; false when it was given up. */
  async #takeIn({ at, authors }: Step, isWanted: () => boolean): Promise<boolean> {
    const step = { seq: this.#seq, at, authors };
    const breath = new Breath();
    const collected = this.#collected;
    this.#collected = [];
    for (const [at, change] of collected.entries()) {
      this.#analysis.apply([change]);
      if (at % READ_AT_ONCE === 0) this.#analysis.changes('declarations');
      await breath.take();
      if (!isWanted()) return false;
    }
    this.#analysis.changes('declarations');
    const tags = this.project.tags();
    const changes: TagChange[] = [];
    for (let from = 0; from < tags.length; from += BOOKED_AT_ONCE) {
      const booked = this.#book.enter(tags.slice(from, from + BOOKED_AT_ONCE));
      this.#unsaved.keep(booked);
      changes.push(...booked.changes);
      await breath.take();
      if (!isWanted()) return false;
    }
    this.#isJudged = false;
    this.#count(new Set(this.project.files().map(({ id }) => id)));
    const orphans = this.#book.takeOrphans();
    this.#unsaved.remove(orphans);
    for (const { id, state } of orphans) if (state) changes.push({ id, before: state, after: null });
    this.#keepChanges(step, changes, this.#movedFiles(collected, step));
    return true;
  }

  get project(): Project {
    return this.#analysis.project;
  }

  get dialect(): SourceSettings['dialect'] {
    return readSettings(this.#copy).dialect;
  }

  /** Lasting ids of all tags by path. */
  idsByPath(): Map<string, string> {
    return new Map(
      this.project.tags().flatMap(({ key, path }) => {
        const id = this.#book.row(key)?.id;
        return id === undefined ? [] : [[path, id] as const];
      }),
    );
  }

  /** The cursor up to which the rows are true. */
  cursor(): string {
    const { epoch, seq } = this.place();
    return `${epoch}.${seq}`;
  }

  /** The entry up to which the rows are true. */
  place(): { readonly epoch: string; readonly seq: number } {
    return { epoch: this.room.epoch, seq: this.#seq };
  }

  /** Grows with every change of the rows, also when problems follow tags of the same cursor. */
  revision(): number {
    return this.#revision;
  }

  count(): number {
    return this.#book.size();
  }

  isBehind(): boolean {
    return this.#queue.length > 0;
  }

  /**
   * Takes the turns that wait, one step of the language for each person in a row, so that changes have their author: all of
   * them, or until `isEnough` answers true behind a step.
   */
  flush(isEnough: () => boolean = () => false): void {
    for (let number = 1; this.#queue.length > 0; number++) {
      const entries = takeStep(this.#queue, number);
      const step = stepOf(entries);
      this.#at = step.at;
      this.#copy.transact(() => {
        for (const { update } of entries) Y.applyUpdate(this.#copy, update);
      });
      this.#seq = step.seq;
      this.#views.reached(step.seq);
      this.#digest(step);
      if (isEnough()) return;
    }
  }

  /** Does a part of what `judge` has to do; true when nothing is left to do ahead. */
  judgeAhead(isEnough: () => boolean): boolean {
    return this.#isJudged || this.project.advance(isEnough);
  }

  /** Checks the bodies that changed: their problems follow the tags, which do not wait for them. */
  judge(): void {
    if (this.#isJudged) return;
    this.#isJudged = true;
    this.#follow(this.#analysis.changes(), fileChanges([]));
  }

  /** All rows in the order of the tag map. */
  rows(target: Target | null): Row[] {
    return this.#views.rows(target);
  }

  /** One row now; undefined when the tag is gone. */
  row(target: Target | null, key: string): Row | undefined {
    return this.#views.row(target, key);
  }

  /** What the rows of one target changed behind `seq`, which is of this epoch; null when that is too long ago. */
  missed(target: Target | null, seq: number): RowsChange | null {
    return this.#views.missed(target, seq);
  }

  /** What the parser found in the file at a path, with 1-based lines and columns. */
  syntaxFaults(path: string): { code: string; line: number; col: number; message: string }[] {
    const wanted = path.toLowerCase();
    const file = this.project.files().find((one) => one.path.toLowerCase() === wanted)?.id;
    if (file === undefined) return [];
    const { dialect } = readSettings(this.#copy);
    return errorsOf(parse(this.project.text(file), dialect)).map(({ code, message, from }) => {
      const { line, col } = this.project.locate(file, from);
      return { code, line, col, message };
    });
  }

  /** Hears what people did to tags and files, step by step. Returns the function that stops it. */
  onChanges(listener: (changes: readonly ChangeRow[]) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Paths of all files by id. */
  files(): ReadonlyMap<FileId, string> {
    return this.#paths ?? new Map();
  }

  /** The lasting id of the tag at a path, whatever the case; undefined when there is none. */
  idOf(path: string): string | undefined {
    return this.#book.row(path.toLowerCase())?.id;
  }

  /** The lasting id of each tag, by the tag's key. */
  *ids(): Generator<readonly [key: string, id: string]> {
    for (const { key } of this.project.tags()) {
      const row = this.#book.row(key);
      if (row) yield [key, row.id];
    }
  }

  hasTag(id: string): boolean {
    return this.#book.has(id);
  }

  /** Hears each change of the rows of one target. Returns the function that stops it. */
  subscribe(target: Target | null, listener: RowsListener): () => void {
    return this.#views.subscribe(target, listener);
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

  /** CRDT items of the largest files. */
  items(): FileItems {
    return countItems(this.#copy);
  }

  /** Values that lost a merge and about which nobody has decided. */
  lostValues(): readonly LostValue[] {
    return this.#lost.values();
  }

  /** The name of the tag that two people gave two sections or values; null for other values. */
  tagOf(one: LostValue): string | null {
    if (one.key === SECTION) return sectionNow(this.#copy, one)?.name ?? null;
    if (one.key !== VALUE) return null;
    const now = valueNow(this.#copy, one);
    return now ? (now.name ?? now.words) : null;
  }

  /** Files that were deleted while somebody wrote in them. */
  deletedAndEdited(): readonly DeletedEdited[] {
    return deletedAndEdited(this.#copy);
  }

  /** Where a file stands; null when there is none. */
  pathOf(file: FileId): string | null {
    return fileEntry(this.#copy, file)?.path ?? null;
  }

  /** The people whose characters stand at a place. */
  authorsAt({ file, from, to }: Place): string[] {
    const people = new Set<string>();
    let at = 0;
    for (let item = fileEntry(this.#copy, file)?.text._start ?? null; item && at < to; item = item.right) {
      if (item.deleted || !item.countable) continue;
      const person = this.room.claims().get(item.id.client);
      if (at + item.length > from && person !== undefined) people.add(person);
      at += item.length;
    }
    return [...people];
  }

  /** What the store does not have yet. */
  takeUnsaved(): Unsaved {
    return this.#unsaved.take(this.#seq);
  }

  /** Gives back what could not be stored. */
  giveBack(unsaved: Unsaved): void {
    this.#unsaved.giveBack(unsaved);
  }

  close(): void {
    this.#stopListening();
    this.#stopObserving();
    this.#lost.close();
    this.#copy.destroy();
    this.#views.close();
  }

  #listen({ entries }: Turn): void {
    this.#queue.push(...entries);
    this.#onQueued();
  }

  #digest(step: Step): void {
    const collected = this.#collected;
    this.#collected = [];
    if (collected.length === 0) return;
    this.#analysis.apply(collected);
    this.#isJudged = false;
    const { changes } = this.#follow(this.#analysis.changes('declarations'), fileChanges(collected));
    this.#keepChanges(step, changes, this.#movedFiles(collected, step));
  }

  #follow(change: ProjectChange, files: FileChanges): BookChange {
    this.#revision += 1;
    const booked = this.#book.update(change, files);
    this.#count(new Set([...files.touched, ...change.diagnostics.keys()]));
    this.#unsaved.keep(booked);
    this.#views.publish(change, booked);
    return booked;
  }

  #count(touched: ReadonlySet<FileId>): void {
    const present = new Set(this.project.files().map(({ id }) => id));
    for (const file of touched) {
      if (!present.has(file)) {
        this.#counts.delete(file);
        continue;
      }
      const diagnostics = this.project.diagnostics(file);
      this.#counts.set(file, {
        lines: this.project.locate(file, Number.POSITIVE_INFINITY).line,
        errors: diagnostics.filter(({ severity }) => severity === 'error').length,
        warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
      });
    }
  }

  #keepChanges({ seq, at, authors }: Step, tags: readonly TagChange[], files: readonly ChangeRow[]): void {
    const changes = [
      ...files,
      ...tags.map(
        ({ id, ...states }): ChangeRow => ({ seq, at, authors, kind: 'tag', subject: id, ...states }),
      ),
    ];
    if (changes.length === 0) return;
    this.#unsaved.changed(changes);
    for (const listener of this.#changeListeners) listener(changes);
  }

  /** Files that came, went or have another path; what no version kept before counts as known. */
  #movedFiles(collected: readonly SourceChange[], { seq, at, authors }: Step): ChangeRow[] {
    const known = this.#paths;
    const isEditOnly = collected.every(({ type }) => type === 'edit');
    if (known && isEditOnly) return [];
    const paths = new Map(this.project.files().map(({ id, path }) => [id, path]));
    this.#paths = paths;
    const before = known ?? paths;
    const touched = new Set(
      collected.flatMap((change) =>
        change.type === 'settings' || change.type === 'edit' ? [] : [change.file],
      ),
    );
    for (const file of before.keys()) if (!paths.has(file)) touched.add(file);
    return [...touched].flatMap((file): ChangeRow[] => {
      const [from, to] = [before.get(file), paths.get(file)];
      if (from === to) return [];
      const state = (path: string | undefined) => (path === undefined ? null : { path });
      return [{ seq, at, authors, kind: 'file', subject: file, before: state(from), after: state(to) }];
    });
  }
}
