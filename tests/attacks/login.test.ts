/** Attacks before a socket is open: tokens, origins, names in the path, numbers of sockets. Nothing of a project is said. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { openPeer } from '../integration/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from '../integration/server.ts';

let app: RunningApp;
let eve: Ticket;
let kid: string;

beforeAll(async () => {
  app = await startTestApp();
  eve = await ticketFor(app, 'eve', 'line', 'editor');
  await ticketFor(app, 'ann', 'secret', 'owner');
  kid = JSON.parse(Buffer.from(eve.token.split('.')[0] ?? '', 'base64url').toString()).kid;
});

afterAll(() => app.close());

interface Knock {
  readonly path?: string;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** Asks for an upgrade; the status and body of the answer, 101 when it was taken. */
function knock({ path = '/ws/line/source', token = eve.token, headers = {} }: Knock) {
  const { port } = new URL(app.address);
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request({
      port,
      host: '127.0.0.1',
      path,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...(token === null ? {} : { 'Sec-WebSocket-Protocol': `tagloom.v1, bearer.${token}` }),
        ...headers,
      },
    });
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve({ status: 101, body: '' });
    });
    asked.on('response', (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const claims = () => ({ sub: eve.personId, prj: 'line' });
const signed = (header: object, key: Uint8Array | CryptoKey, more: object = {}) =>
  new SignJWT({ ...claims(), ...more })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .setIssuer('tagloom')
    .setExpirationTime('1h')
    .sign(key);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const weak = new Uint8Array(32);

const TOKENS: readonly [name: string, token: () => Promise<string> | string][] = [
  ['no token at all', () => ''],
  ['words instead of a token', () => 'let-me-in'],
  ['three dots', () => '...'],
  ['algorithm none', () => new UnsecuredJWT(claims()).setIssuer('tagloom').setExpirationTime('1h').encode()],
  ['algorithm none in capitals', () => `${part({ alg: 'NONE', kid })}.${part({ ...claims(), exp: 9e9 })}.`],
  ['another algorithm under our key id', () => signed({ kid }, weak)],
  ['a key id that is a path', () => signed({ kid: '../../../dev/null' }, weak)],
  ['a key id of an object’s own', () => signed({ kid: '__proto__' }, weak)],
  ['a key that comes along in the header', () => signed({ kid, jwk: { kty: 'oct', k: '' } }, weak)],
  ['a key at an address of the attacker', () => signed({ kid, jku: 'https://evil.example/keys' }, weak)],
  [
    'a fresh key of the right kind',
    () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setExpirationTime('1h')
        .sign(privateKey);
    },
  ],
  [
    'our token with another body',
    () => eve.token.replace(/\.[^.]+\./, `.${part({ ...claims(), exp: 9e9 })}.`),
  ],
  ['our token without its signature', () => eve.token.replace(/[^.]+$/, '')],
  ['a token of ten kilobytes', () => `${eve.token}${'a'.repeat(6_000)}`],
  [
    'an expired token',
    async () => (await app.core.tokens.issue({ person: eve.personId, project: 'line' }, -5_000)).token,
  ],
];

test.each(TOKENS)('%s is refused with 401', async (_, make) => {
  const { status, body } = await knock({ token: await make() });
  expect(status).toBe(401);
  expect(JSON.parse(body).code).toMatch(/^TOKEN_/);
});

const ORIGINS = [
  'https://evil.example',
  'null',
  'http://127.0.0.1.evil.example',
  'file://',
  'http://127.0.0.1:1',
];

test.each(ORIGINS)('a page of %s is refused even with a good token', async (Origin) => {
  const { status, body } = await knock({ headers: { Origin } });
  expect([status, JSON.parse(body).code]).toEqual([403, 'ORIGIN_REFUSED']);
});

test('a forwarded host does not make a foreign page ours without a trusted proxy', async () => {
  const headers = { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' };
  expect((await knock({ headers })).status).toBe(403);
});

test('unknown, forbidden and impossible projects answer with the same words', async () => {
  const bodies = new Set<string>();
  for (const name of ['secret', 'nowhere', 'LINE', '__proto__', 'constructor']) {
    const { status, body } = await knock({ path: `/ws/${name}/source` });
    expect(status).toBe(404);
    bodies.add(body.replaceAll(name, '*'));
  }
  expect(bodies.size).toBe(1);
});

test.each([
  '/ws/line/../secret/source',
  '/ws/line%2f..%2fsecret/source',
  '/ws/line/members',
  '/ws//source',
  '/ws/line/source/x',
])('the path %s leads nowhere', async (path) => {
  expect((await knock({ path })).status).toBe(404);
});

test('a token in the address opens no document', async () => {
  expect((await knock({ path: `/ws/line/source?token=${eve.token}`, token: null })).status).toBe(401);
});

test('compression is not taken, so that no small frame becomes a large one', async () => {
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token: eve.token });
  expect(peer.socket.extensions).toBe('');
  await peer.close();
});

test('the thirty-third socket of a person on one document is refused, another person’s is not', async () => {
  const url = `${socketUrl(app.address)}/ws/crowd/source`;
  const [many, other] = [
    await ticketFor(app, 'many', 'crowd', 'editor'),
    await ticketFor(app, 'other', 'crowd', 'editor'),
  ];
  const peers = await Promise.all(Array.from({ length: 32 }, () => openPeer({ url, token: many.token })));
  expect(await knock({ path: '/ws/crowd/source', token: many.token })).toMatchObject({ status: 429 });
  expect((await knock({ path: '/ws/crowd/source', token: other.token })).status).toBe(101);
  for (const peer of peers) peer.socket.terminate();
});

test('who sends broken frames again and again is kept out for a while, and nobody else of the same address', async () => {
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const [bad, good] = [
    await ticketFor(app, 'bad', 'line', 'editor'),
    await ticketFor(app, 'good', 'line', 'editor'),
  ];
  for (let i = 0; i < 10; i++) {
    const peer = await openPeer({ url, token: bad.token, isSilent: true });
    peer.send(new Uint8Array([0, 2, 3, 9, 9, 9]));
    expect((await peer.closed).code).toBe(4400);
  }
  const { status, body } = await knock({ token: bad.token });
  expect([status, JSON.parse(body).code]).toEqual([429, 'TOO_MANY_STRIKES']);
  expect((await knock({ token: good.token })).status).toBe(101);
});

test('a viewer writes nothing by HTTP either, and a token of one project opens no other', async () => {
  const { token } = await ticketFor(app, 'vic', 'line', 'viewer');
  const ask = async (path: string, body: Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(`${app.address}/api/projects/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    return answer.status;
  };
  expect(await ask('line/sync/source/push', new Uint8Array([0, 0]))).toBe(403);
  expect(await ask('line/import', new Uint8Array([0, 0]))).toBe(403);
  expect(await ask('secret/sync/source/push', new Uint8Array([0, 0]))).toBe(404);
});
