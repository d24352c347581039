/** The way to the database thread: each call is a message, or an append in the memory that both threads share. */

import type { Worker } from 'node:worker_threads';
import { StoreError } from '../problem.ts';
import type { WorkerAnswer, WorkerRequest } from './sqlite/operations.ts';
import { packEntries } from './sqlite/packing.ts';
import type { Slot } from './sqlite/slot.ts';
import type { NewEntries, Numbered } from './store.ts';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export interface Link {
  /** Rejects when the database cannot be opened. */
  readonly opened: Promise<void>;
  /** Whether all requests so far are answered and the thread still answers. */
  isIdle(): boolean;
  call(name: WorkerRequest['name'], args: readonly unknown[]): Promise<never>;
  append(batches: readonly NewEntries[]): Promise<readonly Numbered[]>;
}

/** Requests are answered in order, but each carries its number, so that none is ever mistaken for another. */
export function linkTo(worker: Worker, slot: Slot): Link {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let ended: StoreError | null = null;
  const opened = new Promise<void>((resolve, reject) => {
    waiting.set(0, { resolve: resolve as () => void, reject });
  });
  const end = (message: string) => {
    ended = new StoreError('STORE_UNAVAILABLE', message);
    for (const call of waiting.values()) call.reject(ended);
    waiting.clear();
  };
  const settle = (id: number, act: (call: Waiting) => void) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call) act(call);
  };
  worker.on('message', (answer: WorkerAnswer) =>
    settle(answer.id, ({ resolve, reject }) => {
      if ('error' in answer) reject(failure(answer.error));
      else resolve(answer.result as never);
    }),
  );
  worker.on('error', (error) => end(`The database thread failed: ${String(error)}.`));
  worker.on('exit', () => end('The database is closed.'));

  /** Gives the request a number and hands it to `send`. */
  const ask = <T>(send: (id: number) => void): Promise<T> => {
    if (ended) return Promise.reject(ended);
    const id = next++;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      send(id);
    });
  };
  const post = (id: number, name: WorkerRequest['name'], args: readonly unknown[], moved: ArrayBuffer[]) => {
    worker.postMessage({ id, name, args }, moved);
    slot.posted();
  };
  const takeAnswer = async (id: number) => {
    const numbers = await slot.answered();
    // A failure comes as a message.
    if (numbers) settle(id, ({ resolve }) => resolve(numbers.map((firstSeq) => ({ firstSeq })) as never));
  };
  return {
    opened,
    isIdle: () => waiting.size === 0 && ended === null,
    call: (name, args) => ask((id) => post(id, name, args, [])),
    append: (batches) =>
      ask((id) => {
        const packed = packEntries(batches);
        if (slot.offer(id, packed)) return void takeAnswer(id);
        const bytes = new Uint8Array(packed.bytes);
        packed.write(Buffer.from(bytes.buffer));
        post(id, 'append', [bytes], [bytes.buffer]);
      }),
  };
}

function failure({ code, message }: { code: string; message: string }): Error {
  if (code === 'INTERNAL') return new Error(message);
  // While the server runs, a broken file is one more way of not answering.
  return new StoreError(code, message);
}
