/**
 * Steps over several files: a rename or a replacement is one transaction, and one undo takes all of it back, from any of
 * its files. Undo of single files asks here whether the newest step is one of these (rule U1).
 */

import { fileEntry, filesMap } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import type { UndoJournal } from './journal.ts';
import { nextOrder, ORDER } from './order.ts';

/** A step over files as people are told of it. */
export interface Step {
  /** What it was, for example "Rename xStart to xRun". */
  readonly label: string;
  readonly files: ReadonlySet<FileId>;
  readonly places: number;
}

const STEP = 'step';
/** Where the journal keeps these steps; no file has this id. */
const SCOPE = 'steps';
/** Steps that are kept. */
const DEPTH = 100;

export class Steps {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #listeners = new Set<(did: 'undo' | 'redo', step: Step) => void>();
  #next: Step | null = null;
  #stopKeeping: (() => void) | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#manager = new Y.UndoManager(filesMap(doc), { trackedOrigins: new Set([this]), captureTimeout: 0 });
    this.#manager.on('stack-item-added', ({ stackItem, type }) => {
      stackItem.meta.set(ORDER, nextOrder());
      if (this.#next) stackItem.meta.set(STEP, this.#next);
      if (type === 'undo' && this.#manager.undoStack.length > DEPTH) this.#manager.undoStack.shift();
    });
  }

  /** Brings steps of an earlier page back and keeps what comes; call it when the document has its content. */
  keepIn(journal: UndoJournal): void {
    this.#stopKeeping ??= journal.follow(SCOPE, this.#manager, [STEP]);
  }

  /** Applies ascending edits of several files as one step. */
  apply(edits: ReadonlyMap<FileId, readonly Edit[]>, label: string): Step {
    let places = 0;
    for (const list of edits.values()) places += list.length;
    this.#next = { label, files: new Set(edits.keys()), places };
    this.#manager.stopCapturing();
    this.#doc.transact(() => {
      for (const [file, list] of edits) write(fileEntry(this.#doc, file)?.text, list);
    }, this);
    const done = this.#next;
    this.#next = null;
    return done;
  }

  /** Called after a step was taken back or done again. */
  onDone(listener: (did: 'undo' | 'redo', step: Step) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The age of the newest step that `undo` (or `redo`) would act on, if it touched this file; -1 without one. */
  orderFor(file: FileId, did: 'undo' | 'redo'): number {
    const top = this.#top(did);
    const step = top?.meta.get(STEP) as Step | undefined;
    return step?.files.has(file) ? (top?.meta.get(ORDER) as number) : -1;
  }

  /** What undo or redo would act on. */
  peek(did: 'undo' | 'redo'): Step | null {
    return (this.#top(did)?.meta.get(STEP) as Step | undefined) ?? null;
  }

  run(did: 'undo' | 'redo'): void {
    const step = this.peek(did);
    if (!step) return;
    this.#next = step;
    this.#manager[did]();
    this.#next = null;
    for (const listener of this.#listeners) listener(did, step);
  }

  /** A new edit of this person: what was taken back is not done again any more. */
  forgetRedo(): void {
    if (this.#manager.redoStack.length > 0) this.#manager.clear(false, true);
  }

  close(): void {
    this.#stopKeeping?.();
    this.#manager.destroy();
    this.#listeners.clear();
  }

  #top(did: 'undo' | 'redo'): Y.UndoManager['undoStack'][number] | undefined {
    return this.#manager[`${did}Stack`].at(-1);
  }
}

/** From the end, so that offsets in front stay true. */
function write(text: Y.Text | undefined, edits: readonly Edit[]): void {
  if (!text) return;
  for (const { from, to, insert } of edits.toReversed()) {
    if (to > from) text.delete(from, to - from);
    if (insert !== '') text.insert(from, insert);
  }
}
