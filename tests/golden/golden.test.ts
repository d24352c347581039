/** P17: databases of every version that ever was open in this one, also when the upgrade is killed at any statement. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openDatabase } from '#server/store/sqlite/database.ts';
import { readVersion, SCHEMA_VERSION } from '#server/store/sqlite/schema.ts';
import { type SegmentRow, unpackSegment } from '#server/store/sqlite/segments.ts';
import { verifyDatabase } from '#server/store/sqlite/verify.ts';
import { stateKey } from '../harness/oracle.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'tagloom-golden-'));
const KEY = { project: 'plant', document: 'source' } as const;
const GOLDEN = readdirSync(import.meta.dirname).filter((name) => /^schema-\d+\.sql$/.test(name));
let files = 0;

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A file as that version left it. */
function layOut(name: string): string {
  const file = join(FOLDER, `${files++}.db`);
  const db = new DatabaseSync(file);
  db.exec(readFileSync(join(import.meta.dirname, name), 'utf8'));
  db.close();
  return file;
}

/** The document of a golden database, from its rows as they stand there. */
function contentOf(file: string): string {
  const db = new DatabaseSync(file);
  const doc = new Y.Doc();
  for (const segment of segmentsOf(db))
    for (const { payload } of unpackSegment(segment)) Y.applyUpdate(doc, payload);
  for (const { payload } of db.prepare('SELECT payload FROM update_log ORDER BY seq').all())
    Y.applyUpdate(doc, payload as Uint8Array);
  db.close();
  return stateKey(doc);
}

/** Schemas before the fifth had none. */
function segmentsOf(db: DatabaseSync): SegmentRow[] {
  if (readVersion(db) < 5) return [];
  return db.prepare('SELECT * FROM segment ORDER BY first_seq').all() as unknown as SegmentRow[];
}

/** What verification must count in it: entries are always 40. */
function countsOf(file: string) {
  const db = new DatabaseSync(file);
  const { n } = db.prepare('SELECT count(*) AS n FROM snapshot').get() as { n: number };
  const segments = segmentsOf(db).length;
  db.close();
  return { documents: 1, entries: 40, segments, snapshots: n };
}

/** Opens it with this version and checks everything; the content must be `wanted`. */
function expectWhole(file: string, wanted: string): void {
  const { db, operations, close } = openDatabase(file);
  expect(readVersion(db)).toBe(SCHEMA_VERSION);
  expect(verifyDatabase(db)).toEqual({ ...countsOf(file), problems: [] });
  const doc = new Y.Doc();
  const { snapshot, tail, head, epoch } = operations.load(KEY, 'unused');
  if (snapshot) Y.applyUpdate(doc, snapshot.state);
  for (const { update } of tail) Y.applyUpdate(doc, update);
  expect(stateKey(doc)).toBe(wanted);
  expect({ head, epoch }).toEqual({ head: { seq: 40, src: 's40' }, epoch: 'golden-epoch' });
  expect(operations.members('plant').map(({ person, role }) => [person.name, role])).toEqual([
    ['ann', 'owner'],
    ['ben', 'editor'],
  ]);
  close();
}

function killAfter(file: string, statements: number): NodeJS.Signals | null {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'killed.ts'), file, String(statements)])
    .signal;
}

describe('P17', () => {
  it('there is a golden database of the present schema version; tests/golden/make.ts makes it', () => {
    expect(GOLDEN).toContain(`schema-${SCHEMA_VERSION}.sql`);
  });

  it('the golden databases since schema 5 have history segments', () => {
    expect(countsOf(layOut('schema-4.sql'))).toMatchObject({ segments: 0, snapshots: 1 });
    expect(countsOf(layOut('schema-5.sql'))).toMatchObject({ segments: 3, snapshots: 3 });
  });

  it.each(GOLDEN)('%s opens with all its content', (name) => {
    const file = layOut(name);
    expectWhole(file, contentOf(file));
  });

  it.each(GOLDEN)(
    '%s survives SIGKILL at every statement of its upgrade',
    (name) => {
      const file = layOut(name);
      const wanted = contentOf(file);
      let statements = 0;
      while (killAfter(file, statements) === 'SIGKILL') statements += 1;
      // The settings alone are five statements.
      expect(statements).toBeGreaterThan(4);
      expectWhole(file, wanted);
    },
    60_000,
  );

  it('a new database survives SIGKILL at any statement of its making', () => {
    const file = join(FOLDER, `${files++}.db`);
    let kills = 0;
    for (let statements = 0; killAfter(file, statements) === 'SIGKILL'; statements += 3) kills += 1;
    expect(kills).toBeGreaterThan(5);
    const { db, close } = openDatabase(file);
    expect(verifyDatabase(db).problems).toEqual([]);
    expect(readVersion(db)).toBe(SCHEMA_VERSION);
    close();
  }, 60_000);
});
