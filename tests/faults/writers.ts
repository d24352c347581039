/** People for fault runs: raw peers that type markers and know which of them were acknowledged, seen or neither. */

import { DatabaseSync } from 'node:sqlite';
import { createFile, filesMap, type Role } from '@tagloom/collab';
import type * as Y from 'yjs';
import { logReader } from '#server/store/sqlite/segments.ts';
import { type Journal, judge, markersIn, wholeText } from '../harness/oracle.ts';
import type { Random } from '../harness/random.ts';
import type { ServerProcess } from '../harness/server.ts';
import { openPeer, type Peer } from '../integration/peer.ts';

export const PROJECT = 'line';

export interface Writer {
  readonly peer: Peer;
  readonly index: number;
  readonly text: () => Y.Text;
  /** Own markers in the order of their frames. */
  readonly markers: { readonly frame: number; readonly marker: string }[];
}

export interface Writers {
  readonly list: readonly Writer[];
  readonly journal: Journal;
  /** Everybody types one marker at a place between markers. */
  type(random: Random): void;
  /** Acknowledged markers so far. */
  acked(): number;
  /** Resolves when no writer is far behind: nobody types faster than the disk for long. */
  breathe(): Promise<void>;
  /** Resolves when everything that was typed is acknowledged. */
  settle(): Promise<void>;
  /** Writes down what was acknowledged or seen by others: this must stay. */
  note(): void;
  close(): Promise<void>;
}

export interface WriterOptions {
  /** Leads to the server, through a proxy for example. */
  readonly ws?: string;
  /** Made before, one per writer, where no other process may touch the database now. */
  readonly tokens?: readonly string[];
}

/** `count` editors of one file on that server. */
export async function openWriters(
  server: ServerProcess,
  count: number,
  { ws = server.ws, tokens }: WriterOptions = {},
): Promise<Writers> {
  const journal: Journal = new Map();
  const list: Writer[] = [];
  for (let index = 0; index < count; index++) {
    const token = tokens?.[index] ?? (await server.token(`writer${index}`, PROJECT, 'editor'));
    list.push(await openWriter(ws, token, index));
  }
  const people = await authorsOf(server, count);
  const type = (random: Random) => {
    for (const writer of list) typeMarker(writer, random, journal, people[writer.index] as string);
  };
  const acked = () => list.reduce((sum, writer) => sum + ackedMarkers(writer).length, 0);
  return {
    list,
    journal,
    type,
    acked,
    breathe: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const behind = list.find(({ peer }) => peer.sent() - peer.acked() > 12);
      await behind?.peer.until(() => behind.peer.sent() - behind.peer.acked() < 6);
    },
    settle: async () => {
      for (const { peer } of list) await peer.until(() => peer.acked() === peer.sent());
    },
    note: () => {
      for (const writer of list) {
        for (const marker of ackedMarkers(writer)) keep(journal, marker);
        for (const marker of wholeText(writer.peer.doc).match(/<\d+\.\d+>/g) ?? [])
          if (!marker.startsWith(`<${writer.index}.`)) keep(journal, marker);
      }
    },
    close: async () => {
      await Promise.all(list.map(({ peer }) => peer.close()));
      for (const { peer } of list) peer.doc.destroy();
    },
  };
}

async function openWriter(ws: string, token: string, index: number): Promise<Writer> {
  const peer = await openPeer({ url: `${ws}/ws/${PROJECT}/source`, token });
  await peer.until(() => peer.messages.some(({ type }) => type === 'step2'));
  if (index === 0 && filesMap(peer.doc).size === 0) createFile(peer.doc, 'MAIN.st', '');
  await peer.until(() => filesMap(peer.doc).size > 0);
  const [file] = filesMap(peer.doc).values();
  return { peer, index, text: () => file?.get('text') as Y.Text, markers: [] };
}

/** Person ids by writer. */
async function authorsOf(server: ServerProcess, count: number): Promise<string[]> {
  const db = new DatabaseSync(`${server.dataDir}/tagloom.db`, { readOnly: true });
  try {
    const find = db.prepare('SELECT id FROM person WHERE name = ?');
    return Array.from({ length: count }, (_, index) => String(find.get(`writer${index}`)?.id));
  } finally {
    db.close();
  }
}

function typeMarker(
  { peer, index, text, markers }: Writer,
  random: Random,
  journal: Journal,
  author: string,
): void {
  const marker = `<${index}.${markers.length}>`;
  const written = text().toString();
  const at = written.indexOf('<', random.below(written.length + 1));
  text().insert(at < 0 ? written.length : at, marker);
  markers.push({ frame: peer.sent(), marker });
  journal.set(marker, { author, mustStay: false });
}

function ackedMarkers({ peer, markers }: Writer): string[] {
  return markers.filter(({ frame }) => frame <= peer.acked()).map(({ marker }) => marker);
}

function keep(journal: Journal, marker: string): void {
  const note = journal.get(marker);
  if (note) note.mustStay = true;
}

/** The log of a document as it stands in the database file, segments included. */
export function readLog(dataDir: string, project = PROJECT) {
  const db = new DatabaseSync(`${dataDir}/tagloom.db`);
  try {
    const found = db
      .prepare("SELECT id FROM document WHERE project = ? AND document = 'source'")
      .get(project) as { id: number };
    return logReader(db)
      .some(found.id, 0, -1)
      .map(({ payload, ...row }) => ({ ...row, update: payload }));
  } finally {
    db.close();
  }
}

/** Reads everything as somebody who knows nothing, and lets the oracle judge it together with the log and `others`. */
export async function judgeServer(
  server: ServerProcess,
  journal: Journal,
  others: readonly { readonly name: string; readonly doc: Y.Doc }[] = [],
  role: Role = 'viewer',
): Promise<string[]> {
  const token = await server.token('reader', PROJECT, role);
  const reader = await openPeer({ url: `${server.ws}/ws/${PROJECT}/source`, token });
  await reader.until(() => reader.messages.some(({ type }) => type === 'step2'));
  const replicas = [{ name: 'a fresh reader', doc: reader.doc }, ...others];
  const wrong = judge({ journal, log: readLog(server.dataDir), replicas });
  await reader.close();
  reader.doc.destroy();
  return wrong;
}

export { markersIn };
