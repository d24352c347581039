/**
 * What everybody else waits while a large project is opened on a server that has just started: two people type in a small
 * project, a third opens one of 1,000 files. The bench's own process takes the large document in too, in a thread apart.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createFile } from '@tagloom/collab';
import * as Y from 'yjs';
import { largeText } from '../../packages/st-parser/src/testing/large.ts';
import { textOf } from '../attacks/scene.ts';
import { makeProject } from '../harness/people.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { openPeer, type Peer } from '../integration/peer.ts';
import { percentile, round } from './numbers.ts';

const FILES = 1_000;
const LINES = 200;
const ALONE_MS = 3_000;
const OPEN_MS = 10_000;
const TYPING_MS = 10;

/** Milliseconds from one editor to the other, durable: before the large project is opened, and in the seconds behind it. */
export async function benchOpening({ runs = 3 } = {}) {
  const dataDir = newDataDir();
  try {
    await prepare(dataDir);
    const results = [];
    for (let run = 0; run < runs; run++) results.push(await onFreshServer(dataDir));
    return {
      files: FILES,
      lines: FILES * LINES,
      unit: 'ms from one editor to another, durable',
      runs: results,
    };
  } finally {
    removeDataDir(dataDir);
  }
}

async function prepare(dataDir: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-opening-'));
  for (let file = 0; file < FILES; file++)
    writeFileSync(
      join(folder, `Part${file}.st`),
      largeText(LINES, file + 1).replaceAll(/\b(P|FB_)(\d+)\b/g, `$1${file}_$2`),
    );
  await makeProject({ dataDir }, { id: 'large', name: 'Large', from: folder });
  rmSync(folder, { recursive: true });
}

async function onFreshServer(dataDir: string) {
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off', OPEN_PROJECTS: 'on' } });
  try {
    const [ann, ben] = await pair(server);
    const alone = await typing(ann, ben, ALONE_MS);
    const reader = openElsewhere(`${server.ws}/ws/large/source`, await server.token('cyd', '*', 'editor'));
    const during = await typing(ann, ben, OPEN_MS);
    await reader.terminate();
    for (const { socket } of [ann, ben]) socket.terminate();
    return { alone: summaryOf(alone), during: summaryOf(during) };
  } finally {
    await server.kill('SIGTERM');
  }
}

let count = 0;

async function pair(server: ServerProcess): Promise<readonly [Peer, Peer]> {
  const url = `${server.ws}/ws/small-${++count}/source`;
  const ann = await openPeer({ url, token: await server.token('ann', '*', 'editor') });
  createFile(ann.doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  await ann.until(() => ann.acked() === ann.sent());
  const ben = await openPeer({ url, token: await server.token('ben', '*', 'editor') });
  await ben.until(() => ben.doc.share.size > 0 && textOf(ben.doc) !== undefined);
  return [ann, ben];
}

/** A reader whose own work delays nobody here. */
function openElsewhere(url: string, token: string): Worker {
  const peer = new URL('../integration/peer.ts', import.meta.url).href;
  return new Worker(
    `import(${JSON.stringify(peer)}).then(({ openPeer }) => openPeer(${JSON.stringify({ url, token })}))`,
    { eval: true },
  );
}

/** One character after the other, each when the last one has arrived. */
async function typing(from: Peer, to: Peer, ms: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const { clientID, store } = from.doc;
    const end = Y.getState(store, clientID) + 1;
    const sent = performance.now();
    textOf(from.doc).insert(0, 'x');
    await to.until(() => Y.getState(to.doc.store, clientID) >= end);
    times.push(performance.now() - sent);
    await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  }
  return times;
}

function summaryOf(times: readonly number[]) {
  const p = (share: number) => round(percentile(times, share));
  return {
    edits: times.length,
    p50: p(0.5),
    p99: p(0.99),
    max: p(1),
    over50: times.filter((ms) => ms > 50).length,
  };
}
