/**
 * Each attack of `tests/attacks`, again and again over real sockets without rate limits, while two people type in the same
 * project: how long an edit of one takes to the other (durable), and what the server's process has grown by.
 */

import { createFile, encodePing } from '@tagloom/collab';
import * as Y from 'yjs';
import { sceneOf, textOf } from '../attacks/scene.ts';
import { type Attack, FORBIDDEN_WRITES, FRAMES, HOSTILE_UPDATES, PRESENCE } from '../attacks/table.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { openPeer, type Peer } from '../integration/peer.ts';
import { percentile, round } from './numbers.ts';
import { residentMb } from './rivals/servers.ts';

const ATTACKS = [...FORBIDDEN_WRITES, ...HOSTILE_UPDATES, ...PRESENCE, ...FRAMES];
const TYPING_MS = 25;
const ROLES = ['editor', 'reviewer', 'viewer'] as const;

type Tokens = Readonly<Record<'ann' | 'ben' | (typeof ROLES)[number], string>>;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds from one editor to the other: without an attack, under each (the five worst by name), and under all. */
export async function benchAttacks({ msEach = 700 } = {}) {
  const dataDir = newDataDir();
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off', OPEN_PROJECTS: 'on' } });
  try {
    const tokens = await tokensOf(server);
    const rows = [];
    // The first edits of a server are its slowest: they count for nothing.
    await underAttack(server, tokens, null, 2_000);
    const quiet = await underAttack(server, tokens, null, 3_000);
    for (const row of ATTACKS) rows.push(await underAttack(server, tokens, row, msEach));
    const times = rows.flatMap((row) => row.times);
    const worst = [...rows].sort((a, b) => b.summary.max - a.summary.max).slice(0, 5);
    const frames = rows.reduce((sum, row) => sum + row.summary.frames, 0);
    return {
      attacks: rows.length,
      unit: 'ms from one editor to another, durable',
      quiet: quiet.summary,
      attacked: { ...summaryOf(times), frames },
      highestP50: Math.max(...rows.map(({ summary }) => summary.p50)),
      grownMbPerFrame: round(Math.max(...rows.map(({ summary }) => summary.grownMb / summary.frames))),
      worst: worst.map(({ summary }) => summary),
    };
  } finally {
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
  }
}

async function tokensOf(server: ServerProcess): Promise<Tokens> {
  const token = (name: string, role: (typeof ROLES)[number]) => server.token(name, '*', role);
  return {
    ann: await token('ann', 'editor'),
    ben: await token('ben', 'editor'),
    editor: await token('eve', 'editor'),
    reviewer: await token('rex', 'reviewer'),
    viewer: await token('vic', 'viewer'),
  };
}

function summaryOf(times: readonly number[]) {
  const p = (share: number) => round(percentile(times, share));
  return { edits: times.length, p50: p(0.5), p99: p(0.99), max: p(1) };
}

let count = 0;

/** Types for so long in a fresh project while `attack` goes on in it. */
async function underAttack(server: ServerProcess, tokens: Tokens, attack: Attack | null, ms: number) {
  const project = `attacked-${++count}`;
  const urlOf = (document: string) => `${server.ws}/ws/${project}/${document}`;
  const ann = await openPeer({ url: urlOf('source'), token: tokens.ann });
  const file = createFile(ann.doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  await ann.until(() => ann.acked() === ann.sent());
  const ben = await openPeer({ url: urlOf('source'), token: tokens.ben });
  await ben.until(() => ben.doc.share.size > 0 && textOf(ben.doc) !== undefined);
  const until = performance.now() + ms;
  const before = residentMb(server.pid);
  const frames = attack?.frames(sceneOf(ann.doc, file, ben.doc.clientID)) ?? [];
  const eve = () =>
    openPeer({
      url: urlOf(attack?.document ?? 'source'),
      token: tokens[attack?.role ?? 'editor'],
      isSilent: true,
    });
  const [times, sent] = await Promise.all([typing(ann, ben, until), attacking(eve, frames, until)]);
  const grownMb = round(residentMb(server.pid) - before);
  for (const { socket } of [ann, ben]) socket.terminate();
  return { times, summary: { name: attack?.name ?? 'none', ...summaryOf(times), frames: sent, grownMb } };
}

/** One character after the other, each when the last one has arrived. */
async function typing(from: Peer, to: Peer, until: number): Promise<number[]> {
  const times: number[] = [];
  while (performance.now() < until) {
    const { clientID, store } = from.doc;
    const end = Y.getState(store, clientID) + 1;
    const sent = performance.now();
    textOf(from.doc).insert(0, 'x');
    await to.until(() => Y.getState(to.doc.store, clientID) >= end);
    times.push(performance.now() - sent);
    await wait(TYPING_MS);
  }
  return times;
}

/** The frames on one connection after the other; each is over when the server has answered or closed. Counts frames. */
async function attacking(open: () => Promise<Peer>, frames: readonly Uint8Array[], until: number) {
  let sent = 0;
  while (frames.length > 0 && performance.now() < until) {
    const eve = await open();
    for (const frame of frames) eve.send(frame);
    eve.send(encodePing(1));
    sent += frames.length;
    await Promise.race([eve.closed, eve.until(() => eve.messages.some(({ type }) => type === 'ping'))]).catch(
      () => undefined,
    );
    eve.socket.terminate();
  }
  return sent;
}
