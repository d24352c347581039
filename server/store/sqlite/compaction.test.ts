/** Compaction moves old entries and changes no answer; what it cannot prove it leaves alone. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { compact } from './compaction.ts';
import { type OpenedDatabase, openDatabase } from './database.ts';
import type { CompactionLimits } from './due.ts';
import { logReader, packSegment, unpackSegment } from './segments.ts';
import { hashOf } from './snapshots.ts';
import { verifyDatabase } from './verify.ts';

const KEY = { project: 'line', document: 'source' } as const;
const SMALL: CompactionLimits = {
  dueEntries: 20,
  dueBytes: 1e9,
  segmentEntries: 8,
  segmentBytes: 1e9,
};
let opened: OpenedDatabase;
let doc: Y.Doc;

beforeEach(() => {
  opened = openDatabase(':memory:');
  opened.operations.load(KEY, 'e1');
  doc = new Y.Doc();
});

afterEach(() => opened.db.close());

/** Appends entries of two authors; a snapshot after every tenth. */
function write(count: number, large = ''): void {
  const { operations } = opened;
  for (let left = count; left > 0; left--) {
    const seq = operations.load(KEY, 'e1').head.seq + 1;
    doc.clientID = 1 + (seq % 2);
    const before = Y.encodeStateVector(doc);
    const text = doc.getText('t');
    doc.transact(() => {
      text.insert(seq % (text.length + 1), `<${seq}>${large}`);
      if (seq % 5 === 0) text.delete(0, 2);
    });
    const claim = { client: doc.clientID, person: seq % 2 ? 'ann' : 'bén' };
    const update = Y.encodeStateAsUpdate(doc, before);
    // A clock that goes back now and then.
    const entry = {
      src: `s${seq}`,
      at: 1e12 + (seq % 7),
      author: claim.person,
      clients: [claim.client],
      update,
    };
    operations.append([{ key: KEY, entries: [entry], claims: [claim] }]);
    if (seq % 10 === 0) operations.saveSnapshot(KEY, { seq, epoch: 'e1', state: Y.encodeStateAsUpdate(doc) });
  }
}

/** Everything that the store answers about the document. */
function answers() {
  const { operations } = opened;
  const all = operations.read(KEY, 0, -1);
  return {
    all,
    middle: operations.read(KEY, 13, 9),
    srcs: all.map(({ seq }) => operations.srcOf(KEY, seq)),
    unknown: [operations.srcOf(KEY, 0), operations.srcOf(KEY, all.length + 1)],
    loaded: operations.load(KEY, 'e1'),
  };
}

const rows = () => Number(opened.db.prepare('SELECT count(*) AS n FROM update_log').get()?.n);
const verified = () => verifyDatabase(opened.db);

describe('segments', () => {
  test('H1 a segment gives back each entry as it stood in the log', () => {
    write(30);
    const log = [...logReader(opened.db).rows(1, 0)];
    const segment = packSegment(log);
    expect(unpackSegment(segment)).toEqual(log.map((row) => ({ ...row })));
    expect(segment).toMatchObject({ first_seq: 1, last_seq: 30, first_at: 1e12, last_at: 1e12 + 6 });
    expect(segment.authors).toBe('ann\nbén');
    expect(segment.bytes.length).toBeLessThan(log.reduce((sum, { payload }) => sum + payload.length, 0));
  });

  test('a segment whose bytes or range are wrong is refused', () => {
    write(10);
    const segment = packSegment([...logReader(opened.db).rows(1, 0)]);
    expect(() => unpackSegment({ ...segment, sha256: hashOf(new Uint8Array()) })).toThrow('a wrong hash');
    expect(() => unpackSegment({ ...segment, last_seq: 9 })).toThrow('incomplete');
    expect(() => unpackSegment({ ...segment, bytes: segment.bytes.subarray(0, 20) })).toThrow();
  });
});

