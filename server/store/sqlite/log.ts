/** Logs and snapshots in SQLite: numbering, loading, keeping three snapshots. Synchronous; runs in the worker. */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { SERVER_LIMITS } from '../../limits.ts';
import type { DocumentKey, LoadedDocument, LogEntry, NewEntries, Numbered } from '../store.ts';
import type { Operations } from './operations.ts';

type LogOperations = Pick<Operations, 'append' | 'load' | 'saveSnapshot' | 'srcOf' | 'renewEpoch' | 'read'>;

interface DocumentRow {
  readonly id: number;
  readonly epoch: string;
  readonly head_seq: number;
  readonly recover_until: number;
}

interface EntryRow {
  readonly seq: number;
  readonly src: string;
  readonly at: number;
  readonly author: string;
  readonly payload: Uint8Array;
}

export function logOperations(db: DatabaseSync, transact: <T>(act: () => T) => T): LogOperations {
  const findDocument = db.prepare(
    'SELECT id, epoch, head_seq, recover_until FROM document WHERE project = ? AND document = ?',
  );
  const addDocument = db.prepare('INSERT INTO document (project, document, epoch) VALUES (?, ?, ?)');
  // Takes `n` numbers at once, also when another process appends to the same document.
  const takeNumbers = db.prepare(
    'UPDATE document SET head_seq = head_seq + ? WHERE id = ? RETURNING head_seq',
  );
  const addEntry = db.prepare('INSERT INTO update_log VALUES (?, ?, ?, ?, ?, ?, ?)');
  const addClaim = db.prepare('INSERT OR IGNORE INTO client_claim VALUES (?, ?, ?)');
  const claims = db.prepare('SELECT client, person FROM client_claim WHERE document = ?');
  const entries = db.prepare(
    'SELECT seq, src, at, author, payload FROM update_log WHERE document = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const srcOf = db.prepare('SELECT src FROM update_log WHERE document = ? AND seq = ?');
  const snapshots = db.prepare(
    'SELECT seq, sha256, state FROM snapshot WHERE document = ? ORDER BY seq DESC',
  );
  const addSnapshot = db.prepare('INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)');
  const dropSnapshots = db.prepare(
    `DELETE FROM snapshot WHERE document = ?1 AND seq NOT IN
       (SELECT seq FROM snapshot WHERE document = ?1 ORDER BY seq DESC LIMIT ${SERVER_LIMITS.snapshotsKept})`,
  );
  const setSnapshotSeq = db.prepare('UPDATE document SET snapshot_seq = max(snapshot_seq, ?) WHERE id = ?');
  const setEpoch = db.prepare('UPDATE document SET epoch = ?, recover_until = ? WHERE id = ?');
  const addAudit = db.prepare(
    'INSERT INTO audit (at, person, project, action, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const ids = new Map<string, number>();

  const documentId = ({ project, document }: DocumentKey): number => {
    const name = `${project}/${document}`;
    const known = ids.get(name);
    if (known !== undefined) return known;
    const row = findDocument.get(project, document) as unknown as DocumentRow | undefined;
    if (!row) throw new Error(`Document ${name} was never loaded.`);
    ids.set(name, row.id);
    return row.id;
  };

  const appendOne = ({ key, entries: added, claims: claimed }: NewEntries): Numbered => {
    const id = documentId(key);
    const { head_seq: head } = takeNumbers.get(added.length, id) as { head_seq: number };
    let seq = head - added.length;
    for (const entry of added)
      addEntry.run(id, ++seq, entry.src, entry.at, entry.author, entry.clients.join(','), entry.update);
    for (const claim of claimed) addClaim.run(id, claim.client, claim.person);
    return { firstSeq: head - added.length + 1 };
  };

  const newestGoodSnapshot = (id: number) => {
    const badSnapshots: number[] = [];
    for (const row of snapshots.iterate(id) as Iterable<unknown>) {
      const { seq, sha256: hash, state } = row as { seq: number; sha256: string; state: Uint8Array };
      if (sha256(state) === hash) return { snapshot: { seq, state }, badSnapshots };
      badSnapshots.push(seq);
    }
    return { snapshot: null, badSnapshots };
  };

  return {
    append: (batches) => transact(() => batches.map(appendOne)),
    load: (key, newEpoch): LoadedDocument =>
      transact(() => {
        let row = findDocument.get(key.project, key.document) as unknown as DocumentRow | undefined;
        if (!row) {
          addDocument.run(key.project, key.document, newEpoch);
          row = findDocument.get(key.project, key.document) as unknown as DocumentRow;
        }
        const { snapshot, badSnapshots } = newestGoodSnapshot(row.id);
        const tail = (entries.all(row.id, snapshot?.seq ?? 0, -1) as unknown as EntryRow[]).map(logEntry);
        const src = srcOf.get(row.id, row.head_seq) as { src: string } | undefined;
        return {
          epoch: row.epoch,
          recoverUntil: row.recover_until,
          head: { seq: row.head_seq, src: src?.src ?? '' },
          snapshot,
          tail,
          claims: claims.all(row.id) as unknown as { client: number; person: string }[],
          badSnapshots,
        };
      }),
    saveSnapshot: (key, { seq, epoch, state }) =>
      transact(() => {
        const id = documentId(key);
        addSnapshot.run(id, seq, epoch, sha256(state), state);
        dropSnapshots.run(id);
        setSnapshotSeq.run(seq, id);
      }),
    srcOf: (key, seq) => (srcOf.get(documentId(key), seq) as { src: string } | undefined)?.src ?? null,
    renewEpoch: (key, { epoch, recoverUntil, audit }) =>
      transact(() => {
        setEpoch.run(epoch, recoverUntil, documentId(key));
        addAudit.run(audit.at, audit.person, audit.project, audit.action, audit.detail);
      }),
    read: (key, after, limit) => {
      const row = findDocument.get(key.project, key.document) as unknown as DocumentRow | undefined;
      return row ? (entries.all(row.id, after, limit) as unknown as EntryRow[]).map(logEntry) : [];
    },
  };
}

function logEntry(row: EntryRow): LogEntry {
  return { seq: row.seq, src: row.src, at: row.at, author: row.author, update: row.payload };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
