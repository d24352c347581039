/** Compaction under fire: killed at any of its steps, and while others append. Every entry stays, once (H1, S2). */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openDatabase } from '#server/store/sqlite/database.ts';
import { verifyDatabase } from '#server/store/sqlite/verify.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { NewEntry, Store } from '#server/store/store.ts';

const KEY = { project: 'line', document: 'source' } as const;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagloom-compaction-'));
  file = join(folder, 'tagloom.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Numbered entries of one writer, as they go into the log. */
function createWriter(): (count: number) => { entries: NewEntry[]; state: Uint8Array } {
  const doc = new Y.Doc();
  let written = 0;
  return (count) => {
    const entries = Array.from({ length: count }, (): NewEntry => {
      const before = Y.encodeStateVector(doc);
      doc.getText('t').insert(0, `<0.${written}>`);
      const update = Y.encodeStateAsUpdate(doc, before);
      return { src: `s${written++}`, at: written, author: 'ann', clients: [doc.clientID], update };
    });
    return { entries, state: Y.encodeStateAsUpdate(doc) };
  };
}

const claimsOf = ([entry]: readonly NewEntry[]) => [{ client: entry?.clients[0] ?? 0, person: 'ann' }];

/** What stands in the log, segments included, and whether all is well. */
function look(path: string) {
  const { db, operations, close } = openDatabase(path);
  try {
    expect(verifyDatabase(db).problems).toEqual([]);
    const loaded = operations.load(KEY, 'unused');
    const doc = new Y.Doc();
    if (loaded.snapshot) Y.applyUpdate(doc, loaded.snapshot.state);
    for (const { update } of loaded.tail) Y.applyUpdate(doc, update);
    return { log: operations.read(KEY, 0, -1), text: doc.getText('t').toString() };
  } finally {
    close();
  }
}

const rowsOf = (path: string) => {
  const db = new DatabaseSync(path);
  const { n } = db.prepare('SELECT count(*) AS n FROM update_log').get() as { n: number };
  db.close();
  return n;
};

it.each([
  { segmentEntries: 8, passes: [53, 23] },
  // So many segments are due that they are made in two passes.
  { segmentEntries: 4, passes: [53, 37, 23] },
])(
  'P1 H1 a compaction that is killed before any of its statements keeps every entry once, and the next one ends it ($passes)',
  ({ segmentEntries, passes }) => {
    const { db, operations, close } = openDatabase(file);
    operations.load(KEY, 'e1');
    const write = createWriter();
    for (let seq = 10; seq <= 50; seq += 10) {
      const { entries, state } = write(10);
      operations.append([{ key: KEY, entries, claims: claimsOf(entries) }]);
      operations.saveSnapshot(KEY, { seq, epoch: 'e1', state });
    }
    operations.append([{ key: KEY, entries: write(3).entries, claims: [] }]);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    close();
    const wanted = look(file);
    let kills = 0;
    const left = new Set<number>();
    for (;;) {
      const copy = join(folder, `${kills}.db`);
      copyFileSync(file, copy);
      const { signal, stderr } = spawnSync(process.execPath, [
        join(import.meta.dirname, 'compacting.ts'),
        copy,
        String(kills),
        String(segmentEntries),
      ]);
      expect(look(copy)).toEqual(wanted);
      if (signal !== 'SIGKILL') {
        expect([signal, stderr.toString(), rowsOf(copy)]).toEqual([null, '', 23]);
        break;
      }
      // Each pass whole or not at all.
      expect(passes).toContain(rowsOf(copy));
      left.add(rowsOf(copy));
      kills += 1;
    }
    expect(kills).toBeGreaterThan(20);
    expect(left.size).toBeGreaterThanOrEqual(passes.length - 1);
  },
  120_000,
);

it('S1 S2 H1 appends go on while a thread compacts, and both are whole afterwards', async () => {
  let store: Store = await openSqliteStore(file);
  await store.load(KEY, 'e1');
  const write = createWriter();
  let isDue = false;
  for (let seq = 600; seq <= 3_000; seq += 600) {
    const { entries, state } = write(600);
    await store.append([{ key: KEY, entries, claims: claimsOf(entries) }]);
    isDue = await store.saveSnapshot(KEY, { seq, epoch: 'e1', state });
  }
  expect(isDue).toBe(true);
  let isDone = false;
  const compaction = store.compact(KEY).finally(() => {
    isDone = true;
  });
  let appended = 3_000;
  while (!isDone) {
    const [numbered] = await store.append([{ key: KEY, entries: write(1).entries, claims: [] }]);
    expect(numbered).toEqual({ firstSeq: ++appended });
  }
  expect(await compaction).toBe(1_800);
  expect(await store.srcOf(KEY, 700)).toBe('s699');
  await store.close();
  store = await openSqliteStore(file);
  expect(await store.compact(KEY)).toBe(0);
  const { head } = await store.load(KEY, 'e1');
  expect(head.seq).toBe(appended);
  await store.close();
  const { log } = look(file);
  expect(log.map(({ src }) => src)).toEqual(Array.from({ length: appended }, (_, index) => `s${index}`));
  expect(appended).toBeGreaterThan(3_000);
}, 60_000);
