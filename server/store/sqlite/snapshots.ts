/** Snapshots: encoded states of a document, each with a hash. One with a wrong hash is passed over, never believed. */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { SERVER_LIMITS } from '../../limits.ts';

export interface FoundSnapshot {
  readonly snapshot: { readonly seq: number; readonly state: Uint8Array } | null;
  /** Numbers of newer ones whose hash is wrong. */
  readonly badSnapshots: readonly number[];
}

/** Finds the newest snapshot of a document with a right hash and a number of at most `most`. */
export function goodSnapshots(db: DatabaseSync): (document: number, most?: number) => FoundSnapshot {
  const newestFirst = db.prepare(
    'SELECT seq, sha256, state FROM snapshot WHERE document = ? AND seq <= ? ORDER BY seq DESC',
  );
  return (document, most = Number.MAX_SAFE_INTEGER) => {
    const badSnapshots: number[] = [];
    const limit = Math.min(most, Number.MAX_SAFE_INTEGER);
    for (const row of newestFirst.iterate(document, limit) as Iterable<unknown>) {
      const { seq, sha256, state } = row as { seq: number; sha256: string; state: Uint8Array };
      if (hashOf(state) === sha256) return { snapshot: { seq, state }, badSnapshots };
      badSnapshots.push(seq);
    }
    return { snapshot: null, badSnapshots };
  };
}

/** Stores a snapshot and drops old ones: the newest three stay, and the one where segments end, from which the log is proved. */
export function snapshotWriter(
  db: DatabaseSync,
): (document: number, snapshot: { seq: number; epoch: string; state: Uint8Array }) => void {
  const add = db.prepare('INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)');
  const drop = db.prepare(
    `DELETE FROM snapshot WHERE document = ?1 AND seq NOT IN
       (SELECT seq FROM snapshot WHERE document = ?1 ORDER BY seq DESC LIMIT ${SERVER_LIMITS.snapshotsKept})
     AND seq IS NOT (SELECT max(last_seq) FROM segment WHERE document = ?1)`,
  );
  const setSeq = db.prepare('UPDATE document SET snapshot_seq = max(snapshot_seq, ?) WHERE id = ?');
  return (document, { seq, epoch, state }) => {
    add.run(document, seq, epoch, hashOf(state), state);
    drop.run(document);
    setSeq.run(seq, document);
  };
}

/** The hash that stands beside a snapshot. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
