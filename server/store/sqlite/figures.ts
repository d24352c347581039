/** What projects cost, in SQLite: sums of lengths, which are read without the bytes. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { Operations } from './operations.ts';
import type { Row } from './people.ts';

export function figureOperations(db: DatabaseSync): Pick<Operations, 'projectFigures'> {
  const list = db.prepare(
    `SELECT p.id, p.name, s.body AS summary, i.body AS items, coalesce(o.head_seq, 0) AS entries,
       coalesce((SELECT sum(length(payload)) FROM update_log WHERE document = o.id), 0)
         + coalesce((SELECT sum(length(bytes)) FROM segment WHERE document = o.id), 0) AS log_bytes,
       coalesce((SELECT sum(length(payload)) FROM update_log WHERE document = o.id AND at >= ?3), 0)
         + coalesce((SELECT sum(length(bytes)) FROM segment WHERE document = o.id AND last_at >= ?3), 0) AS day_bytes,
       coalesce((SELECT sum(length(state)) FROM snapshot WHERE document = o.id), 0) AS snapshot_bytes,
       (SELECT at FROM update_log WHERE document = o.id AND seq = o.head_seq) AS last_at
     FROM project p
     LEFT JOIN document o ON o.project = p.id AND o.document = 'source'
     LEFT JOIN derived s ON s.project = p.id AND s.kind = 'summary'
     LEFT JOIN derived i ON i.project = p.id AND i.kind = 'items'
     WHERE p.deleted_at IS NULL AND p.id > ?2
       AND (?1 IS NULL OR EXISTS (SELECT 1 FROM member WHERE project = p.id AND person = ?1 AND role = 'owner'))
     ORDER BY p.id LIMIT ?4`,
  );
  return {
    projectFigures: ({ owner, after, since, limit }) =>
      list.all(owner, after, since, limit).map((found) => {
        const row = found as Row;
        const text = (value: Row[string] | undefined) => (value == null ? null : String(value));
        return {
          id: String(row.id),
          name: String(row.name),
          summary: text(row.summary),
          items: text(row.items),
          entries: Number(row.entries),
          logBytes: Number(row.log_bytes),
          dayBytes: Number(row.day_bytes),
          snapshotBytes: Number(row.snapshot_bytes),
          lastAt: row.last_at == null ? null : Number(row.last_at),
        };
      }),
  };
}
