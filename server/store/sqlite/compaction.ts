/**
 * Compaction: entries that are older than every kept snapshot leave the log's table for history segments. What is about to be
 * deleted is proved first: the segments hold the same entries, and the document that is loaded afterwards is the one that
 * all entries make. Runs on a connection of its own, so that appends go on beside it; killed at any step, nothing changed.
 */

import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import type { DocumentKey } from '../store.ts';
import { borderOf, type CompactionLimits, isDue, LIMITS } from './due.ts';
import {
  type LogReader,
  type LogRow,
  logReader,
  packSegment,
  type SegmentRow,
  unpackSegment,
} from './segments.ts';
import { goodSnapshots } from './snapshots.ts';

/** What one pass would do. */
interface Plan {
  readonly document: number;
  readonly rows: readonly LogRow[];
  readonly segments: readonly SegmentRow[];
}

/** So many segments are made in one pass: what a pass holds in memory does not grow with what is due. */
const PASS_SEGMENTS = 4;
/** Entries of a replay that Yjs takes at once: what they deleted is let go of in between. */
const REPLAY_BYTES = 1024 * 1024;
const LARGE_BYTES = 16 * 1024;

/**
 * Moves what is due of one document; returns how many entries that were. Throws when a proof fails or the database does not
 * answer; what was not moved by then stands where it stood.
 */
export function compact(db: DatabaseSync, key: DocumentKey, limits: CompactionLimits = LIMITS): number {
  const found = db
    .prepare('SELECT id FROM document WHERE project = ? AND document = ?')
    .get(key.project, key.document) as { id: number } | undefined;
  if (!found) return 0;
  const reader = logReader(db);
  const border = inTransaction(db, 'BEGIN', () => provedBorder(db, reader, found.id, limits));
  if (border === null) return 0;
  let moved = 0;
  for (;;) {
    const plan = inTransaction(db, 'BEGIN', () => planOf(db, reader, found.id, border, limits));
    if (!plan) return moved;
    inTransaction(db, 'BEGIN IMMEDIATE', () => move(db, reader, plan));
    moved += plan.rows.length;
    for (const { payload } of plan.rows) letGo(payload);
  }
}

