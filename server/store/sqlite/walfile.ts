/**
 * The durability of appends. SQLite's own (`synchronous=FULL`) syncs the write-ahead log with `fsync` inside each commit,
 * which also writes the file's times. Here an append is committed with `synchronous=NORMAL` and the log is synced behind it
 * by one `fdatasync` on a descriptor of our own: the same bytes are on disk before the append is answered. Everything else
 * NORMAL syncs as FULL does: the header of a new log, and log and database around a checkpoint
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). All other transactions stay FULL.
 */

import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../problem.ts';

/** The log is kept at this size, and is folded into the database when about so much was appended. */
export const LOG_BYTES = 1024 * 1024;
/** A small append changes two pages of the database. */
export const PAGES_BYTES = 2 * 4096;

export class WalFile {
  readonly #db: DatabaseSync;
  readonly #handle: number;
  #isFull = true;
  #isReserved = false;
  #appended = 0;

  /**
   * The write-ahead log of a database that is open in WAL mode, as `prepareDatabase` leaves it. It stays the same file for as
   * long as `db` is open: SQLite deletes it with its last connection, and nobody else leaves WAL mode meanwhile.
   */
  constructor(db: DatabaseSync, file: string) {
    this.#db = db;
    this.#handle = openSync(`${file}-wal`, 'r+');
  }

  /** Commits from now on are durable when `sync` has returned. */
  beginAppend(): void {
    if (!this.#isFull) return;
    this.#db.exec('PRAGMA synchronous = NORMAL');
    this.#isFull = false;
  }

  /** Commits from now on are durable by themselves. */
  beginOther(): void {
    if (this.#isFull) return;
    this.#db.exec('PRAGMA synchronous = FULL');
    this.#isFull = true;
  }

  /** All that was committed is on disk afterwards; throws when it is not. `bytes`: what was appended. */
  sync(bytes: number): void {
    this.#appended += PAGES_BYTES + bytes;
    fdatasyncSync(this.#handle);
  }

  /**
   * After an append was answered: makes the log as long as it will become, or moves it into the database when it is. What
   * fails here is tried again by SQLite itself, and an append says what is wrong with the disk.
   */
  tidy(): void {
    if (this.#isReserved && this.#appended < LOG_BYTES) return;
    try {
      if (this.#isReserved) this.fold();
      else this.#reserveAlone();
    } catch {
      return;
    }
  }

  /** Moves into the database what nobody reads from the log any more; what fails is tried again by the next. */
  fold(): void {
    this.#appended = 0;
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** No other connection may append meanwhile: zeros would take the place of what it commits. */
  #reserveAlone(): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#reserve();
      this.#isReserved = true;
    } finally {
      this.#db.exec('ROLLBACK');
    }
  }

  /**
   * Moves everything into the database and begins an empty log; throws when that is not possible now. After a sync that
   * failed the kernel takes what it could not write for written: a later sync of the same log would say nothing of it.
   */
  renew(): void {
    this.#isReserved = false;
    const result = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    if (result.busy !== 0) throw new StoreError('STORE_UNAVAILABLE', 'The database is not writable.');
  }

  /** A sync of a file that does not grow writes no inode. SQLite reads zeros as the end of the log. */
  #reserve(): void {
    const zeros = Buffer.alloc(LOG_BYTES / 16);
    for (let at = fstatSync(this.#handle).size; at < LOG_BYTES; at += zeros.length)
      writeSync(this.#handle, zeros, 0, zeros.length, at);
    fdatasyncSync(this.#handle);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
