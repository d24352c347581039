/**
 * 500 subscribers of `/ws/tags` on one project of 5,000 tags: from the durable rename (the author's ack) to the row at each of
 * them, how often it was encoded, and what the crowd costs the author's acks (a ratio within one run).
 */

import { listFiles } from '@tagloom/collab';
import { WebSocket } from 'ws';
import { openPeer, type Peer } from '../harness/peer.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';

const PROJECT = 'crowd';
/** Faster than the crowd is told: sending and storing overlap. */
const TYPING_MS = 60;
const VENDORS = ['rockwell', 'siemens', 'beckhoff'] as const;

export async function benchCrowd({ subscribers = 500, tags = 5_000, renames = 100 } = {}) {
  const dataDir = newDataDir();
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  try {
    const token = await server.token('writer', PROJECT, 'editor');
    await fetch(`${server.url}/api/projects/${PROJECT}/import?path=PRG_Crowd.st`, {
      method: 'POST',
      body: program(tags),
      headers: { authorization: `Bearer ${token}` },
    });
    const peer = openPeer({ ws: server.ws, projectId: PROJECT, token });
    await peer.client.whenSynced;
    const rename = renamer(peer);
    const reader = await server.token('reader', PROJECT, 'viewer');
    const crowd: Subscriber[] = [];
    const join = async () =>
      void crowd.push(
        await subscribe(server.ws, reader, VENDORS[crowd.length % VENDORS.length] ?? 'rockwell'),
      );
    await join();
    // The first renames of a server are its slowest: they count for nothing.
    await renameAll(rename, crowd, 'xWarm', renames);
    const { acks: alone } = await renameAll(rename, crowd, 'xAlone', renames);
    const typedAlone = await typeOn(rename, 'xTypedAlone', renames);
    while (crowd.length < subscribers) await join();
    const before = await encodings(server, token);
    const { acks, reached } = await renameAll(rename, crowd, 'xTold', renames);
    const made = (await encodings(server, token)) - before;
    const typed = await typeOn(rename, 'xTyped', renames);
    for (const one of crowd) one.close();
    await peer.close();
    return {
      subscribers,
      tags,
      renames,
      unit: 'ms after the ack, at each subscriber',
      p50: round(percentile(reached, 0.5)),
      p95: round(percentile(reached, 0.95)),
      p99: round(percentile(reached, 0.99)),
      vendors: VENDORS.length,
      encodingsPerRename: round(made / renames),
      ackAlone: { p50: round(percentile(alone, 0.5)), p99: round(percentile(alone, 0.99)) },
      ackWithCrowd: { p50: round(percentile(acks, 0.5)), p99: round(percentile(acks, 0.99)) },
      ackRatioP50: round(percentile(acks, 0.5) / percentile(alone, 0.5)),
      ackRatioP99: round(percentile(acks, 0.99) / percentile(alone, 0.99)),
      typingAlone: { p50: round(percentile(typedAlone, 0.5)), p99: round(percentile(typedAlone, 0.99)) },
      typingWithCrowd: { p50: round(percentile(typed, 0.5)), p99: round(percentile(typed, 0.99)) },
      typingRatioP50: round(percentile(typed, 0.5) / percentile(typedAlone, 0.5)),
      typingRatioP99: round(percentile(typed, 0.99) / percentile(typedAlone, 0.99)),
    };
  } finally {
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
  }
}

function program(tags: number): string {
  const lines = Array.from(
    { length: tags - 1 },
    (_, i) => `  rValue${i} : REAL := ${i}.5; // station ${i % 24}`,
  );
  return `PROGRAM PRG_Crowd\nVAR\n  xCrowd : BOOL;\n${lines.join('\n')}\nEND_VAR\nEND_PROGRAM\n`;
}

/** Gives the first tag another name; resolves when that is durable. */
function renamer(peer: Peer): (name: string) => Promise<void> {
  const text = listFiles(peer.doc)[0]?.text;
  if (!text) throw new Error('The program is not there.');
  const at = text.toString().indexOf('xCrowd');
  let length = 'xCrowd'.length;
  return async (name) => {
    peer.doc.transact(() => {
      text.delete(at, length);
      text.insert(at, name);
    });
    length = name.length;
    await peer.client.whenSaved();
  };
}

/** Renames one after the other, each when all have the one before. */
async function renameAll(
  rename: (name: string) => Promise<void>,
  crowd: readonly Subscriber[],
  stem: string,
  times: number,
) {
  const [acks, reached]: [number[], number[]] = [[], []];
  for (let i = 0; i < times; i++) {
    const name = `${stem}${i}`;
    const rows = Promise.all(crowd.map((one) => one.whenPath(`PRG_Crowd.${name}`)));
    const from = performance.now();
    await rename(name);
    const durable = performance.now();
    acks.push(durable - from);
    for (const at of await rows) reached.push(Math.max(0, at - durable));
  }
  return { acks, reached };
}

/** Renames at a typist's pace, whether or not the crowd has the one before; milliseconds to each ack. */
async function typeOn(
  rename: (name: string) => Promise<void>,
  stem: string,
  times: number,
): Promise<number[]> {
  const acks: number[] = [];
  for (let i = 0; i < times; i++) {
    const next = performance.now() + TYPING_MS;
    const from = performance.now();
    await rename(`${stem}${i}`);
    acks.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  return acks;
}

interface Subscriber {
  whenPath(path: string): Promise<number>;
  close(): void;
}

async function subscribe(ws: string, token: string, vendor: string): Promise<Subscriber> {
  const socket = new WebSocket(`${ws}/ws/tags`, ['tagloom.v1', `bearer.${token}`]);
  const full = Promise.withResolvers<void>();
  let waiting: { readonly mark: string; readonly resolve: (at: number) => void } | null = null;
  socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', projectId: PROJECT, vendor })));
  socket.on('message', (data: Buffer) => {
    const now = performance.now();
    // Searched and not parsed: 500 readers share this process, whose time would be counted as the server's.
    if (waiting && data.includes(waiting.mark)) waiting.resolve(now);
    full.resolve();
  });
  await full.promise;
  return {
    whenPath: (path) =>
      new Promise((resolve) => {
        waiting = { mark: `"path":"${path}"`, resolve };
      }),
    close: () => socket.terminate(),
  };
}

async function encodings({ url }: ServerProcess, token: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return Number(/^tagloom_tag_encodings_total (\d+)/m.exec(await answer.text())?.[1] ?? Number.NaN);
}
