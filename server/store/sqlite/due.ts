/** When entries are old enough to be packed. Apart from `compaction.ts`, which needs Yjs: the database thread asks only this. */

import type { DatabaseSync } from 'node:sqlite';
import { SERVER_LIMITS } from '../../limits.ts';

export interface CompactionLimits {
  /** So much must be old before it is worth the work. */
  readonly dueEntries: number;
  readonly dueBytes: number;
  /** Most that one segment holds. */
  readonly segmentEntries: number;
  readonly segmentBytes: number;
}

export const LIMITS: CompactionLimits = {
  dueEntries: SERVER_LIMITS.segmentEntries,
  dueBytes: SERVER_LIMITS.segmentBytes,
  segmentEntries: SERVER_LIMITS.segmentEntries,
  segmentBytes: SERVER_LIMITS.segmentBytes,
};

/** Whether enough of a document is older than its snapshots. */
export function isDue(db: DatabaseSync, document: number, limits: CompactionLimits = LIMITS): boolean {
  const border = borderOf(db, document);
  if (border === null) return false;
  const { count, bytes } = db
    .prepare(
      `SELECT count(*) AS count, coalesce(sum(length(payload)), 0) AS bytes FROM update_log
       WHERE document = ? AND seq <= ?`,
    )
    .get(document, border) as { count: number; bytes: number };
  return count >= limits.dueEntries || bytes >= limits.dueBytes;
}

/** The oldest kept snapshot, when there are as many as are kept and the head stands behind it; null = nothing is old. */
export function borderOf(db: DatabaseSync, document: number): number | null {
  const { border, head } = db
    .prepare(
      `SELECT head_seq AS head, (SELECT seq FROM snapshot WHERE document = d.id ORDER BY seq DESC
         LIMIT 1 OFFSET ${SERVER_LIMITS.snapshotsKept - 1}) AS border FROM document d WHERE id = ?`,
    )
    .get(document) as { border: number | null; head: number };
  return border !== null && border < head ? border : null;
}
