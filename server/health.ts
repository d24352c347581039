/**
 * How the server is: ready, degraded with reasons, or not ready. It watches what people would otherwise notice first: a disk
 * that fills up and a log that does not take entries. Changes go to the log, once each.
 */

import { SERVER_LIMITS } from './limits.ts';
import type { Log } from './log.ts';
import type { Clock } from './rooms.ts';
import type { NewEntries, Store } from './store/store.ts';

export interface Reason {
  readonly code: 'DISK_NEARLY_FULL' | 'STORE_UNAVAILABLE';
  readonly message: string;
}

/** Bytes of the file system that holds the data. */
export interface DiskSpace {
  readonly free: number;
  readonly size: number;
}

export interface HealthOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Null where nothing is on a disk. */
  readonly diskSpace: (() => Promise<DiskSpace>) | null;
}

export interface Health {
  /** What is wrong though people can work; empty = all is well. */
  reasons(): readonly Reason[];
  /** Whether the database answers at all, asked now. */
  answers(): Promise<boolean>;
  /** The store whose appends this health watches. */
  readonly store: Store;
  /** Free bytes at the last look; NaN before the first. */
  freeBytes(): number;
  /** Looks at the disk now instead of at the next look. */
  look(): Promise<void>;
  close(): void;
}

export function createHealth({ store, clock, log, diskSpace }: HealthOptions): Health {
  const reasons = new Map<Reason['code'], Reason>();
  let free = Number.NaN;
  let isClosed = false;
  let cancel: (() => void) | null = null;

  const set = (code: Reason['code'], message: string | null) => {
    const before = reasons.get(code);
    if (message === null) {
      if (reasons.delete(code)) log.info({ code, freeBytes: free }, `${code} is over.`);
      return;
    }
    reasons.set(code, { code, message });
    if (!before) log.warn({ code, freeBytes: free }, message);
  };

  const look = async () => {
    if (!diskSpace) return;
    const space = await diskSpace();
    free = space.free;
    set('DISK_NEARLY_FULL', isNearlyFull(space) ? warningOf(space) : null);
  };

  const lookAgain = () => {
    cancel = clock.after(SERVER_LIMITS.diskLookMs, async () => {
      await look().catch((error) =>
        log.warn({ error: String(error) }, 'The disk cannot be asked for its space.'),
      );
      if (!isClosed) lookAgain();
    });
  };

  const append = async (batches: readonly NewEntries[]) => {
    try {
      const numbers = await store.append(batches);
      if (reasons.has('STORE_UNAVAILABLE')) set('STORE_UNAVAILABLE', null);
      return numbers;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      set('STORE_UNAVAILABLE', `The last edit could not be stored and stays with its author. ${why}`);
      void look().catch(() => undefined);
      throw error;
    }
  };

  if (diskSpace) lookAgain();
  return {
    reasons: () => [...reasons.values()],
    answers: () => answersSoon(store, clock),
    store: { ...store, append },
    freeBytes: () => free,
    look,
    close: () => {
      isClosed = true;
      cancel?.();
    },
  };
}

/** The smaller of a fixed amount and a share of the disk: small disks are allowed. */
function isNearlyFull({ free, size }: DiskSpace): boolean {
  return free < Math.min(SERVER_LIMITS.diskFreeBytes, size * SERVER_LIMITS.diskFreeShare);
}

function warningOf({ free }: DiskSpace): string {
  const megabytes = Math.floor(free / 1024 ** 2);
  return `The disk of DATA_DIR has ${megabytes} MB left; make room, or edits will be refused when it is full.`;
}

function answersSoon(store: Store, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(SERVER_LIMITS.probeMs, () => resolve(false));
    store
      .accessRevision()
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(cancel);
  });
}
