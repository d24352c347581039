/** `/api/ws/sync/<org>`: jobs with their progress and end, and conflicts of meaning with all places and authors. */

import { createFile, deleteFile, fileEntry, PROTOCOL_OWN } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningApp } from '#server/app.ts';
import type { JobEvent } from '#server/jobs.ts';
import { StoreError } from '#server/problem.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  xOn : BOOL;\nEND_VAR\nEND_PROGRAM\n';

let app: RunningApp;
let ann: Ticket;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ann = await ticketFor(app, 'ann', 'line', 'editor');
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await app.close();
});

/** The event with the fields of all kinds of `data`. */
type Heard = JobEvent & {
  data?: {
    kind?: string;
    code?: string;
    errorCode?: string;
    retryable?: boolean;
    places?: { path: string; line: number; authors: { name: string }[] }[];
    authors?: { name: string }[];
  };
};

async function listen(token = ann.token, org = 'main', address = app.address) {
  const socket = new WebSocket(`${socketUrl(address)}/api/ws/sync/${org}`, [PROTOCOL_OWN, `bearer.${token}`]);
  closers.push(() => socket.terminate());
  const events: Heard[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    events.push(JSON.parse(data.toString()));
    for (const check of [...waiting]) check();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
    socket.once('unexpected-response', (_request, { statusCode, statusMessage }) =>
      reject(new Error(`${statusCode} ${statusMessage}`)),
    );
  });
  const until = (isIt: (event: Heard) => boolean) =>
    new Promise<Heard>((resolve) => {
      const check = () => {
        const found = events.find(isIt);
        if (!found) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  return { socket, events, until, closed };
}

async function enter(name: string): Promise<Peer> {
  const { token } = await ticketFor(app, name, 'line', 'editor');
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token });
  closers.push(() => peer.close());
  await peer.client.whenSynced;
  return peer;
}

const request = (path: string, init: RequestInit = {}) =>
  fetch(`${app.address}/api/projects/line/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${ann.token}` },
  });

test('an import begins, goes on and ends; so do the derivation that follows and an export', async () => {
  const jobs = await listen();
  await request('import?path=MAIN.st', { method: 'POST', body: MAIN });
  const done = await jobs.until(({ type, data }) => type === 'SYNC_SUCCESS' && data?.kind === 'import');
  const steps = jobs.events.filter(({ jobId }) => jobId === done.jobId);
  expect(steps.map(({ type, progress }) => [type, progress])).toEqual([
    ['SYNC_STARTED', 0],
    ['SYNC_PROGRESS', 30],
    ['SYNC_PROGRESS', 60],
    ['SYNC_PROGRESS', 90],
    ['SYNC_SUCCESS', 100],
  ]);
  expect(done).toMatchObject({ projectId: 'line', data: { added: 1, changed: 0 } });
  const derived = await jobs.until(
    ({ type, data }) => type === 'SYNC_SUCCESS' && data?.kind === 'derivation',
  );
  expect(derived.data).toMatchObject({ tags: 1 });
  await request('export/siemens-xlsx');
  await jobs.until(({ type, data }) => type === 'SYNC_SUCCESS' && data?.kind === 'export');
  await jobs.until(({ type, data }) => type === 'SYNC_SUCCESS' && data?.kind === 'publication');
});

test('a publication whose tags change meanwhile does not end before their rows are stored', async () => {
  const real = await openSqliteStore(':memory:');
  let held: { promise: Promise<void>; resolve: () => void } | null = null;
  const saveDerived: typeof real.saveDerived = async (writes) => {
    await held?.promise;
    return real.saveDerived(writes);
  };
  await app.close();
  app = await startTestApp({}, { store: { ...real, saveDerived } });
  ann = await ticketFor(app, 'ann', 'line', 'editor');
  const jobs = await listen();
  const peer = await enter('ben');
  held = Promise.withResolvers<void>();
  createFile(peer.client.doc, 'MAIN.st', MAIN);
  // Its rows wait behind what is stored first.
  await jobs.until(({ type, data }) => type === 'SYNC_STARTED' && data?.kind === 'publication');
  createFile(peer.client.doc, 'G.st', 'VAR_GLOBAL\n  xOff : BOOL;\nEND_VAR\n');
  const isOfBoth = ({ data }: Heard) => (data as { tags?: number } | undefined)?.tags === 2;
  await jobs.until(
    (event) => event.type === 'SYNC_SUCCESS' && event.data?.kind === 'derivation' && isOfBoth(event),
  );
  held.resolve();
  held = null;
  const done = await jobs.until(({ type, data }) => type === 'SYNC_SUCCESS' && data?.kind === 'publication');
  expect(done.data).toMatchObject({ tags: 2 });
  const stored = await real.derived('line', 'rows:rockwell');
  expect(JSON.parse(stored?.body ?? '[]')).toHaveLength(2);
  const told = jobs.events.filter(({ jobId }) => jobId === done.jobId).map(({ type }) => type);
  expect(told).toEqual(['SYNC_STARTED', 'SYNC_PROGRESS', 'SYNC_SUCCESS']);
});

