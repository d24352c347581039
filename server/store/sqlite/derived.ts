/** Derived rows and lasting tags in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { ChangeRow, DerivedWrite, TagRow } from '../store.ts';
import type { Operations } from './operations.ts';

export function derivedOperations(
  db: DatabaseSync,
  transact: <T>(act: () => T) => T,
  writeChange: (project: string, change: ChangeRow) => void,
): Pick<Operations, 'saveDerived' | 'derived' | 'tags'> {
  // Two observers are waste, not error: the later seq wins, an earlier one changes nothing.
  const put = db.prepare(
    `INSERT INTO derived (project, kind, seq, body) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (project, kind) DO UPDATE SET seq = ?3, body = ?4 WHERE ?3 >= seq`,
  );
  const get = db.prepare('SELECT seq, body FROM derived WHERE project = ? AND kind = ?');
  const putTag = db.prepare('INSERT OR REPLACE INTO tag VALUES (?, ?, ?, ?, ?, ?, ?)');
  const dropTag = db.prepare('DELETE FROM tag WHERE project = ? AND id = ?');
  const tags = db.prepare('SELECT id, key, path, scope, type, state FROM tag WHERE project = ?');

  const save = ({ project, seq, bodies, tags: changed, changes }: DerivedWrite) => {
    for (const { kind, body } of bodies) put.run(project, kind, seq, body);
    for (const id of changed.removed) dropTag.run(project, id);
    for (const { id, key, path, scope, type, state } of changed.put)
      putTag.run(project, id, key, path, scope, type, state && JSON.stringify(state));
    for (const change of changes) writeChange(project, change);
  };

  return {
    saveDerived: (writes) =>
      transact(() => {
        for (const write of writes) save(write);
      }),
    derived: (project, kind) => (get.get(project, kind) as { seq: number; body: string } | undefined) ?? null,
    tags: (project) =>
      (tags.all(project) as unknown as (TagRow & { state: string | null })[]).map(
        (row): TagRow => ({ ...row, state: row.state === null ? null : JSON.parse(row.state) }),
      ),
  };
}
