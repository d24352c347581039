/** `/ws/tags` as outside tools use it: resume without a gap, code that is merged, one encoding for all, limits. */

import { createFile, deleteFile, filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { SERVER_LIMITS } from '#server/limits.ts';
import { createRandom } from '../harness/random.ts';
import { openPeer, type Peer } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';
import { openTags, type TagSocket } from './tagsocket.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\n  xOn : BOOL;\n  nCount : INT;\nEND_VAR\nEND_PROGRAM\n';

let app: RunningApp;
let ada: Ticket;
let writer: Peer;
let file: string;
const sockets: TagSocket[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
  writer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token: ada.token });
  await writer.until(() => writer.messages.some(({ type }) => type === 'step2'));
  file = createFile(writer.doc, 'MAIN.st', MAIN);
  await stored();
});

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  writer.socket.terminate();
  await app.close();
});

const stored = () => writer.until(() => writer.acked() === writer.sent());
const text = () => filesMap(writer.doc).get(file)?.get('text') as Y.Text;
const replace = (old: string, now: string) => {
  const at = text().toString().indexOf(old);
  text().delete(at, old.length);
  text().insert(at, now);
};

async function open(token = ada.token): Promise<TagSocket> {
  const socket = await openTags(app.address, token);
  sockets.push(socket);
  return socket;
}

async function subscribed(vendor?: string, cursor?: string, token = ada.token): Promise<TagSocket> {
  const tags = await open(token);
  tags.send({ type: 'subscribe', projectId: 'line', vendor, cursor });
  await tags.next('tags_updated');
  return tags;
}

const lastCursor = ({ messages }: TagSocket) =>
  messages.findLast(({ cursor }) => cursor !== undefined)?.cursor;