test('a job that fails says its code and whether another attempt can help', async () => {
  const real = await openSqliteStore(':memory:');
  let isFull = false;
  const saveOriginals: typeof real.saveOriginals = (...args) =>
    isFull
      ? Promise.reject(new StoreError('STORE_UNAVAILABLE', 'The disk is full.'))
      : real.saveOriginals(...args);
  const other = await startTestApp({}, { store: { ...real, saveOriginals } });
  closers.push(() => other.close());
  const { token } = await ticketFor(other, 'ann', 'line', 'editor');
  const jobs = await listen(token, 'main', other.address);
  isFull = true;
  const post = (query: string) =>
    fetch(`${other.address}/api/projects/line/import?path=MAIN.st${query}`, {
      method: 'POST',
      body: MAIN,
      headers: { authorization: `Bearer ${token}` },
    });
  await post('');
  expect((await jobs.until(({ type }) => type === 'SYNC_FAILED')).data).toEqual({
    kind: 'import',
    errorCode: 'STORE_UNAVAILABLE',
    retryable: true,
  });
  await fetch(`${other.address}/api/projects/line/export/nothing`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const wrong = await jobs.until(({ data }) => data?.errorCode === 'FORMAT_UNKNOWN');
  expect(wrong.data?.retryable).toBe(false);
});

test('M1 two good edits that are wrong together are told once, with both places and both authors', async () => {
  const [a, b] = [await enter('ann'), await enter('ben')];
  const file = createFile(a.doc, 'MAIN.st', MAIN);
  await whenDocument(b.doc, () => fileEntry(b.doc, file) !== undefined);
  const jobs = await listen();
  const text = (peer: Peer) => fileEntry(peer.doc, file)?.text;
  text(b)?.insert(MAIN.indexOf('END_VAR'), '  xOn : INT;\n');
  const conflict = await jobs.until(({ type }) => type === 'SYNC_CONFLICT');
  expect(conflict.data).toMatchObject({
    code: 'DUPLICATE_DECLARATION',
    authors: expect.arrayContaining([
      expect.objectContaining({ name: 'ann' }),
      expect.objectContaining({ name: 'ben' }),
    ]),
  });
  const places = conflict.data?.places?.map(({ path, line, authors }) => [path, line, authors[0]?.name]);
  expect(places?.sort()).toEqual([
    ['MAIN.st', 3, 'ann'],
    ['MAIN.st', 4, 'ben'],
  ]);
  text(a)?.insert(0, '// a line more\n');
  const told = jobs.events.length;
  await jobs.until((event) => jobs.events.indexOf(event) >= told && event.type === 'SYNC_SUCCESS');
  await app.core.observer.settled();
  expect(jobs.events.filter(({ type }) => type === 'SYNC_CONFLICT')).toHaveLength(1);
});

test('M1 what one person writes twice is a mistake and no conflict; a file deleted and edited is one', async () => {
  const [a, b] = [await enter('ann'), await enter('ben')];
  const file = createFile(a.doc, 'MAIN.st', MAIN);
  await whenDocument(b.doc, () => fileEntry(b.doc, file) !== undefined);
  const jobs = await listen();
  fileEntry(a.doc, file)?.text.insert(MAIN.indexOf('END_VAR'), '  xOn : INT;\n');
  await a.client.whenSaved();
  b.setOnline(false);
  fileEntry(b.doc, file)?.text.insert(0, '// still needed\n');
  deleteFile(a.doc, file);
  await a.client.whenSaved();
  b.setOnline(true);
  const conflict = await jobs.until(({ type }) => type === 'SYNC_CONFLICT');
  expect(conflict.data).toMatchObject({ code: 'FILE_DELETED_AND_EDITED', places: [{ path: 'MAIN.st' }] });
  expect(conflict.data?.authors?.map(({ name }) => name).sort()).toEqual(['ann', 'ben']);
  expect(jobs.events.filter(({ type }) => type === 'SYNC_CONFLICT')).toHaveLength(1);
});

test('S7 strangers and other organizations get 404, and an ended membership closes with 4403', async () => {
  await expect(listen(ann.token, 'elsewhere')).rejects.toThrow('404 ORG_UNKNOWN');
  const bob = await ticketFor(app, 'bob', 'other', 'viewer');
  const jobs = await listen(bob.token);
  await request('import?path=MAIN.st', { method: 'POST', body: MAIN });
  jobs.socket.send('{"type":"ping"}');
  await jobs.until(({ type }) => (type as string) === 'pong');
  expect(jobs.events).toHaveLength(1);
  jobs.socket.send('{"type":"subscribe"}');
  await jobs.until(({ type }) => (type as string) === 'error');
  await app.core.store.removeMember('other', bob.personId);
  expect(await jobs.closed).toBe(4403);
});
