/** Checks a whole database: numbers without gaps, hashes of snapshots, claims, and the replay of every document. */

import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { type LogReader, type LogRow, logReader, type SegmentRow, unpackSegment } from './segments.ts';
import { hashOf } from './snapshots.ts';

export interface Verification {
  readonly documents: number;
  readonly entries: number;
  readonly snapshots: number;
  /** Packed ranges of old entries, which are among `entries`. */
  readonly segments: number;
  /** One sentence each, beginning with `project/document` where it concerns one. */
  readonly problems: readonly string[];
}

interface DocumentRow {
  readonly id: number;
  readonly project: string;
  readonly document: string;
  readonly head_seq: number;
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
  #segments = 0;
  readonly #reader: LogReader;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#reader = logReader(db);
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
      segments: this.#segments,
      problems: this.#problems,
    };
  }

  #checkFile(): void {
    for (const row of this.#db.prepare('PRAGMA integrity_check(20)').all()) {
      const said = String(row.integrity_check);
      if (said !== 'ok') this.#problems.push(`The database file is damaged: ${said}.`);
    }
    for (const [table, name] of [
      ['update_log', 'log entries'],
      ['segment', 'segments'],
    ]) {
      const orphans = this.#db
        .prepare(`SELECT count(*) AS n FROM ${table} WHERE document NOT IN (SELECT id FROM document)`)
        .get() as { n: number };
      if (orphans.n > 0) this.#problems.push(`${orphans.n} ${name} belong to no document.`);
    }
  }

  #checkDocument(row: DocumentRow): void {
    const found: string[] = [];
    const doc = new Y.Doc();
    const snapshots = new Map(this.#snapshotsOf(row.id).map((snapshot) => [snapshot.seq, snapshot]));
    const claimed = this.#claimsOf(row.id);
    let expected = 1;
    for (const entry of this.#entriesOf(row.id, found)) {
      this.#entries += 1;
      if (entry.seq < expected) {
        found.push(`entry ${entry.seq} is there twice`);
        continue;
      }
      if (entry.seq > expected) found.push(missing(expected, entry.seq - 1));
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

  *#entriesOf(id: number, found: string[]): Generator<LogRow> {
    for (const segment of this.#reader.segments(id, 0)) {
      this.#segments += 1;
      yield* unpacked(segment, found);
    }
    yield* this.#reader.rows(id, 0);
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

/** The entries of a segment; none of one that cannot be believed. */
function unpacked(segment: SegmentRow, found: string[]): LogRow[] {
  const name = `the segment of entries ${segment.first_seq} to ${segment.last_seq}`;
  try {
    const rows = unpackSegment(segment);
    const isOutside = ({ at }: LogRow) => at < segment.first_at || at > segment.last_at;
    if (rows.some(isOutside)) found.push(`${name} has entries of another time`);
    return rows;
  } catch (error) {
    found.push(`${name} cannot be read (${(error as Error).message.replace(/\.$/, '')})`);
    return [];
  }
}

function missing(from: number, to: number): string {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}

function apply(doc: Y.Doc, { seq, payload }: LogRow, found: string[]): void {
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
  if (hashOf(state) !== sha256) {
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
