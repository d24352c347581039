/** Named states of a project over HTTP: kept as they were, compared, exported, brought back as an edit that merges. */

import { createFile, deleteFile, fileEntry, filesMap, listFiles, renameFile } from '@tagloom/collab';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\nEND_VAR\nEND_PROGRAM\n';
const OLD = 'VAR_GLOBAL\n  xOld : BOOL;\nEND_VAR\n';

let app: RunningApp;
let ada: Ticket;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
});

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
});

async function call(method: string, path: string, options: { json?: object; token?: string } = {}) {
  const answer = await fetch(`${app.address}/api/projects/line${path}`, {
    method,
    headers: { authorization: `Bearer ${options.token ?? ada.token}` },
    ...(options.json ? { body: JSON.stringify(options.json) } : {}),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

async function peerOf(ticket: Ticket): Promise<Peer> {
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token: ticket.token });
  peers.push(peer);
  await peer.client.whenSynced;
  return peer;
}

const textOf = (doc: Y.Doc, file: string) => filesMap(doc).get(file)?.get('text') as Y.Text;
const pathsOf = (doc: Y.Doc) => listFiles(doc).map(({ path }) => path);

/** MAIN.st and Old.st, stored; `main` and `old` are their ids. */
async function twoFiles() {
  const peer = await peerOf(ada);
  const main = createFile(peer.doc, 'MAIN.st', MAIN);
  const old = createFile(peer.doc, 'Old.st', OLD);
  await peer.client.whenSaved();
  return { ...peer, main, old };
}

test('a version is the project as it was: its files, its author and its place in the log, whatever comes later', async () => {
  const { doc, client, main } = await twoFiles();
  const { status, body } = await call('POST', '/versions', { json: { name: ' As built ', note: 'site' } });
  expect([status, body.name, body.note, body.by.name, body.files]).toEqual([
    201,
    'As built',
    'site',
    'ada',
    2,
  ]);
  textOf(doc, main).insert(0, '// later\n');
  await client.whenSaved();
  expect((await call('GET', '/versions')).body).toMatchObject({ versions: [{ id: body.id }], next: null });
  const one = await call('GET', `/versions/${body.id}`);
  expect(one.body.files.map(({ path }: { path: string }) => path)).toEqual(['MAIN.st', 'Old.st']);
  expect((await call('GET', '/versions/as%20BUILT/files/MAIN.st')).body).toBe(MAIN);
  expect((await call('GET', '/versions/none')).body.code).toBe('VERSION_UNKNOWN');
  expect((await call('POST', '/versions', { json: { name: 'as built' } })).body.code).toBe('VERSION_EXISTS');
});

test('a state of the past can be named by its cursor', async () => {
  const { doc, client, main } = await twoFiles();
  const { body: before } = await call('GET', '/files');
  textOf(doc, main).insert(0, '// later\n');
  await client.whenSaved();
  const { body } = await call('POST', '/versions', { json: { name: 'before', cursor: before.cursor } });
  expect(body.cursor).toBe(before.cursor);
  expect((await call('GET', '/versions/before/files/MAIN.st')).body).toBe(MAIN);
  const wrong = await call('POST', '/versions', { json: { name: 'x', cursor: 'other.1' } });
  expect([wrong.status, wrong.body.code]).toEqual([409, 'EPOCH_CHANGED']);
});

test('the difference names files and tags, against now and against another version', async () => {
  const { doc, client, main, old } = await twoFiles();
  await call('POST', '/versions', { json: { name: 'v1' } });
  const text = textOf(doc, main);
  const at = text.toString().indexOf('REAL');
  text.delete(at, 4);
  text.insert(at, 'LREAL; xNew : BOOL');
  deleteFile(doc, old);
  createFile(doc, 'New.st', '');
  await client.whenSaved();
  await call('POST', '/versions', { json: { name: 'v2' } });
  for (const query of ['', '?to=v2']) {
    const { body } = await call('GET', `/versions/v1/difference${query}`);
    expect(body.files).toEqual({ added: ['New.st'], changed: ['MAIN.st'], removed: ['Old.st'], renamed: [] });
    const { added, changed, removed } = body.tags;
    expect(added.map(({ path }: { path: string }) => path)).toEqual(['MAIN.xNew']);
    expect(removed.map(({ path }: { path: string }) => path)).toEqual(['Old.xOld']);
    expect(changed).toMatchObject([
      { before: { type: 'REAL' }, after: { path: 'MAIN.rSpeed', type: 'LREAL' } },
    ]);
  }
});

test('I1 the difference tells a renamed tag as one tag with two paths', async () => {
  const { doc, client, main } = await twoFiles();
  await call('POST', '/versions', { json: { name: 'v1' } });
  const text = textOf(doc, main);
  const at = text.toString().indexOf('rSpeed');
  text.delete(at, 'rSpeed'.length);
  text.insert(at, 'rBeltSpeed');
  await client.whenSaved();
  const { added, changed, removed } = (await call('GET', '/versions/v1/difference')).body.tags;
  expect([added, removed]).toEqual([[], []]);
  expect(changed).toMatchObject([{ before: { path: 'MAIN.rSpeed' }, after: { path: 'MAIN.rBeltSpeed' } }]);
});

test('M1 bringing a version back is one merged step of the person: what a colleague types meanwhile stays', async () => {
  const { doc, client, main, old } = await twoFiles();
  await call('POST', '/versions', { json: { name: 'v1' } });
  textOf(doc, main).insert(0, '// mine\n');
  renameFile(doc, main, 'Renamed.st');
  deleteFile(doc, old);
  createFile(doc, 'New.st', 'x');
  await client.whenSaved();
  const dry = await call('POST', '/versions/v1/restore?dryRun=true');
  expect(dry.body).toEqual({
    cursor: null,
    files: {
      added: ['Old.st'],
      changed: ['MAIN.st'],
      removed: ['New.st'],
      renamed: [{ from: 'Renamed.st', to: 'MAIN.st' }],
    },
  });
  expect(pathsOf(doc)).toEqual(['New.st', 'Renamed.st']);
  const ben = await peerOf(await ticketFor(app, 'ben', 'line', 'editor'));
  ben.setOnline(false);
  const theirs = textOf(ben.doc, main);
  theirs.insert(theirs.length, '// ben\n');
  expect((await call('POST', '/versions/v1/restore')).status).toBe(200);
  ben.setOnline(true);
  await ben.client.whenSaved();
  await expect.poll(() => textOf(doc, main).toString()).toBe(`${MAIN}// ben\n`);
  expect(pathsOf(doc)).toEqual(['MAIN.st', 'Old.st']);
  expect(fileEntry(doc, old)?.text.toString()).toBe(OLD);
});

test('exports of a version carry its name and its tags', async () => {
  const { doc, client, main } = await twoFiles();
  await call('POST', '/versions', { json: { name: 'FAT 7' } });
  const text = textOf(doc, main);
  text.delete(0, text.length);
  await client.whenSaved();
  const openness = await call('GET', '/export/rockwell-csv?version=FAT%207');
  expect(openness.body).toContain('rSpeed');
  expect(openness.body).toContain('FAT 7');
  expect((await call('GET', '/export/rockwell-csv')).body).not.toContain('rSpeed');
  const answer = await fetch(`${app.address}/api/projects/line/export/project?version=FAT%207`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  expect(strFromU8(files['MAIN.st'] as Uint8Array)).toBe(MAIN);
  expect((await call('GET', '/export/project?version=none')).status).toBe(404);
});

test('S7 viewers read versions, editors make and bring back, owners remove', async () => {
  await twoFiles();
  const [vic, olga] = [
    await ticketFor(app, 'vic', 'line', 'viewer'),
    await ticketFor(app, 'olga', 'line', 'owner'),
  ];
  await call('POST', '/versions', { json: { name: 'v1' } });
  expect((await call('GET', '/versions', vic)).status).toBe(200);
  expect((await call('POST', '/versions', { ...vic, json: { name: 'v2' } })).status).toBe(403);
  expect((await call('POST', '/versions/v1/restore', vic)).status).toBe(403);
  expect((await call('DELETE', '/versions/v1')).status).toBe(403);
  expect((await call('DELETE', '/versions/v1', olga)).status).toBe(204);
  expect((await call('GET', '/versions', vic)).body.versions).toEqual([]);
});

test('damaged bytes of a version are said, never given out', async () => {
  await twoFiles();
  const { body } = await call('POST', '/versions', { json: { name: 'v1' } });
  const found = await app.core.store.version('line', body.id);
  const audit = { at: 1, person: null, project: 'line', action: 'version', detail: '' };
  const bytes = new Uint8Array(found?.bytes ?? []);
  bytes[bytes.length >> 1] = 255 - (bytes[bytes.length >> 1] ?? 0);
  if (found) await app.core.store.addVersion({ ...found, id: 'bad', name: 'bad', bytes }, 9, audit);
  const answer = await call('GET', '/versions/bad/files/MAIN.st');
  expect([answer.status, answer.body.code]).toEqual([500, 'VERSION_BROKEN']);
});
