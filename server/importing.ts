/** Where an import is worked out: a small one here, a large one in a thread of its own, one after the other, until its request is aborted. */

import { Worker } from 'node:worker_threads';
import type { ImportSaid } from './importing.worker.ts';
import { type ImportOutput, type ImportWork, type Told, workOut } from './importwork.ts';
import { SERVER_LIMITS } from './limits.ts';
import { Problem } from './problem.ts';

export interface Importing {
  /** Rejects with `IMPORT_CANCELLED` when `signal` aborts first. The bytes of large files are gone from here afterwards. */
  run(work: () => ImportWork, tell: Told, signal: AbortSignal): Promise<ImportOutput>;
}

export function createImporting(): Importing {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: async (read, tell, signal) => {
      const work = read();
      if (weight(work) <= SERVER_LIMITS.importInlineBytes) return workOut(work, tell);
      // The state of the moment when the work begins, not of when it was asked for.
      const done = last.then(() => inThread(read(), tell, signal));
      last = done.catch(() => undefined);
      return done;
    },
  };
}

/** Both are read: the files, and the project that they come into. */
function weight({ state, files }: ImportWork): number {
  return files.reduce((sum, { bytes }) => sum + bytes.length, state.length);
}

function inThread(work: ImportWork, tell: Told, signal: AbortSignal): Promise<ImportOutput> {
  throwIfCancelled(signal);
  const worker = new Worker(new URL('./importing.worker.ts', import.meta.url), {
    workerData: work,
    transferList: [...new Set(work.files.map(({ bytes }) => bytes.buffer as ArrayBuffer))],
  });
  const { promise, resolve, reject } = Promise.withResolvers<ImportOutput>();
  const cancel = () => reject(cancelled());
  signal.addEventListener('abort', cancel, { once: true });
  worker.on('message', (said: ImportSaid) => {
    if ('output' in said) resolve(said.output);
    else tell(said.percent, said.message);
  });
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The import thread ended without an answer.')));
  return promise.finally(async () => {
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  });
}

/** Before anything is stored; afterwards an import is undone, not cancelled. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

function cancelled(): Problem {
  return new Problem('IMPORT_CANCELLED', 'The request was aborted, so nothing was imported.');
}
