/** What owners read of a project: imports, exports and refusals, never a text. */

import { createFile } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { StoreError } from '#server/problem.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { openPeer, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  secretName : REAL;\nEND_VAR\nEND_PROGRAM\n';
let app: RunningApp;
let ada: Ticket;
let vic: Ticket;

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  vic = await ticketFor(app, 'vic', 'line', 'viewer');
});

afterEach(() => app.close());

async function call(method: string, path: string, { token }: Ticket, body?: string) {
  const answer = await fetch(`${app.address}/api/projects/line${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

const lines = async () =>
  (await app.core.store.audits('line', 100)).map(({ name, action, detail }) => [name, action, detail]);

test('an import that is asked for lines tells how far it is, then its answer, or its problem', async () => {
  const lines = async (url: string, body: string) => {
    const answer = await fetch(`${app.address}/api/projects/line/${url}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, accept: 'application/x-ndjson, application/json' },
      body,
    });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const text = await answer.text();
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const told = await lines('import?path=MAIN.st', MAIN);
  expect(told.slice(0, 3).map(({ percent }) => percent)).toEqual([30, 60, 90]);
  expect(told.at(-1)).toMatchObject({ answer: { added: [{ path: 'MAIN.st' }] } });
});

test('an import and an export stand in the audit log, a trial does not, and no text is in it', async () => {
  expect(await call('POST', '/import?path=MAIN.st&dryRun=true', ada, MAIN)).toBe(200);
  expect(await lines()).toEqual([]);
  expect(await call('POST', '/import?path=MAIN.st', ada, MAIN)).toBe(200);
  expect(await call('GET', '/export/siemens-db', vic)).toBe(200);
  expect(await call('GET', '/export/project', vic)).toBe(200);
  expect(await lines()).toEqual([
    ['vic', 'export', 'project'],
    ['vic', 'export', 'siemens-db'],
    ['ada', 'import', '1 files: 1 new, 0 changed, 0 tags'],
  ]);
  expect(JSON.stringify(await lines())).not.toContain('secretName');
});

test('a member who tries more than the role allows stands in the audit log, once for the same thing', async () => {
  for (let tries = 0; tries < 5; tries++)
    expect(await call('POST', '/import?path=MAIN.st', vic, MAIN)).toBe(403);
  expect(await call('GET', '/audit', vic)).toBe(403);
  expect(await lines()).toEqual([
    ['vic', 'refused', 'audit.read as viewer'],
    ['vic', 'refused', 'import as viewer'],
  ]);
});

test('S7 a viewer who writes over a socket stands in the audit log too, with the code and no text', async () => {
  const url = `${socketUrl(app.address)}/ws/line/source`;
  for (let tries = 0; tries < 2; tries++) {
    const peer = await openPeer({ url, token: vic.token });
    await whenMessage(peer, 'step2');
    createFile(peer.doc, 'MAIN.st', MAIN);
    expect((await peer.closed).code).toBe(4403);
  }
  expect(await lines()).toEqual([['vic', 'refused', 'source socket: FORBIDDEN']]);
});

test('a database that cannot write the audit log keeps nobody from an export', async () => {
  await call('POST', '/import?path=MAIN.st', ada, MAIN);
  const real = await openSqliteStore(':memory:');
  const full = async () => {
    throw new StoreError('STORE_UNAVAILABLE', 'The database is out of disk space.');
  };
  const other = await startTestApp({}, { store: { ...real, audit: full } });
  const { token } = await ticketFor(other, 'ada', 'line', 'owner');
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${other.address}/api/projects/line/import?path=MAIN.st`, {
    method: 'POST',
    headers,
    body: MAIN,
  });
  const answer = await fetch(`${other.address}/api/projects/line/export/siemens-db`, { headers });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('secretName');
  await other.close();
});
