/** Files over HTTP: written as merged edits, or strictly; never over somebody's work. */

import { createFile, deleteFile, filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  xOn : BOOL;\n  nCount : INT;\nEND_VAR\nEND_PROGRAM\n';

let app: RunningApp;
let ada: Ticket;
let writer: Peer;
let file: string;

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
  writer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token: ada.token });
  await writer.until(() => writer.messages.some(({ type }) => type === 'step2'));
  file = createFile(writer.doc, 'src/MAIN.st', MAIN);
  await stored();
});

afterEach(async () => {
  writer.socket.terminate();
  await app.close();
});

const stored = () => writer.until(() => writer.acked() === writer.sent());
const text = () => filesMap(writer.doc).get(file)?.get('text') as Y.Text;
const call = (method: string, path: string, init: { body?: string; match?: string; token?: string } = {}) =>
  fetch(`${app.address}/api/projects/line/files${path}`, {
    method,
    headers: {
      authorization: `Bearer ${init.token ?? ada.token}`,
      ...(init.match === undefined ? {} : { 'if-match': init.match }),
    },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
const PATH = `/${encodeURIComponent('src/MAIN.st')}`;

test('files are listed and read by path and by id, with the cursor of what was read', async () => {
  const list = await (await call('GET', '')).json();
  expect(list).toMatchObject({ files: [{ id: file, path: 'src/MAIN.st', length: MAIN.length }] });
  for (const name of [PATH, `/${file}`]) {
    const read = await call('GET', name);
    expect([await read.text(), read.headers.get('etag')]).toEqual([MAIN, `"${list.cursor}"`]);
  }
  expect(await codeOf(await call('GET', '/nothing.st'))).toEqual([404, 'FILE_UNKNOWN']);
});

test('with a base a write is merged with what a colleague wrote since', async () => {
  const { cursor } = (await (await call('GET', '')).json()) as { cursor: string };
  text().insert(MAIN.indexOf('INT') + 3, ' := 7');
  await stored();
  const put = await call('PUT', `${PATH}?base=${cursor}`, { body: MAIN.replace('xOn', 'xStart') });
  expect(put.status).toBe(200);
  await writer.until(() => text().toString().includes('xStart'));
  expect(text().toString()).toBe(MAIN.replace('xOn', 'xStart').replace('INT', 'INT := 7'));
});

test('with If-Match a write is refused when the file changed since, and only then', async () => {
  const etag = (await call('GET', PATH)).headers.get('etag') ?? '';
  createFile(writer.doc, 'Other.st', 'x');
  await stored();
  const put = await call('PUT', PATH, { body: MAIN.replace('xOn', 'xStart'), match: etag });
  expect([put.status, (await put.json()).path]).toEqual([200, 'src/MAIN.st']);
  expect(await codeOf(await call('PUT', PATH, { body: MAIN, match: etag }))).toEqual([412, 'FILE_CHANGED']);
  await writer.until(() => text().toString().includes('xStart'));
  const next = (await call('GET', PATH)).headers.get('etag') ?? '';
  deleteFile(writer.doc, file);
  await stored();
  expect(await codeOf(await call('PUT', PATH, { body: MAIN, match: next }))).toEqual([412, 'FILE_CHANGED']);
});

test('a new path makes a file; an existing one needs a base; readers may not write', async () => {
  expect((await call('PUT', '/New.st', { body: 'PROGRAM New\r\nEND_PROGRAM\r\n' })).status).toBe(201);
  expect(await (await call('GET', '/new.st')).text()).toBe('PROGRAM New\nEND_PROGRAM\n');
  expect(await codeOf(await call('PUT', PATH, { body: 'x' }))).toEqual([428, 'BASE_MISSING']);
  expect(await codeOf(await call('PUT', `${PATH}?base=old.1`, { body: 'x' }))).toEqual([
    409,
    'EPOCH_CHANGED',
  ]);
  expect(await codeOf(await call('PUT', '/..%2Fx.st', { body: 'x' }))).toEqual([422, 'PATH_SEGMENT']);
  const rob = await ticketFor(app, 'rob', 'line', 'reviewer');
  expect(await codeOf(await call('PUT', '/R.st', { body: 'x', token: rob.token }))).toEqual([
    403,
    'FORBIDDEN',
  ]);
});
