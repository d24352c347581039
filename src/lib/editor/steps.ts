/**
 * Steps over several files: a rename or a replacement is one transaction, and one undo takes all of it back, from any of
 * its files; so does it with an edit that the server made for this person. Undo of single files asks here whether the newest step is one of these (rule U1).
 */

import { deleteFile, fileEntry, filesMap, MadeEdit, restoreFile } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import type { UndoJournal } from './journal.ts';
import { isAsMade, madeFiles, outsideOf } from './made.ts';
import { nextOrder, ORDER } from './order.ts';

/** A step over files as people are told of it. */
export interface Step {
  /** What it was, for example "Rename xStart to xRun". */
  readonly label: string;
  readonly files: ReadonlySet<FileId>;
  readonly places: number;
  /** Files that it made: taking it back marks those as deleted in which nobody wrote since. */
  readonly created?: ReadonlySet<FileId>;
}

type StackItem = Y.UndoManager['undoStack'][number];
/** Called when a step came onto a stack. */
type Added = Parameters<Parameters<typeof Y.UndoManager.prototype.on<'stack-item-added'>>[1]>[0];

const STEP = 'step';
/** Where the journal keeps these steps; no file has this id. */
const SCOPE = 'steps';
/** Steps that are kept. */
const DEPTH = 100;

export class Steps {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #listeners = new Set<(did: 'undo' | 'redo', step: Step) => void>();
  readonly #madeListeners = new Set<(step: Step) => void>();
  #next: Step | null = null;
  #stopKeeping: (() => void) | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    const trackedOrigins = new Set<unknown>([this, MadeEdit]);
    this.#manager = new Y.UndoManager(filesMap(doc), { trackedOrigins, captureTimeout: 0 });
    this.#manager.on('stack-item-added', this.#onAdded);
  }

  readonly #onAdded = (added: Added): void => {
    const { stackItem, type, origin } = added;
    stackItem.meta.set(ORDER, nextOrder());
    const made = origin instanceof MadeEdit ? this.#readMade(added, origin.label) : null;
    const step = made ?? this.#next;
    if (step) stackItem.meta.set(STEP, step);
    if (type === 'undo' && this.#manager.undoStack.length > DEPTH) this.#manager.undoStack.shift();
    if (made) for (const listener of this.#madeListeners) listener(made);
  };

  #readMade({ stackItem, changedParentTypes }: Added, label: string): Step {
    const { changed, created } = madeFiles(this.#doc, changedParentTypes.keys(), stackItem.insertions);
    stackItem.insertions = outsideOf(this.#doc, stackItem.insertions, created);
    const files = new Set([...changed, ...created]);
    return { label, files, places: files.size, created };
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

  /** Called when the server made an edit for this person, which can be taken back from now on. */
  onMade(listener: (step: Step) => void): () => void {
    this.#madeListeners.add(listener);
    return () => this.#madeListeners.delete(listener);
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

  /** Takes a step back if no other stands above it. */
  takeBack(step: Step): boolean {
    if (this.peek('undo') !== step) return false;
    this.run('undo');
    return true;
  }

  run(did: 'undo' | 'redo'): void {
    const step = this.peek(did);
    if (!step) return;
    this.#next = step;
    for (const file of step.created ?? [])
      if (did === 'redo') restoreFile(this.#doc, file);
      else if (isAsMade(this.#doc, file)) deleteFile(this.#doc, file);
    if (hasItems(this.#top(did))) this.#manager[did]();
    else this.#move(did);
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
    this.#madeListeners.clear();
  }

  /** A step that made files and nothing else holds no items for Yjs to take back, which would go on to the step before. */
  #move(did: 'undo' | 'redo'): void {
    const { undoStack, redoStack } = this.#manager;
    const stackItem = (did === 'undo' ? undoStack : redoStack).pop();
    if (!stackItem) return;
    stackItem.meta.set(ORDER, nextOrder());
    (did === 'undo' ? redoStack : undoStack).push(stackItem);
    const event = { stackItem, type: did, origin: this.#manager, changedParentTypes: new Map() };
    this.#manager.emit('stack-item-popped', [event, this.#manager]);
  }

  #top(did: 'undo' | 'redo'): StackItem | undefined {
    return this.#manager[`${did}Stack`].at(-1);
  }
}

function hasItems(item: StackItem | undefined): boolean {
  return item !== undefined && item.insertions.clients.size + item.deletions.clients.size > 0;
}

/** From the end, so that offsets in front stay true. */
function write(text: Y.Text | undefined, edits: readonly Edit[]): void {
  if (!text) return;
  for (const { from, to, insert } of edits.toReversed()) {
    if (to > from) text.delete(from, to - from);
    if (insert !== '') text.insert(from, insert);
  }
}
