/** P16: the server comes back from an older backup under clients that know more. Nothing an editor holds is lost or doubled. */

import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE, createFile, encodeClientHello, encodePing, fileEntry, listFiles } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import type { Connection } from '#server/connection.ts';
import type { Room } from '#server/room.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { newDataDir, removeDataDir } from '../harness/server.ts';
import { openPeer as openRawPeer, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let dataDir: string;
let app: RunningApp;
const peers: Peer[] = [];

const database = () => join(dataDir, 'tagloom.db');
const start = (port = 0) => startTestApp({ dataDir, database: database(), port });
const epochs = async () =>
  (await app.core.store.audits('line', 100)).filter(({ action }) => action === 'epoch.renewed');

beforeEach(async () => {
  dataDir = newDataDir();
  app = await start();
});

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await app.close();
  removeDataDir(dataDir);
});

async function enter(
  name: string,
  role: 'editor' | 'viewer' = 'editor',
  onIdTaken?: () => void,
): Promise<Peer> {
  const { token } = await ticketFor(app, name, 'line', role, 600_000);
  const peer = openPeer({
    ws: socketUrl(app.address),
    projectId: 'line',
    token,
    ...(onIdTaken ? { onIdTaken } : {}),
  });
  peers.push(peer);
  await peer.client.whenSynced;
  return peer;
}

const textOf = ({ doc }: Peer) => listFiles(doc)[0]?.text.toString() ?? '';

function type(peer: Peer, words: string): void {
  const text = listFiles(peer.doc)[0]?.text;
  text?.insert(text.length, words);
}

test.each(['a reader', 'an editor'] as const)(
  'P16 S6 all that any editor holds comes back once, in a new epoch, with an audit entry, when %s comes first',
  async (first) => {
    const [ann, ben, cat] = [await enter('ann'), await enter('ben'), await enter('cat')];
    const vic = await enter('vic', 'viewer');
    createFile(ann.doc, 'A.st', 'one ');
    await ann.client.whenSaved();
    await Promise.all([ben, cat, vic].map((peer) => whenDocument(peer.doc, () => textOf(peer) === 'one ')));
    const port = Number(new URL(app.address).port);
    await app.close();
    copyFileSync(database(), `${database()}.backup`);

    app = await start(port);
    const { epoch } = (await app.core.rooms.acquire({ project: 'line', document: 'source' })).room;
    await Promise.all(peers.map((peer) => whenSynced(peer)));
    cat.setOnline(false);
    type(cat, 'offline ');
    type(ann, 'two ');
    await ann.client.whenSaved();
    type(ben, 'three ');
    await ben.client.whenSaved();
    await whenDocument(vic.doc, () => textOf(vic).includes('three'));
    // Ann's last edits reach Ben and then Ann is gone: only Ben and Vic still hold them.
    await whenDocument(ben.doc, () => textOf(ben).includes('two'));
    await ann.close();
    await app.close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${database()}${end}`, { force: true });
    copyFileSync(`${database()}.backup`, database());

    const [early, late] = first === 'a reader' ? [vic, ben] : [ben, vic];
    late.setOnline(false);
    app = await start(port);
    await whenSynced(early);
    late.setOnline(true);
    await whenSynced(late);
    cat.setOnline(true);
    await cat.client.whenSaved();
    const words = ['one', 'two', 'three', 'offline'];
    for (const peer of [ben, cat, vic])
      await whenDocument(peer.doc, () => words.every((word) => textOf(peer).split(word).length === 2));
    type(ben, 'after ');
    await ben.client.whenSaved();
    for (const peer of [cat, vic]) await whenDocument(peer.doc, () => textOf(peer).includes('after'));
    expect([textOf(ben), textOf(cat)]).toEqual([textOf(vic), textOf(vic)]);

    const { room } = await app.core.rooms.acquire({ project: 'line', document: 'source' });
    expect(room.epoch).not.toBe(epoch);
    expect(await epochs()).toHaveLength(1);
    const audit = await app.core.store.audits('line', 100);
    expect(audit.filter(({ action }) => action === 'edits.recovered').length).toBeGreaterThan(0);
    expect(app.core.metrics.refusals().get('CLIENT_ID_TAKEN')).toBeUndefined();
  },
  60_000,
);

test('P16 O1 an editor that knows more of others than a server that nobody has proved restored keeps all and brings it back later', async () => {
  const isTaken: string[] = [];
  const ann = await enter('ann');
  const ben = await enter('ben', 'editor', () => isTaken.push('ben'));
  createFile(ann.doc, 'A.st', 'one ');
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => textOf(ben) === 'one ');
  const port = Number(new URL(app.address).port);
  await app.close();
  copyFileSync(database(), `${database()}.backup`);
  app = await start(port);
  await Promise.all(peers.map((peer) => whenSynced(peer)));
  type(ann, 'two ');
  await whenDocument(ben.doc, () => textOf(ben).includes('two'));
  // Before Ben's next ping: the last position that he learned is in the backup as well.
  ben.setOnline(false);
  await ann.client.whenSaved();
  ann.setOnline(false);
  await app.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${database()}${end}`, { force: true });
  copyFileSync(`${database()}.backup`, database());

  app = await start(port);
  type(ben, 'three ');
  ben.setOnline(true);
  // He is sent away by nobody, and comes again and again by himself.
  const hellos = await hellosOf(app, 'ben', 3);
  expect(hellos).toBe(3);
  expect([await epochs(), isTaken, ben.client.status().unsent > 0]).toEqual([[], [], true]);
  expect(app.core.metrics.refusals().get('CLIENT_ID_TAKEN')).toBeUndefined();
  expect(textOf(ben)).toBe('one two three ');

  ann.setOnline(true);
  await whenSynced(ann);
  await ben.client.whenSaved();
  await whenDocument(ann.doc, () => textOf(ann).includes('three'));
  expect([textOf(ann), textOf(ben)]).toEqual(['one two three ', 'one two three ']);
  expect([(await epochs()).length, isTaken]).toEqual([1, []]);
}, 60_000);