describe('compaction', () => {
  test('H1 S2 no answer of the store changes; entries older than all snapshots are packed', () => {
    write(57);
    const before = answers();
    expect(compact(opened.db, KEY, SMALL)).toBe(30);
    expect(answers()).toEqual(before);
    expect(rows()).toBe(27);
    expect(verified()).toEqual({ documents: 1, entries: 57, segments: 4, snapshots: 3, problems: [] });
    expect(compact(opened.db, KEY, SMALL)).toBe(0);
  });

  test('H1 large entries, whose bytes are given back while they are packed, come back as they were', () => {
    write(50, 'x'.repeat(20_000));
    const before = answers();
    expect(compact(opened.db, KEY, SMALL)).toBe(30);
    expect(answers()).toEqual(before);
    expect(verified().problems).toEqual([]);
  });

  test('goes on from where the last one ended, and keeps the snapshot that stands there', () => {
    write(57);
    compact(opened.db, KEY, SMALL);
    write(40);
    const before = answers();
    expect(compact(opened.db, KEY, SMALL)).toBe(40);
    expect(answers()).toEqual(before);
    expect(verified()).toMatchObject({ entries: 97, segments: 9, problems: [] });
    write(13);
    // Three, and the one at the end of the segments.
    expect(
      opened.db
        .prepare('SELECT seq FROM snapshot')
        .all()
        .map(({ seq }) => seq),
    ).toEqual([70, 90, 100, 110]);
    expect(verified().problems).toEqual([]);
  });

  test('does nothing before there are three snapshots, and before enough is old', () => {
    write(29);
    expect(compact(opened.db, KEY, { ...SMALL, dueEntries: 1 })).toBe(0);
    write(20);
    expect(compact(opened.db, KEY, SMALL)).toBe(20);
    expect(compact(opened.db, { ...KEY, project: 'unknown' }, SMALL)).toBe(0);
  });

  test('a document without any good snapshot is loaded from its segments', () => {
    write(57);
    compact(opened.db, KEY, SMALL);
    opened.db.exec("UPDATE snapshot SET state = x'00'");
    const { snapshot, tail, badSnapshots } = opened.operations.load(KEY, 'e1');
    expect([snapshot, tail.length, badSnapshots]).toEqual([null, 57, [50, 40, 30]]);
    const loaded = new Y.Doc();
    for (const { update } of tail) Y.applyUpdate(loaded, update);
    expect(loaded.getText('t').toString()).toBe(doc.getText('t').toString());
  });

  test.each([
    ['a snapshot that is not what the entries make', 'differ from the log', forgeSnapshot],
    [
      'an entry that is missing',
      'predecessors',
      () => opened.db.exec('DELETE FROM update_log WHERE seq = 12'),
    ],
    [
      'a segment that cannot be written as it should be',
      'differ from the log',
      () =>
        opened.db.exec(
          'CREATE TRIGGER forge AFTER INSERT ON segment WHEN new.first_seq = 9 BEGIN DELETE FROM segment WHERE first_seq = 9; END',
        ),
    ],
    [
      'a row that is not deleted',
      'entries would go',
      () =>
        opened.db.exec(
          'CREATE TRIGGER keep BEFORE DELETE ON update_log WHEN old.seq = 5 BEGIN SELECT RAISE(IGNORE); END',
        ),
    ],
  ])('with %s nothing is changed', (_name, sentence, harm) => {
    write(57);
    harm();
    const before = [answers().all, rows()];
    expect(() => compact(opened.db, KEY, SMALL)).toThrow(sentence);
    expect([answers().all, rows()]).toEqual(before);
    expect(opened.db.prepare('SELECT count(*) AS n FROM segment').get()).toEqual({ n: 0 });
  });

  test.each([
    ['DELETE FROM segment WHERE first_seq = 9', 'line/source: entries 9 to 16 are missing.'],
    ["UPDATE segment SET bytes = x'00' WHERE first_seq = 9", 'the segment of entries 9 to 16 cannot be read'],
    ['UPDATE segment SET last_at = 5 WHERE first_seq = 1', 'entries 1 to 8 has entries of another time'],
    ["INSERT INTO update_log VALUES (1, 7, 'x', 1, 'ann', '1', x'0000')", 'entry 7 is there twice'],
    ["INSERT INTO segment SELECT 9, 1, 8, 1, 1, '', '', bytes FROM segment LIMIT 1", '1 segments belong to'],
  ])('verification finds what is wrong with segments: %s', (sql, sentence) => {
    write(57);
    compact(opened.db, KEY, SMALL);
    opened.db.exec(sql);
    expect(verified().problems.join('\n')).toContain(sentence);
  });
});

/** The newest snapshot says something else under a right hash. */
function forgeSnapshot(): void {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getText('t').insert(0, 'forged');
  const state = Y.encodeStateAsUpdate(other);
  opened.db.prepare('UPDATE snapshot SET state = ?, sha256 = ? WHERE seq = 50').run(state, hashOf(state));
}
