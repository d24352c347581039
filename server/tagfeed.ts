/** Rows on their way to subscribers: encoded once for all who want the same columns, merged for who reads slowly. */

import { randomId } from '@tagloom/collab';
import { timestamp } from './jsonline.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { WatchLease } from './observer.ts';
import type { Rename } from './tagbook.ts';
import type { Watch } from './watch.ts';
import type { Row, RowsChange, Target } from './watchviews.ts';

/** Room for the fields around the rows. */
const PART_OVERHEAD = 16 * 1024;

interface Message {
  readonly project: string;
  readonly vendor: Target | null;
  readonly isFull: boolean;
  readonly rows: readonly Row[];
  readonly removed: readonly string[];
  readonly renamed: readonly Rename[];
  readonly syncId: string;
}

/** `tagloom.v1` frames of `tags_updated`: at most 1 MiB each, at least one. */
function encode(watch: Watch, message: Message): Buffer[] {
  const { project, vendor, isFull, rows, removed, renamed, syncId } = message;
  const parts = partsOf(rows);
  return parts.map((tags, index) => {
    const isFirst = index === 0;
    const head = JSON.stringify({
      type: 'tags_updated',
      success: true,
      projectId: project,
      vendor,
      parsedCount: watch.count(),
      full: isFull,
      cursor: watch.cursor(),
      syncId,
      timestamp: timestamp(),
      part: index + 1,
      parts: parts.length,
      removed: isFirst ? removed : [],
      renamed: isFirst ? renamed : [],
    });
    // Rows are JSON already: they are not encoded twice to learn their size.
    return Buffer.from(`${head.slice(0, -1)},"tags":[${tags.join(',')}]}`);
  });
}

/** Rows as JSON, cut so that no part is over the limit; at least one part. */
function partsOf(rows: readonly Row[]): string[][] {
  const parts: string[][] = [[]];
  let bytes = PART_OVERHEAD;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const size = Buffer.byteLength(json) + 1;
    if (bytes + size > SERVER_LIMITS.tagPartBytes) {
      parts.push([]);
      bytes = PART_OVERHEAD;
    }
    parts[parts.length - 1]?.push(json);
    bytes += size;
  }
  return parts;
}

/** What all subscribers of one change share: the change is one object for all of them. */
const shared = new WeakMap<RowsChange, readonly Buffer[]>();
/** Full lists by target, as long as nothing changed. */
const full = new WeakMap<
  Watch,
  Map<string, { readonly revision: number; readonly frames: readonly Buffer[] }>
>();

function sharedChange(watch: Watch, { project, vendor, onEncoded }: SubscriptionOptions, change: RowsChange) {
  let frames = shared.get(change);
  if (!frames) {
    frames = encode(watch, {
      ...changeOf(watch, vendor, change),
      project,
      vendor,
      isFull: false,
      syncId: randomId(12),
    });
    onEncoded();
    shared.set(change, frames);
  }
  return frames;
}

function sharedFull(watch: Watch, { project, vendor, onEncoded }: SubscriptionOptions): readonly Buffer[] {
  const lists = full.get(watch) ?? new Map();
  full.set(watch, lists);
  const known = lists.get(vendor ?? '');
  if (known?.revision === watch.revision()) return known.frames;
  const rows = watch.rows(vendor);
  const message = { project, vendor, isFull: true, rows, removed: [], renamed: [], syncId: randomId(12) };
  const frames = encode(watch, message);
  onEncoded();
  lists.set(vendor ?? '', { revision: watch.revision(), frames });
  return frames;
}

function changeOf(watch: Watch, vendor: Target | null, { rows, removed, renamed }: RowsChange) {
  const found = [...rows].flatMap((key) => watch.row(vendor, key) ?? []);
  const back = new Set(found.map(({ id }) => id));
  // Who came back in the meantime is not gone.
  return {
    rows: found,
    removed: [...new Set(removed)].filter((id) => !back.has(id)),
    renamed: chain(renamed),
  };
}

/** Renames of one tag in a row are one, from the first name to the last. */
function chain(renames: readonly Rename[]): Rename[] {
  const byId = new Map<string, Rename>();
  for (const rename of renames)
    byId.set(rename.id, { ...rename, from: byId.get(rename.id)?.from ?? rename.from });
  return [...byId.values()].filter(({ from, to }) => from !== to);
}

