/** The document socket over a real connection: who may enter, what each role may send, what is acknowledged and when. */

import { connect } from 'node:net';
import {
  createFile,
  encodeAwareness,
  encodePing,
  encodeStep2,
  encodeToken,
  encodeUpdate,
  filesMap,
  PROTOCOL_STOCK,
} from '@tagloom/collab';
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openKeys, rotateKeys } from '#server/auth/keys.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { newDataDir, removeDataDir } from '../harness/server.ts';
import { openPeer, type Peer, type PeerOptions, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

let app: RunningApp;
let ada: Ticket;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
});

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.socket.terminate();
  await app.close();
});

const url = (project = 'line') => `${socketUrl(app.address)}/ws/${project}/source`;

async function open(ticket: Ticket, options: Partial<PeerOptions> = {}): Promise<Peer> {
  const peer = await openPeer({ url: url(), token: ticket.token, ...options });
  peers.push(peer);
  return peer;
}

async function synced(peer: Peer): Promise<Peer> {
  await whenMessage(peer, 'step2');
  return peer;
}

describe('before the upgrade', () => {
  test.each(['/ws/nope', '/elsewhere'])(
    'a reset right after asking to upgrade %s ends nothing',
    async (path) => {
      const { port, hostname } = new URL(app.address);
      for (let i = 0; i < 30; i++) {
        const socket = connect(Number(port), hostname);
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
          () => socket.resetAndDestroy(),
        );
        await closed;
      }
      expect((await fetch(`${app.address}/health`)).status).toBe(200);
    },
  );

  test('a socket without a token, or with a broken one, is refused with 401', async () => {
    const bare = new WebSocket(url(), ['tagloom.v1']);
    const status = await new Promise((resolve) =>
      bare.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(401);
    await expect(open({ ...ada, token: 'a.b.c' })).rejects.toThrow('HTTP 401 TOKEN_INVALID');
  });

  test('an expired token, a token of another key, alg none and a changed algorithm are refused with 401', async () => {
    const old = await ticketFor(app, 'ada', 'line', 'editor', -5_000);
    await expect(open(old)).rejects.toThrow('HTTP 401 TOKEN_EXPIRED');
    const other = await startTestApp();
    const foreign = await ticketFor(other, 'ada', 'line', 'editor');
    await other.close();
    await expect(open(foreign)).rejects.toThrow('HTTP 401 TOKEN_INVALID');
    const claims = { sub: ada.personId, prj: 'line' };
    const none = new UnsecuredJWT(claims).setIssuer('tagloom').setExpirationTime('1h').encode();
    await expect(open({ ...ada, token: none })).rejects.toThrow('HTTP 401 TOKEN_INVALID');
    const kid = JSON.parse(Buffer.from(ada.token.split('.')[0] ?? '', 'base64url').toString()).kid;
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer('tagloom')
      .setExpirationTime('1h')
      .sign(new Uint8Array(32).fill(1));
    await expect(open({ ...ada, token: confused })).rejects.toThrow('HTTP 401 TOKEN_INVALID');
  });

  test('unknown and forbidden projects answer alike: 404', async () => {
    await ticketFor(app, 'bob', 'secret', 'owner');
    await expect(open(ada, { url: url('secret') })).rejects.toThrow('HTTP 404 PROJECT_UNKNOWN');
    await expect(open(ada, { url: url('nowhere') })).rejects.toThrow('HTTP 404 PROJECT_UNKNOWN');
    const { token } = await app.core.tokens.issue({ person: ada.personId, project: '*', name: 'ada' });
    await expect(open({ ...ada, token })).rejects.toThrow('HTTP 404 PROJECT_UNKNOWN');
  });

  test('a page of another origin is refused with 403, the own one is not', async () => {
    await expect(open(ada, { headers: { Origin: 'https://evil.example' } })).rejects.toThrow(
      'HTTP 403 ORIGIN_REFUSED',
    );
    await synced(await open(ada, { headers: { Origin: app.address } }));
  });
});

describe('acknowledging', () => {
  test('S1 every frame is acknowledged once it is durable, cumulatively', async () => {
    const peer = await synced(await open(ada));
    const hello = await whenMessage(peer, 'hello');
    expect(hello).toMatchObject({ headSeq: 0, role: 'editor', personId: ada.personId, personName: 'ada' });
    const file = createFile(peer.doc, 'MAIN.st', '');
    const text = filesMap(peer.doc).get(file)?.get('text') as Y.Text;
    for (let i = 0; i < 200; i++) text.insert(text.length, 'x');
    await peer.until(() => peer.acked() === peer.sent());
    expect(peer.sent()).toBe(202);
    const log = await app.core.store.read({ project: 'line', document: 'source' }, 0, 1_000);
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    const acks = peer.messages.filter((message) => message.type === 'ack');
    const src = expect.stringMatching(new RegExp(`^${log[200]?.src}~`));
    expect(acks[acks.length - 1]).toMatchObject({ frames: 202, seq: 201, src });
  });

  test('S5 a gap is answered with step 1 and nothing is acknowledged until the answer is durable', async () => {
    const peer = await open(ada, { isSilent: true });
    await whenMessage(peer, 'step1');
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    createFile(doc, 'A.st', 'a');
    createFile(doc, 'B.st', 'b');
    peer.send(encodeStep2(new Uint8Array([0, 0])));
    peer.send(encodeUpdate(updates[1] as Uint8Array));
    await peer.until(() => peer.messages.filter(({ type }) => type === 'step1').length === 2);
    peer.send(encodeUpdate(updates[0] as Uint8Array));
    await whenMessage(peer, 'authors');
    peer.send(encodePing(1));
    await whenMessage(peer, 'ping');
    const acksBefore = peer.messages.flatMap((message) => (message.type === 'ack' ? [message.frames] : []));
    expect(acksBefore.every((frames) => frames === 1)).toBe(true);
    peer.send(encodeStep2(Y.encodeStateAsUpdate(doc)));
    await peer.until(() => peer.messages.some((message) => message.type === 'ack' && message.frames === 4));
    const room = app.core.rooms.peek({ project: 'line', document: 'source' });
    expect(room && filesMap(room.doc).size).toBe(2);
    expect(room?.doc.store.pendingStructs).toBeNull();
  });

  test('S1 a resend over a second connection is not acknowledged before the first one is durable', async () => {
    const real = await openSqliteStore(':memory:');
    let isHeld = false;
    const held: (() => void)[] = [];
    const append: typeof real.append = async (batches) => {
      if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
      return real.append(batches);
    };
    const slow = await startTestApp({}, { store: { ...real, append } });
    try {
      const ticket = await ticketFor(slow, 'ada', 'line', 'editor');
      const at = `${socketUrl(slow.address)}/ws/line/source`;
      const first = await synced(await openPeer({ url: at, token: ticket.token }));
      isHeld = true;
      createFile(first.doc, 'A.st', 'a');
      first.send(encodePing(1));
      await whenMessage(first, 'ping');
      first.socket.terminate();
      const second = await openPeer({ url: at, token: ticket.token, doc: first.doc });
      await whenMessage(second, 'step2');
      second.send(encodePing(2));
      await whenMessage(second, 'ping');
      expect(second.acked()).toBe(0);
      isHeld = false;
      for (const release of held) release();
      await second.until(() => second.acked() === second.sent());
      second.socket.terminate();
    } finally {
      await slow.close();
    }
  });

  test('a stock client never meets our own messages', async () => {
    const peer = await synced(await open(ada, { protocol: PROTOCOL_STOCK }));
    createFile(peer.doc, 'A.st', 'a');
    const other = await synced(await open(ada));
    await other.until(() => filesMap(other.doc).size === 1);
    expect(new Set(peer.messages.map(({ type }) => type))).toEqual(new Set(['step1', 'step2']));
  });
});

describe('refusing', () => {
  test('S7 a viewer reads, but an update and a step 2 that would change something end the connection', async () => {
    const writer = await synced(await open(ada));
    createFile(writer.doc, 'A.st', 'a');
    await writer.until(() => writer.acked() === writer.sent());
    const eve = await ticketFor(app, 'eve', 'line', 'viewer');
    const reader = await synced(await open(eve));
    await reader.until(() => filesMap(reader.doc).size === 1);
    createFile(reader.doc, 'B.st', 'b');
    expect(await reader.closed).toEqual({
      code: 4403,
      reason: 'FORBIDDEN: This needs the role editor; yours is viewer.',
    });
    expect(
      reader.messages.some((message) => message.type === 'refusal' && message.code === 'FORBIDDEN'),
    ).toBe(true);
    const again = await openPeer({ url: url(), token: eve.token, doc: reader.doc });
    expect((await again.closed).code).toBe(4403);
    const room = app.core.rooms.peek({ project: 'line', document: 'source' });
    expect(room && filesMap(room.doc).size).toBe(1);
  });

  test('broken frames, two messages in one and text frames close 4400; a huge one 1009', async () => {
    const ping = encodePing(1);
    for (const frame of [new Uint8Array([0, 9]), new Uint8Array([0, 2, 200]), Buffer.concat([ping, ping])]) {
      const peer = await synced(await open(ada));
      peer.send(frame);
      expect((await peer.closed).code).toBe(4400);
    }
    const texter = await synced(await open(ada));
    texter.socket.send('hello');
    expect((await texter.closed).code).toBe(4400);
    const huge = await synced(await open(ada));
    huge.socket.send(new Uint8Array(1024 * 1024 + 64 * 1024 + 1));
    expect((await huge.closed).code).toBe(1009);
    await synced(await open(ada));
  });

  test('S7 a token ends its connection with 4401, a fresh one in band keeps it', async () => {
    const short = await ticketFor(app, 'ada', 'line', 'editor', 1_500);
    const [renewed, expiring] = [await synced(await open(short)), await synced(await open(short))];
    renewed.send(encodeToken(ada.token));
    expect((await expiring.closed).code).toBe(4401);
    createFile(renewed.doc, 'A.st', 'a');
    await renewed.until(() => renewed.acked() === renewed.sent());
    const bob = await ticketFor(app, 'bob', 'line', 'editor');
    renewed.send(encodeToken(bob.token));
    expect((await renewed.closed).code).toBe(4401);
  });

  test('S7 sockets live through a rotated key: old tokens hold until their end, fresh ones are of the new key', async () => {
    const dataDir = newDataDir();
    const keyed = await startTestApp({}, { keys: await openKeys({ secrets: null, dataDir }) });
    try {
      const address = `${socketUrl(keyed.address)}/ws/line/source`;
      const before = await ticketFor(keyed, 'ada', 'line', 'editor');
      const kidOf = (token: string) => decodeProtectedHeader(token).kid;
      const peer = await synced(await openPeer({ url: address, token: before.token }));
      peers.push(peer);
      const first = await rotateKeys(dataDir);
      await expect
        .poll(async () => kidOf((await ticketFor(keyed, 'ada', 'line', 'editor')).token), { timeout: 5_000 })
        .toBe(first.current);
      createFile(peer.doc, 'A.st', 'a');
      await peer.until(() => peer.acked() === peer.sent());
      peers.push(await synced(await openPeer({ url: address, token: before.token })));
      const after = await ticketFor(keyed, 'ada', 'line', 'editor');
      peer.send(encodeToken(after.token));
      createFile(peer.doc, 'B.st', 'b');
      await peer.until(() => peer.acked() === peer.sent());
      const second = await rotateKeys(dataDir);
      await expect
        .poll(async () => kidOf((await ticketFor(keyed, 'ada', 'line', 'editor')).token), { timeout: 5_000 })
        .toBe(second.current);
      await expect(openPeer({ url: address, token: before.token })).rejects.toThrow('HTTP 401 TOKEN_INVALID');
      createFile(peer.doc, 'C.st', 'c');
      await peer.until(() => peer.acked() === peer.sent());
    } finally {
      for (const open of peers.splice(0)) open.socket.terminate();
      await keyed.close();
      removeDataDir(dataDir);
    }
  });

  test('S7 a changed role is heard on the open socket, a revoked one ends it', async () => {
    const peer = await synced(await open(ada));
    await app.core.store.setMember('line', ada.personId, 'viewer', 1);
    await peer.until(() =>
      peer.messages.some((message) => message.type === 'role' && message.role === 'viewer'),
    );
    createFile(peer.doc, 'A.st', 'a');
    expect((await peer.closed).code).toBe(4403);
    await app.core.store.setMember('line', ada.personId, 'editor', 1);
    const second = await synced(await open(ada));
    await app.core.store.removeMember('line', ada.personId);
    expect(await second.closed).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('MEMBERSHIP_ENDED'),
    });
  });
});

describe('presence', () => {
  function states(peer: Peer): Map<number, Record<string, unknown>> {
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalState(null);
    for (const message of peer.messages)
      if (message.type === 'awareness') applyAwarenessUpdate(awareness, message.update, null);
    const found = new Map(awareness.getStates() as Map<number, Record<string, unknown>>);
    awareness.destroy();
    return found;
  }

  function stateOf(client: number, state: object): Uint8Array {
    const doc = new Y.Doc();
    doc.clientID = client;
    const awareness = new Awareness(doc);
    awareness.setLocalState({ ...state });
    const bytes = encodeAwareness(encodeAwarenessUpdate(awareness, [client]));
    awareness.destroy();
    return bytes;
  }

  test('the server stamps the user, drops foreign ids and large states, and removes a state at once', async () => {
    const bob = await ticketFor(app, 'bob', 'line', 'viewer');
    const a = await synced(await open(ada));
    const b = await synced(await open(bob));
    a.send(stateOf(11, { user: { id: 'x', name: 'the boss' }, line: 4 }));
    await b.until(() => states(b).has(11));
    expect(states(b).get(11)).toMatchObject({ line: 4, user: { id: ada.personId, name: 'ada' } });
    b.send(stateOf(11, { line: 9 }));
    b.send(stateOf(12, { line: 1 }));
    await a.until(() => states(a).has(12));
    expect(states(a).get(11)).toBeUndefined();
    a.send(stateOf(13, { line: 5 }));
    a.send(stateOf(11, { note: 'x'.repeat(3_000) }));
    a.send(stateOf(11, { line: 6 }));
    await b.until(() => states(b).get(11)?.line === 6);
    expect(states(b).has(13)).toBe(false);
    const late = await synced(await open(bob));
    await late.until(() => states(late).size === 2);
    await a.close();
    await b.until(() => !states(b).has(11));
    // Who comes back with an old clock is seen at once.
    const back = await synced(await open(ada));
    back.send(stateOf(11, { line: 7 }));
    await b.until(() => states(b).get(11)?.line === 7);
  });
});
