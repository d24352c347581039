/** Slow readers over real sockets (S8): they get one difference instead of a queue, and a large document at their own pace. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer, type PeerOptions, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

let app: RunningApp;
let ada: Ticket;
let ben: Ticket;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor', 600_000);
  ben = await ticketFor(app, 'ben', 'line', 'viewer', 600_000);
});

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.socket.terminate();
  await app.close();
});

async function open(ticket: Ticket, options: Partial<PeerOptions> = {}): Promise<Peer> {
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const peer = await openPeer({ url, token: ticket.token, ...options });
  peers.push(peer);
  await whenMessage(peer, 'step2');
  return peer;
}

/** The settings stand for the text: no parser runs, and the cost on the wire is the same. */
const settings = ({ doc }: Peer) => doc.getMap<string>('settings');
const isEqual = (a: Peer, b: Peer) =>
  JSON.stringify(settings(a).toJSON()) === JSON.stringify(settings(b).toJSON());

test('S8 a reader that stops gets one difference from its own state vector when it reads on', async () => {
  const [writer, reader] = [await open(ada), await open(ben)];
  settings(writer).set('note', 'first');
  await reader.until(() => isEqual(writer, reader));
  reader.socket.pause();
  // The traffic is more than sockets hold; the document stays small.
  for (let i = 0; i < 14; i++) {
    settings(writer).set('note', String(i % 10).repeat(900_000));
    if (i % 5 === 4) await writer.until(() => writer.acked() === writer.sent());
  }
  settings(writer).set('note', 'last');
  await writer.until(() => writer.acked() === writer.sent());
  const before = reader.messages.length;
  reader.socket.resume();
  await reader.until(() => isEqual(writer, reader));
  const updates = reader.messages.slice(before).filter(({ type }) => type === 'update');
  expect(updates.length).toBeLessThan(15);
  expect(app.core.metrics.value('readers_caught_up_total')).toBeGreaterThan(0);
  // It goes on as before.
  settings(writer).set('note', 'end');
  await reader.until(() => isEqual(writer, reader));
  expect(Y.encodeStateVector(reader.doc)).toEqual(Y.encodeStateVector(writer.doc));
}, 60_000);

test('S8 a document of several MiB reaches a reader that pauses, with what was written meanwhile', async () => {
  const writer = await open(ada);
  for (let i = 0; i < 8; i++) settings(writer).set(`note${i}`, String(i).repeat(900_000));
  await writer.until(() => writer.acked() === writer.sent());
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const reader = await openPeer({ url, token: ben.token });
  peers.push(reader);
  reader.socket.pause();
  for (let i = 0; i < 5; i++) settings(writer).set('note', `edit ${i}`);
  await writer.until(() => writer.acked() === writer.sent());
  reader.socket.resume();
  await whenMessage(reader, 'step2');
  await reader.until(() => isEqual(writer, reader));
}, 60_000);
