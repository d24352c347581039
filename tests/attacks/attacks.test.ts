/**
 * Attacks over real sockets while others work. Each is refused by its code or does nothing; the document stays as it was,
 * nothing waits in Yjs, and the others' edits go on. The same frames then meet a room without defence, which is hurt.
 */

import { createFile, encodePing } from '@tagloom/collab';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer, type PeerOptions, whenMessage } from '../integration/peer.ts';
import { socketUrl, startTestApp, ticketFor } from '../integration/server.ts';
import { bytes, raw } from './bytes.ts';
import { sceneOf, textOf } from './scene.ts';
import { openStockRoom } from './stock.ts';
import { type Attack, FORBIDDEN_WRITES, FRAMES, HOSTILE_UPDATES, PRESENCE } from './table.ts';

let app: RunningApp;
let count = 0;
const peers: Peer[] = [];

beforeAll(async () => {
  app = await startTestApp();
});

afterEach(() => {
  for (const peer of peers.splice(0)) peer.socket.terminate();
});

afterAll(() => app.close());

async function open(
  name: string,
  project: string,
  role: 'editor' | 'reviewer' | 'viewer',
  options: Partial<PeerOptions> = {},
  document = 'source',
): Promise<Peer> {
  const { token } = await ticketFor(app, `${name} ${project}`, project, role);
  const url = `${socketUrl(app.address)}/ws/${project}/${document}`;
  const peer = await openPeer({ url, token, ...options });
  peers.push(peer);
  return peer;
}

/** Ann has typed, Ben is present; the scene says what an attacker can know. */
async function prepare(project: string) {
  const ann = await open('ann', project, 'editor');
  await whenMessage(ann, 'step2');
  const file = createFile(ann.doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  await ann.until(() => ann.acked() === ann.sent());
  const ben = await open('ben', project, 'editor');
  const awareness = new Awareness(ben.doc);
  awareness.setLocalState({ file });
  const state = encodeAwarenessUpdate(awareness, [ben.doc.clientID]);
  ben.send(bytes(raw(1), (encoder) => raw(...varBytes(state))(encoder)));
  await whenMessage(ann, 'awareness');
  awareness.destroy();
  return { ann, scene: sceneOf(ann.doc, file, ben.doc.clientID) };
}

function varBytes(value: Uint8Array): number[] {
  return [...bytes((encoder) => raw(value.length & 0x7f)(encoder)), ...value];
}

/** What the attacker sees at the end: the close, or the answer to a ping behind the frames. */
async function answerTo(eve: Peer, { outcome }: Attack): Promise<'ignored' | [string, number]> {
  if (outcome === 'ignored') eve.send(encodePing(1));
  const alive = whenMessage(eve, 'ping').then(
    () => 'ignored' as const,
    () => null,
  );
  const first = await Promise.race([alive, eve.closed]);
  if (first === 'ignored') return first;
  const { code, reason } = await eve.closed;
  return [reason.split(':')[0] ?? '', code];
}

async function attack(row: Attack) {
  const { role = 'editor', document, frames } = row;
  const project = `line-${++count}`;
  const { ann, scene } = await prepare(project);
  const eve = await open('eve', project, role, { isSilent: true }, document);
  for (const frame of frames(scene)) eve.send(frame);
  const answer = await answerTo(eve, row);
  // The others go on: an edit is acknowledged, and theirs is the only change.
  textOf(ann.doc).insert(0, 'after ');
  await ann.until(() => ann.acked() === ann.sent());
  const { room } = await app.core.rooms.acquire({ project, document: 'source' });
  return { answer, scene, ann, room };
}

describe.each([
  ['writes without the right', FORBIDDEN_WRITES],
  ['hostile updates', HOSTILE_UPDATES],
  ['presence', PRESENCE],
  ['frames', FRAMES],
] as const)('%s', (_, attacks) => {
  test.each(attacks)('$name', async (row) => {
    const { answer, scene, ann, room } = await attack(row);
    expect(answer).toEqual(row.outcome);
    expect(textOf(room.doc).toString()).toBe(`after ${scene.text}`);
    expect(Y.encodeStateAsUpdate(room.doc)).toEqual(Y.encodeStateAsUpdate(ann.doc));
    expect([room.doc.store.pendingStructs, room.doc.store.pendingDs]).toEqual([null, null]);
    for (const message of ann.messages) {
      if (message.type !== 'awareness') continue;
      expect(Buffer.from(message.update).toString()).not.toMatch(/Eve|xxxx|here/);
    }
  });
});

describe('the same frames hurt a room without defence', () => {
  const all = [...FORBIDDEN_WRITES, ...HOSTILE_UPDATES, ...PRESENCE, ...FRAMES];
  test.each(all.filter(({ harms }) => harms))('$name', ({ frames, harms }) => {
    const doc = new Y.Doc();
    const file = createFile(doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
    const scene = sceneOf(doc, file, 88_000_000);
    const room = openStockRoom(scene.state);
    for (const frame of frames(scene)) room.receive(frame);
    expect(harms?.(room, scene)).toBe(true);
    room.close();
  });
});

test('there are at least sixty attacks on sockets', () => {
  expect(
    FORBIDDEN_WRITES.length + HOSTILE_UPDATES.length + PRESENCE.length + FRAMES.length,
  ).toBeGreaterThanOrEqual(60);
});
