/** Appends that the main thread commits itself: durable before anybody reads on, gone when they are not, and only on quiet days. */

import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SERVER_LIMITS } from '../limits.ts';
import { openDatabase } from './sqlite/database.ts';
import { NearLog } from './sqlite/nearlog.ts';
import { openSqliteStore } from './sqlite.ts';
import type { NewEntries, Numbered, Store } from './store.ts';

const KEY = { project: 'plant', document: 'source' } as const;
let folder: string;
let file: string;
let near: Counting | null;
let store: Store;
/** Goes on only between appends, so that every one is quick and on a quiet day unless a test says otherwise. */
let ms: number;

/** Counts what comes here, and can be made to wait for its sync or to fail it. */
class Counting extends NearLog {
  commits = 0;
  onSync: () => Promise<void> = () => super.sync();

  override append(batches: readonly NewEntries[]): readonly Numbered[] | null {
    const numbers = super.append(batches);
    if (numbers) this.commits += 1;
    return numbers;
  }

  override sync(): Promise<void> {
    return this.onSync();
  }
}

function batch(src: string, size = 20): NewEntries[] {
  const entry = { src, at: 1, author: 'ann', clients: [7], update: new Uint8Array(size).fill(65) };
  return [{ key: KEY, entries: [entry], claims: [{ client: 7, person: 'ann' }] }];
}

/** Appends when nobody did for a while. */
function append(batches: NewEntries[]): Promise<readonly Numbered[]> {
  ms += SERVER_LIMITS.quietMs;
  return store.append(batches);
}

async function open(): Promise<void> {
  near = null;
  ms = 0;
  const openNear = () => {
    near = new Counting(file);
    return near;
  };
  store = await openSqliteStore(file, { open: openNear, now: () => ms });
  await store.load(KEY, 'e1');
}

/** Appends by the thread until the main thread has one of its own; how many there are then, and its connection. */
async function appendUntilNear(): Promise<{ before: number; log: Counting }> {
  for (let count = 1; ; count++) {
    await append(batch(`warm.${count}`));
    // The log grows behind the answer, and meanwhile nobody else may write.
    await store.read(KEY, 0, 1);
    if (near && near.commits > 0) return { before: count, log: near };
  }
}

const srcs = async () => (await store.read(KEY, 0, 100_000)).map(({ src }) => src);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagloom-near-'));
  file = join(folder, 'one.db');
  await open();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('S3 who reads behind an append waits until it is on disk, and calls keep their order', async () => {
  const { before, log } = await appendUntilNear();
  const synced = Promise.withResolvers<void>();
  log.onSync = () => synced.promise;
  const newest = async () => (await store.read(KEY, before, 10)).map(({ src }) => src).join();
  let answers = 0;
  const all = [append(batch('near')), newest(), append(batch('behind')), newest()].map(
    async (asked: Promise<unknown>) => {
      const answer = await asked;
      answers += 1;
      return answer;
    },
  );
  // A whole turn through the thread of another store of the same file: enough for a read that did not wait.
  const other = await openSqliteStore(file);
  await other.read(KEY, 0, 1);
  await other.close();
  expect(answers).toBe(0);
  synced.resolve();
  expect(await Promise.all(all)).toEqual([
    [{ firstSeq: before + 1 }],
    'near',
    [{ firstSeq: before + 2 }],
    'near,behind',
  ]);
});

test('S1 S2 an append that cannot be synced is refused, nobody finds it, and the next one has its number', async () => {
  const { before, log } = await appendUntilNear();
  log.onSync = () => Promise.reject(new Error('EIO: i/o error, fdatasync'));
  const lost = [{ ...batch('lost')[0], claims: [{ client: 8, person: 'ben' }] }] as NewEntries[];
  const refused = append(lost);
  const read = srcs();
  await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await read).not.toContain('lost');
  const commits = log.commits;
  log.onSync = () => Promise.resolve();
  expect(await append(batch('next'))).toEqual([{ firstSeq: before + 1 }]);
  // The thread had to show first that the disk is well.
  expect(log.commits).toBe(commits);
  const loaded = await store.load(KEY, 'e1');
  expect(loaded.head).toEqual({ seq: before + 1, src: 'next' });
  expect(loaded.claims).toEqual([{ client: 7, person: 'ann' }]);
});

