/** Events of a project over Server-Sent Events, and the history of a tag: who did what, in order, without a gap. */

import { createFile, deleteFile, filesMap, renameFile } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { newDataDir, removeDataDir } from '../harness/server.ts';
import { openEvents } from './eventsource.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\n  xOn : BOOL;\nEND_VAR\nEND_PROGRAM\n';

let app: RunningApp;
const peers: Peer[] = [];
const streams: { close(): void }[] = [];

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
});

async function enter(name: string): Promise<Peer & Ticket> {
  const ticket = await ticketFor(app, name, 'line', 'editor');
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token: ticket.token });
  peers.push(peer);
  await peer.client.whenSynced;
  return { ...peer, ...ticket };
}

async function listen(token: string, lastEventId?: string) {
  const stream = await openEvents(`${app.address}/api/projects/line/events`, token, lastEventId);
  streams.push(stream);
  return stream;
}

const textOf = (doc: Y.Doc, file: string) => filesMap(doc).get(file)?.get('text') as Y.Text;

function insertBehind(text: Y.Text, word: string, insert: string): void {
  text.insert(text.toString().indexOf(word) + word.length, insert);
}

async function history(token: string, tag: string) {
  const answer = await fetch(`${app.address}/api/projects/line/tags/${encodeURIComponent(tag)}/history`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: await answer.json() };
}

test('what people do to tags and files comes with author, lasting id and cursor', async () => {
  const ann = await enter('ann');
  const events = await listen(ann.token);
  await events.until('ready');
  const file = createFile(ann.doc, 'MAIN.st', MAIN);
  await events.until('tag.created', 2);
  insertBehind(textOf(ann.doc, file), 'rSpeed', 'Max');
  const [renamed] = await events.until('tag.renamed');
  const id = events.of('tag.created').find(({ after }) => after?.path === 'MAIN.rSpeed')?.id;
  expect(renamed).toMatchObject({
    id,
    projectId: 'line',
    author: { name: 'ann' },
    before: { path: 'MAIN.rSpeed' },
    after: { path: 'MAIN.rSpeedMax', type: 'REAL' },
  });
  insertBehind(textOf(ann.doc, file), 'REAL', ' := 2.5');
  expect((await events.until('tag.updated'))[0]).toMatchObject({ id, after: { initial: '2.5' } });
  renameFile(ann.doc, file, 'Other.st');
  expect((await events.until('file.renamed'))[0]).toMatchObject({
    id: file,
    before: { path: 'MAIN.st' },
    after: { path: 'Other.st' },
  });
  deleteFile(ann.doc, file);
  await events.until('tag.deleted', 2);
  await events.until('file.deleted');
  const head = app.core.rooms.peek({ project: 'line', document: 'source' });
  expect(events.lastId()).toBe(`${head?.epoch}.${head?.head.seq}`);
});

test('a listener that comes back with Last-Event-ID misses nothing, also after a restart', async () => {
  const dataDir = newDataDir();
  const start = () => startTestApp({ dataDir, database: `${dataDir}/tagloom.db` });
  await app.close();
  app = await start();
  const ann = await enter('ann');
  const events = await listen(ann.token);
  const file = createFile(ann.doc, 'MAIN.st', MAIN);
  await events.until('tag.created', 2);
  events.close();
  const id = events.lastId();
  insertBehind(textOf(ann.doc, file), 'rSpeed', 'Max');
  await ann.client.whenSaved();
  const again = await listen(ann.token, id);
  expect((await again.until('tag.renamed'))[0]?.after).toMatchObject({ path: 'MAIN.rSpeedMax' });
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
  app = await start();
  const ben = await enter('ben');
  deleteFile(ben.doc, file);
  const third = await listen(ben.token, id);
  await third.until('tag.deleted', 2);
  expect(third.all().map(({ type }) => type)).toEqual([
    'ready',
    'tag.renamed',
    'file.deleted',
    'tag.deleted',
    'tag.deleted',
  ]);
  expect(third.of('tag.deleted').map(({ author }) => author?.name)).toEqual(['ben', 'ben']);
  await ben.close();
  await app.close();
  removeDataDir(dataDir);
});

test('a cursor of another epoch is refused with 409, one that is none with 422, strangers with 404', async () => {
  const ann = await enter('ann');
  const cy = await ticketFor(app, 'cy', 'other', 'editor');
  await expect(listen(ann.token, 'elsewhere.1')).rejects.toThrow('409 EPOCH_CHANGED');
  await expect(listen(ann.token, 'nonsense')).rejects.toThrow('422 CURSOR_INVALID');
  await expect(listen(cy.token)).rejects.toThrow('404 PROJECT_UNKNOWN');
});

test('S7 members are told of, and who is none any more hears nothing further', async () => {
  const ann = await enter('ann');
  const ben = await ticketFor(app, 'ben', 'line', 'viewer');
  const [events, other] = [await listen(ann.token), await listen(ben.token)];
  await Promise.all([events.until('ready'), other.until('ready')]);
  const { store } = app.core;
  await store.setMember('line', ben.personId, 'reviewer', Date.now());
  expect((await events.until('person.role'))[0]).toMatchObject({ role: 'reviewer', from: 'viewer' });
  await store.removeMember('line', ben.personId);
  expect((await events.until('person.left'))[0]).toMatchObject({ person: { name: 'ben' } });
  expect((await other.until('end'))[0]).toMatchObject({ code: 'MEMBERSHIP_ENDED' });
});

test('the history of a tag says who changed what, from what to what, newest first', async () => {
  const ann = await enter('ann');
  const ben = await enter('ben');
  const events = await listen(ann.token);
  const file = createFile(ann.doc, 'MAIN.st', MAIN);
  await events.until('tag.created', 2);
  await ben.client.whenSynced;
  await new Promise<void>((resolve) => {
    const look = () => void (textOf(ben.doc, file) && resolve());
    ben.doc.on('update', look);
    look();
  });
  insertBehind(textOf(ben.doc, file), 'rSpeed', 'M');
  await events.until('tag.renamed', 1);
  insertBehind(textOf(ben.doc, file), 'rSpeedM', 'ax');
  await events.until('tag.renamed', 2);
  const { status, body } = await history(ann.token, 'main.rspeedmax');
  expect(status).toBe(200);
  expect(body.entries).toMatchObject([
    {
      change: 'renamed',
      by: { name: 'ben' },
      fields: ['path'],
      before: { path: 'MAIN.rSpeed' },
      after: { path: 'MAIN.rSpeedMax' },
    },
    { change: 'created', by: { name: 'ann' }, before: null, after: { path: 'MAIN.rSpeed', type: 'REAL' } },
  ]);
  const answer = await fetch(`${app.address}/api/projects/line/last-changes`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  const { people, changes } = await answer.json();
  const nameOf = new Map(people.map(({ id, name }: { id: string; name: string }) => [id, name]));
  const last = changes.map(({ by, keys }: { by: string[]; keys: string[] }) => [
    by.map((id) => nameOf.get(id)),
    keys,
  ]);
  expect(last).toContainEqual([['ben'], ['main.rspeedmax']]);
  expect(last).toContainEqual([['ann'], [expect.not.stringContaining('rspeed')]]);
  deleteFile(ann.doc, file);
  await events.until('tag.deleted', 2);
  const later = await history(ann.token, body.tag);
  expect(later.body.entries[0]).toMatchObject({ change: 'deleted', by: { name: 'ann' }, after: null });
  expect(await history(ann.token, 'MAIN.nobody')).toMatchObject({
    status: 404,
    body: { code: 'TAG_UNKNOWN' },
  });
});
