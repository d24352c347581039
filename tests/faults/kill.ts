/**
 * Kills the server with SIGKILL while people type, starts it again and looks for what was acknowledged or seen (S1, S3).
 * The oracle: every acknowledged or seen marker is in the document exactly once.
 */

import { createFile, filesMap } from '@tagloom/collab';
import type * as Y from 'yjs';
import { createRandom, type Random } from '../harness/random.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { openPeer, type Peer } from '../integration/peer.ts';

export interface KillOptions {
  readonly seed: number;
  /** Edits that are acknowledged before the kill is allowed. */
  readonly acks: number;
  readonly writers?: number;
}

export interface KillResult {
  readonly sent: number;
  readonly acked: number;
  /** Edits of others that somebody had in a document at the kill. */
  readonly seen: number;
  /** Acknowledged or seen markers that the restarted server does not have. */
  readonly lost: readonly string[];
  /** Markers that it has more than once. */
  readonly doubled: readonly string[];
}

interface Writer {
  readonly peer: Peer;
  readonly text: () => Y.Text;
  /** Markers by the number of the frame that carried them. */
  readonly markers: { readonly frame: number; readonly marker: string }[];
}

/** One run: type until `acks` edits are acknowledged, kill at a random moment after, restart, compare. */
export async function killWhileTyping(options: KillOptions): Promise<KillResult> {
  const random = createRandom(options.seed);
  const dataDir = newDataDir();
  try {
    const server = await startServer({ dataDir });
    const writers = await openWriters(server, options.writers ?? 3);
    await typeUntilKilled(server, writers, options, random);
    const again = await startServer({ dataDir, port: server.port });
    const text = await readAll(again, writers);
    await again.kill('SIGTERM');
    return judge(writers, text);
  } finally {
    removeDataDir(dataDir);
  }
}

async function openWriters(server: ServerProcess, count: number): Promise<Writer[]> {
  const url = `${server.ws}/ws/line/source`;
  const writers: Writer[] = [];
  for (let index = 0; index < count; index++) {
    const peer = await openPeer({ url, token: await server.token(`writer${index}`, 'line', 'editor') });
    await peer.until(() => peer.messages.some(({ type }) => type === 'step2'));
    if (index === 0) createFile(peer.doc, 'MAIN.st', '');
    await peer.until(() => filesMap(peer.doc).size === 1);
    const [file] = filesMap(peer.doc).values();
    writers.push({ peer, text: () => file?.get('text') as Y.Text, markers: [] });
  }
  return writers;
}

/** Everybody types at random places until enough is acknowledged; the kill comes at a random edit after that. */
async function typeUntilKilled(
  server: ServerProcess,
  writers: readonly Writer[],
  { acks }: KillOptions,
  random: Random,
): Promise<void> {
  let grace = 1 + random.below(40);
  for (let round = 0; grace > 0; round++) {
    for (const [index, writer] of writers.entries()) {
      const text = writer.text();
      const marker = `<${index}.${round}>`;
      text.insert(random.below(text.length + 1) === 0 ? 0 : boundary(text, random), marker);
      writer.markers.push({ frame: writer.peer.sent(), marker });
    }
    if (ackedEdits(writers) >= acks) grace -= 1;
    await new Promise((resolve) => setImmediate(resolve));
    // Nobody types faster than the disk for long: wait for the slowest to come within reach.
    const behind = writers.find(({ peer }) => peer.sent() - peer.acked() > 12);
    await behind?.peer.until(() => behind.peer.sent() - behind.peer.acked() < 6);
  }
  await server.kill('SIGKILL');
  await Promise.all(writers.map(({ peer }) => peer.closed));
}

/** A place between markers, so that no marker is torn. */
function boundary(text: Y.Text, random: Random): number {
  const written = text.toString();
  const at = written.indexOf('<', random.below(written.length));
  return at < 0 ? written.length : at;
}

/** Acknowledged markers; the handshake's frames are acknowledged too and do not count. */
function ackedEdits(writers: readonly Writer[]): number {
  return writers.reduce((sum, { peer, markers }) => {
    const before = (markers[0]?.frame ?? peer.acked() + 1) - 1;
    return sum + Math.max(0, peer.acked() - before);
  }, 0);
}

/** The document of the restarted server, read by somebody who knows nothing. */
async function readAll(server: ServerProcess, writers: readonly Writer[]): Promise<string> {
  const token = await server.token('reader', 'line', 'viewer');
  const reader = await openPeer({ url: `${server.ws}/ws/line/source`, token });
  await reader.until(() => reader.messages.some(({ type }) => type === 'step2'));
  const [file] = filesMap(reader.doc).values();
  const text = String(file?.get('text') ?? '');
  await reader.close();
  for (const { peer } of writers) peer.doc.destroy();
  return text;
}

function judge(writers: readonly Writer[], text: string): KillResult {
  const found = new Map<string, number>();
  for (const [marker] of text.matchAll(/<\d+\.\d+>/g)) found.set(marker, (found.get(marker) ?? 0) + 1);
  const acked = new Set<string>();
  const seen = new Set<string>();
  for (const [index, { peer, markers, text: own }] of writers.entries()) {
    for (const { frame, marker } of markers) if (frame <= peer.acked()) acked.add(marker);
    for (const [marker] of own()
      .toString()
      .matchAll(/<(\d+)\.\d+>/g))
      if (!marker.startsWith(`<${index}.`)) seen.add(marker);
  }
  return {
    sent: writers.reduce((sum, { markers }) => sum + markers.length, 0),
    acked: acked.size,
    seen: seen.size,
    lost: [...new Set([...acked, ...seen])].filter((marker) => !found.has(marker)),
    doubled: [...found].filter(([, count]) => count > 1).map(([marker]) => marker),
  };
}
