/**
 * Crash images (P2): a server runs under strace while people type. From its system calls follows what a power cut at each
 * moment could have left on the disk: bytes that were synced, and any sectors of those that were not. Every such image is
 * opened with SQLite and asked for all that had been acknowledged before that moment.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SERVER_LIMITS } from '#server/limits.ts';
import { logReader } from '#server/store/sqlite/segments.ts';
import { markersIn } from '../harness/oracle.ts';
import { createRandom, type Random } from '../harness/random.ts';
import {
  cleanEnvironment,
  newDataDir,
  removeDataDir,
  runCommand,
  SOURCES,
  startServer,
} from '../harness/server.ts';
import { openWriters, PROJECT, type Writers } from './writers.ts';

export interface ImageOptions {
  readonly seed: number;
  /** Images that are wanted at least. */
  readonly images: number;
  /** Runs a server that syncs no append, which must lose something. */
  readonly isWeak?: boolean;
  /** One person who waits for each acknowledgement, in place of five in a hurry: most appends are the main thread's. */
  readonly isQuiet?: boolean;
}

export interface ImageResult {
  readonly images: number;
  /** Acknowledged markers in the last image. */
  readonly acked: number;
  /** Images in which something acknowledged is missing. */
  readonly losing: number;
  /** Images that SQLite cannot open or finds damaged. */
  readonly damaged: number;
  /** Syncs by threads that write nothing: those behind appends of the main thread. */
  readonly nearSyncs: number;
}

/** Why this machine cannot do it, as one sentence; null when it can. */
export function noStrace(): string | null {
  const tried = spawnSync('strace', ['-e', 'trace=none', 'true'], { encoding: 'utf8' });
  if (tried.error) return 'strace is not installed (apt-get install strace)';
  return tried.status === 0 ? null : `strace may not trace here: ${tried.stderr.trim()}`;
}

const CALLS = 'pwrite64,write,pwritev,fsync,fdatasync,ftruncate';
const PLANTED = join(import.meta.dirname, 'normal.mjs');
const SECTOR = 512;
const WRITERS = 5;

/** An acknowledgement as a client saw it, in milliseconds since 1970. */
interface Ack {
  readonly at: number;
  readonly marker: string;
}

export async function crashImages(options: ImageOptions): Promise<ImageResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-images-'));
  const dataDir = newDataDir();
  try {
    const tokens = await makeTokens(dataDir);
    const before = readFileSync(join(dataDir, 'tagloom.db'));
    const acks = await typeUnderTrace(join(folder, 'trace'), dataDir, tokens, options);
    const { events, nearSyncs } = readTrace(folder);
    return { ...examine(before, events, acks, options, join(folder, 'image')), nearSyncs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    removeDataDir(dataDir);
  }
}

/** People and project exist before the trace begins: only traced processes may write then. */
async function makeTokens(dataDir: string): Promise<string[]> {
  const tokens: string[] = [];
  const env = { ...cleanEnvironment(), DATA_DIR: dataDir };
  for (let index = 0; index < WRITERS; index++) {
    const flags = ['--user', `writer${index}`, '--project', PROJECT, '--role', 'editor', '--ttl', '3600'];
    tokens.push(await runCommand(['token', ...flags], env));
  }
  return tokens;
}

/** Types until about as many calls were made as images are wanted; SIGKILL ends the run. */
async function typeUnderTrace(
  trace: string,
  dataDir: string,
  tokens: readonly string[],
  { seed, images, isWeak, isQuiet }: ImageOptions,
): Promise<Ack[]> {
  const random = createRandom(seed);
  const server = await startServer({
    dataDir,
    under: ['strace', '-ff', '-ttt', '-T', '-y', '-xx', '-s', '4000000', '-e', `trace=${CALLS}`, '-o', trace],
    // The fault is planted into the sources as they are read.
    ...(isWeak ? { main: SOURCES, env: { NODE_OPTIONS: `--import=${PLANTED}` } } : {}),
  });
  const writers = await openWriters(server, isQuiet ? 1 : WRITERS, { tokens });
  const acks: Ack[] = [];
  const known = new Set<string>();
  for (const { peer, markers } of writers.list)
    peer.socket.on('message', () => {
      const at = Date.now();
      for (const { frame, marker } of markers)
        if (frame <= peer.acked() && !known.has(marker)) {
          known.add(marker);
          acks.push({ at, marker });
        }
    });
  // Five writers share most commits, and a commit is about three calls; one who waits has five calls to himself.
  while (writers.acked() < images * (isQuiet ? 0.25 : 1.2)) {
    writers.type(random);
    if (isQuiet) await pause(writers);
    else await writers.breathe();
  }
  await server.kill('SIGKILL');
  return acks;
}

/** The pace of somebody who types alone: behind each acknowledgement the server is quiet for a while. */
async function pause(writers: Writers): Promise<void> {
  await writers.settle();
  await new Promise((resolve) => setTimeout(resolve, 2 * SERVER_LIMITS.quietMs));
}

type Event = {
  readonly at: number;
  readonly file: string;
} & (
  | { readonly type: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly size: number }
  // What was written while it ran may be on the disk or not.
  | { readonly type: 'sync'; readonly from: number }
);

