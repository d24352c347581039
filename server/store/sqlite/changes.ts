/** What people did to tags and files, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { ChangeRow } from '../store.ts';
import type { Operations } from './operations.ts';

/** Steps of one person on one subject that are closer than this are one change: a name is typed letter by letter. */
const ONE_CHANGE_MS = 10_000;

interface Stored {
  readonly seq: number;
  readonly at: number;
  readonly kind: ChangeRow['kind'];
  readonly subject: string;
  readonly authors: string;
  readonly before: string | null;
  readonly after: string | null;
}

const COLUMNS = 'seq, at, kind, subject, authors, before, after';
/** Named, because for the newest row SQLite would else read the project's whole history from its end. */
const BY_SUBJECT = 'change INDEXED BY change_by_subject';

/** Writes one change, or lengthens the one that it continues; called inside a transaction. */
export function changeWriter(db: DatabaseSync): (project: string, change: ChangeRow) => void {
  const last = db.prepare(
    `SELECT ${COLUMNS} FROM ${BY_SUBJECT} WHERE project = ? AND kind = ? AND subject = ? ORDER BY seq DESC LIMIT 1`,
  );
  const drop = db.prepare('DELETE FROM change WHERE project = ? AND seq = ? AND kind = ? AND subject = ?');
  const put = db.prepare('INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  return (project, { seq, at, kind, subject, authors, before, after }) => {
    const who = JSON.stringify(authors);
    const old = last.get(project, kind, subject) as Stored | undefined;
    const continues =
      old?.authors === who && old.before !== null && before && after && at - old.at <= ONE_CHANGE_MS;
    if (continues) drop.run(project, old.seq, kind, subject);
    const from = continues ? old.before : before && JSON.stringify(before);
    put.run(project, seq, kind, subject, at, who, from, after && JSON.stringify(after));
  };
}

export function changeOperations(
  db: DatabaseSync,
): Pick<Operations, 'changes' | 'changesOf' | 'lastChanges'> {
  const behind = db.prepare(
    `SELECT ${COLUMNS} FROM change WHERE project = ? AND (seq, kind, subject) > (?, ?, ?)
     ORDER BY seq, kind, subject LIMIT ?`,
  );
  const of = db.prepare(
    `SELECT ${COLUMNS} FROM ${BY_SUBJECT} WHERE project = ? AND kind = ? AND subject = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  // SQLite takes the other columns from the row that has the maximum.
  const last = db.prepare(
    `SELECT subject, at, authors, MAX(seq) FROM change WHERE project = ? AND kind = 'tag' GROUP BY subject`,
  );
  return {
    changes: (project, { seq, kind, subject }, limit) =>
      (behind.all(project, seq, kind, subject, limit) as unknown as Stored[]).map(changeRow),
    changesOf: (project, { kind, subject }, before, limit) =>
      (of.all(project, kind, subject, before, limit) as unknown as Stored[]).map(changeRow),
    lastChanges: (project) =>
      (last.all(project) as unknown as Stored[]).map(({ subject, at, authors }) => ({
        subject,
        at,
        authors: JSON.parse(authors),
      })),
  };
}

function changeRow({ authors, before, after, ...row }: Stored): ChangeRow {
  const read = (text: string | null) => (text === null ? null : JSON.parse(text));
  return { ...row, authors: JSON.parse(authors), before: read(before), after: read(after) };
}
