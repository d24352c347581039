/** The last export of each target, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { StoredExport } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import type { Transact } from './people.ts';

export function exportOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'noteExport' | 'lastExport'> {
  const put = db.prepare('INSERT OR REPLACE INTO last_export VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const get = db.prepare('SELECT * FROM last_export WHERE project = ? AND target = ?');
  const audit = auditWriter(db);
  return {
    noteExport: ({ project, target, options, epoch, seq, at, person, bytes }, entry) =>
      transact(() => {
        put.run(project, target, options, epoch, seq, at, person, bytes);
        audit(entry);
      }),
    lastExport: (project, target) => {
      const row = get.get(project, target);
      return row ? ({ ...row } as unknown as StoredExport) : null;
    },
  };
}
