/** The API document: valid, complete, and true. Each operation is executed with the example that the document gives. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createFile } from '@tagloom/collab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocument, OPERATIONS } from '#server/api/document.ts';
import { type Operation, ProblemBody } from '#server/api/operation.ts';
import type { RunningApp } from '#server/app.ts';
import { digest } from '#server/auth/sessions.ts';
import { readConfig } from '#server/config.ts';
import { createHttp } from '#server/http.ts';
import { DEMO } from '#server/seed.ts';
import { contentOf, packVersion } from '#server/versions.ts';
import { ROOT } from '../harness/server.ts';
import { startTestApp, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\nEND_VAR\nEND_PROGRAM\n';
const PASSWORD = 'a long enough password';
const DAY = 24 * 3_600_000;

describe('the API document', () => {
  test('is OpenAPI 3.1 for a public validator', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...createDocument('1.0.0') });
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  test('a broken one is none, so that the validator can say no', async () => {
    const broken = { ...createDocument('1.0.0'), paths: { '/x': { get: { responses: 7 } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('has every route of the router and no other', async () => {
    const app = await startTestApp();
    const origins = { publicUrl: null, allowed: [], trustProxy: false };
    const http = createHttp({ core: app.core, origins, onTrouble: () => undefined });
    const routes = http
      .routes()
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    const said = OPERATIONS.map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect([...new Set(said)].sort()).toEqual([...new Set(routes)].sort());
    expect(said).toHaveLength(new Set(said).size);
    await app.close();
  });

  test('names every query parameter that a route reads, and no other', () => {
    const folder = join(ROOT, 'server', 'routes');
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const read = sources.flatMap((text) => [...text.matchAll(/\.query\('(\w+)'\)/g)].map(([, name]) => name));
    const said = OPERATIONS.flatMap(({ query = {} }) => Object.keys(query));
    expect([...new Set(said)].sort()).toEqual([...new Set(read)].sort());
  });

  test('gives an example for each parameter that a path has, and each operation an id of its own', () => {
    const paths = createDocument('1.0.0').paths as Record<string, Record<string, { operationId: string }>>;
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(OPERATIONS.length);
  });
});

interface World {
  readonly app: RunningApp;
  readonly cookie: string;
  readonly token: string;
  /** Values of path parameters. */
  readonly ids: Readonly<Record<string, string>>;
  readonly code: string;
}

/** Ada, an owner with a password and a browser; a project with one file; one of everything that a path can name. */
async function build(): Promise<World> {
  const oidc = {
    issuer: 'https://issuer.example',
    clientId: 'c',
    clientSecret: null,
    audience: null,
    rules: [],
  };
  const { demo } = readConfig({});
  const app = await startTestApp({ oidc, demo });
  const { core } = app;
  const { store } = core;
  const ada = await ticketFor(app, 'ada', 'line', 'owner');
  await ticketFor(app, 'ada', DEMO.id, 'viewer');
  const ben = await ticketFor(app, 'ben', 'line', 'owner');
  await ticketFor(app, 'cy', 'other', 'owner');
  await store.setOperator(ada.personId);
  const person = { id: ada.personId, name: 'ada', operator: true };
  await core.accounts.setPassword(person, null, PASSWORD, '127.0.0.1');
  const sign = async () =>
    (await core.sessions.signIn(await core.sessions.makeCode(ada.personId), 'Test')).secret;
  const [secret] = [await sign(), await sign()];
  const lease = await core.rooms.acquire({ project: 'line', document: 'source' });
  await lease.room.edit(ada.personId, (copy) => createFile(copy, 'MAIN.st', MAIN));
  const content = contentOf(lease.room.doc);
  lease.release();
  const audit = { at: 1, person: null, project: 'line', action: 'made', detail: '' };
  await store.addClaimRule({ id: 'r1', claim: 'c', value: 'v', org: 'main', role: 'viewer' }, audit);
  const times = { createdAt: Date.now(), expiresAt: Date.now() + DAY };
  const invite = {
    id: 'i1',
    project: 'line',
    role: 'reviewer',
    createdBy: ada.personId,
    usesLeft: 1,
  } as const;
  await store.addInvite({ ...invite, ...times, hash: digest('x3P9...') }, audit);
  const token = { id: 't1', person: ada.personId, project: 'line', role: 'viewer', name: 't' } as const;
  await store.addToken({ ...token, ...times, usedAt: 0, hash: 'h' }, audit);
  const state = { id: 'v1', project: 'line', name: 'v1', note: '', epoch: lease.room.epoch, seq: 1 } as const;
  const version = { ...state, at: 1, person: ada.personId, files: 1, ...(await packVersion(content)) };
  await store.addVersion(version, 9, audit);
  const hook = { id: 'w1', project: 'line', url: 'https://10.0.0.1/', secret: 'whsec_AA==' };
  await store.addWebhook({ ...hook, events: [], createdBy: ada.personId, createdAt: 1 }, 9, audit);
  await store.queueDelivery('w1', null, { id: 'msg_1', type: 'ping', body: '{}', createdAt: 1 });
  await store.settleDelivery('msg_1', { state: 'dead', at: 2, error: 'away', kept: 9 });
  const [browser] = (await store.sessions(ada.personId, Date.now())).filter(
    ({ hash }) => hash !== digest(secret ?? ''),
  );
  return {
    app,
    cookie: `tagloom_session=${secret}`,
    token: ada.token,
    code: 'x3P9...',
    ids: {
      project: 'line',
      person: ben.personId,
      session: browser?.id ?? '',
      token: 't1',
      invite: 'i1',
      webhook: 'w1',
      message: 'msg_1',
      version: 'v1',
      rule: 'r1',
      file: 'MAIN.st',
      tag: 'MAIN.rSpeed',
      format: 'siemens-db',
    },
  };
}

