/** One line of the audit log, written in the transaction of the act that it tells of. */

import type { DatabaseSync } from 'node:sqlite';
import type { AuditEntry } from '../store.ts';

/** Writes audit entries; called inside the transaction of what it tells of. */
export function auditWriter(db: DatabaseSync): (entry: AuditEntry | null) => void {
  const insert = db.prepare('INSERT INTO audit (at, person, project, action, detail) VALUES (?, ?, ?, ?, ?)');
  return (entry) => {
    if (entry) insert.run(entry.at, entry.person, entry.project, entry.action, entry.detail);
  };
}
