/** Named states of projects, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { StoredVersion, VersionRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import type { Row, Transact } from './people.ts';

const FIELDS = 'id, project, name, note, epoch, seq, at, person, files, sha256';

export function versionOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'addVersion' | 'versions' | 'version' | 'removeVersion'> {
  const count = db.prepare('SELECT count(*) AS n FROM version WHERE project = ?');
  const named = db.prepare('SELECT 1 FROM version WHERE project = ? AND lower(name) = lower(?)');
  const add = db.prepare(`INSERT INTO version (${FIELDS}, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const list = db.prepare(
    `SELECT ${FIELDS} FROM version
     WHERE project = ?1 AND (?2 IS NULL OR number < (SELECT number FROM version WHERE project = ?1 AND id = ?2))
     ORDER BY number DESC LIMIT ?3`,
  );
  const one = db.prepare(
    `SELECT ${FIELDS}, bytes FROM version WHERE project = ?1 AND (id = ?2 OR lower(name) = lower(?2))
     ORDER BY id = ?2 DESC LIMIT 1`,
  );
  const remove = db.prepare('DELETE FROM version WHERE project = ? AND id = ?');
  const audit = auditWriter(db);

  return {
    addVersion: ({ id, project, name, note, epoch, seq, at, person, files, sha256, bytes }, most, entry) =>
      transact(() => {
        if (named.get(project, name)) return 'name-taken';
        if (Number((count.get(project) as Row).n) >= most) return 'too-many';
        add.run(id, project, name, note, epoch, seq, at, person, files, sha256, bytes);
        audit(entry);
        return 'done';
      }),
    versions: (project, after, limit) =>
      list.all(project, after, limit).map((row) => ({ ...row }) as unknown as VersionRow),
    version: (project, idOrName) => {
      const row = one.get(project, idOrName);
      return row ? ({ ...row } as unknown as StoredVersion) : null;
    },
    removeVersion: (project, id, entry) =>
      transact(() => {
        if (Number(remove.run(project, id).changes) === 0) return false;
        audit(entry);
        return true;
      }),
  };
}
