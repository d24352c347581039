/** Compaction seen from the main thread: one document after the other, on a thread that ends when nothing waits. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../problem.ts';
import type { CompactionAnswer } from './sqlite.compactor.ts';
import type { DocumentKey } from './store.ts';

export interface Compactor {
  /** Resolves with the number of entries that were packed. */
  compact(key: DocumentKey): Promise<number>;
  /** Stops, also in the middle of one: a compaction is one transaction. */
  close(): Promise<void>;
}

/** Works on the database file beside whoever else does. */
export function createCompactor(file: string): Compactor {
  let worker: Worker | null = null;
  let isClosed = false;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const compactNow = async (key: DocumentKey): Promise<number> => {
    if (isClosed) throw new StoreError('STORE_UNAVAILABLE', 'The database is closed.');
    worker ??= new Worker(new URL('./sqlite.compactor.ts', import.meta.url), { workerData: { file } });
    worker.unref();
    worker.postMessage(key);
    const answer = await answerOf(worker);
    if ('error' in answer) throw new Error(answer.error);
    return answer.moved;
  };

  const end = async () => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };

  return {
    compact: (key) => {
      waiting += 1;
      const done = last.then(() => compactNow(key));
      last = done
        .catch(() => undefined)
        .then(() => {
          waiting -= 1;
          return waiting === 0 ? end() : undefined;
        });
      return done;
    },
    close: async () => {
      isClosed = true;
      await end();
    },
  };
}

/** The next answer; rejects when the thread ends without one. */
async function answerOf(worker: Worker): Promise<CompactionAnswer> {
  const stop = new AbortController();
  try {
    const { signal } = stop;
    const exit = once(worker, 'exit', { signal }).then((): CompactionAnswer => {
      throw new StoreError('STORE_UNAVAILABLE', 'The compaction was stopped.');
    });
    exit.catch(() => undefined);
    const [answer] = (await Promise.race([once(worker, 'message', { signal }), exit.then((no) => [no])])) as [
      CompactionAnswer,
    ];
    return answer;
  } finally {
    stop.abort();
  }
}
