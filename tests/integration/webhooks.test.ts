/** Webhooks: signed, in order, again with the same id until they arrive or are given up; the state survives a restart. */

import { createHmac } from 'node:crypto';
import { createFile, deleteFile, filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { AppOptions, RunningApp } from '#server/app.ts';
import type { WebhookRow } from '#server/store/store.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { newDataDir, removeDataDir } from '../harness/server.ts';
import { openReceiver, type Received, type Receiver } from './receiver.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\nEND_VAR\nEND_PROGRAM\n';
/** Three tries, a few milliseconds apart. */
const FAST: AppOptions = { webhookTimes: { gatherMs: 1, answerMs: 300, retryMs: [5, 5] } };
const LOOPBACK = { webhookNetworks: ['127.0.0.0/8'] };

let app: RunningApp;
let ada: Ticket;
let receiver: Receiver;
const peers: Peer[] = [];
const closings: (() => unknown)[] = [];

beforeEach(async () => {
  app = await startTestApp(LOOPBACK, FAST);
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  receiver = await openReceiver();
});

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
  await receiver.close();
  for (const close of closings.splice(0)) await close();
});

async function call(method: string, path: string, options: { json?: object; token?: string } = {}) {
  const answer = await fetch(`${app.address}/api/projects/line/webhooks${path}`, {
    method,
    headers: { authorization: `Bearer ${options.token ?? ada.token}` },
    ...(options.json ? { body: JSON.stringify(options.json) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

async function add(fields: object = {}): Promise<{ id: string; secret: string }> {
  const { status, body } = await call('POST', '', { json: { url: receiver.url, ...fields } });
  expect(status).toBe(201);
  return body;
}

async function write(): Promise<Peer> {
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token: ada.token });
  peers.push(peer);
  await peer.client.whenSynced;
  return peer;
}

const typesOf = (received: readonly Received[]) =>
  received.flatMap(({ json }) => (json.data.events ?? []).map(({ type }: { type: string }) => type));
const textOf = (doc: Y.Doc, file: string) => filesMap(doc).get(file)?.get('text') as Y.Text;
/** Distinct messages, by the id that every try carries. */
const idsOf = (received: readonly Received[]) => [
  ...new Set(received.map(({ headers }) => headers['webhook-id'])),
];

/** The webhook as the store has it once `done` holds: looked at after every write of the server. */
async function stateOf(id: string, done: (hook: WebhookRow) => boolean): Promise<WebhookRow> {
  for (;;) {
    const hook = await app.core.store.webhook(id);
    if (hook && done(hook)) return hook;
    await new Promise(setImmediate);
  }
}

test('what people do arrives signed, with author, ids and cursor, and is over when it was answered', async () => {
  const { id, secret } = await add();
  const { doc } = await write();
  createFile(doc, 'MAIN.st', MAIN);
  await receiver.until((received) => typesOf(received).includes('tag.created'));
  const events = receiver.received.flatMap(({ json }) => json.data.events);
  expect(events).toMatchObject([
    { type: 'file.created', projectId: 'line', author: { name: 'ada' }, after: { path: 'MAIN.st' } },
    { type: 'tag.created', author: { name: 'ada' }, after: { path: 'MAIN.rSpeed', type: 'REAL' } },
  ]);
  expect(events[1].cursor).toMatch(/^.+\.\d+$/);
  for (const { headers, body } of receiver.received) {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(headers['idempotency-key']).toBe(headers['webhook-id']);
    expect(Math.abs(Number(headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(60_000);
  }
  const hook = await stateOf(id, ({ waiting }) => waiting === 0);
  expect(hook).toMatchObject({ dead: 0, error: null });
  expect(hook.deliveredAt).toBeGreaterThan(0);
});

test('a receiver that fails, hangs and comes back gets every message, in order, each try with the same id and bytes', async () => {
  await add();
  receiver.mood = 500;
  const { doc } = await write();
  const file = createFile(doc, 'MAIN.st', MAIN);
  await receiver.until((received) => received.length >= 1);
  receiver.mood = null;
  await receiver.until((received) => received.length >= 2);
  receiver.mood = 200;
  textOf(doc, file).insert(MAIN.indexOf('END_VAR'), 'xOn : BOOL;\n');
  await receiver.until((received) => typesOf(received).filter((type) => type === 'tag.created').length >= 4);
  const [first] = idsOf(receiver.received);
  const tries = receiver.received.filter(({ headers }) => headers['webhook-id'] === first);
  expect(tries).toHaveLength(3);
  expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
  const whole = receiver.received.slice(2).flatMap(({ json }) => json.data.events);
  expect(whole.map(({ after }) => after.path)).toEqual(['MAIN.st', 'MAIN.rSpeed', 'MAIN.xOn']);
});

test('a message is given up after its tries, listed with the reason, and sent again when an owner asks', async () => {
  const { id } = await add();
  receiver.mood = 503;
  const { doc } = await write();
  const file = createFile(doc, 'MAIN.st', MAIN);
  await stateOf(id, ({ dead }) => dead === 1);
  expect(receiver.received).toHaveLength(3);
  const { body } = await call('GET', `/${id}/dead`);
  expect(body.messages).toMatchObject([
    { type: 'project.changed', attempts: 3, error: 'The receiver answered 503.' },
  ]);
  receiver.mood = 204;
  // What comes later is not held up by it.
  deleteFile(doc, file);
  await receiver.until((received) => typesOf(received).includes('file.deleted'));
  const message = body.messages[0].id;
  expect((await call('POST', `/${id}/dead/${message}/resend`)).status).toBe(204);
  await receiver.until((received) => received.at(-1)?.headers['webhook-id'] === message);
  await stateOf(id, ({ dead, waiting }) => dead + waiting === 0);
  expect((await call('POST', `/${id}/dead/${message}/resend`)).body.code).toBe('MESSAGE_UNKNOWN');
});

test('what waits survives a restart of the server, with its id and its number of tries', async () => {
  const dataDir = newDataDir();
  closings.push(() => removeDataDir(dataDir));
  const slow = { webhookTimes: { gatherMs: 1, answerMs: 5_000, retryMs: [1, 3_600_000] } };
  const start = (options: AppOptions) =>
    startTestApp({ ...LOOPBACK, dataDir, database: `${dataDir}/tagloom.db` }, options);
  await app.close();
  app = await start(slow);
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  const { id } = await add();
  receiver.mood = 500;
  const { doc, client } = await write();
  createFile(doc, 'MAIN.st', MAIN);
  await stateOf(id, ({ nextAt }) => (nextAt ?? 0) > Date.now() + 1_000_000);
  createFile(doc, 'Late.st', 'PROGRAM Late\nEND_PROGRAM\n');
  await client.whenSaved();
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
  expect(receiver.received).toHaveLength(2);
  app = await start(FAST);
  const waiting = await app.core.store.nextDelivery(id);
  expect(waiting).toMatchObject({ attempts: 2, id: idsOf(receiver.received)[0] });
  receiver.mood = 200;
  // An owner need not wait for the hour.
  expect((await call('POST', `/${id}/retry`)).status).toBe(204);
  await receiver.until((received) => JSON.stringify(received.at(-1)?.json).includes('Late.st'));
  const [first, second, ...more] = idsOf(receiver.received);
  expect(first).toBe(waiting?.id);
  expect([second === undefined, more]).toEqual([false, []]);
});

test('a stop in the middle of a try is none: the message goes again after the start', async () => {
  const dataDir = newDataDir();
  closings.push(() => removeDataDir(dataDir));
  const patient = { webhookTimes: { gatherMs: 1, answerMs: 60_000, retryMs: [3_600_000] } };
  const start = () => startTestApp({ ...LOOPBACK, dataDir, database: `${dataDir}/tagloom.db` }, patient);
  await app.close();
  app = await start();
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  const { id } = await add();
  receiver.mood = null;
  await call('POST', `/${id}/ping`);
  await receiver.until((received) => received.length === 1);
  await app.close();
  receiver.mood = 200;
  app = await start();
  await stateOf(id, ({ waiting }) => waiting === 0);
  expect(receiver.received.map(({ json }) => json.type)).toEqual(['ping', 'ping']);
  expect(idsOf(receiver.received)).toHaveLength(1);
});

test('a webhook hears only of the events that it asked for', async () => {
  const { id } = await add({ events: ['file.deleted'] });
  const { doc } = await write();
  const file = createFile(doc, 'MAIN.st', MAIN);
  await stateOf(id, ({ mark }) => mark.seq > 0);
  deleteFile(doc, file);
  await receiver.until((received) => received.length === 1);
  expect(typesOf(receiver.received)).toEqual(['file.deleted']);
});

test('only owners see webhooks; the secret is told once; other projects and private networks are refused', async () => {
  const ben = await ticketFor(app, 'ben', 'line', 'editor');
  const cy = await ticketFor(app, 'cy', 'other', 'owner');
  const { id, secret } = await add();
  expect(secret).toMatch(/^whsec_/);
  const list = await call('GET', '');
  expect(list.body.webhooks).toMatchObject([{ id, url: receiver.url, waiting: 0, dead: 0 }]);
  expect(JSON.stringify(list.body)).not.toContain(secret);
  const refused = await call('GET', '', { token: ben.token });
  expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  expect(refused.body.message).toContain('owner');
  expect((await call('GET', '', { token: cy.token })).status).toBe(404);
  const foreign = await fetch(`${app.address}/api/projects/other/webhooks/${id}/dead`, {
    headers: { authorization: `Bearer ${cy.token}` },
  });
  expect(foreign.status).toBe(404);
  for (const [url, code] of [
    ['https://10.0.0.1/', 'WEBHOOK_ADDRESS_REFUSED'],
    ['http://93.184.216.34/', 'WEBHOOK_URL_INVALID'],
    ['https://x:y@93.184.216.34/', 'WEBHOOK_URL_INVALID'],
  ] as const)
    expect(await call('POST', '', { json: { url } })).toMatchObject({ status: 422, body: { code } });
  expect((await call('POST', '', { json: { url: receiver.url, events: [] } })).body.code).toBe(
    'BODY_INVALID',
  );
  expect((await call('POST', '', { json: { url: receiver.url, extra: 1 } })).status).toBe(422);
  const audit = await app.core.store.audits('line', 10);
  expect(audit.map(({ action }) => action)).toContain('webhook');
  expect(JSON.stringify(audit)).not.toContain(secret);
  expect((await call('DELETE', `/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/${id}`)).body.code).toBe('WEBHOOK_UNKNOWN');
  for (let made = 0; made < 10; made++) await add();
  expect((await call('POST', '', { json: { url: receiver.url } })).body.code).toBe('WEBHOOKS_TOO_MANY');
});

test('the state of a webhook that is away says since when, why and when the next try is', async () => {
  await app.close();
  const slow = { webhookTimes: { gatherMs: 1, answerMs: 5_000, retryMs: [3_600_000] } };
  app = await startTestApp(LOOPBACK, slow);
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  const { id } = await add();
  await receiver.close();
  await call('POST', `/${id}/ping`);
  await stateOf(id, ({ error }) => error !== null);
  const { body } = await call('GET', '');
  expect(body.webhooks[0]).toMatchObject({ waiting: 1, deliveredAt: null });
  expect(body.webhooks[0].error).toContain('ECONNREFUSED');
  expect(Date.parse(body.webhooks[0].nextAt)).toBeGreaterThan(Date.now());
});

test('members that come, change and go are told to who asks for it, also those of a time when the server was down', async () => {
  const { id } = await add({ events: ['person.joined', 'person.role', 'person.left'] });
  const { id: other } = await add({ events: ['tag.created'] });
  const { store } = app.core;
  const ben = await ticketFor(app, 'ben', 'line', 'viewer');
  const audit = { at: 1, person: ada.personId, project: 'line', action: 'member', detail: '' };
  await store.changeMember('line', ben.personId, 'editor', audit);
  await store.changeMember('line', ben.personId, null, audit);
  await app.core.access.refresh();
  await receiver.until((received) => typesOf(received).includes('person.left'));
  const events = receiver.received.flatMap(({ json }) => json.data.events);
  expect(events.map(({ type, person, role, from }) => [type, person.name, role, from])).toEqual([
    ['person.joined', 'ben', 'viewer', undefined],
    ['person.role', 'ben', 'editor', 'viewer'],
    ['person.left', 'ben', 'editor', undefined],
  ]);
  expect(Date.parse(events[0].timestamp)).toBeGreaterThan(Date.now() - 60_000);
  await stateOf(id, ({ waiting }) => waiting === 0);
  expect((await store.webhook(other))?.deliveredAt).toBe(0);
});
