/** The company's own sign-in against a real OpenID provider, and its access tokens on every door. */

import { createFile, PROTOCOL_OWN } from '@tagloom/collab';
import { generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { AUDIENCE, Browser, CLIENT, type Issuer, openIssuer } from './issuer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';
import { openTags } from './tagsocket.ts';

let issuer: Issuer;
let app: RunningApp;
const peers: Peer[] = [];

beforeEach(async () => {
  issuer = await openIssuer();
  const rules = [
    { claim: 'groups', value: 'engineers', org: 'main', role: 'editor' },
    { claim: 'groups', value: 'chiefs', org: 'main', role: 'owner' },
  ] as const;
  app = await startTestApp({
    oidc: {
      issuer: issuer.url,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      audience: AUDIENCE,
      rules,
    },
  });
  issuer.serve(app.address);
  await ticketFor(app, 'ada', 'line', 'owner');
});

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
  await issuer.close();
});

async function get(path: string, headers: Record<string, string>) {
  const answer = await fetch(app.address + path, { headers });
  return { status: answer.status, body: await answer.json() };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const claims = (fields: object = {}) => ({
  sub: 'emma',
  aud: AUDIENCE,
  name: 'Emma',
  groups: ['engineers'],
  ...fields,
});

async function roleOf(name: string): Promise<string | undefined> {
  const members = await app.core.store.members('line');
  return members.find(({ person }) => person.name === name)?.role;
}

describe('signing in', () => {
  test('leads to the issuer and back, makes the person once, and gives the roles that claims say', async () => {
    issuer.claims('emma', { name: 'Emma', groups: ['engineers'] });
    const browser = new Browser();
    expect(await browser.signIn(app.address, 'emma', '/workspace/line/settings')).toBe(
      '/workspace/line/settings',
    );
    const cookie = browser.cookies(app.address);
    const me = await get('/api/me', { cookie });
    expect(me.body).toMatchObject({ person: { name: 'Emma' }, operator: false });
    expect(await roleOf('Emma')).toBe('editor');
    issuer.claims('emma', { name: 'Emma', groups: ['chiefs'] });
    const other = new Browser();
    await other.signIn(app.address, 'emma');
    const again = await get('/api/me', { cookie: other.cookies(app.address) });
    expect(again.body.person.id).toBe(me.body.person.id);
    expect(await roleOf('Emma')).toBe('owner');
    issuer.claims('emma', { name: 'Emma', groups: [] });
    await new Browser().signIn(app.address, 'emma');
    expect(await roleOf('Emma')).toBe(undefined);
  });

  test('rules that operators add beside those of the environment give and take roles at the next sign-in', async () => {
    const { store } = app.core;
    const ada = await store.personByName('ada');
    await store.setOperator(ada?.id ?? '');
    const { secret } = await app.core.sessions.signIn(
      await app.core.sessions.makeCode(ada?.id ?? ''),
      'Test',
    );
    const rules = async (method: string, path: string, json?: object) => {
      const headers = { cookie: `tagloom_session=${secret}`, origin: app.address };
      const body = json === undefined ? {} : { body: JSON.stringify(json) };
      const answer = await fetch(`${app.address}/api/company/rules${path}`, { method, headers, ...body });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    };
    const fitters = { claim: 'groups', value: 'fitters', role: 'reviewer' };
    const { status, body } = await rules('POST', '', fitters);
    expect([status, body.org, body.isFixed]).toEqual([201, 'main', false]);
    expect((await rules('POST', '', fitters)).body.code).toBe('RULE_EXISTS');
    const fixed = { claim: 'groups', value: 'chiefs', role: 'viewer' };
    expect((await rules('POST', '', fixed)).body.code).toBe('RULE_EXISTS');
    expect((await rules('GET', '')).body.rules).toHaveLength(3);
    issuer.claims('frida', { name: 'Frida', groups: ['fitters'] });
    const browser = new Browser();
    await browser.signIn(app.address, 'frida');
    expect(await roleOf('Frida')).toBe('reviewer');
    const asFrida = { cookie: browser.cookies(app.address) };
    expect((await get('/api/company/rules', asFrida)).body.code).toBe('OPERATOR_NEEDED');
    expect((await rules('DELETE', '/env-0')).body.code).toBe('RULE_UNKNOWN');
    expect((await rules('DELETE', `/${body.id}`)).status).toBe(204);
    await new Browser().signIn(app.address, 'frida');
    expect(await roleOf('Frida')).toBe(undefined);
  });

  test('never takes over an account of the same name, and leaves the roles that people gave', async () => {
    issuer.claims('x1', { name: 'ada', groups: ['engineers'] });
    const browser = new Browser();
    await browser.signIn(app.address, 'x1');
    const { body } = await get('/api/me', { cookie: browser.cookies(app.address) });
    expect(body.person.name).toMatch(/^ada \(\w+\)$/);
    expect(await roleOf('ada')).toBe('owner');
    await app.core.store.setMember('line', body.person.id, 'viewer', 1);
    await new Browser().signIn(app.address, 'x1');
    expect(await roleOf(body.person.name)).toBe('viewer');
  });

  test('a callback that another browser began, or with another state, is refused and says so', async () => {
    const browser = new Browser();
    const begun = await browser.go(`${app.address}/api/oidc/start?next=//elsewhere.example`);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
    const stranger = await new Browser().go(`${app.address}/api/oidc/callback?code=x&state=${state}`);
    expect(stranger.headers.get('location')).toBe('/login?failed=OIDC_FAILED');
    const wrong = await browser.go(`${app.address}/api/oidc/callback?code=x&state=other`);
    expect(wrong.headers.get('location')).toBe('/login?failed=OIDC_FAILED');
    expect(browser.cookies(app.address)).not.toContain('tagloom_session');
  });

  test('goes to places of this app alone', async () => {
    expect(await new Browser().signIn(app.address, 'emma', '//elsewhere.example/')).toBe('/');
  });

  test('with the issuer away the sign-in page says so, and the server goes on', async () => {
    await issuer.close();
    const answer = await new Browser().go(`${app.address}/api/oidc/start`);
    expect(answer.headers.get('location')).toBe('/login?failed=ISSUER_UNAVAILABLE');
    const token = await issuer.sign(claims());
    expect((await get('/api/projects', bearer(token))).body.code).toBe('ISSUER_UNAVAILABLE');
    expect((await get('/api/session/ways', {})).body.company).toBe(new URL(issuer.url).host);
  });

  test('is not offered by a server without an issuer', async () => {
    const plain = await startTestApp();
    const ways = await fetch(`${plain.address}/api/session/ways`);
    expect(await ways.json()).toEqual({ company: null });
    const answer = await new Browser().go(`${plain.address}/api/oidc/start`);
    expect(answer.headers.get('location')).toBe('/login?failed=OIDC_OFF');
    await plain.close();
  });
});

describe('access tokens of the issuer', () => {
  test('open every socket and HTTP with the role that claims give', async () => {
    const token = await issuer.sign(claims());
    const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token });
    peers.push(peer);
    await peer.client.whenSynced;
    createFile(peer.doc, 'MAIN.st', 'PROGRAM MAIN\nVAR\n  xOn : BOOL;\nEND_VAR\nEND_PROGRAM\n');
    await peer.client.whenSaved();
    const tags = await openTags(app.address, token);
    tags.send({ type: 'subscribe', projectId: 'line' });
    await tags.until(() => [...tags.rows.values()].some(({ path }) => path === 'MAIN.xOn'));
    tags.socket.terminate();
    const jobs = new WebSocket(`${socketUrl(app.address)}/api/ws/sync/main`, [
      PROTOCOL_OWN,
      `bearer.${token}`,
    ]);
    await new Promise((resolve, reject) => jobs.once('open', resolve).once('error', reject));
    const heard = new Promise((resolve) => jobs.on('message', (data) => resolve(JSON.parse(String(data)))));
    const exported = await fetch(`${app.address}/api/projects/line/export/siemens-db`, {
      headers: bearer(token),
    });
    await exported.body?.cancel();
    expect(await heard).toMatchObject({ projectId: 'line' });
    jobs.terminate();
    expect((await get('/api/projects', bearer(token))).body.projects).toMatchObject([{ id: 'line' }]);
    expect((await get('/api/projects/line/audit', bearer(token))).body.code).toBe('FORBIDDEN');
  });

  test('as the issuer gives them to a machine are taken, and open nothing without a membership', async () => {
    const token = await issuer.machineToken();
    expect((await get('/api/me', bearer(token))).status).toBe(200);
    expect((await get('/api/projects/line', bearer(token))).status).toBe(404);
  });

  test('do nothing that is for a person at a browser', async () => {
    const token = await issuer.sign(claims());
    for (const path of ['/api/me/account', '/api/me/tokens', '/api/status'])
      expect(await get(path, bearer(token))).toMatchObject({ status: 401, body: { code: 'SIGN_IN_NEEDED' } });
  });

  const other = () => generateKeyPair('RS256');
  const hmac = (fields: object) =>
    new SignJWT({ iss: issuer.url, ...claims(fields) })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(CLIENT.secret.padEnd(32, '.')));
  const none = () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ iss: issuer.url, ...claims(), exp: 4e9 })}.`;
  };

  test.each<[string, () => Promise<string>, string]>([
    ['for another audience', () => issuer.sign(claims({ aud: 'urn:other' })), 'TOKEN_INVALID'],
    ['without an audience', () => issuer.sign(claims({ aud: undefined })), 'TOKEN_INVALID'],
    [
      'for the client: an ID token',
      () => issuer.sign(claims({ aud: CLIENT.id, nonce: 'n' })),
      'TOKEN_INVALID',
    ],
    [
      'that are ID tokens, whatever their audience',
      () => issuer.sign(claims({ nonce: 'n' })),
      'TOKEN_INVALID',
    ],
    ['that have expired', () => issuer.sign(claims(), { expiresIn: '-1m' }), 'TOKEN_EXPIRED'],
    [
      'by a key under a known name',
      async () => issuer.sign(claims(), { key: (await other()).privateKey }),
      'TOKEN_INVALID',
    ],
    [
      'by an unknown key',
      async () => issuer.sign(claims(), { key: (await other()).privateKey, kid: 'k9' }),
      'TOKEN_INVALID',
    ],
    ['signed with the shared secret', () => hmac({}), 'TOKEN_INVALID'],
    ['that nobody signed', async () => none(), 'TOKEN_INVALID'],
    ['of another issuer', () => issuer.sign(claims({ iss: 'https://elsewhere.example' })), 'TOKEN_INVALID'],
    ['about nobody', () => issuer.sign(claims({ sub: undefined })), 'TOKEN_INVALID'],
  ])('%s are refused, on sockets too', async (_what, make, code) => {
    const token = await make();
    expect(await get('/api/projects', bearer(token))).toMatchObject({ status: 401, body: { code } });
    await expect(openTags(app.address, token)).rejects.toThrow('401');
  });

  test('end open sockets when they expire', async () => {
    const token = await issuer.sign(claims(), { expiresIn: '2s' });
    const tags = await openTags(app.address, token);
    const closed = new Promise((resolve) => tags.socket.once('close', resolve));
    expect(await closed).toBe(4401);
  });
});
