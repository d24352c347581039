/**
 * Own undo that outlives the page: the steps of every `Y.UndoManager` that is followed here are kept as ranges of item ids,
 * and given back to the manager of the same scope after a reload. What the steps deleted stays readable in the document
 * (`keeps` is for `doc.gcFilter`). A step whose text is not there any more is dropped whole, never taken back in part.
 */

import * as Y from 'yjs';
import { ORDER, sawOrder } from './order.ts';
import {
  covers,
  decodeRanges,
  encodeRanges,
  followRedone,
  intersect,
  type Ranges,
  rangeIndex,
} from './ranges.ts';

/** One step as it is kept. */
export interface StoredStep {
  readonly id: number;
  /** Whose step: a file's id, or that of the steps over several files. */
  readonly scope: string;
  readonly did: 'undo' | 'redo';
  readonly insertions: Ranges;
  readonly deletions: Ranges;
  /** What the manager's owner remembers of it; anything that can be cloned. */
  readonly meta: ReadonlyMap<string, unknown>;
}

/** How far the journal knows what this page wrote: the next clock of its client. */
export interface JournalHead {
  readonly client: number;
  readonly clock: number;
  /** The last entry that the server made for this person and that became a step here. */
  readonly made?: number;
}

/**
 * Where the steps of one page are kept, beside those of other pages of the person. A failed write costs undo after the next
 * reload and nothing else.
 */
export interface StepStore {
  write(changed: readonly StoredStep[], removed: readonly number[], head: JournalHead): void;
  /** Whether other pages of this person have the project open, or had since this one was opened. */
  hasOthers(): boolean;
  /** Takes a step that other pages have too, for this one: exactly one page gets it. */
  take(step: string): Promise<boolean>;
  /** Whether another page took it. */
  isTaken(step: string): boolean;
  /** Called when another page takes one. */
  onTaken(listener: (step: string) => void): void;
  clear(): Promise<void>;
  close(): void;
}

/** What earlier pages left. */
export interface KeptSteps {
  readonly steps: readonly StoredStep[];
  readonly head: JournalHead | null;
  /** Steps of other pages: what they deleted stays readable for them. */
  readonly others?: readonly StoredStep[];
  /** Numbers of this page's steps begin here. */
  readonly firstId?: number;
}

/** Memory that the steps of earlier pages may hold, in bytes; the oldest go first. */
const MAX_BYTES = 8 * 1024 * 1024;

type StackItem = Y.UndoManager['undoStack'][number];

interface Followed {
  readonly scope: string;
  readonly manager: Y.UndoManager;
  /** Metadata that is kept. */
  readonly keys: readonly string[];
  readonly known: Map<StackItem, StoredStep>;
  /** Steps that grew. */
  readonly dirty: Set<StackItem>;
  /** Steps came or went. */
  isMoved: boolean;
}

export class UndoJournal {
  readonly #store: StepStore;
  readonly #followed = new Set<Followed>();
  /** Steps of scopes that nobody follows now. */
  readonly #resting = new Map<string, StoredStep[]>();
  readonly #isKept: ReturnType<typeof rangeIndex>;
  readonly #removed = new Set<number>();
  /** Steps that were changed and are not written. */
  readonly #changed = new Map<number, StoredStep>();
  /** How far the earlier page's journal knew. */
  readonly #head: JournalHead | null;
  #doc: Y.Doc | null = null;
  #nextId: number;
  #made: number;
  #isScheduled = false;
  #isHeadNew = false;
  #isClosed = false;

