/** The SQLite engine: the store contract, and what only files can do wrong. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from './sqlite.ts';
import { describeStore } from './store.contract.ts';
import type { DocumentKey, NewEntry } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tagloom-store-'));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeStore('sqlite in memory', { open: () => openSqliteStore(':memory:'), reopen: null });

let current = '';
describeStore('sqlite file', {
  open: () => {
    current = newFile();
    return openSqliteStore(current);
  },
  reopen: async (store) => {
    await store.close();
    return openSqliteStore(current);
  },
});

const KEY = { project: 'line', document: 'source' } as const;

function entryOf(index: number, size: number): NewEntry {
  const update = new Uint8Array(size).fill(index);
  return { src: `s${index}`, at: 1, author: 'Änn', clients: [1, 2 ** 32 - 1], update };
}

describe('sqlite', () => {
  test('refuses a file that is no database with a sentence and a code, and leaves it alone', async () => {
    const file = newFile();
    writeFileSync(file, 'this is not a database, it is a letter to my grandmother');
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'DATABASE_BROKEN' });
    expect(readFileSync(file, 'utf8')).toContain('grandmother');
  });

  test('P17 refuses a database of a newer version', async () => {
    const file = newFile();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 999');
    db.close();
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
  });

  test('passes over a snapshot whose hash is wrong and says so', async () => {
    const file = newFile();
    const store = await openSqliteStore(file);
    await store.load(KEY, 'e1');
    for (const seq of [1, 2]) {
      const entry = { src: `s${seq}`, at: 1, author: 'ann', clients: [], update: new Uint8Array([seq]) };
      await store.append([{ key: KEY, entries: [entry], claims: [] }]);
      await store.saveSnapshot(KEY, { seq, epoch: 'e1', state: new Uint8Array([seq]) });
    }
    const db = new DatabaseSync(file);
    db.exec("UPDATE snapshot SET state = x'00' WHERE seq = 2");
    db.close();
    const loaded = await store.load(KEY, 'e1');
    expect(loaded.snapshot?.seq).toBe(1);
    expect(loaded.tail.map(({ seq }) => seq)).toEqual([2]);
    expect(loaded.badSnapshots).toEqual([2]);
    await store.close();
  });

  test('S2 appends of any size keep their order, also between other calls', async () => {
    const store = await openSqliteStore(':memory:');
    await store.load(KEY, 'e1');
    // The third is larger than the memory that is shared with the database thread.
    const sizes = [1, 10, 600_000, 3, 0];
    const answers = await Promise.all(
      sizes.flatMap((size, index) => [
        store.append([{ key: KEY, entries: [entryOf(index, size)], claims: [] }]),
        store.read(KEY, 0, 10).then((entries) => entries.length),
      ]),
    );
    expect(answers).toEqual(sizes.flatMap((_, index) => [[{ firstSeq: index + 1 }], index + 1]));
    const { tail } = await store.load(KEY, 'e1');
    expect(tail.map(({ src, update }) => [src, update.length])).toEqual(
      sizes.map((size, index) => [`s${index}`, size]),
    );
    expect(tail[2]?.update.every((byte) => byte === 2)).toBe(true);
    await store.close();
  });

  test('an append that fails leaves the way free for the next', async () => {
    const store = await openSqliteStore(':memory:');
    await store.load(KEY, 'e1');
    const unknown = { project: 'nowhere', document: 'source' } as const;
    const append = (key: DocumentKey, index: number) =>
      store.append([{ key, entries: [entryOf(index, 5)], claims: [] }]);
    const [failed, next] = await Promise.allSettled([append(unknown, 0), append(KEY, 1)]);
    expect(failed?.status).toBe('rejected');
    expect(next).toEqual({ status: 'fulfilled', value: [{ firstSeq: 1 }] });
    expect(await append(KEY, 2)).toEqual([{ firstSeq: 2 }]);
    await store.close();
  });

  test('a call after the end is told so', async () => {
    const store = await openSqliteStore(':memory:');
    await store.close();
    await expect(store.accessRevision()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