test('P16 a position that a reader learned with a ping proves the restore', async () => {
  const ann = await enter('ann');
  createFile(ann.doc, 'A.st', 'one ');
  await ann.client.whenSaved();
  const port = Number(new URL(app.address).port);
  const { token } = await ticketFor(app, 'rita', 'line', 'editor');
  await app.close();
  copyFileSync(database(), `${database()}.backup`);
  app = await start(port);
  await whenSynced(ann);
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const rita = await openRawPeer({ url, token });
  const { epoch } = await whenMessage(rita, 'hello');
  type(ann, 'two ');
  await ann.client.whenSaved();
  await whenDocument(rita.doc, () => listFiles(rita.doc)[0]?.text.toString() === 'one two ');
  rita.send(encodePing(7));
  await whenMessage(rita, 'ping');
  const ack = rita.messages.findLast((message) => message.type === 'ack');
  await rita.close();
  await ann.close();
  await app.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${database()}${end}`, { force: true });
  copyFileSync(`${database()}.backup`, database());

  app = await start(port);
  const again = await openRawPeer({ url, token, isSilent: true });
  again.send(encodeClientHello({ version: 1, epoch, ackedSeq: ack?.seq ?? 0, src: ack?.src ?? '' }));
  expect((await again.closed).code).toBe(CLOSE.epoch);
  expect(await epochs()).toHaveLength(1);
});

test('S6 a client that feigns an acknowledged position does not begin a new epoch', async () => {
  const ann = await enter('ann');
  createFile(ann.doc, 'A.st', 'x');
  await ann.client.whenSaved();
  const { token } = await ticketFor(app, 'eve', 'line', 'editor');
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const first = await openRawPeer({ url, token });
  const { epoch } = await whenMessage(first, 'hello');
  fileEntry(first.doc, 'none');
  createFile(first.doc, 'B.st', 'y');
  await first.until(() => first.acked() > 0);
  const [ack] = first.messages.filter((message) => message.type === 'ack').slice(-1);
  if (ack?.type !== 'ack') throw new Error('There is an ack.');
  for (const [ackedSeq, src] of [
    [ack.seq + 1_000, ack.src],
    [ack.seq, 'another'],
    [ack.seq - 1, ack.src],
  ] as const) {
    const eve = await openRawPeer({ url, token, isSilent: true });
    eve.send(encodeClientHello({ version: 1, epoch, ackedSeq, src }));
    eve.send(new Uint8Array([106, 7]));
    await whenMessage(eve, 'ping');
    await eve.close();
  }
  expect(await epochs()).toEqual([]);
  await first.close();
});

test('S1 S6 in the recovery window a reader that knows more is not acknowledged; made an editor, it brings it back', async () => {
  const ticket = await ticketFor(app, 'vic', 'line', 'viewer');
  const key = { project: 'line', document: 'source' } as const;
  await app.core.store.load(key, 'before');
  const audit = { at: 1, person: null, project: 'line', action: 'epoch.renewed', detail: 'a restore' };
  await app.core.store.renewEpoch(key, { epoch: 'after', recoverUntil: Date.now() + 60_000, audit });
  // What Vic once read and the backup does not have.
  const lost = new Y.Doc();
  createFile(lost, 'A.st', 'lost words');
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const vic = await openRawPeer({ url, token: ticket.token, doc: lost });
  await whenMessage(vic, 'step2');
  vic.send(encodePing(7));
  await whenMessage(vic, 'ping');
  expect(vic.sent()).toBe(1);
  expect(vic.messages.filter(({ type }) => type === 'ack')).toEqual([]);
  expect(await app.core.store.read(key, 0, 10)).toEqual([]);

  await ticketFor(app, 'vic', 'line', 'editor');
  await vic.until(() => vic.acked() === 2);
  const [entry] = await app.core.store.read(key, 0, 10);
  const stored = new Y.Doc();
  Y.applyUpdate(stored, entry?.update ?? new Uint8Array());
  expect(listFiles(stored)[0]?.text.toString()).toBe('lost words');
  await vic.close();
});

/** Resolves when a person's client has entered the room so often. */
function hellosOf({ core }: RunningApp, name: string, wanted: number): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const watch = (room: Room) => {
      const join = room.join.bind(room);
      room.join = (peer) => {
        join(peer);
        if ((peer as Partial<Connection>).user?.name === name && ++count === wanted) resolve(count);
      };
    };
    core.rooms.onRoom({ opened: watch, closed: () => undefined });
  });
}

async function whenSynced(peer: Peer): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = peer.client.onStatus((status) => {
      if (!status.synced || status.unsent > 0) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