  constructor(store: StepStore, { steps, head, others = [], firstId = 1 }: KeptSteps) {
    this.#store = store;
    this.#head = head;
    this.#nextId = firstId;
    this.#made = head?.made ?? 0;
    let bytes = 0;
    for (const step of newestFirst(steps)) {
      bytes += bytesOf(step);
      this.#nextId = Math.max(this.#nextId, step.id + 1);
      sawOrder(orderOf(step));
      if (bytes > MAX_BYTES) this.#removed.add(step.id);
      else this.#resting.set(step.scope, [step, ...(this.#resting.get(step.scope) ?? [])]);
    }
    const kept = [...this.#resting.values(), others].flat();
    this.#isKept = rangeIndex(kept.flatMap(({ deletions }) => [...deletions]));
  }

  /** Whether a deleted item must stay readable, because a step of an earlier page, or of one beside this, brings it back. */
  keeps({ id, length }: Y.Item): boolean {
    return this.#store.hasOthers() || this.#isKept(id.client, id.clock, length);
  }

  /** The last entry that the server made for this person and that became a step here, on this page or an earlier one. */
  get made(): number {
    return this.#made;
  }

  sawMade(seq: number): void {
    this.#made = Math.max(this.#made, seq);
    this.#isHeadNew = true;
    this.#schedule();
  }

  /** Steps that other pages have too are undone by one of them. */
  get shared(): Pick<StepStore, 'hasOthers' | 'take' | 'isTaken' | 'onTaken'> {
    return this.#store;
  }

  /**
   * Gives the manager the steps of its scope back and keeps what it does from now on. Call it when the document has its
   * local copy. Returns what ends it; the steps wait for the next manager of the scope then.
   */
  follow(scope: string, manager: Y.UndoManager, keys: readonly string[] = []): () => void {
    if (this.#isClosed) return () => undefined;
    this.#watch(manager.doc);
    const one: Followed = {
      scope,
      manager,
      keys: [ORDER, ...keys],
      known: new Map(),
      dirty: new Set(),
      isMoved: false,
    };
    this.#give(one);
    this.#followed.add(one);
    const moved = () => {
      one.isMoved = true;
      this.#schedule();
    };
    const grown = ({ stackItem }: { stackItem: StackItem }) => {
      one.dirty.add(stackItem);
      this.#schedule();
    };
    const popped = ({ stackItem }: { stackItem: StackItem }) => {
      this.#renumber(manager.doc, encodeRanges(stackItem.deletions));
      moved();
    };
    manager.on('stack-item-added', moved);
    manager.on('stack-item-updated', grown);
    manager.on('stack-item-popped', popped);
    manager.on('stack-cleared', moved);
    return () => {
      this.flush();
      manager.off('stack-item-added', moved);
      manager.off('stack-item-updated', grown);
      manager.off('stack-item-popped', popped);
      manager.off('stack-cleared', moved);
      this.#followed.delete(one);
      this.#resting.set(scope, [...one.known.values()]);
    };
  }

  /** Writes what is new. Happens by itself behind each edit. */
  flush(): void {
    this.#isScheduled = false;
    if (!this.#doc) return;
    for (const one of this.#followed) this.#compare(one);
    if (this.#changed.size + this.#removed.size > 0 || this.#isHeadNew)
      this.#store.write([...this.#changed.values()], [...this.#removed], {
        ...headOf(this.#doc),
        made: this.#made,
      });
    this.#changed.clear();
    this.#removed.clear();
    this.#isHeadNew = false;
  }

  /** Forgets all steps, here and where they are kept. */
  async clear(): Promise<void> {
    this.#followed.clear();
    this.#resting.clear();
    this.#changed.clear();
    this.#removed.clear();
    await this.#store.clear();
  }

  close(): void {
    this.flush();
    this.#isClosed = true;
    this.#doc?.off('afterTransaction', this.#onTransaction);
    this.#doc = null;
    this.#store.close();
  }

  /** The first manager brings the document: from now on it is known how far this device has written. */
  #watch(doc: Y.Doc): void {
    if (this.#doc) return;
    this.#doc = doc;
    // Edits that the journal never heard of may have taken steps back: it would bring their text twice.
    if (this.#head && Y.getState(doc.store, this.#head.client) > this.#head.clock) this.#dropResting();
    doc.on('afterTransaction', this.#onTransaction);
  }

  #dropResting(): void {
    for (const step of [...this.#resting.values()].flat()) this.#removed.add(step.id);
    this.#resting.clear();
    this.#schedule();
  }

  readonly #onTransaction = ({ local, beforeState, afterState, doc }: Y.Transaction): void => {
    if (!local || afterState.get(doc.clientID) === beforeState.get(doc.clientID)) return;
    this.#isHeadNew = true;
    this.#schedule();
  };

  #give(one: Followed): void {
    const { scope, manager } = one;
    for (const step of this.#resting.get(scope) ?? []) {
      if (!isReadable(manager.doc, step)) {
        this.#removed.add(step.id);
        continue;
      }
      const item: StackItem = {
        insertions: decodeRanges(step.insertions),
        deletions: decodeRanges(step.deletions),
        meta: new Map(step.meta),
      };
      manager[`${step.did}Stack`].push(item);
      one.known.set(item, step);
    }
    this.#resting.delete(scope);
    if (this.#removed.size > 0) this.#schedule();
  }

  /** Behind the edit, so that all who listen to the manager are done with its stacks. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      if (this.#isScheduled) this.flush();
    });
  }

  #compare(one: Followed): void {
    const { manager, dirty } = one;
    if (one.isMoved) this.#compareAll(one);
    else for (const item of dirty) if (manager.undoStack.includes(item)) this.#keep(one, item, 'undo');
    one.isMoved = false;
    dirty.clear();
  }

  #compareAll(one: Followed): void {
    const { manager, known, dirty } = one;
    const gone = new Map(known);
    for (const did of ['undo', 'redo'] as const)
      for (const item of manager[`${did}Stack`]) {
        gone.delete(item);
        if (!known.has(item) || dirty.has(item)) this.#keep(one, item, did);
      }
    for (const [item, { id }] of gone) {
      known.delete(item);
      this.#changed.delete(id);
      this.#removed.add(id);
    }
  }

  #keep({ scope, keys, known }: Followed, item: StackItem, did: 'undo' | 'redo'): void {
    const step: StoredStep = {
      id: known.get(item)?.id ?? this.#nextId++,
      scope,
      did,
      insertions: encodeRanges(item.insertions),
      deletions: encodeRanges(item.deletions),
      meta: new Map(keys.flatMap((key) => (item.meta.has(key) ? [[key, item.meta.get(key)]] : []))),
    };
    known.set(item, step);
    this.#changed.set(step.id, step);
  }

  /**
   * Text that came back has new ids, which the next page cannot find by the old ones; and Yjs itself follows the old ones
   * to the whole item that stands there, which may have been split or have grown since.
   */
  #renumber(doc: Y.Doc, redone: Ranges): void {
    for (const one of this.#followed)
      for (const item of [...one.manager.undoStack, ...one.manager.redoStack]) {
        const insertions = encodeRanges(item.insertions);
        if (!intersect(insertions, redone)) continue;
        item.insertions = decodeRanges(followRedone(doc, insertions));
        one.dirty.add(item);
        one.isMoved = true;
      }
    for (const [scope, steps] of this.#resting)
      this.#resting.set(
        scope,
        steps.map((step) => (intersect(step.insertions, redone) ? this.#renumbered(doc, step) : step)),
      );
  }

  #renumbered(doc: Y.Doc, step: StoredStep): StoredStep {
    const next = { ...step, insertions: followRedone(doc, step.insertions) };
    this.#changed.set(step.id, next);
    return next;
  }
}

function headOf(doc: Y.Doc): JournalHead {
  return { client: doc.clientID, clock: Y.getState(doc.store, doc.clientID) };
}

/** Whether all of a step is there: what it wrote is known, and what it deleted can be read. */
function isReadable(doc: Y.Doc, { insertions, deletions }: StoredStep): boolean {
  const isThere = (struct: unknown) =>
    struct instanceof Y.Item && struct.deleted && !(struct.content instanceof Y.ContentDeleted);
  return covers(doc, insertions, () => true) && covers(doc, deletions, isThere);
}

function newestFirst(steps: readonly StoredStep[]): StoredStep[] {
  return [...steps].sort((a, b) => orderOf(b) - orderOf(a) || b.id - a.id);
}

function orderOf({ meta }: StoredStep): number {
  const order = meta.get(ORDER);
  return typeof order === 'number' ? order : 0;
}

function bytesOf({ insertions, deletions }: StoredStep): number {
  let bytes = 64 + 8 * (insertions.length + deletions.length);
  for (let i = 2; i < deletions.length; i += 3) bytes += 2 * (deletions[i] as number);
  return bytes;
}
