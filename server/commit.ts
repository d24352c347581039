/**
 * Group commit: all rooms that have something to store share one transaction per event-loop turn, and while it runs the
 * next one fills up. So the disk is asked once for everybody, and a quiet server waits for nothing.
 */

import { SERVER_LIMITS } from './limits.ts';
import type { NewEntries, Numbered, Store } from './store/store.ts';

/** Whoever has entries to store; the room. */
export interface Committer {
  /** Takes what waits, at most `limit` entries; called when a transaction starts. */
  take(limit: number): NewEntries;
  /** Whether something is left after `take`. */
  hasWaiting(): boolean;
  /** How many hear of what was stored. */
  readers(): number;
  committed(batch: NewEntries, numbers: Numbered): void;
  failed(batch: NewEntries, error: unknown): void;
}

export interface Commits {
  /** Asks for a transaction that includes this one. */
  request(committer: Committer): void;
  /** Resolves when nothing waits and nothing runs. */
  settled(): Promise<void>;
}

/** When commits begin: the machine's own time, or that of a simulation. Milliseconds that only grow. */
export interface Pace {
  now(): number;
  /** When the present step of the event loop is done, with all frames that it brought. */
  soon(act: () => void): void;
  after(ms: number, act: () => void): void;
}

const systemPace: Pace = {
  now: () => performance.now(),
  soon: (act) => process.nextTick(act),
  after: (ms, act) => void setTimeout(act, ms),
};

/** What one commit took, for the metrics: milliseconds, entries, documents. */
export type CommitListener = (ms: number, entries: number, documents: number) => void;

export function createCommits(
  store: Pick<Store, 'append'>,
  onCommit?: CommitListener,
  onTrouble: (error: unknown) => void = () => undefined,
  pace: Pace = systemPace,
): Commits {
  let dirty = new Set<Committer>();
  let isScheduled = false;
  let isRunning = false;
  let nextStart = Number.NEGATIVE_INFINITY;
  let whenIdle: (() => void)[] = [];

  const schedule = () => {
    if (isScheduled || isRunning) return;
    isScheduled = true;
    const wait = nextStart - pace.now();
    if (wait <= 0) pace.soon(run);
    else pace.after(wait, run);
  };

  const run = async () => {
    isScheduled = false;
    isRunning = true;
    const taken = takeBatches(dirty);
    dirty = new Set([...dirty].filter((committer) => committer.hasWaiting()));
    const started = pace.now();
    nextStart = started + SERVER_LIMITS.commitEveryMs;
    try {
      if (taken.length === 0) return;
      const numbers = await store.append(taken.map(({ batch }) => batch));
      onCommit?.(pace.now() - started, countEntries(taken), taken.length);
      nextStart = Math.max(nextStart, pace.now() + pauseAfter(taken));
      taken.forEach(({ committer, batch }, index) => {
        // It is on disk: whatever goes wrong while it is told, it did not fail, and the other rooms hear of theirs.
        try {
          committer.committed(batch, numbers[index] as Numbered);
        } catch (error) {
          onTrouble(error);
        }
      });
    } catch (error) {
      for (const { committer, batch } of taken) committer.failed(batch, error);
    } finally {
      isRunning = false;
      if (dirty.size > 0) schedule();
      else finish();
    }
  };

  const finish = () => {
    const waiting = whenIdle;
    whenIdle = [];
    for (const resolve of waiting) resolve();
  };

  return {
    request: (committer) => {
      dirty.add(committer);
      schedule();
    },
    settled: () =>
      !isScheduled && !isRunning && dirty.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => whenIdle.push(resolve)),
  };
}

interface Taken {
  readonly committer: Committer;
  readonly batch: NewEntries;
}

/** Every dirty room gets its share of one transaction; what is over the limit waits for the next. */
function takeBatches(dirty: ReadonlySet<Committer>): Taken[] {
  const taken: Taken[] = [];
  let left: number = SERVER_LIMITS.commitEntries;
  let bytes: number = SERVER_LIMITS.commitBytes;
  for (const committer of dirty) {
    if (left <= 0 || bytes <= 0) break;
    if (!committer.hasWaiting()) continue;
    const batch = committer.take(left);
    left -= batch.entries.length;
    for (const entry of batch.entries) bytes -= entry.update.length;
    taken.push({ committer, batch });
  }
  return taken;
}

/**
 * The more hear of a commit, or came with it, the longer the next one gathers: telling costs a system call for each reader,
 * and a commit its sync, whether it brings one entry or five. Who is told has also more time to answer within the same commit
 * as the others.
 */
function pauseAfter(taken: readonly Taken[]): number {
  const { longestGatherMs, gatherMsPerReader, gatherMsPerEntry } = SERVER_LIMITS;
  const readers = taken.reduce((sum, { committer }) => sum + committer.readers(), 0);
  // The first one waited for nothing and says nothing of a load.
  const more = countEntries(taken) - 1;
  return Math.min(longestGatherMs, readers * gatherMsPerReader + more * gatherMsPerEntry);
}

function countEntries(taken: readonly Taken[]): number {
  return taken.reduce((sum, { batch }) => sum + batch.entries.length, 0);
}
