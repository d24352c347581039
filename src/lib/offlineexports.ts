/**
 * Exports that a person made without the server: their texts stay on this device, the last of each target, until the server
 * knows of them ("since export"). A database per person and project (O2).
 */

import type { VendorOptions } from '@tagloom/vendor-formats';
import type { Target } from './targets.ts';

export interface OfflineExport {
  readonly target: Target;
  readonly options: VendorOptions;
  /** `Date.now()` of the export. */
  readonly at: number;
  /** The source of then. */
  readonly files: readonly { readonly id: string; readonly path: string; readonly text: string }[];
}

const STORE = 'exports';

export class OfflineExports {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the place of an older one of its target. */
  async keep(made: OfflineExport): Promise<void> {
    await this.#use('readwrite', (store) => store.put(made));
  }

  /**
   * Gives each to `tell`, oldest first, and forgets it when that is done; what rejects stays for the next time. Pages of one
   * person do it one after the other.
   */
  async tell(tell: (made: OfflineExport) => Promise<void>): Promise<number> {
    return navigator.locks.request(this.#name, async () => {
      const all = (await this.#use('readonly', (store) => store.getAll())) as OfflineExport[];
      for (const made of all.sort((a, b) => a.at - b.at)) {
        await tell(made);
        await this.#forget(made);
      }
      return all.length;
    });
  }

  /** A newer one of the target may have come meanwhile. */
  async #forget({ target, at }: OfflineExport): Promise<void> {
    const now = (await this.#use('readonly', (store) => store.get(target))) as OfflineExport | undefined;
    if (now?.at === at) await this.#use('readwrite', (store) => store.delete(target));
  }

  async #use<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const db = await this.#open();
    try {
      const transaction = db.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
      return request.result;
    } finally {
      db.close();
    }
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'target' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}
