/** Appends that are durable through a log file of our own descriptor: what cannot be synced, and what others do to the file. */

import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEntries } from '../store.ts';
import { takeBackOf } from './appends.ts';
import { backUpDatabase } from './copies.ts';
import { type OpenedDatabase, openDatabase, transactions } from './database.ts';
import { durably } from './durable.ts';
import { logOperations } from './log.ts';
import type { Operations } from './operations.ts';
import { prepareDatabase } from './schema.ts';
import { WalFile } from './walfile.ts';

const KEY = { project: 'plant', document: 'source' } as const;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagloom-durable-'));
  file = join(folder, 'one.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function batch(marker: string, person = 'ann'): NewEntries[] {
  const update = Buffer.from(marker);
  const entry = { src: marker, at: 1, author: person, clients: [7], update };
  return [{ key: KEY, entries: [entry], claims: [{ client: 7, person }] }];
}

/** The same, made by the server for the person. */
function madeBatch(marker: string, person = 'ann'): NewEntries[] {
  return batch(marker, person).map(({ entries, ...rest }) => ({
    ...rest,
    entries: entries.map((entry) => ({ ...entry, made: `Import of ${marker}` })),
  }));
}

/** A disk whose syncs fail as long as it is broken. */
class Breaking extends WalFile {
  isBroken = false;

  override sync(bytes: number): void {
    if (this.isBroken) throw new Error('EIO: i/o error, fdatasync');
    super.sync(bytes);
  }
}

test('S1 S2 an append that cannot be synced is refused, nothing of it is left, and the next one has its number', () => {
  const db = new DatabaseSync(file);
  prepareDatabase(db);
  const wal = new Breaking(db, file);
  const transact = transactions(db);
  const all = logOperations(db, transact) as Operations;
  const { operations: log } = durably(all, wal, takeBackOf(db, transact));
  log.load(KEY, 'e1');
  expect(log.append(madeBatch('first'))).toEqual([{ firstSeq: 1 }]);
  wal.isBroken = true;
  const refused = [
    { ...madeBatch('lost', 'ben')[0], claims: [{ client: 8, person: 'ben' }] },
  ] as NewEntries[];
  expect(() => log.append(refused)).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
  const loaded = log.load(KEY, 'e1');
  expect(statSync(`${file}-wal`).size).toBe(0);
  expect(loaded.head).toEqual({ seq: 1, src: 'first' });
  expect(loaded.claims).toEqual([{ client: 7, person: 'ann' }]);
  wal.isBroken = false;
  expect(log.append(madeBatch('second'))).toEqual([{ firstSeq: 2 }]);
  expect(log.read(KEY, 0, 10).map(({ src }) => src)).toEqual(['first', 'second']);
  expect(log.madeFor(KEY, 'ann', 0, 10).map(({ label }) => label)).toEqual([
    'Import of first',
    'Import of second',
  ]);
  expect(log.madeFor(KEY, 'ben', 0, 10)).toEqual([]);
  db.close();
  wal.close();
});

test('S1 the synced log stays the one that SQLite writes, whoever else opens, copies and closes the database', () => {
  const { operations, close } = openDatabase(file);
  operations.load(KEY, 'e1');
  operations.append(batch('before'));
  const log = () => statSync(`${file}-wal`).ino;
  const first = log();
  const other = openDatabase(file);
  other.operations.ensurePerson('p1', 'ann', 1);
  other.close();
  backUpDatabase(file, join(folder, 'backup.db'));
  const plain = new DatabaseSync(file);
  expect(() => plain.exec('PRAGMA journal_mode = DELETE')).toThrow('locked');
  plain.exec('PRAGMA wal_checkpoint(PASSIVE)');
  plain.close();
  operations.append(batch('behind-them'));
  expect(log()).toBe(first);
  expect(readFileSync(`${file}-wal`).includes('behind-them')).toBe(true);
  close();
});

test('the log is as long as it becomes after the first append, and moves into the database when that was appended', () => {
  const { operations, tidy, close } = openDatabase(file);
  const append = (marker: string) => {
    operations.append(batch(marker));
    tidy();
  };
  operations.load(KEY, 'e1');
  append('first');
  const size = statSync(`${file}-wal`).size;
  expect(size).toBeGreaterThanOrEqual(1024 * 1024);
  for (let index = 0; index < 150; index++) append(`${'x'.repeat(200)}-${index}`);
  // The file alone, as one without its log would be: what was folded is there.
  const alone = join(folder, 'alone.db');
  copyFileSync(file, alone);
  expect(entriesOf(openDatabase(alone))).toBeGreaterThan(100);
  expect(statSync(`${file}-wal`).size).toBeLessThan(2 * size);
  close();
});

test('S1 the log is never made longer while another connection writes: its commits would be lost under zeros', () => {
  const { db, operations, tidy, close } = openDatabase(file);
  db.exec('PRAGMA busy_timeout = 0');
  operations.load(KEY, 'e1');
  operations.append(batch('first'));
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const size = () => statSync(`${file}-wal`).size;
  const before = size();
  tidy();
  expect(size()).toBe(before);
  other.exec('COMMIT');
  other.close();
  operations.append(batch('second'));
  tidy();
  expect(size()).toBeGreaterThanOrEqual(1024 * 1024);
  close();
});

function entriesOf({ operations, close }: OpenedDatabase): number {
  const { length } = operations.read(KEY, 0, 1_000);
  close();
  return length;
}
