/** What the worker of the SQLite engine can do: the Store's methods, synchronous. */

import type { Store } from '../store.ts';

/** Each method of the Store as a plain function, but `close` and `compact`, which has a thread of its own. */
export type Operations = {
  [Name in Exclude<keyof Store, 'close' | 'compact'>]: (
    ...args: Parameters<Store[Name]>
  ) => Awaited<ReturnType<Store[Name]>>;
};

/**
 * From the main thread to the worker. `close` ends the worker; `fold` and `refuse` are about what the main thread appended
 * itself (`OpenedDatabase`).
 */
export interface WorkerRequest {
  readonly id: number;
  readonly name: keyof Operations | 'fold' | 'refuse' | 'close';
  readonly args: readonly unknown[];
}

/** From the worker: first `opened` once, then one answer per request, in order. */
export type WorkerAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };
