/** Lasting tokens for tools: one project, at most one role, hashed at rest, revoked at once. */

import type { Role } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { digest } from '#server/auth/sessions.ts';
import { openPeer } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';
import { openTags } from './tagsocket.ts';

let app: RunningApp;
let ada: Ticket;
let cookie: string;

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  cookie = await signIn(ada.personId);
});

afterEach(() => app.close());

async function signIn(person: string): Promise<string> {
  const { secret } = await app.core.sessions.signIn(await app.core.sessions.makeCode(person), 'test');
  return `tagloom_session=${secret}`;
}

async function call(
  method: string,
  path: string,
  options: { json?: object; cookie?: string; token?: string } = {},
) {
  const answer = await fetch(`${app.address}/api${path}`, {
    method,
    headers: {
      origin: app.address,
      ...(options.token
        ? { authorization: `Bearer ${options.token}` }
        : { cookie: options.cookie ?? cookie }),
    },
    ...(options.json ? { body: JSON.stringify(options.json) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

async function make(role: Role, fields: object = {}): Promise<{ id: string; token: string }> {
  const { status, body } = await call('POST', '/me/tokens', {
    json: { name: 'press tool', projectId: 'line', role, ...fields },
  });
  expect(status).toBe(201);
  return body;
}

const push = { method: 'POST', headers: (token: string) => ({ authorization: `Bearer ${token}` }) };
const pushStatus = async (token: string) =>
  (
    await fetch(`${app.address}/api/projects/line/sync/push`, {
      method: push.method,
      headers: push.headers(token),
      body: new Uint8Array([0, 0]),
    })
  ).status;

test('a token opens its project with its role at most, over HTTP and on sockets', async () => {
  await ticketFor(app, 'ada', 'other', 'owner');
  const { token } = await make('viewer');
  expect((await call('GET', '/projects/line/tags', { token })).status).toBe(200);
  expect((await call('GET', '/projects/other/tags', { token })).status).toBe(404);
  expect(await pushStatus(token)).toBe(403);
  expect(await pushStatus((await make('editor')).token)).toBe(200);
  expect((await call('GET', '/projects/line/audit', { token })).status).toBe(403);
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token });
  await peer.until(() => peer.messages.some(({ type }) => type === 'hello'));
  expect(peer.messages[0]).toMatchObject({ type: 'hello', role: 'viewer' });
  await peer.close();
  await expect(openPeer({ url: `${socketUrl(app.address)}/ws/other/source`, token })).rejects.toThrow('404');
});

test('S7 a member who becomes more stays what the token says; who becomes less is less with it too', async () => {
  const { token } = await make('editor');
  const { store, access } = app.core;
  await ticketFor(app, 'zoe', 'line', 'owner');
  await store.setMember('line', ada.personId, 'reviewer', Date.now());
  await access.refresh();
  expect(await pushStatus(token)).toBe(403);
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token });
  await store.setMember('line', ada.personId, 'owner', Date.now());
  await peer.until(() => peer.messages.some(({ type }) => type === 'role'));
  expect(peer.messages.findLast(({ type }) => type === 'role')).toMatchObject({ role: 'editor' });
  await peer.close();
});

test('S7 a revoked token opens nothing from then on, and its open sockets close', async () => {
  const { id, token } = await make('editor');
  const tags = await openTags(app.address, token);
  tags.send({ type: 'subscribe', projectId: 'line' });
  await tags.next('tags_updated');
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token });
  expect((await call('DELETE', `/me/tokens/${id}`)).status).toBe(204);
  expect((await tags.closed).code).toBe(4403);
  expect((await peer.closed).code).toBe(4403);
  expect((await call('GET', '/projects/line/tags', { token })).body.code).toBe('TOKEN_INVALID');
  await expect(openTags(app.address, token)).rejects.toThrow('401');
  expect((await call('DELETE', `/me/tokens/${id}`)).body.code).toBe('TOKEN_UNKNOWN');
});

test('the secret is told once and hashed at rest; making and revoking stand in the audit log', async () => {
  const { id, token } = await make('viewer', { days: 7 });
  const list = await call('GET', '/me/tokens');
  expect(list.body.tokens).toMatchObject([
    { id, name: 'press tool', projectId: 'line', role: 'viewer', usedAt: null },
  ]);
  expect(JSON.stringify(list.body)).not.toContain(token);
  expect(await app.core.store.token(token, Date.now())).toBeNull();
  expect(await app.core.store.token(digest(token), Date.now() + 8 * 24 * 3_600_000)).toBeNull();
  await call('GET', '/projects/line/tags', { token });
  expect((await call('GET', '/me/tokens')).body.tokens[0].usedAt).not.toBeNull();
  await call('DELETE', `/projects/line/tokens/${id}`);
  const { entries } = (await call('GET', '/projects/line/audit')).body;
  expect(entries.map(({ action }: { action: string }) => action)).toEqual(['token.revoke', 'token.create']);
  expect(JSON.stringify(entries)).not.toContain(token);
});

test('a token is for the person at a browser to make: no token makes another, and none is more than its person', async () => {
  const { token } = await make('owner');
  expect((await call('POST', '/me/tokens', { token, json: {} })).body.code).toBe('SIGN_IN_NEEDED');
  expect((await call('POST', '/session/token', { token, json: { projectId: 'line' } })).body.code).toBe(
    'SIGN_IN_NEEDED',
  );
  const bob = await ticketFor(app, 'bob', 'line', 'reviewer');
  const bobs = await signIn(bob.personId);
  const wanted = { name: 'x', projectId: 'line', role: 'editor' };
  expect((await call('POST', '/me/tokens', { cookie: bobs, json: wanted })).body.code).toBe('FORBIDDEN');
  expect(
    (await call('POST', '/me/tokens', { cookie: bobs, json: { ...wanted, projectId: 'none' } })).status,
  ).toBe(404);
  expect((await call('POST', '/me/tokens', { json: { ...wanted, days: 0 } })).body.code).toBe('BODY_INVALID');
  expect((await call('GET', '/projects/line/tokens', { cookie: bobs })).status).toBe(403);
  expect((await call('GET', '/projects/line/tokens')).body.tokens).toMatchObject([
    { person: { name: 'ada' } },
  ]);
});
