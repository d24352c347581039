/**
 * History segments: one compressed blob for a range of log entries that snapshots have made old. Nothing is dropped: each
 * entry stands in it as it stood in the log (H1). A segment is made once, by `compaction.ts`, and never changed.
 */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** One row of `update_log`. */
export interface LogRow {
  readonly seq: number;
  readonly src: string;
  readonly at: number;
  readonly author: string;
  /** Yjs client ids, separated by commas. */
  readonly client_ids: string;
  readonly payload: Uint8Array;
}

/** One row of `segment`. `sha256` is that of the bytes before compression. */
export interface SegmentRow {
  readonly first_seq: number;
  readonly last_seq: number;
  readonly first_at: number;
  readonly last_at: number;
  /** Person ids, separated by line feeds. */
  readonly authors: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const FORMAT = 1;
/** Level 5 is five times as fast as the next one that packs clearly better. */
const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Packs entries with numbers that follow each other, at least one. */
export function packSegment(rows: readonly LogRow[]): SegmentRow {
  const first = rows[0] as LogRow;
  const last = rows[rows.length - 1] as LogRow;
  const authors = [...new Set(rows.map(({ author }) => author))];
  const raw = encode(rows, authors);
  return {
    first_seq: first.seq,
    last_seq: last.seq,
    first_at: rows.reduce((least, { at }) => Math.min(least, at), first.at),
    last_at: rows.reduce((most, { at }) => Math.max(most, at), first.at),
    authors: authors.join('\n'),
    sha256: hashOf(raw),
    bytes: brotliCompressSync(raw, PACKING),
  };
}

/** The entries of a segment, ascending. Throws when its bytes are not those that were packed. */
export function unpackSegment(segment: SegmentRow): LogRow[] {
  const raw = brotliDecompressSync(segment.bytes);
  if (hashOf(raw) !== segment.sha256)
    throw new Error(`The segment of entries ${segment.first_seq} to ${segment.last_seq} has a wrong hash.`);
  const rows = decode(raw, segment.first_seq, segment.authors.split('\n'));
  if (rows.length !== segment.last_seq - segment.first_seq + 1)
    throw new Error(`The segment of entries ${segment.first_seq} to ${segment.last_seq} is incomplete.`);
  return rows;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Column by column, because equal things beside each other pack better. */
function encode(rows: readonly LogRow[], authors: readonly string[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FORMAT);
  encoding.writeVarUint(encoder, rows.length);
  for (const { author } of rows) encoding.writeVarUint(encoder, authors.indexOf(author));
  let before = 0;
  for (const { at } of rows) {
    // Server clocks are set back now and then.
    encoding.writeVarInt(encoder, at - before);
    before = at;
  }
  for (const { src } of rows) encoding.writeVarString(encoder, src);
  for (const { client_ids: clients } of rows) encoding.writeVarString(encoder, clients);
  for (const { payload } of rows) encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

function decode(raw: Uint8Array, firstSeq: number, authors: readonly string[]): LogRow[] {
  const decoder = decoding.createDecoder(raw);
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT) throw new Error(`Segments of format ${format} are not known here.`);
  const count = decoding.readVarUint(decoder);
  const column = <T>(read: () => T): T[] => Array.from({ length: count }, read);
  const names = column(() => authors[decoding.readVarUint(decoder)] as string);
  let time = 0;
  const times = column(() => {
    time += decoding.readVarInt(decoder);
    return time;
  });
  const srcs = column(() => decoding.readVarString(decoder));
  const clients = column(() => decoding.readVarString(decoder));
  const payloads = column(() => decoding.readVarUint8Array(decoder));
  return names.map((author, index) => ({
    seq: firstSeq + index,
    src: srcs[index] as string,
    at: times[index] as number,
    author,
    client_ids: clients[index] as string,
    payload: payloads[index] as Uint8Array,
  }));
}

/** Reads a document's log wherever its entries stand. */
export interface LogReader {
  /** Entries with `seq > after`, ascending, segment by segment and then row by row. Throws for a broken segment. */
  entries(document: number, after: number): Iterable<LogRow>;
  /** At most `limit` of them; all when it is negative. */
  some(document: number, after: number, limit: number): LogRow[];
  /** One entry. */
  entry(document: number, seq: number): LogRow | null;
  segments(document: number, after: number): Iterable<SegmentRow>;
  rows(document: number, after: number): Iterable<LogRow>;
}

export function logReader(db: DatabaseSync): LogReader {
  const segments = db.prepare(
    `SELECT first_seq, last_seq, first_at, last_at, authors, sha256, bytes FROM segment
     WHERE document = ? AND last_seq > ? ORDER BY first_seq`,
  );
  const rows = db.prepare(
    `SELECT seq, src, at, author, client_ids, payload FROM update_log
     WHERE document = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const segmentsOf = (document: number, after: number) =>
    segments.iterate(document, after) as Iterable<unknown> as Iterable<SegmentRow>;
  const rowsOf = (document: number, after: number, limit = -1) =>
    rows.iterate(document, after, limit) as Iterable<unknown> as Iterable<LogRow>;
  function* entries(document: number, after: number): Generator<LogRow> {
    for (const segment of segmentsOf(document, after))
      for (const row of unpackSegment(segment)) if (row.seq > after) yield row;
    yield* rowsOf(document, after);
  }
  const some = (document: number, after: number, limit: number): LogRow[] => {
    const found: LogRow[] = [];
    for (const row of entries(document, after)) {
      if (found.length === limit) break;
      found.push(row);
    }
    return found;
  };
  return {
    entries,
    some,
    entry: (document, seq) => some(document, seq - 1, 1).find((row) => row.seq === seq) ?? null,
    segments: segmentsOf,
    rows: rowsOf,
  };
}