/** The request of an operation as its examples say it; `base` is the one thing that no document can know. */
async function execute({ app, cookie, token, ids }: World, operation: Operation): Promise<Response> {
  const { method, path, needs, body, query = {} } = operation;
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(ids[name] ?? '')),
    app.address,
  );
  for (const [name, { example }] of Object.entries(query))
    if (example !== undefined) url.searchParams.set(name, example);
  if (operation.query?.base) url.searchParams.set('base', await cursorOf(app, token));
  const carries =
    needs === 'nothing' ? {} : needs === 'session' ? { cookie } : { authorization: `Bearer ${token}` };
  const sent = body && ('media' in body ? body.example : JSON.stringify(body.example));
  const type = body && ('media' in body ? body.media : 'application/json');
  return fetch(url, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { origin: app.address, ...carries, ...(type ? { 'content-type': type } : {}) } as HeadersInit,
    ...(sent === undefined ? {} : { body: sent }),
  });
}

async function cursorOf(app: RunningApp, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${app.address}/api/projects/line/files`, { headers });
  return ((await answer.json()) as { cursor: string }).cursor;
}

describe('each operation does what the document says', () => {
  let world: World;

  test.each(OPERATIONS.map((operation) => [operation.method, operation.path, operation] as const))(
    '%s %s',
    async (_method, _path, operation) => {
      world = await build();
      try {
        const { answer } = operation;
        const response = await execute(world, operation);
        if (response.status !== answer.status) expect(await response.text()).toBe('');
        expect(response.status).toBe(answer.status);
        if (answer.media) {
          const type = response.headers.get('content-type') ?? '';
          if (answer.media !== 'application/octet-stream') expect(type.split(';')[0]).toBe(answer.media);
          await response.body?.cancel();
        } else if (answer.schema) answer.schema.parse(await response.json());
        else expect(await response.text()).toBe('');
      } finally {
        await world.app.close();
      }
    },
  );
});

describe('each operation refuses who may not', () => {
  let world: World;
  let viewer: string;

  beforeAll(async () => {
    world = await build();
    viewer = (await ticketFor(world.app, 'vic', 'line', 'viewer')).token;
  });
  afterAll(() => world.app.close());

  test.each(
    OPERATIONS.filter(({ needs }) => needs !== 'nothing').map((one) => [one.method, one.path, one] as const),
  )('%s %s: strangers 401, viewers 403 with the role that is needed', async (_method, _path, operation) => {
    const stranger = await execute({ ...world, cookie: '', token: 'none' }, { ...operation, query: {} });
    expect([operation.path, stranger.status]).toEqual([operation.path, 401]);
    ProblemBody.parse(await stranger.json());
    if (operation.needs !== 'owner' && operation.needs !== 'editor') return;
    const answer = await execute({ ...world, token: viewer }, { ...operation, query: {} });
    expect(answer.status).toBe(403);
    expect(ProblemBody.parse(await answer.json()).message).toContain(operation.needs);
  });
});

describe('each JSON body is checked', () => {
  let world: World;

  beforeAll(async () => {
    world = await build();
  });
  afterAll(() => world.app.close());

  test.each(
    OPERATIONS.flatMap((one) =>
      one.body && 'schema' in one.body ? [[one.method, one.path, one, one.body.schema] as const] : [],
    ),
  )('%s %s: a body of the wrong shape is 422 and changes nothing', async (_m, _p, operation, schema) => {
    const answer = await execute(world, { ...operation, body: { schema, example: { wrong: [1] } } });
    expect(answer.status).toBe(422);
    expect(ProblemBody.parse(await answer.json()).code).toBe('BODY_INVALID');
  });
});
