/** Checks a whole database: numbers without gaps, hashes of snapshots, claims, and the replay of every document. */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';

export interface Verification {
  readonly documents: number;
  readonly entries: number;
  readonly snapshots: number;
  /** One sentence each, beginning with `project/document` where it concerns one. */
  readonly problems: readonly string[];
}

interface DocumentRow {
  readonly id: number;
  readonly project: string;
  readonly document: string;
  readonly head_seq: number;
}

interface EntryRow {
  readonly seq: number;
  readonly client_ids: string;
  readonly payload: Uint8Array;
}

interface SnapshotRow {
  readonly seq: number;
  readonly sha256: string;
  readonly state: Uint8Array;
}

/** Problems of one document beyond this many are only counted. */
const MOST_PROBLEMS = 20;

/** Reads everything in one transaction, so that a server may go on writing. */
export function verifyDatabase(db: DatabaseSync): Verification {
  const check = new Check(db);
  db.exec('BEGIN');
  try {
    return check.run();
  } finally {
    db.exec('ROLLBACK');
  }
}

class Check {
  readonly #db: DatabaseSync;
  #problems: string[] = [];
  #entries = 0;
  #snapshots = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run(): Verification {
    this.#checkFile();
    const documents = this.#db
      .prepare('SELECT id, project, document, head_seq FROM document ORDER BY project, document')
      .all() as unknown as DocumentRow[];
    for (const document of documents) this.#checkDocument(document);
    return {
      documents: documents.length,
      entries: this.#entries,
      snapshots: this.#snapshots,
      problems: this.#problems,
    };
  }

  #checkFile(): void {
    for (const row of this.#db.prepare('PRAGMA integrity_check(20)').all()) {
      const said = String(row.integrity_check);
      if (said !== 'ok') this.#problems.push(`The database file is damaged: ${said}.`);
    }
    const orphans = this.#db
      .prepare('SELECT count(*) AS n FROM update_log WHERE document NOT IN (SELECT id FROM document)')
      .get() as { n: number };
    if (orphans.n > 0) this.#problems.push(`${orphans.n} log entries belong to no document.`);
  }

  #checkDocument(row: DocumentRow): void {
    const found: string[] = [];
    const doc = new Y.Doc();
    const snapshots = new Map(this.#snapshotsOf(row.id).map((snapshot) => [snapshot.seq, snapshot]));
    const claimed = this.#claimsOf(row.id);
    let expected = 1;
    for (const entry of this.#entriesOf(row.id)) {
      this.#entries += 1;
      if (entry.seq !== expected) found.push(missing(expected, entry.seq - 1));
      expected = entry.seq + 1;
      apply(doc, entry, found);
      for (const client of entry.client_ids.split(','))
        if (client !== '' && !claimed.has(Number(client)))
          found.push(`entry ${entry.seq} adds items of client ${client}, who belongs to nobody`);
      const snapshot = snapshots.get(entry.seq);
      if (snapshot) checkSnapshot(snapshot, doc, found);
    }
    if (expected - 1 !== row.head_seq)
      found.push(`the log ends at ${expected - 1}, its head says ${row.head_seq}`);
    for (const seq of snapshots.keys())
      if (seq > row.head_seq) found.push(`snapshot ${seq} is ahead of the log`);
    this.#snapshots += snapshots.size;
    doc.destroy();
    this.#report(`${row.project}/${row.document}`, found);
  }

  #report(name: string, found: readonly string[]): void {
    for (const problem of found.slice(0, MOST_PROBLEMS)) this.#problems.push(`${name}: ${problem}.`);
    if (found.length > MOST_PROBLEMS)
      this.#problems.push(`${name}: there are ${found.length - MOST_PROBLEMS} more problems.`);
  }

  #entriesOf(id: number): Iterable<EntryRow> {
    return this.#db
      .prepare('SELECT seq, client_ids, payload FROM update_log WHERE document = ? ORDER BY seq')
      .iterate(id) as Iterable<unknown> as Iterable<EntryRow>;
  }

  #snapshotsOf(id: number): SnapshotRow[] {
    return this.#db
      .prepare('SELECT seq, sha256, state FROM snapshot WHERE document = ?')
      .all(id) as unknown as SnapshotRow[];
  }

  #claimsOf(id: number): Set<number> {
    const rows = this.#db.prepare('SELECT client FROM client_claim WHERE document = ?').all(id);
    return new Set(rows.map((row) => Number(row.client)));
  }
}

function missing(from: number, to: number): string {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}

function apply(doc: Y.Doc, { seq, payload }: EntryRow, found: string[]): void {
  try {
    Y.applyUpdate(doc, payload);
    if (doc.store.pendingStructs === null && doc.store.pendingDs === null) return;
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
    found.push(`entry ${seq} needs predecessors that are not there`);
  } catch {
    found.push(`entry ${seq} cannot be read`);
  }
}

/** A snapshot must have its hash and say the same as the entries up to its number. */
function checkSnapshot({ seq, sha256, state }: SnapshotRow, doc: Y.Doc, found: string[]): void {
  if (createHash('sha256').update(state).digest('hex') !== sha256) {
    found.push(`snapshot ${seq} has a wrong hash`);
    return;
  }
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, state);
    if (!Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(doc)))
      found.push(`snapshot ${seq} differs from the log up to there`);
  } catch {
    found.push(`snapshot ${seq} cannot be read`);
  }
  copy.destroy();
}
