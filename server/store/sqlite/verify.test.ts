/** Verification finds each kind of damage and calls it by its name; copies are whole or not there. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { backUpDatabase, restoreDatabase } from './copies.ts';
import { openDatabase } from './database.ts';
import { verifyDatabase } from './verify.ts';

const KEY = { project: 'line', document: 'source' } as const;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagloom-verify-'));
  file = join(folder, 'tagloom.db');
  write('abcdef');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One entry per letter; a snapshot after the third. */
function write(letters: string): void {
  const { operations, close } = openDatabase(file);
  operations.load(KEY, 'e1');
  const doc = new Y.Doc();
  doc.clientID = 9;
  for (const [index, letter] of [...letters].entries()) {
    const before = Y.encodeStateVector(doc);
    doc.getText('t').insert(0, letter);
    const update = Y.encodeStateAsUpdate(doc, before);
    const entry = { src: `s${index}`, at: 1, author: 'ann', clients: [9], update };
    operations.append([{ key: KEY, entries: [entry], claims: [{ client: 9, person: 'ann' }] }]);
    if (index === 2) operations.saveSnapshot(KEY, { seq: 3, epoch: 'e1', state: Y.encodeStateAsUpdate(doc) });
  }
  close();
}

function problemsAfter(sql: string): readonly string[] {
  const db = new DatabaseSync(file);
  db.exec(sql);
  const { problems } = verifyDatabase(db);
  db.close();
  return problems;
}

describe('verify', () => {
  test('counts what it read and finds nothing in a good database', () => {
    const db = new DatabaseSync(file);
    expect(verifyDatabase(db)).toEqual({ documents: 1, entries: 6, segments: 0, snapshots: 1, problems: [] });
    db.close();
  });

  test.each([
    ['DELETE FROM update_log WHERE seq IN (4, 5)', 'line/source: entries 4 to 5 are missing.'],
    ['DELETE FROM update_log WHERE seq = 6', 'line/source: the log ends at 5, its head says 6.'],
    ["UPDATE update_log SET payload = x'ff' WHERE seq = 6", 'line/source: entry 6 cannot be read.'],
    ["UPDATE snapshot SET state = x'0000'", 'line/source: snapshot 3 has a wrong hash.'],
    ['UPDATE snapshot SET seq = 5', 'line/source: snapshot 5 differs from the log up to there.'],
    ['UPDATE snapshot SET seq = 9', 'line/source: snapshot 9 is ahead of the log.'],
    ['DELETE FROM client_claim', 'line/source: entry 1 adds items of client 9, who belongs to nobody.'],
    ['DELETE FROM document', '6 log entries belong to no document.'],
  ])('S2 finds the damage of: %s', (sql, problem) => {
    expect(problemsAfter(sql)).toContain(problem);
  });
});

describe('copies', () => {
  test('a backup beside an open writer is whole; it never replaces a file and leaves no part behind', () => {
    const { operations, close } = openDatabase(file);
    const target = join(folder, 'backups', 'monday.db');
    expect(backUpDatabase(file, target)).toBeGreaterThan(1_000);
    expect(operations.read(KEY, 0, 100)).toHaveLength(6);
    close();
    expect(() => backUpDatabase(file, target)).toThrow(expect.objectContaining({ code: 'FILE_EXISTS' }));
    expect(readdirSync(join(folder, 'backups'))).toEqual(['monday.db']);
    const copy = openDatabase(target);
    expect(copy.operations.read(KEY, 0, 100)).toHaveLength(6);
    copy.close();
  });

  test('a restore keeps what it replaces and refuses what is no whole database', () => {
    const backup = join(folder, 'old.db');
    backUpDatabase(file, backup);
    const { operations, close } = openDatabase(file);
    const entry = { src: 's9', at: 1, author: 'ann', clients: [], update: new Uint8Array([0, 0]) };
    operations.append([{ key: KEY, entries: [entry], claims: [] }]);
    close();
    const letter = join(folder, 'letter.db');
    writeFileSync(letter, 'dear grandmother');
    const torn = join(folder, 'torn.db');
    writeFileSync(torn, readFileSync(backup).subarray(0, 9_000));
    for (const bad of [letter, torn, join(folder, 'nowhere.db')])
      expect(() => restoreDatabase(bad, file, 0)).toThrow(
        expect.objectContaining({ code: 'BACKUP_UNUSABLE' }),
      );
    const kept = restoreDatabase(backup, file, 0) as string;
    expect([entriesIn(file), entriesIn(kept)]).toEqual([6, 7]);
    expect(existsSync(`${file}.restoring`)).toBe(false);
  });
});

function entriesIn(database: string): number {
  const { operations, close } = openDatabase(database);
  const { length } = operations.read(KEY, 0, 100);
  close();
  return length;
}
