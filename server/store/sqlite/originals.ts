/** Imported files as they came, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { OriginalRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';

export function originalOperations(
  db: DatabaseSync,
  transact: <T>(act: () => T) => T,
): Pick<Operations, 'saveOriginals' | 'originals'> {
  const put = db.prepare('INSERT OR REPLACE INTO original VALUES (?, ?, ?, ?, ?)');
  const link = db.prepare('INSERT OR REPLACE INTO original_file VALUES (?, ?, ?, ?)');
  // What no file of the project names any more was imported over.
  const sweep = db.prepare(
    'DELETE FROM original WHERE project = ?1 AND id NOT IN (SELECT original FROM original_file WHERE project = ?1)',
  );
  const all = db.prepare('SELECT id, path, bytes FROM original WHERE project = ? ORDER BY path, id');
  const links = db.prepare(
    'SELECT file, original, inner FROM original_file WHERE project = ? ORDER BY inner, file',
  );
  const audit = auditWriter(db);

  return {
    saveOriginals: (project, at, rows, entry = null) =>
      transact(() => {
        for (const { id, path, bytes, files } of rows) {
          put.run(project, id, path, bytes, at);
          for (const { file, inner } of files) link.run(project, file, id, inner);
        }
        sweep.run(project);
        audit(entry);
      }),
    originals: (project) => {
      const files = links.all(project) as { file: string; original: string; inner: string }[];
      const found = all.all(project) as { id: string; path: string; bytes: Uint8Array }[];
      return found.map(
        (row): OriginalRow => ({
          ...row,
          files: files.flatMap(({ file, original, inner }) => (original === row.id ? [{ file, inner }] : [])),
        }),
      );
    },
  };
}