function inTransaction<T>(db: DatabaseSync, begin: string, act: () => T): T {
  db.exec(begin);
  try {
    const result = act();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** The number up to which entries are to be moved, when that is due and the log was proved; null = nothing is to be done. */
function provedBorder(
  db: DatabaseSync,
  reader: LogReader,
  document: number,
  limits: CompactionLimits,
): number | null {
  const border = borderOf(db, document);
  if (border === null || !isDue(db, document, limits)) return null;
  requireEqualDocument(db, reader, document, lastSegmentEnd(db, document));
  return border;
}

function planOf(
  db: DatabaseSync,
  reader: LogReader,
  document: number,
  border: number,
  limits: CompactionLimits,
): Plan | null {
  const base = lastSegmentEnd(db, document);
  if (base >= border) return null;
  const chunks = chunksOf(rowsBetween(reader, document, base, border), limits);
  const rows = chunks.flat();
  requireNumbers(rows, base, chunks.length < PASS_SEGMENTS ? border : base + rows.length);
  return { document, rows, segments: chunks.map(packSegment) };
}

/** Rows with `after < seq <= last`. */
function* rowsBetween(reader: LogReader, document: number, after: number, last: number): Generator<LogRow> {
  for (const row of reader.rows(document, after)) {
    if (row.seq > last) return;
    yield row;
  }
}

/** The number up to which entries are in segments; 0 = there are none. */
function lastSegmentEnd(db: DatabaseSync, document: number): number {
  const { last } = db
    .prepare('SELECT coalesce(max(last_seq), 0) AS last FROM segment WHERE document = ?')
    .get(document) as { last: number };
  return last;
}

/** Snapshot and tail, as a load takes them, must be what the entries themselves make. */
function requireEqualDocument(db: DatabaseSync, reader: LogReader, document: number, base: number): void {
  const loaded = replay(db, reader, document, Number.POSITIVE_INFINITY);
  const whole = replay(db, reader, document, base);
  const isEqual = Y.equalSnapshots(Y.snapshot(loaded), Y.snapshot(whole));
  loaded.destroy();
  whole.destroy();
  if (!isEqual) throw new Error('Snapshot and tail differ from the log; nothing was compacted.');
}

/** The document out of the newest good snapshot that is not newer than `most`, and all entries after it. */
function replay(db: DatabaseSync, reader: LogReader, document: number, most: number): Y.Doc {
  const doc = new Y.Doc();
  const { snapshot } = goodSnapshots(db)(document, most);
  if (snapshot) Y.applyUpdate(doc, snapshot.state);
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const apply = () => {
    doc.transact(() => {
      for (const payload of waiting) Y.applyUpdate(doc, payload);
    });
    waiting.forEach(letGo);
    waiting = [];
    bytes = 0;
  };
  for (const { payload } of reader.entries(document, snapshot?.seq ?? 0)) {
    waiting.push(payload);
    bytes += payload.length;
    if (bytes >= REPLAY_BYTES) apply();
  }
  apply();
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Error('An entry needs predecessors that are not there; nothing was compacted.');
  return doc;
}

/**
 * Frees bytes that nobody reads any more: megabytes outside of V8's heap wait long for its collector. Small ones, and those
 * that share their memory, it may have.
 */
function letGo({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= LARGE_BYTES && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer)
    buffer.transfer(0);
}

function requireNumbers(rows: readonly LogRow[], after: number, last: number): void {
  const gap = rows.findIndex(({ seq }, index) => seq !== after + 1 + index);
  if (gap >= 0 || rows.length !== last - after)
    throw new Error(`Entries between ${after + 1} and ${last} are missing; nothing was compacted.`);
}

/** The rows of the next segments, at most as many as one pass makes. */
function chunksOf(rows: Iterable<LogRow>, limits: CompactionLimits): LogRow[][] {
  const chunks: LogRow[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const chunk = chunks[chunks.length - 1];
    bytes += row.payload.length;
    if (chunk && chunk.length < limits.segmentEntries && bytes <= limits.segmentBytes) chunk.push(row);
    else {
      if (chunks.length === PASS_SEGMENTS) break;
      chunks.push([row]);
      bytes = row.payload.length;
    }
  }
  return chunks;
}

/** Writes the segments, reads them back, compares them with the rows as they stand now, and only then deletes these. */
function move(db: DatabaseSync, reader: LogReader, { document, rows, segments }: Plan): void {
  const add = db.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { first_seq, last_seq, first_at, last_at, authors, sha256, bytes } of segments)
    add.run(document, first_seq, last_seq, first_at, last_at, authors, sha256, bytes);
  const [from, to] = [rows[0]?.seq ?? 0, rows[rows.length - 1]?.seq ?? 0];
  const written = [...reader.segments(document, from - 1)].flatMap(unpackSegment);
  const standing = [...rowsBetween(reader, document, 0, to)];
  const isEqual = written.length === standing.length && standing.every((row, at) => isSame(row, written[at]));
  for (const { payload } of standing) letGo(payload);
  if (!isEqual)
    throw new Error(`The segments of entries ${from} to ${to} differ from the log; nothing was compacted.`);
  const { changes } = db.prepare('DELETE FROM update_log WHERE document = ? AND seq <= ?').run(document, to);
  if (Number(changes) !== rows.length)
    throw new Error(`${changes} entries would go instead of ${rows.length}; nothing was compacted.`);
}

function isSame(a: LogRow, b: LogRow | undefined): boolean {
  return (
    b !== undefined &&
    a.seq === b.seq &&
    a.src === b.src &&
    a.at === b.at &&
    a.author === b.author &&
    a.client_ids === b.client_ids &&
    Buffer.compare(a.payload, b.payload) === 0
  );
}