test('after a reconnect a subscriber gets the difference behind its cursor: renames, new, gone and moved rows', async () => {
  const first = await subscribed('siemens');
  const id = (path: string) => [...first.rows.values()].find((row) => row.path === path)?.id;
  const [speed, on] = [id('MAIN.rSpeed'), id('MAIN.xOn')];
  const cursor = lastCursor(first);
  first.socket.terminate();
  replace('rSpeed', 'rSpeedMax');
  await stored();
  await app.core.observer.settled();
  replace('  xOn : BOOL;\n', '');
  replace('nCount : INT;', 'nCount : INT; // pieces\n  nNew : INT;');
  await stored();
  const again = await subscribed('siemens', cursor);
  const [message] = again.messages;
  expect(message).toMatchObject({
    full: false,
    removed: [on],
    renamed: [{ id: speed, from: 'MAIN.rSpeed', to: 'MAIN.rSpeedMax' }],
  });
  const whole = await subscribed('siemens');
  const merged = new Map(first.rows);
  for (const gone of message?.removed ?? []) merged.delete(gone);
  for (const row of message?.tags ?? []) merged.set(row.id, row);
  expect([...merged.values()].sort(byId)).toEqual([...whole.rows.values()].sort(byId));
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

test.each([11, 12])('rows after any breaks are those of who never was away (seed %i)', async (seed) => {
  const random = createRandom(seed);
  const rows = new Map((await subscribed('beckhoff')).rows);
  let cursor = lastCursor(sockets[0] as TagSocket);
  for (let round = 0; round < 8; round++) {
    for (let i = random.below(6); i >= 0; i--) {
      const at = text().toString().indexOf('END_VAR');
      if (random.chance(0.6)) text().insert(at, `  v${random.below(30)} : INT;\n`);
      else text().delete(random.below(text().length - 4), 1 + random.below(3));
    }
    await stored();
    // Problems of bodies follow a quarter of a second later; the last comparison is made with both told.
    if (round === 7) await app.core.observer.settled();
    const away = await subscribed('beckhoff', cursor);
    for (const message of away.messages) {
      if (message.full) rows.clear();
      for (const gone of message.removed ?? []) rows.delete(gone);
      for (const row of message.tags ?? []) rows.set(row.id, row);
    }
    cursor = lastCursor(away);
    away.socket.terminate();
  }
  const whole = await subscribed('beckhoff');
  expect([...rows.values()].sort(byId)).toEqual([...whole.rows.values()].sort(byId));
});

test('a cursor of another epoch is said, and everything follows; one that is none is an error', async () => {
  const tags = await subscribed(undefined, 'elsewhere.7');
  expect(tags.messages.map(({ type, code, full }) => [type, code ?? full])).toEqual([
    ['error', 'epoch_changed'],
    ['tags_updated', true],
  ]);
  tags.send({ type: 'subscribe', projectId: 'line', cursor: 'nonsense' });
  expect((await tags.next('error', 2)).code).toBe('CURSOR_INVALID');
});

test('sync_tags merges against what its sender last saw: what a colleague wrote meanwhile stays', async () => {
  const tool = await subscribed('rockwell');
  const base = lastCursor(tool);
  replace('xOn : BOOL;', 'xOn : BOOL := TRUE; // by ada');
  await stored();
  await tool.until(() => tool.messages.length > 1);
  const stCode = MAIN.replace('rSpeed', 'rTempo').replace('nCount : INT;', 'nCount : DINT;');
  const from = tool.messages.length;
  tool.send({ type: 'sync_tags', projectId: 'line', vendor: 'rockwell', stCode, base });
  const { syncId } = await tool.next('sync_queued', from);
  await tool.until(() => tool.messages.some((one) => one.type === 'tags_updated' && one.syncId === syncId));
  await writer.until(() => text().toString().includes('rTempo'));
  expect(text().toString()).toBe(
    MAIN.replace('rSpeed', 'rTempo')
      .replace('xOn : BOOL;', 'xOn : BOOL := TRUE; // by ada')
      .replace('nCount : INT;', 'nCount : DINT;'),
  );
  expect(
    tool.messages.find((one) => one.syncId === syncId && one.type === 'tags_updated')?.renamed,
  ).toMatchObject([{ from: 'MAIN.rSpeed', to: 'MAIN.rTempo' }]);
});

test('sync_tags without a base: a tool that takes nothing in reverts nobody, one that does can take away', async () => {
  const tool = await subscribed('rockwell');
  const sync = async (stCode: string) => {
    const from = tool.messages.length;
    tool.send({ type: 'sync_tags', projectId: 'line', vendor: 'rockwell', stCode });
    const { syncId } = await tool.next('sync_queued', from);
    await tool.until(() => tool.messages.some((one) => one.type === 'tags_updated' && one.syncId === syncId));
  };
  const told = async (path: string) =>
    tool.until(() => [...tool.rows.values()].some((row) => row.path === path));
  // A colleague adds a line; the tool is told and sends its own text on, which never has the line.
  replace('  xOn', '  byAda : INT;\n  xOn');
  await stored();
  await told('MAIN.byAda');
  let own = MAIN.replace('rSpeed', 'rTempo');
  await sync(own);
  expect(own).not.toContain('byAda');
  // Another one comes while the tool goes on with what it has: its second text knows neither.
  replace('  nCount', '  alsoByAda : INT;\n  nCount');
  await stored();
  await told('MAIN.alsoByAda');
  own = own.replace('nCount : INT', 'nCount : DINT');
  await sync(own);
  await writer.until(() => text().toString().includes('DINT'));
  const merged = text().toString();
  for (const part of ['byAda', 'alsoByAda', 'rTempo', 'nCount : DINT']) expect(merged).toContain(part);
  // A tool that has taken everything in and leaves a line out means it.
  await sync(merged.replace('  byAda : INT;\n', ''));
  await writer.until(() => !text().toString().includes('  byAda'));
  expect(text().toString()).toBe(merged.replace('  byAda : INT;\n', ''));
});

test('merges of one tool go on under one Yjs client id, and a sync that changes nothing is answered too', async () => {
  const tool = await subscribed('rockwell');
  let code = MAIN;
  for (const name of ['a', 'b', 'c']) {
    code = code.replace('  rSpeed', `  ${name} : INT;\n  rSpeed`);
    const from = tool.messages.length;
    tool.send({ type: 'sync_tags', projectId: 'line', vendor: 'rockwell', stCode: code });
    const { syncId } = await tool.next('sync_queued', from);
    await tool.until(() => tool.messages.some((one) => one.type === 'tags_updated' && one.syncId === syncId));
  }
  const from = tool.messages.length;
  tool.send({ type: 'sync_tags', projectId: 'line', vendor: 'rockwell', stCode: code });
  const { syncId } = await tool.next('sync_queued', from);
  expect(await tool.next('tags_updated', from)).toMatchObject({ syncId, tags: [], removed: [], full: false });
  const room = app.core.rooms.peek({ project: 'line', document: 'source' });
  expect(room?.claims().size).toBe(2);
});

test('parse errors name line and column, and the other tags are there', async () => {
  const tool = await subscribed('siemens');
  const stCode = MAIN.replace('  xOn : BOOL;', '  xOn : ;').replace('nCount', 'nPieces');
  tool.send({ type: 'sync_tags', projectId: 'line', vendor: 'siemens', stCode });
  const error = await tool.next('error');
  expect(error).toMatchObject({ code: 'parse_errors', errors: [{ code: 'MISSING_TYPE', line: 4 }] });
  expect(error.error).toMatch(/^MAIN\.st:4:\d+: /);
  expect(tool.paths()).toEqual(expect.arrayContaining(['MAIN.rSpeed', 'MAIN.nPieces']));
});

test('code that waits is replaced by newer code of the same file; only the last becomes an edit', async () => {
  const tool = await subscribed('siemens');
  for (const name of ['one', 'two', 'three'])
    tool.send({
      type: 'sync_tags',
      projectId: 'line',
      vendor: 'siemens',
      stCode: MAIN.replace('xOn', name),
      debounceMs: 300,
    });
  await tool.until(() => tool.messages.filter(({ type }) => type === 'sync_queued').length === 3);
  const last = tool.messages.findLast(({ type }) => type === 'sync_queued');
  const answer = await tool.next('tags_updated', 1);
  expect(answer.syncId).toBe(last?.syncId);
  expect(tool.paths()).toContain('MAIN.three');
  const room = app.core.rooms.peek({ project: 'line', document: 'source' });
  expect(room?.head.seq).toBe(2);
});

test('what sync_tags cannot do is said with a code', async () => {
  const ed = await ticketFor(app, 'rob', 'line', 'reviewer');
  const tool = await open();
  const sync = (fields: object) => ({
    type: 'sync_tags',
    projectId: 'line',
    vendor: 'siemens',
    stCode: MAIN,
    ...fields,
  });
  const codeOf = async (socket: TagSocket, message: object) => {
    const from = socket.messages.length;
    socket.send(message);
    return (await socket.next('error', from)).code;
  };
  expect(await codeOf(tool, sync({}))).toBe('base_required');
  expect(await codeOf(tool, sync({ base: 'elsewhere.1' }))).toBe('epoch_changed');
  expect(await codeOf(tool, sync({ vendor: 'nobody' }))).toBe('MESSAGE_INVALID');
  expect(await codeOf(tool, sync({ debounceMs: -1 }))).toBe('MESSAGE_INVALID');
  expect(await codeOf(tool, { type: 'sync_tags' })).toBe('MESSAGE_INVALID');
  expect(await codeOf(await subscribed('siemens', undefined, ed.token), sync({}))).toBe('FORBIDDEN');
  createFile(writer.doc, 'Other.st', 'PROGRAM Other\nEND_PROGRAM\n');
  await stored();
  const late = await subscribed('siemens');
  expect(await codeOf(late, sync({}))).toBe('path_required');
  expect(await codeOf(late, sync({ path: '../x.st' }))).toBe('PATH_SEGMENT');
  const { store } = app.core;
  const past = store.past;
  (store as { past: typeof past }).past = async () => null;
  expect(await codeOf(late, sync({ path: 'MAIN.st', base: lastCursor(late)?.replace(/\d+$/, '1') }))).toBe(
    'base_too_old',
  );
  (store as { past: typeof past }).past = past;
});

test('code for a file that is deleted meanwhile is not lost: the conflict names it', async () => {
  const tool = await subscribed('siemens');
  const base = lastCursor(tool);
  deleteFile(writer.doc, file);
  await stored();
  tool.send({
    type: 'sync_tags',
    projectId: 'line',
    vendor: 'siemens',
    stCode: MAIN.replace('xOn', 'xNew'),
    base,
  });
  const { syncId } = await tool.next('sync_queued');
  await tool.until(() => tool.messages.some((one) => one.type === 'tags_updated' && one.syncId === syncId));
  const answer = await fetch(`${app.address}/api/projects/line/conflicts`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  expect((await answer.json()).deleted).toMatchObject([{ code: 'FILE_DELETED_AND_EDITED', path: 'MAIN.st' }]);
});

test('S8 a change is encoded once for all subscribers of the same columns', async () => {
  const all = [];
  for (const vendor of ['siemens', 'siemens', 'siemens', 'rockwell', 'rockwell', undefined])
    all.push(await subscribed(vendor));
  const before = app.core.metrics.value('tag_encodings_total');
  replace('xOn', 'xStart');
  await Promise.all(all.map((one) => one.until(() => one.paths().includes('MAIN.xStart'))));
  expect(app.core.metrics.value('tag_encodings_total') - before).toBe(3);
});

test('S8 one person has so many tag sockets and no more', async () => {
  const many = SERVER_LIMITS.socketsPerDocument;
  for (let i = 0; i < many; i++) await open();
  await expect(open()).rejects.toThrow('429 TOO_MANY_SOCKETS');
  const bob = await ticketFor(app, 'bob', 'line', 'viewer');
  await open(bob.token);
  sockets[0]?.socket.close();
  await sockets[0]?.closed;
  await open();
});

test('S8 a frame over the limit ends the socket with 1009, a binary one with 4400', async () => {
  const [large, binary] = [await open(), await open()];
  large.socket.send('x'.repeat(1024 * 1024 + 64 * 1024 + 1));
  expect((await large.closed).code).toBe(1009);
  binary.socket.send(Buffer.from([1]));
  expect((await binary.closed).code).toBe(4400);
});
