/** Networks and processes that stand still, break and lie: P6, P7 and P11. Clients reach the server by a proxy. */

import { filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { stateKey, wholeText } from '../harness/oracle.ts';
import { whenDocument } from '../harness/peer.ts';
import { createRandom, type Random } from '../harness/random.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { openPeer, whenMessage } from '../integration/peer.ts';
import { type Crowd, fastClock, openCrowd, readLog } from './crowd.ts';
import { openProxy, type TcpProxy } from './proxy.ts';

const FAST = 8;
let server: ServerProcess;
let proxy: TcpProxy;
let crowd: Crowd;
let random: Random;

beforeEach(async () => {
  random = createRandom(20);
  server = await startServer({ dataDir: newDataDir() });
  proxy = await openProxy(server.port, random);
  const clocks = [fastClock(FAST), fastClock(FAST), fastClock(FAST)];
  crowd = await openCrowd({ server, count: 3, ws: proxy.ws, clocks });
}, 60_000);

afterEach(async () => {
  await crowd.close();
  await proxy.close();
  await server.kill('SIGKILL');
  removeDataDir(server.dataDir);
});

const typeAll = () => {
  for (const member of crowd.members) member.type(random);
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Resolves when a member's badge says so. */
function whenBadge(index: number, isWanted: (state: string) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = crowd.members[index]?.peer.client.onStatus(({ badge }) => {
      if (!isWanted(badge.state)) return;
      queueMicrotask(() => stop?.());
      resolve();
    });
  });
}

it('P7 nothing is acknowledged through a dead network, it is found by ping, and everything arrives after it', async () => {
  typeAll();
  await crowd.settled();
  const before = crowd.acked();
  proxy.setWeather({ isBlackhole: true });
  for (let i = 0; i < 20; i++) typeAll();
  const from = performance.now();
  await whenBadge(0, (state) => state === 'reconnecting' || state === 'offline');
  // The contract allows 30 s; this clock runs faster.
  expect(performance.now() - from).toBeLessThan(30_000 / FAST);
  expect(crowd.acked()).toBe(before);
  expect(crowd.members[0]?.peer.client.status().unsent).toBe(20);
  proxy.setWeather({});
  proxy.cutAll();
  await crowd.settled();
  expect(await crowd.judge(server)).toEqual([]);
}, 60_000);

it('P6 a server that stands still for seconds loses nothing and needs no help', async () => {
  typeAll();
  await crowd.settled();
  process.kill(server.pid, 'SIGSTOP');
  for (let i = 0; i < 20; i++) typeAll();
  await whenBadge(1, (state) => state !== 'live' && state !== 'saving');
  process.kill(server.pid, 'SIGCONT');
  await crowd.settled();
  expect(await crowd.judge(server)).toEqual([]);
}, 60_000);

it('P11 torn, late and cut bytes end in a clean resync', async () => {
  proxy.setWeather({ tear: 0.5, delayMs: 3, cutWithinBytes: 3_000 });
  proxy.cutAll();
  for (let round = 0; round < 150; round++) {
    typeAll();
    if (round % 50 === 49) proxy.halfCloseAll();
    await turn();
  }
  await whenBadge(2, (state) => state !== 'live');
  proxy.setWeather({});
  proxy.cutAll();
  await crowd.settled();
  expect(proxy.counts().cut).toBeGreaterThan(0);
  expect(await crowd.judge(server)).toEqual([]);
}, 60_000);

it('P11 S5 frames in any order, twice and three times are taken once or asked for again', async () => {
  const token = await server.token('raw', 'line', 'editor');
  const peer = await openPeer({ url: `${server.ws}/ws/line/source`, token });
  await whenMessage(peer, 'step2');
  const typing = new Y.Doc();
  Y.applyUpdate(typing, Y.encodeStateAsUpdate(peer.doc));
  const updates: Uint8Array[] = [];
  typing.on('update', (update: Uint8Array) => updates.push(update));
  const text = [...filesMap(typing).values()][0]?.get('text') as Y.Text;
  for (let i = 0; i < 40; i++) text.insert(text.length, `<9.${i}>`);
  // The peer answers a resync with all that it has; it has everything and sends nothing by itself.
  Y.applyUpdate(peer.doc, Y.encodeStateAsUpdate(typing), peer.socket);
  const deck = [...updates, ...updates, ...updates];
  for (let at = deck.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [deck[at], deck[other]] = [deck[other] as Uint8Array, deck[at] as Uint8Array];
  }
  // Others hear of it late: an acknowledgement is about the disk, not about them.
  proxy.setWeather({ delayMs: 200 });
  // Not more wrong frames in a row than one confused client would send.
  for (const update of deck.slice(0, 6)) peer.sendUpdate(update);
  await peer.until(() => peer.acked() >= peer.sent() && peer.sent() > 7);
  expect(lostOf(typing, readLog(server.dataDir))).toBe(false);
  for (const { peer: member } of crowd.members)
    await whenDocument(member.doc, () => stateKey(member.doc) === stateKey(peer.doc));
  const found = wholeText(crowd.members[0]?.peer.doc as Y.Doc).match(/<9\.\d+>/g) ?? [];
  expect([found.length, new Set(found).size]).toEqual([40, 40]);
  expect(await crowd.judge(server)).toEqual([]);
  await peer.close();
}, 60_000);

/** Whether the log lacks anything of a document. */
function lostOf(doc: Y.Doc, log: readonly { readonly update: Uint8Array }[]): boolean {
  const stored = new Y.Doc();
  for (const { update } of log) Y.applyUpdate(stored, update);
  const lacks = stateKey(stored) !== stateKey(doc);
  stored.destroy();
  return lacks;
}
