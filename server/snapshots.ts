/** Keeps the log of a room short to read: snapshots when its tail has grown, and old entries packed when nobody is disturbed. */

import { SERVER_LIMITS } from './limits.ts';
import { Packing } from './packing.ts';
import { codeOf } from './problem.ts';
import type { DocumentKey, Store } from './store/store.ts';

export interface SnapshotsOptions {
  readonly key: DocumentKey;
  readonly store: Pick<Store, 'saveSnapshot' | 'compact'>;
  readonly now: () => number;
  /** The present state, and the entry that it holds last. */
  readonly read: () => { readonly seq: number; readonly epoch: string; readonly state: Uint8Array };
  /** A snapshot or a packing that failed: it costs only time. */
  readonly onTrouble: (code: string, error: unknown) => void;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #packing = new Packing();
  /** What the next load would read behind the last snapshot. */
  #tail = { entries: 0, bytes: 0 };
  #isRunning = false;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  isRunning(): boolean {
    return this.#isRunning;
  }

  /** Counts entries of the log; takes a snapshot in the next step of the event loop when there are enough. */
  count(entries: readonly { readonly update: Uint8Array }[]): void {
    this.loaded(entries);
    const { snapshotEntries, snapshotBytes } = SERVER_LIMITS;
    const isDue = this.#tail.entries >= snapshotEntries || this.#tail.bytes >= snapshotBytes;
    if (isDue && !this.#isRunning) setImmediate(() => void this.take());
  }

  /** Counts entries that were read and are there for some time. */
  loaded(entries: readonly { readonly update: Uint8Array }[]): void {
    this.#tail.entries += entries.length;
    for (const { update } of entries) this.#tail.bytes += update.length;
  }

  /** Stores the present state, unless it is stored. */
  async take(): Promise<void> {
    if (this.#isRunning || this.#tail.entries === 0) return;
    const { key, store, now, read, onTrouble } = this.#options;
    this.#isRunning = true;
    this.#tail = { entries: 0, bytes: 0 };
    try {
      if (await store.saveSnapshot(key, read())) this.#packing.becameDue(now());
    } catch (error) {
      onTrouble('SNAPSHOT_FAILED', error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Packs old entries of a document that was edited last at `changedAt`, if it is time for it; `isOver`: nobody has it open any more. */
  packIfDue(changedAt: number, isOver: boolean): void {
    const { now } = this.#options;
    if (isOver ? this.#packing.isDue() : this.#packing.isTime(now(), changedAt)) this.#pack();
  }

  /** Nobody waits for it: it makes the database smaller and changes no answer. */
  #pack(): void {
    this.#packing.begun();
    const { key, store, onTrouble } = this.#options;
    store.compact(key).catch((error: unknown) => {
      if (codeOf(error) !== 'STORE_UNAVAILABLE') onTrouble('COMPACTION_FAILED', error);
    });
  }
}
