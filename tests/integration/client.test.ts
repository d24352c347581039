/** The product's own client against the product's own server: outbox, acks, large edits, refusals, lost networks. */

import {
  type ClientStatus,
  createFile,
  FatalLinkError,
  fileEntry,
  listFiles,
  openMemoryOutbox,
} from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, whenDocument } from '../harness/peer.ts';
import { startUpgradeProxy } from '../harness/proxy.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let app: RunningApp;

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(() => app.close());

async function join(name: string, role: 'editor' | 'viewer' = 'editor', more: object = {}) {
  const { token } = await ticketFor(app, name, 'line', role);
  return openPeer({ ws: socketUrl(app.address), projectId: 'line', token, ...more });
}

test('S1 an edit is saved when the server has it, and the other one sees it', async () => {
  const [ann, ben] = [await join('ann'), await join('ben')];
  await Promise.all([ann.client.whenSynced, ben.client.whenSynced]);
  createFile(ann.doc, 'A.st', 'x := 1;');
  expect(ann.client.status().unsent).toBe(1);
  await ann.client.whenSaved();
  expect(ann.client.status().badge.state).toBe('live');
  await whenDocument(ben.doc, () => listFiles(ben.doc).length === 1);
  await Promise.all([ann.close(), ben.close()]);
});

test('O1 what was typed without a network is sent on return, and by the next session when this one is gone', async () => {
  const outbox = openMemoryOutbox();
  const ann = await join('ann', 'editor', { outbox });
  await ann.client.whenSynced;
  ann.setOnline(false);
  expect(ann.client.status().badge.state).toBe('offline');
  const file = createFile(ann.doc, 'A.st', 'kept');
  fileEntry(ann.doc, file)?.text.insert(4, ' and more');
  await whenBadge(ann, (badge) => badge.state === 'offline' && badge.count === 2);
  await ann.close();
  expect(await outbox.read()).toHaveLength(2);

  const again = await join('ann', 'editor', { outbox });
  expect(listFiles(again.doc)).toEqual([]);
  await again.client.whenSaved();
  expect(listFiles(again.doc)[0]?.text.toString()).toBe('kept and more');
  expect(await outbox.read()).toEqual([]);
  const ben = await join('ben', 'viewer');
  await ben.client.whenSynced;
  expect(listFiles(ben.doc)[0]?.text.toString()).toBe('kept and more');
  await Promise.all([again.close(), ben.close()]);
});

test('an edit over the frame limit goes by HTTP, and everything typed behind it follows', async () => {
  const ann = await join('ann');
  await ann.client.whenSynced;
  const file = createFile(ann.doc, 'Large.st', 'a'.repeat(1_500_000));
  fileEntry(ann.doc, file)?.text.insert(0, 'small ');
  await ann.client.whenSaved();
  const ben = await join('ben');
  await ben.client.whenSynced;
  expect(listFiles(ben.doc)[0]?.text.length).toBe(1_500_006);
  await Promise.all([ann.close(), ben.close()]);
});

test('U2 a large edit that did not get through is sent again; one that the server refuses is said', async () => {
  const states = new Set<string>();
  let attempts = 0;
  const pushLarge = async () => {
    attempts += 1;
    throw attempts < 3 ? new Error('fetch failed') : new FatalLinkError('DOCUMENT_TOO_LARGE', 'Too large.');
  };
  const ann = await join('ann', 'editor', { pushLarge });
  await ann.client.whenSynced;
  ann.client.onStatus(({ badge }) => states.add(badge.state));
  createFile(ann.doc, 'Large.st', 'a'.repeat(1_500_000));
  await new Promise<void>((resolve) => {
    ann.client.onStatus(({ badge }) => {
      if (badge.state === 'refused') resolve();
    });
  });
  expect(attempts).toBe(3);
  expect(ann.client.status().badge).toMatchObject({ code: 'DOCUMENT_TOO_LARGE', count: 1 });
  expect(states.has('saving')).toBe(true);
  await ann.close();
});

test('a client that is closed while a large edit is on its way stays closed', async () => {
  const [pushed, landed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pushLarge = () => {
    pushed.resolve();
    return landed.promise;
  };
  const ann = await join('ann', 'editor', { pushLarge });
  await ann.client.whenSynced;
  createFile(ann.doc, 'Large.st', 'a'.repeat(1_500_000));
  await pushed.promise;
  await ann.close();
  landed.resolve();
  const ben = await join('ben');
  await ben.client.whenSynced;
  expect(app.core.presence.online('line').map(({ name }) => name)).toEqual(['ben']);
  await ben.close();
});

test('U2 S7 a refused edit stays with its author, and the badge says so', async () => {
  const vic = await join('vic', 'viewer');
  await vic.client.whenSynced;
  createFile(vic.doc, 'A.st', 'mine');
  await new Promise<void>((resolve) => {
    vic.client.onStatus(({ badge }) => {
      if (badge.state === 'refused') resolve();
    });
  });
  expect(vic.client.status().badge).toMatchObject({ state: 'refused', count: 1, code: 'FORBIDDEN' });
  expect(listFiles(vic.doc)[0]?.text.toString()).toBe('mine');
  expect(await vic.outbox.read()).toHaveLength(1);
  await vic.close();
});

test('U2 a token that is not to be had ends the attempts with its reason', async () => {
  const peer = openPeer({
    ws: socketUrl(app.address),
    projectId: 'line',
    token: () => Promise.reject(new FatalLinkError('SIGN_IN_NEEDED', 'Sign in.')),
  });
  await new Promise<void>((resolve) => {
    peer.client.onStatus(({ badge }) => {
      if (badge.state === 'refused') resolve();
    });
  });
  expect(peer.client.status().badge).toMatchObject({ code: 'SIGN_IN_NEEDED' });
  await peer.close();
});

test('S7 a fresh token goes in band: one connection outlives many tokens', async () => {
  const { personId } = await ticketFor(app, 'ann', 'line', 'editor');
  let issued = 0;
  const many = Promise.withResolvers<void>();
  const token = async () => {
    if (++issued === 3) many.resolve();
    return (await app.core.tokens.issue({ person: personId, project: 'line' }, 6_000)).token;
  };
  const ann = openPeer({ ws: socketUrl(app.address), projectId: 'line', token });
  await ann.client.whenSynced;
  await many.promise;
  createFile(ann.doc, 'A.st', 'x');
  await ann.client.whenSaved();
  expect(app.core.metrics.value('sockets_opened_total')).toBe(1);
  await ann.close();
});

test('S6 a client id that is taken costs nothing: what was typed goes out under a fresh one', async () => {
  const eve = await join('eve');
  await eve.client.whenSynced;
  createFile(eve.doc, 'Eve.st', 'squatting');
  await eve.client.whenSaved();
  await eve.close();

  const outbox = openMemoryOutbox();
  const doc = new Y.Doc();
  doc.clientID = eve.doc.clientID;
  const taken = Promise.withResolvers<void>();
  const ann = await join('ann', 'editor', { outbox, doc, onIdTaken: taken.resolve });
  const file = createFile(doc, 'Ann.st', 'typed before');
  fileEntry(doc, file)?.text.insert(0, 'much was ');
  await taken.promise;
  await ann.close();
  const again = await join('ann', 'editor', { outbox });
  await again.client.whenSaved();
  const ben = await join('ben');
  await ben.client.whenSynced;
  expect(listFiles(ben.doc).map(({ path, text }) => [path, text.toString()])).toEqual([
    ['Ann.st', 'much was typed before'],
    ['Eve.st', 'squatting'],
  ]);
  expect(await outbox.read()).toEqual([]);
  await Promise.all([again.close(), ben.close()]);
});

test('where WebSockets do not get through, edits go by HTTP, and by a socket again as soon as one stands', async () => {
  const proxy = await startUpgradeProxy(app.address);
  const { token } = await ticketFor(app, 'ann', 'line', 'editor');
  const ann = openPeer({ ws: proxy.ws, projectId: 'line', token });
  const ben = await join('ben');
  await ben.client.whenSynced;
  createFile(ann.doc, 'A.st', 'by http');
  await ann.client.whenSaved();
  expect(ann.client.status().badge).toEqual({ state: 'slow', count: 0 });
  expect(proxy.upgrades()).toBeGreaterThanOrEqual(3);
  await whenDocument(ben.doc, () => listFiles(ben.doc)[0]?.text.toString() === 'by http');
  listFiles(ben.doc)[0]?.text.insert(0, 'seen ');
  await whenDocument(ann.doc, () => listFiles(ann.doc)[0]?.text.toString() === 'seen by http');

  proxy.allowUpgrades(true);
  await whenBadge(ann, (badge) => badge.state === 'live');
  listFiles(ann.doc)[0]?.text.insert(0, 'live: ');
  await whenDocument(ben.doc, () => listFiles(ben.doc)[0]?.text.toString() === 'live: seen by http');
  await ann.client.whenSaved();
  expect(await ann.outbox.read()).toEqual([]);
  await Promise.all([ann.close(), ben.close()]);
  await proxy.close();
}, 60_000);

function whenBadge(
  peer: { client: { onStatus: (hear: (status: ClientStatus) => void) => unknown } },
  isIt: (badge: ClientStatus['badge']) => boolean,
) {
  return new Promise<void>((resolve) => {
    peer.client.onStatus(({ badge }) => {
      if (isIt(badge)) resolve();
    });
  });
}
