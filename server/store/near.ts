/**
 * Which way an append goes. To wake the database thread and be woken by it costs more than a small append does, so on a
 * quiet server the main thread commits it itself and only the sync runs elsewhere. Whatever is large, or meets other work of
 * the database, or comes close behind another append or one that took long, goes to the thread: a slow disk never freezes
 * the rooms.
 */

import { SERVER_LIMITS } from '../limits.ts';
import { StoreError } from '../problem.ts';
import type { Link } from './link.ts';
import { bytesOf } from './sqlite/durable.ts';
import type { NearLog } from './sqlite/nearlog.ts';
import { LOG_BYTES, PAGES_BYTES } from './sqlite/walfile.ts';
import type { NewEntries, Numbered } from './store.ts';

export interface NearOptions {
  /** The connection of the main thread, when it is first needed. */
  readonly open: () => NearLog;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/**
 * A link that appends on the main thread where it can. Calls keep their order, and none is made before an append that was
 * committed is on disk or taken back: nobody reads what is not durable (S3).
 */
export function withNearLog(far: Link, { open, now }: NearOptions): Link {
  const held: (() => void)[] = [];
  let log: NearLog | null = null;
  let isTrusted = false;
  let isSyncing = false;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let appended = 0;

  const inTurn = <T>(act: () => Promise<T>): Promise<T> =>
    isSyncing || held.length > 0 ? new Promise<T>((resolve) => held.push(() => resolve(act()))) : act();

  const release = () => {
    isSyncing = false;
    while (!isSyncing && held.length > 0) held.shift()?.();
  };

  /** One that was answered soon shows that the disk is well; the first one also made room for the next (`WalFile`). */
  const appendFar = async (batches: readonly NewEntries[]): Promise<readonly Numbered[]> => {
    isTrusted = false;
    const from = now();
    const numbers = await far.append(batches);
    noteTime(from);
    return numbers;
  };

  const noteTime = (from: number) => {
    answeredAt = now();
    isTrusted = answeredAt - from < SERVER_LIMITS.quickAppendMs;
  };

  const commitNear = (batches: readonly NewEntries[], from: number): readonly Numbered[] | null => {
    const isQuiet = from - answeredAt >= SERVER_LIMITS.quietMs && far.isIdle();
    if (!isTrusted || !isQuiet || !isSmall(batches)) return null;
    try {
      log ??= open();
      return log.append(batches);
    } catch {
      return null;
    }
  };

  const append = (batches: readonly NewEntries[]): Promise<readonly Numbered[]> => {
    const from = now();
    const numbers = commitNear(batches, from);
    return numbers ? synced(batches, numbers, from) : appendFar(batches);
  };

  const synced = async (batches: readonly NewEntries[], numbers: readonly Numbered[], from: number) => {
    isSyncing = true;
    try {
      await log?.sync();
      noteTime(from);
      foldWhenLong(batches);
      return numbers;
    } catch {
      isTrusted = false;
      // The first that the thread hears of it: whoever comes behind finds the append gone.
      far.call('refuse', [batches, numbers]).catch(() => undefined);
      throw new StoreError('STORE_UNAVAILABLE', 'The database is not writable.');
    } finally {
      release();
    }
  };

  /** The thread moves the log into the database, and its next append begins the log anew, which waits for the disk. */
  const foldWhenLong = (batches: readonly NewEntries[]) => {
    appended += PAGES_BYTES + bytesOf(batches);
    if (appended < LOG_BYTES) return;
    appended = 0;
    isTrusted = false;
    far.call('fold', []).catch(() => undefined);
  };

  /** The thread is the last that closes the file, so it is the one that moves what is left of the log. */
  const close = () => {
    log?.close();
    log = null;
    return far.call('close', []);
  };

  return {
    opened: far.opened,
    isIdle: () => far.isIdle() && !isSyncing,
    append: (batches) => inTurn(() => append(batches)),
    call: (name, args) => inTurn(() => (name === 'close' ? close() : far.call(name, args))),
  };
}

function isSmall(batches: readonly NewEntries[]): boolean {
  const entries = batches.reduce((sum, batch) => sum + batch.entries.length, 0);
  return entries <= SERVER_LIMITS.nearEntries && bytesOf(batches) <= SERVER_LIMITS.nearBytes;
}
