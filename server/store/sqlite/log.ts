/** Logs and snapshots in SQLite: loading, reading wherever entries stand. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { LoadedDocument, LogEntry } from '../store.ts';
import { appendWriter, documentIds } from './appends.ts';
import { isDue } from './due.ts';
import type { Operations } from './operations.ts';
import { type LogRow, logReader } from './segments.ts';
import { goodSnapshots, snapshotWriter } from './snapshots.ts';

type LogOperations = Pick<
  Operations,
  'append' | 'load' | 'saveSnapshot' | 'srcOf' | 'madeFor' | 'renewEpoch' | 'past' | 'read' | 'authorsAfter'
>;

interface DocumentRow {
  readonly id: number;
  readonly epoch: string;
  readonly head_seq: number;
  readonly recover_until: number;
}

export function logOperations(db: DatabaseSync, transact: <T>(act: () => T) => T): LogOperations {
  const documentId = documentIds(db);
  const findDocument = db.prepare(
    'SELECT id, epoch, head_seq, recover_until FROM document WHERE project = ? AND document = ?',
  );
  const addDocument = db.prepare('INSERT INTO document (project, document, epoch) VALUES (?, ?, ?)');
  const lastMade = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM made_edit WHERE document = ?');
  const madeFor = db.prepare(
    'SELECT seq, label FROM made_edit WHERE document = ? AND person = ? AND seq > ? ORDER BY seq DESC LIMIT ?',
  );
  const claims = db.prepare('SELECT client, person FROM client_claim WHERE document = ?');
  const reader = logReader(db);
  const newestGoodSnapshot = goodSnapshots(db);
  const saveSnapshot = snapshotWriter(db);
  // Packed entries are older than snapshots, and what was derived is not that far behind.
  const authors = db.prepare(
    'SELECT author, max(at) AS at FROM update_log WHERE document = ? AND seq > ? GROUP BY author ORDER BY author',
  );
  const setEpoch = db.prepare('UPDATE document SET epoch = ?, recover_until = ? WHERE id = ?');
  const addAudit = db.prepare(
    'INSERT INTO audit (at, person, project, action, detail) VALUES (?, ?, ?, ?, ?)',
  );
  return {
    append: appendWriter(db, transact, documentId),
    load: (key, newEpoch): LoadedDocument =>
      transact(() => {
        let row = findDocument.get(key.project, key.document) as unknown as DocumentRow | undefined;
        if (!row) {
          addDocument.run(key.project, key.document, newEpoch);
          row = findDocument.get(key.project, key.document) as unknown as DocumentRow;
        }
        const { snapshot, badSnapshots } = newestGoodSnapshot(row.id);
        const tail = reader.some(row.id, snapshot?.seq ?? 0, -1).map(logEntry);
        const src = reader.entry(row.id, row.head_seq)?.src;
        return {
          epoch: row.epoch,
          recoverUntil: row.recover_until,
          head: { seq: row.head_seq, src: src ?? '' },
          snapshot,
          tail,
          claims: claims.all(row.id) as unknown as { client: number; person: string }[],
          badSnapshots,
          lastMade: (lastMade.get(row.id) as { seq: number }).seq,
        };
      }),
    saveSnapshot: (key, snapshot) =>
      transact(() => {
        saveSnapshot(documentId(key), snapshot);
        return isDue(db, documentId(key));
      }),
    srcOf: (key, seq) => reader.entry(documentId(key), seq)?.src ?? null,
    madeFor: (key, person, after, limit) => {
      const id = documentId(key);
      const found = madeFor.all(id, person, after, limit) as { seq: number; label: string }[];
      return found.reverse().flatMap(({ seq, label }) => {
        const update = reader.entry(id, seq)?.payload;
        return update ? [{ seq, label, update }] : [];
      });
    },
    renewEpoch: (key, { epoch, recoverUntil, audit }) =>
      transact(() => {
        setEpoch.run(epoch, recoverUntil, documentId(key));
        addAudit.run(audit.at, audit.person, audit.project, audit.action, audit.detail);
      }),
    past: (key, seq, most) => {
      const id = documentId(key);
      const { snapshot } = newestGoodSnapshot(id, seq);
      const from = snapshot?.seq ?? 0;
      if (seq - from > most) return null;
      const rows = reader.some(id, from, seq - from);
      const isWhole = rows.length === seq - from && rows.every((row, index) => row.seq === from + 1 + index);
      if (!isWhole) return null;
      return { snapshot: snapshot?.state ?? null, updates: rows.map(({ payload }) => payload) };
    },
    authorsAfter: (key, seq) => {
      const row = findDocument.get(key.project, key.document) as unknown as DocumentRow | undefined;
      const found = row ? (authors.all(row.id, seq) as { author: string; at: number }[]) : [];
      return { authors: found.map(({ author }) => author), at: Math.max(0, ...found.map(({ at }) => at)) };
    },
    read: (key, after, limit) => {
      const row = findDocument.get(key.project, key.document) as unknown as DocumentRow | undefined;
      return row ? reader.some(row.id, after, limit).map(logEntry) : [];
    },
  };
}

function logEntry(row: LogRow): LogEntry {
  return { seq: row.seq, src: row.src, at: row.at, author: row.author, update: row.payload };
}
