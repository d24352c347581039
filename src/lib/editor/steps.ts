/**
 * Steps over several files: a rename or a replacement is one transaction, and one undo takes all of it back, from any of
 * its files; so does it with an edit that the server made for this person. Undo of single files asks here whether the newest step is one of these (rule U1).
 */

import {
  deleteFile,
  fileEntry,
  filesMap,
  type MadeEdit,
  replacedBy,
  replacedWithin,
  restoreFile,
  writeEdits,
} from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import type { UndoJournal } from './journal.ts';
import { hasCome, isAsMade, keepReadable, madeId, madeStep } from './made.ts';
import { nextOrder, ORDER } from './order.ts';
import { covers, decodeRanges, eachStruct, encodeRanges, followRedone, rangeIndex } from './ranges.ts';

/** A step over files as people are told of it. */
export interface Step {
  /** What it was, for example "Rename xStart to xRun". */
  readonly label: string;
  readonly files: ReadonlySet<FileId>;
  readonly places: number;
  /** Files that it made: taking it back marks those as deleted in which nobody wrote since. */
  readonly created?: ReadonlySet<FileId>;
  /** Under which name all pages of this person know it, when the server made it. */
  readonly made?: string;
}

type StackItem = Y.UndoManager['undoStack'][number];

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
  /** Announced by the server, and not in the document yet. */
  #expected: MadeEdit[] = [];
  readonly #goneListeners = new Set<(step: Step) => void>();
  readonly #told = new Set<string>();
  #journal: UndoJournal | null = null;
  /** It is being found out whether a step is still to be taken back. */
  #isAsking = false;
  #next: Step | null = null;
  #stopKeeping: (() => void) | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    const trackedOrigins = new Set<unknown>([this]);
    this.#manager = new Y.UndoManager(filesMap(doc), { trackedOrigins, captureTimeout: 0 });
    this.#manager.on('stack-item-added', this.#onAdded);
    doc.on('afterTransaction', this.#takeMade);
  }

  readonly #onAdded = ({ stackItem, type }: { stackItem: StackItem; type: 'undo' | 'redo' }): void => {
    stackItem.meta.set(ORDER, nextOrder());
    if (this.#next) stackItem.meta.set(STEP, this.#next);
    if (type === 'undo' && this.#manager.undoStack.length > DEPTH) this.#manager.undoStack.shift();
  };

  /** The server says that an edit which comes now, or came while this page was away, is one of this person. */
  expect(edit: MadeEdit): void {
    if (edit.seq <= (this.#journal?.made ?? 0) || this.#told.has(madeId(edit))) return;
    this.#told.add(madeId(edit));
    this.#expected.push(edit);
    this.#takeMade();
  }

  readonly #takeMade = (): void => {
    if (this.#expected.length === 0) return;
    const come = this.#expected.filter((edit) => hasCome(this.#doc, edit));
    this.#expected = this.#expected.filter((edit) => !come.includes(edit));
    for (const edit of come) this.#addMade(edit);
  };

  #addMade(edit: MadeEdit): void {
    this.#journal?.sawMade(edit.seq);
    const id = madeId(edit);
    const found = this.#journal?.shared.isTaken(id) ? null : madeStep(this.#doc, edit);
    if (!found) return;
    keepReadable(this.#doc, edit.deleted);
    const { changed, created, insertions, deletions } = found;
    const files = new Set([...changed, ...created]);
    this.#push(
      { insertions, deletions, meta: new Map() },
      { label: edit.label, files, places: files.size, created, made: id },
    );
  }

  /** As if it had been made here just now. */
  #push(stackItem: StackItem, step: Step): void {
    this.forgetRedo();
    this.#manager.undoStack.push(stackItem);
    this.#next = step;
    const added = { stackItem, type: 'undo', origin: this, changedParentTypes: new Map() } as const;
    this.#manager.emit('stack-item-added', [added, this.#manager]);
    this.#next = null;
    for (const listener of this.#madeListeners) listener(step);
  }

  /** Brings steps of an earlier page back and keeps what comes; call it when the document has its content. */
  keepIn(journal: UndoJournal): void {
    if (this.#stopKeeping) return;
    this.#journal = journal;
    this.#stopKeeping = journal.follow(SCOPE, this.#manager, [STEP]);
    for (const { meta } of [...this.#manager.undoStack, ...this.#manager.redoStack]) {
      const made = stepOf(meta)?.made;
      if (made !== undefined && journal.shared.isTaken(made)) this.#drop(made);
    }
    journal.shared.onTaken((made) => this.#drop(made));
  }

  /** Another page of this person has it now. */
  #drop(made: string): void {
    const { undoStack, redoStack } = this.#manager;
    for (const stack of [undoStack, redoStack]) {
      const at = stack.findIndex(({ meta }) => stepOf(meta)?.made === made);
      if (at >= 0) stack.splice(at, 1);
    }
    this.#manager.emit('stack-cleared', [{ undoStackCleared: false, redoStackCleared: false }]);
  }

  /** Applies ascending edits of several files as one step. */
  apply(edits: ReadonlyMap<FileId, readonly Edit[]>, label: string): Step {
    let places = 0;
    for (const list of edits.values()) places += list.length;
    this.#next = { label, files: new Set(edits.keys()), places };
    this.#manager.stopCapturing();
    this.#doc.transact(() => {
      for (const [file, list] of edits) {
        const entry = fileEntry(this.#doc, file);
        if (entry) writeEdits(entry.text, list);
      }
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

  /** Called when a step was to be taken back that was taken back elsewhere already. */
  onGone(listener: (step: Step) => void): () => void {
    this.#goneListeners.add(listener);
    return () => this.#goneListeners.delete(listener);
  }

  /** The age of the newest step that `undo` (or `redo`) would act on, if it touched this file; -1 without one. */
  orderFor(file: FileId, did: 'undo' | 'redo'): number {
    const top = this.#top(did);
    const step = top && stepOf(top.meta);
    return step?.files.has(file) ? (top?.meta.get(ORDER) as number) : -1;
  }

  /** What undo or redo would act on. */
  peek(did: 'undo' | 'redo'): Step | null {
    const top = this.#top(did);
    return (top && stepOf(top.meta)) ?? null;
  }

  /** Takes a step back if no other stands above it. */
  takeBack(step: Step): boolean {
    if (this.peek('undo') !== step) return false;
    this.run('undo');
    return true;
  }

  /**
   * Acts at once; where other pages of this person have the step too, as soon as it is this one's, or not at all.
   */
  run(did: 'undo' | 'redo'): void {
    const step = this.peek(did);
    if (!step || this.#isAsking) return;
    const asked =
      did === 'undo' && step.made !== undefined ? this.#journal?.shared.take(step.made) : undefined;
    if (asked && this.#journal?.shared.hasOthers()) void this.#runWhen(asked, step);
    else this.#run(did, step);
  }

  async #runWhen(asked: Promise<boolean>, step: Step): Promise<void> {
    this.#isAsking = true;
    const isOurs = await asked;
    this.#isAsking = false;
    if (!isOurs) this.#miss(step);
    else if (this.peek('undo') === step) this.#run('undo', step);
  }

  /** Somebody of this person, here or on another device, was faster. */
  #miss(step: Step): void {
    this.#drop(step.made ?? '');
    for (const listener of this.#goneListeners) listener(step);
  }

  #run(did: 'undo' | 'redo', step: Step): void {
    const top = this.#top(did);
    if (did === 'undo' && top) spareReplaced(this.#doc, top);
    const isElsewhere = did === 'undo' && step.made !== undefined && isGone(this.#doc, top);
    if (isElsewhere) this.#miss(step);
    else if (did === 'undo' && top?.deletions.clients.size === 0 && isGone(this.#doc, top)) this.#pass(step);
    else this.#act(did, step);
  }

  /** Nothing of the newest step is left: Yjs would take back the one before it. */
  #pass(step: Step): void {
    this.#manager.undoStack.pop();
    this.#manager.emit('stack-cleared', [{ undoStackCleared: false, redoStackCleared: false }]);
    for (const listener of this.#goneListeners) listener(step);
  }

  #act(did: 'undo' | 'redo', step: Step): void {
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
    this.#doc.off('afterTransaction', this.#takeMade);
    this.#manager.destroy();
    this.#listeners.clear();
    this.#madeListeners.clear();
    this.#goneListeners.clear();
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

function stepOf(meta: ReadonlyMap<unknown, unknown>): Step | undefined {
  return meta.get(STEP) as Step | undefined;
}

/** Whether nothing is left of what a step wrote. */
function isGone(doc: Y.Doc, item: StackItem | undefined): boolean {
  const wrote = followRedone(doc, item ? encodeRanges(item.insertions) : []);
  return wrote.length > 0 && covers(doc, wrote, (struct) => struct.deleted);
}

/** What a colleague's value replaces, which stays where both wrote one, does not come back with mine. */
function spareReplaced(doc: Y.Doc, item: StackItem): void {
  const spared: number[] = [];
  const spare = (ids: readonly Y.ID[]) => {
    for (const { client, clock } of ids) spared.push(client, clock, 1);
  };
  const own = encodeRanges(item.insertions);
  const isOwn = rangeIndex(own);
  eachStruct(doc, own, (struct) => {
    if (struct instanceof Y.Item && struct.deleted) spare(replacedBy(struct));
  });
  eachStruct(doc, encodeRanges(item.deletions), (struct) => {
    const right = struct instanceof Y.Item ? struct.right : null;
    if (right && !isOwn(right.id.client, right.id.clock, 1)) spare(replacedWithin(struct as Y.Item));
  });
  if (spared.length === 0) return;
  const isSpared = rangeIndex(spared);
  const left: number[] = [];
  for (const [client, ranges] of item.deletions.clients)
    for (const { clock, len } of ranges)
      for (let at = clock; at < clock + len; at++) if (!isSpared(client, at, 1)) left.push(client, at, 1);
  item.deletions = Y.mergeDeleteSets([decodeRanges(left)]);
}

function hasItems(item: StackItem | undefined): boolean {
  return item !== undefined && item.insertions.clients.size + item.deletions.clients.size > 0;
}