/** One file per thread. Times are those of the calls' ends. */
function readTrace(folder: string): { events: Event[]; nearSyncs: number } {
  const threads = readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')));
  const isNear = (events: readonly Event[]) => events.every(({ type }) => type === 'sync');
  return {
    events: threads.flat().sort((a, b) => a.at - b.at),
    nearSyncs: threads.filter(isNear).flat().length,
  };
}

const LINE = /^(\d+\.\d+) (\w+)\(\d+<([^>]*)>(?:, (.*))?\)\s+= (\d+) <(\d+\.\d+)>$/;

function parse(text: string): Event[] {
  const events: Event[] = [];
  for (const line of text.split('\n')) {
    const [, start, call = '', path = '', rest = '', , took] = LINE.exec(line) ?? [];
    const file = path.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (!/tagloom\.db(-wal)?$/.test(file)) continue;
    const at = (Number(start) + Number(took)) * 1000;
    if (call === 'fsync' || call === 'fdatasync')
      events.push({ type: 'sync', at, file, from: Number(start) * 1000 });
    else if (call === 'ftruncate') events.push({ type: 'truncate', at, file, size: Number(rest) });
    else events.push(parseWrite(at, file, rest));
  }
  return events;
}

function parseWrite(at: number, file: string, rest: string): Event {
  const [, text = '', offset] = /^"((?:\\x[0-9a-f]{2})*)", \d+, (\d+)$/.exec(rest) ?? [];
  if (offset === undefined) throw new Error(`A write that cannot be read: ${rest.slice(0, 80)}`);
  return {
    type: 'write',
    at,
    file,
    offset: Number(offset),
    bytes: Buffer.from(text.replaceAll('\\x', ''), 'hex'),
  };
}

/** What a disk may hold of one file. */
class DiskFile {
  durable: Buffer;
  #unsynced: Exclude<Event, { type: 'sync' }>[] = [];

  constructor(before: Buffer) {
    this.durable = before;
  }

  apply(event: Event): void {
    if (event.type !== 'sync') return void this.#unsynced.push(event);
    for (const earlier of this.#unsynced)
      if (earlier.at <= event.from)
        this.durable =
          earlier.type === 'write'
            ? put(this.durable, earlier.offset, earlier.bytes)
            : Buffer.from(this.durable.subarray(0, earlier.size));
    this.#unsynced = this.#unsynced.filter(({ at }) => at > event.from);
  }

  /** The synced bytes and some sectors of what was written since. */
  torn(random: Random): Buffer {
    let bytes = this.durable;
    for (const write of this.#unsynced.filter((event) => event.type === 'write'))
      for (let at = 0; at < write.bytes.length; at += SECTOR)
        if (random.chance(0.5)) bytes = put(bytes, write.offset + at, write.bytes.subarray(at, at + SECTOR));
    return bytes;
  }
}

function put(present: Buffer, offset: number, bytes: Buffer): Buffer {
  const next = Buffer.alloc(Math.max(present.length, offset + bytes.length));
  present.copy(next);
  bytes.copy(next, offset);
  return next;
}

function examine(
  before: Buffer,
  events: readonly Event[],
  acks: readonly Ack[],
  options: ImageOptions,
  image: string,
): Omit<ImageResult, 'nearSyncs'> {
  const random = createRandom(options.seed + 1);
  const files = new Map<string, DiskFile>();
  const result = { images: 0, acked: 0, losing: 0, damaged: 0 };
  for (const [index, event] of events.entries()) {
    const file = files.get(event.file) ?? new DiskFile(event.file.endsWith('.db') ? before : Buffer.alloc(0));
    files.set(event.file, file);
    // The moment before this call ended: what was acknowledged by then must be there.
    const due = acks.filter(({ at }) => at + 1 < event.at).map(({ marker }) => marker);
    if (due.length > 0)
      for (const kind of ['synced', 'torn'] as const) {
        const missing = inspect(
          image,
          before,
          files,
          (one) => (kind === 'synced' ? one.durable : one.torn(random)),
          due,
        );
        result.images += 1;
        if (missing === null) result.damaged += 1;
        else if (missing > 0) result.losing += 1;
      }
    file.apply(event);
    if (index === events.length - 1) result.acked = due.length;
  }
  return result;
}

/** How many of these markers an image lacks; null when SQLite finds it damaged. */
function inspect(
  image: string,
  before: Buffer,
  files: ReadonlyMap<string, DiskFile>,
  bytesOf: (file: DiskFile) => Buffer,
  due: readonly string[],
): number | null {
  rmSync(`${image}-shm`, { force: true });
  for (const end of ['', '-wal']) {
    const found = [...files].find(([name]) => name.endsWith(`tagloom.db${end}`));
    writeFileSync(image + end, found ? bytesOf(found[1]) : end === '' ? before : '');
  }
  try {
    const db = new DatabaseSync(image);
    try {
      if (db.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') return null;
      const ids = db.prepare('SELECT id FROM document').all();
      const rows = ids.flatMap(({ id }) => logReader(db).some(Number(id), 0, -1));
      const there = new Set(rows.flatMap(({ payload }) => markersIn(payload)));
      return due.filter((marker) => !there.has(marker)).length;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}