test('what the main thread appended is there after the store was opened anew, without a log beside it', async () => {
  const { before } = await appendUntilNear();
  await append(batch('near'));
  await store.close();
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  await open();
  expect((await srcs()).slice(before)).toEqual(['near']);
});

test('an append that is large, or made of many, goes to the thread', async () => {
  const { before, log } = await appendUntilNear();
  const commits = log.commits;
  await append(batch('large', SERVER_LIMITS.nearBytes + 1));
  const [one] = batch('many');
  const entries = Array.from({ length: SERVER_LIMITS.nearEntries + 1 }, () => one?.entries[0] as never);
  await append([{ key: KEY, entries, claims: [] }]);
  expect(log.commits).toBe(commits);
  expect(await srcs()).toHaveLength(before + 2 + SERVER_LIMITS.nearEntries);
});

test('behind an append that took long the thread takes the next one: a slow disk holds up no room', async () => {
  const { log } = await appendUntilNear();
  const { commits } = log;
  log.onSync = async () => {
    ms += SERVER_LIMITS.quickAppendMs;
  };
  await append(batch('slow'));
  expect(log.commits).toBe(commits + 1);
  await append(batch('by the thread'));
  expect(log.commits).toBe(commits + 1);
  await append(batch('near again'));
  expect(log.commits).toBe(commits + 2);
});

test('an append close behind another goes to the thread, which is awake', async () => {
  const { log } = await appendUntilNear();
  const { commits } = log;
  ms += SERVER_LIMITS.quietMs - 1;
  await store.append(batch('close'));
  expect(log.commits).toBe(commits);
  await append(batch('later'));
  expect(log.commits).toBe(commits + 1);
});

test('while another process writes, the thread waits for it and the main thread does not', async () => {
  const { before, log } = await appendUntilNear();
  const commits = log.commits;
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const appended = append(batch('behind it'));
  // This line is reached because nobody waits here.
  other.exec('COMMIT');
  other.close();
  expect(await appended).toEqual([{ firstSeq: before + 1 }]);
  expect(log.commits).toBe(commits);
});

test('S2 near and far, other calls between and a second process: each number once, in order', async () => {
  await appendUntilNear();
  const other = await openSqliteStore(file);
  await other.load(KEY, 'e1');
  const sizes = Array.from({ length: 200 }, (_, index) => (index % 7 === 3 ? 9_000 : 30));
  const numbers = await Promise.all(
    sizes.map(async (size, index) => {
      const [first] = await (index % 11 === 5 ? other : store).append(batch(`s${index}`, size));
      if (index % 5 === 0) await store.read(KEY, 0, 1);
      return first?.firstSeq;
    }),
  );
  await other.close();
  expect(new Set(numbers).size).toBe(sizes.length);
  const rows = await store.read(KEY, 0, 1_000);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  for (const [index, seq] of numbers.entries()) expect(rows[(seq ?? 0) - 1]?.src).toBe(`s${index}`);
});

test('the log moves into the database when about so much was appended, and stays short', async () => {
  const { log } = await appendUntilNear();
  for (let index = 0; index < 300; index++) await append(batch(`s${index}`, 200));
  expect(log.commits).toBeGreaterThan(200);
  // The file alone, as one without its log would be.
  const alone = join(folder, 'alone.db');
  copyFileSync(file, alone);
  const folded = openDatabase(alone);
  expect(folded.operations.read(KEY, 0, 1_000).length).toBeGreaterThan(100);
  folded.close();
  expect(statSync(`${file}-wal`).size).toBeLessThan(3 * 1024 * 1024);
});