export interface SubscriptionOptions {
  readonly project: string;
  readonly vendor: Target | null;
  readonly lease: WatchLease;
  readonly reopen: () => Promise<WatchLease>;
  /** Resolves when the network has taken the frames. */
  readonly write: (frames: readonly Buffer[]) => Promise<void>;
  /** Rows were encoded: once for all that want the same. */
  readonly onEncoded: () => void;
  readonly onEnd: () => void;
  /** The subscription cannot go on. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * One subscriber. While a message is being sent, changes pile up as keys, not as rows: a slow reader gets fewer and newer
 * differences, never a growing queue.
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  #lease: WatchLease;
  #stop: () => void;
  #keys = new Set<string>();
  #removed: string[] = [];
  #renamed: Rename[] = [];
  #isFullDue = false;
  #isSending = false;
  #isClosed = false;
  #cursor: string | null = null;
  #first: string | null = null;
  /** Answered with the first message that holds this entry. */
  #answers: { readonly syncId: string; readonly seq: number }[] = [];

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#lease = options.lease;
    this.#stop = this.#listen();
  }

  /** Cursor of the last message; null before the first. */
  cursor(): string | null {
    return this.#cursor;
  }

  /** Cursor of the first message; null before it. */
  first(): string | null {
    return this.#first;
  }

  sendAll(): void {
    this.#isFullDue = true;
    void this.#pump();
  }

  /** Goes on behind an earlier message of the same rows: with a difference if that is remembered, else with everything. */
  resume(cursor: string, seq: number): void {
    const missed = this.#lease.watch.missed(this.#options.vendor, seq);
    if (missed) {
      this.#cursor = cursor;
      this.#first ??= cursor;
      this.#add(missed);
      // Said also when it is nothing: who asks knows then that it is up to date.
      this.#answers.push({ syncId: randomId(12), seq });
    } else this.#isFullDue = true;
    void this.#pump();
  }

  /** The next message that holds entry `seq` carries this id, also when no row changed. */
  answer(syncId: string, seq: number): void {
    this.#answers.push({ syncId, seq });
  }

  /** Looks whether an answer is due: the rows may have moved on without a change. */
  wake(): void {
    void this.#pump();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#lease.release();
    this.#options.onEnd();
  }

  #listen(): () => void {
    return this.#lease.watch.subscribe(this.#options.vendor, (change) => {
      if (change === null) void this.#reopen();
      else this.#note(change);
    });
  }

  /** The watch failed and a new one began: everything is sent again. */
  async #reopen(): Promise<void> {
    if (this.#isClosed) return;
    this.#lease.release();
    try {
      this.#lease = await this.#options.reopen();
      // Closed meanwhile: nobody else lets the new lease go.
      if (this.#isClosed) return this.#lease.release();
      this.#stop = this.#listen();
      this.sendAll();
    } catch (error) {
      this.#options.onFailed(error);
    }
  }

  #note(change: RowsChange): void {
    const { write } = this.#options;
    const isIdle = !this.#isSending && !this.#hasWork();
    if (!isIdle || this.#dueAnswer() !== null) {
      this.#add(change);
      void this.#pump();
      return;
    }
    const { watch } = this.#lease;
    this.#cursor = watch.cursor();
    this.#first ??= this.#cursor;
    this.#isSending = true;
    write(sharedChange(watch, this.#options, change)).then(
      () => {
        this.#isSending = false;
        void this.#pump();
      },
      (error) => this.#failed(error),
    );
  }

  #add({ rows, removed, renamed }: RowsChange): void {
    for (const key of rows) this.#keys.add(key);
    this.#removed.push(...removed);
    this.#renamed.push(...renamed);
  }

  async #pump(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (!this.#isClosed && this.#hasWork()) await this.#sendNext();
      this.#isSending = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#isSending = false;
    if (!this.#isClosed) this.#options.onFailed(error);
  }

  #hasWork(): boolean {
    const changes = this.#keys.size + this.#removed.length + this.#renamed.length;
    return this.#isFullDue || changes > 0 || this.#dueAnswer() !== null;
  }

  #dueAnswer(): string | null {
    const seq = seqOf(this.#lease.watch.cursor());
    return this.#answers.find((answer) => answer.seq <= seq)?.syncId ?? null;
  }

  #sendNext(): Promise<void> {
    const { project, vendor, write, onEncoded } = this.#options;
    const { watch } = this.#lease;
    const syncId = this.#dueAnswer();
    this.#answers = this.#answers.filter((answer) => answer.syncId !== syncId);
    this.#cursor = watch.cursor();
    this.#first ??= this.#cursor;
    const isFull = this.#isFullDue;
    const change = { rows: this.#keys, removed: this.#removed, renamed: this.#renamed };
    this.#isFullDue = false;
    [this.#keys, this.#removed, this.#renamed] = [new Set(), [], []];
    if (isFull && syncId === null) return write(sharedFull(watch, this.#options));
    onEncoded();
    const rows = isFull
      ? { rows: watch.rows(vendor), removed: [], renamed: [] }
      : changeOf(watch, vendor, change);
    return write(encode(watch, { ...rows, project, vendor, isFull, syncId: syncId ?? randomId(12) }));
  }
}

function seqOf(cursor: string): number {
  return Number(cursor.slice(cursor.lastIndexOf('.') + 1));
}
