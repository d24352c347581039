/**
 * A second connection to the log, on the main thread, for appends that are too small to wake a thread for. It writes what
 * SQLite writes into the page cache of the system and waits for no disk: the sync behind it runs in libuv's threads.
 */

import { closeSync, fdatasync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { NewEntries, Numbered } from '../store.ts';
import { appendWriter } from './appends.ts';
import { transactions } from './database.ts';
import type { Operations } from './operations.ts';

/** Pages of the database that this connection keeps in memory, in KiB: the ends of a few logs. */
const CACHE_KIB = 512;

export class NearLog {
  readonly #db: DatabaseSync;
  readonly #wal: number;
  readonly #append: Operations['append'];

  /** Of a file that the database thread has open, and that it alone moves into the database. */
  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 0 });
    this.#db.exec(
      `PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -${CACHE_KIB}`,
    );
    this.#wal = openSync(`${file}-wal`, 'r+');
    this.#append = appendWriter(this.#db, transactions(this.#db));
  }

  /** Commits in one transaction, not yet durable. Null when that is not possible at once: then nothing of it is stored. */
  append(batches: readonly NewEntries[]): readonly Numbered[] | null {
    try {
      return this.#append(batches);
    } catch {
      return null;
    }
  }

  /** Resolves when all that was committed is on disk; rejects when that cannot be said. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) =>
      fdatasync(this.#wal, (error) => (error ? reject(error) : resolve())),
    );
  }

  close(): void {
    this.#db.close();
    closeSync(this.#wal);
  }
}
