/** `/ws/tags` and the derived rows: full, differences, renames, and agreement with what a peer computes for itself. */

import { createAnalysis, createFile, deleteFile, filesMap, observeSource } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { StoreError } from '#server/problem.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { createRandom, type Random } from '../harness/random.ts';
import { openPeer, type Peer } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';
import { openTags, type TagRow, type TagSocket } from './tagsocket.ts';

let app: RunningApp;
let ada: Ticket;
const sockets: WebSocket[] = [];
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const peer of peers.splice(0)) peer.socket.terminate();
  await app.close();
});

async function openSource(ticket = ada): Promise<Peer> {
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token: ticket.token });
  peers.push(peer);
  await peer.until(() => peer.messages.some((message) => message.type === 'step2'));
  return peer;
}

async function subscribe(ticket = ada, vendor?: string): Promise<TagSocket> {
  const socket = await openTags(app.address, ticket.token);
  sockets.push(socket.socket);
  socket.send({ type: 'subscribe', projectId: 'line', vendor });
  return socket;
}

const MAIN =
  'PROGRAM MAIN\nVAR\n  rSpeed : REAL := 1.5; // m/min\n  xOn AT %IX0.0 : BOOL;\nEND_VAR\nEND_PROGRAM\n';

function textOf(doc: Y.Doc, file: string): Y.Text {
  return filesMap(doc).get(file)?.get('text') as Y.Text;
}

test('S8 messages sent at once are handled in their order, and no subscription is left behind', async () => {
  const writer = await openSource();
  const file = createFile(writer.doc, 'Main.st', MAIN);
  const reader = await subscribe();
  for (const vendor of ['siemens', 'beckhoff', 'rockwell'])
    reader.send({ type: 'subscribe', projectId: 'line', vendor });
  await reader.until(() => reader.messages.length >= 4);
  const from = reader.messages.length;
  textOf(writer.doc, file).insert(0, '// one line more\n');
  await reader.until(() => reader.messages.length > from);
  reader.send({ type: 'subscribe', projectId: 'line' });
  reader.send({ type: 'unsubscribe', projectId: 'line' });
  reader.send({ type: 'ping' });
  await reader.until(() => reader.messages.some(({ type }) => type === 'pong'));
  expect(reader.messages.slice(from).filter(({ full }) => full === false)).toHaveLength(1);
  const before = reader.messages.length;
  textOf(writer.doc, file).insert(0, '// and one more\n');
  await app.core.observer.settled();
  reader.send({ type: 'ping' });
  await reader.until(() => reader.messages.filter(({ type }) => type === 'pong').length === 2);
  expect(reader.messages.length).toBe(before + 1);
});

test('tags come after the store failed once, as soon as it answers', async () => {
  const real = await openSqliteStore(':memory:');
  let failures = 1;
  const tags = (project: string) =>
    failures-- > 0
      ? Promise.reject(new StoreError('STORE_UNAVAILABLE', 'The disk is full.'))
      : real.tags(project);
  const other = await startTestApp({}, { store: { ...real, tags } });
  const { token } = await ticketFor(other, 'ada', 'line', 'editor');
  const ask = () =>
    fetch(`${other.address}/api/projects/line/tags`, { headers: { Authorization: `Bearer ${token}` } });
  expect([(await ask()).status, (await ask()).status]).toEqual([503, 200]);
  await other.close();
});

test('subscribe gives all rows once, then differences only', async () => {
  const peer = await openSource();
  const file = createFile(peer.doc, 'MAIN.st', MAIN);
  await peer.until(() => peer.acked() === peer.sent());
  const tags = await subscribe(ada, 'rockwell');
  await tags.until(() => tags.rows.size === 2);
  const [first] = tags.messages;
  expect(first).toMatchObject({ type: 'tags_updated', success: true, full: true, part: 1, parts: 1 });
  const speed = [...tags.rows.values()].find(({ path }) => path === 'MAIN.rSpeed');
  expect(speed).toMatchObject({
    type: 'REAL',
    initial: '1.5',
    comment: 'm/min',
    source: { file: 'MAIN.st', line: 3, col: 3 },
    vendor: { name: 'rSpeed' },
  });
  const text = textOf(peer.doc, file);
  text.insert(text.toString().indexOf('END_VAR'), '  nNew : INT;\n');
  await tags.until(() => tags.paths().includes('MAIN.nNew'));
  const last = tags.messages[tags.messages.length - 1];
  expect(last).toMatchObject({ full: false, removed: [] });
  expect(last?.tags?.map(({ path }) => path)).toEqual(['MAIN.nNew']);
});

test('a rename keeps the id of the tag, also when the whole name is retyped', async () => {
  const peer = await openSource();
  const file = createFile(peer.doc, 'MAIN.st', MAIN);
  await peer.until(() => peer.acked() === peer.sent());
  const tags = await subscribe();
  await tags.until(() => tags.rows.size === 2);
  const before = [...tags.rows.values()].find(({ path }) => path === 'MAIN.rSpeed');
  const text = textOf(peer.doc, file);
  text.insert(text.toString().indexOf('rSpeed') + 6, 'Max');
  await tags.until(() => tags.paths().includes('MAIN.rSpeedMax'));
  expect(tags.messages[tags.messages.length - 1]?.renamed).toEqual([
    { id: before?.id, from: 'MAIN.rSpeed', to: 'MAIN.rSpeedMax' },
  ]);
  const at = text.toString().indexOf('rSpeedMax');
  peer.doc.transact(() => {
    text.delete(at, 9);
    text.insert(at, 'velocity');
  });
  await tags.until(() => tags.paths().includes('MAIN.velocity'));
  expect([...tags.rows.values()].find(({ path }) => path === 'MAIN.velocity')?.id).toBe(before?.id);
  expect(tags.rows.size).toBe(2);
});

test('a removed tag is said by id, and lines that moved are said too', async () => {
  const peer = await openSource();
  const file = createFile(peer.doc, 'MAIN.st', MAIN);
  await peer.until(() => peer.acked() === peer.sent());
  const tags = await subscribe();
  await tags.until(() => tags.rows.size === 2);
  const text = textOf(peer.doc, file);
  text.insert(0, '// one more line\n');
  await tags.until(() => [...tags.rows.values()].some(({ source }) => source.line === 4));
  deleteFile(peer.doc, file);
  await tags.until(() => tags.rows.size === 0);
});

test('strangers, broken messages and other projects get an error with a code', async () => {
  const bob = await ticketFor(app, 'bob', 'other', 'editor');
  const tags = await subscribe(bob);
  await tags.until(() => tags.messages.length === 1);
  expect(tags.messages[0]).toMatchObject({ type: 'error', success: false, code: 'PROJECT_UNKNOWN' });
  tags.socket.send('{');
  await tags.until(() => tags.messages.length === 2);
  expect(tags.messages[1]).toMatchObject({ code: 'MESSAGE_INVALID' });
  tags.send({ type: 'ping' });
  await tags.until(() => tags.messages.length === 3);
  expect(tags.messages[2]).toMatchObject({ type: 'pong', success: true });
});

test('a full list over 1 MiB comes in parts', async () => {
  const peer = await openSource();
  const lines = Array.from(
    { length: 6_000 },
    (_, i) => `  nValue${i} : INT := ${i}; // value number ${i} of many`,
  );
  createFile(peer.doc, 'MAIN.st', `PROGRAM MAIN\nVAR\n${lines.join('\n')}\nEND_VAR\nEND_PROGRAM\n`);
  await peer.until(() => peer.acked() === peer.sent());
  const tags = await subscribe(ada, 'siemens');
  await tags.until(() => tags.rows.size === 6_000);
  expect(tags.messages.length).toBeGreaterThan(1);
  expect(tags.messages.map(({ part }) => part)).toEqual(tags.messages.map((_, index) => index + 1));
});

test.each([1, 2, 3])(
  'L4 peer and server agree on every tag after random concurrent edits (seed %i)',
  async (seed) => {
    const random = createRandom(seed);
    const a = await openSource();
    const b = await openSource();
    const file = createFile(a.doc, 'MAIN.st', MAIN);
    await b.until(() => filesMap(b.doc).has(file));
    const tags = await subscribe();
    for (let round = 0; round < 120; round++) {
      edit(random.chance(0.5) ? a.doc : b.doc, file, random);
      if (random.chance(0.2)) await a.until(() => a.acked() === a.sent());
    }
    for (const peer of [a, b]) await peer.until(() => peer.acked() === peer.sent());
    const isEqual = () => textOf(a.doc, file).toString() === textOf(b.doc, file).toString();
    // Whoever hears last makes it true.
    await Promise.any([a.until(isEqual), b.until(isEqual)]);
    const position = app.core.rooms.peek({ project: 'line', document: 'source' });
    const cursor = `${position?.epoch}.${position?.head.seq}`;
    await app.core.observer.settled();
    const served = await fetch(`${app.address}/api/projects/line/tags?limit=5000`, {
      headers: { Authorization: `Bearer ${ada.token}` },
    });
    const answer = (await served.json()) as { cursor: string; tags: TagRow[] };
    expect(answer.cursor).toBe(cursor);
    const own = ownRows(a.doc);
    expect(own.length).toBeGreaterThan(2);
    expect(answer.tags.map(stable).sort()).toEqual(own);
    await tags.until(() => [...tags.rows.values()].map(stable).sort().join() === own.join());
    expect(new Set(answer.tags.map(({ id }) => id)).size).toBe(answer.tags.length);
  },
);

function stable({ path, type, initial, source }: Omit<TagRow, 'comment'>): string {
  return `${path} ${type} ${initial} ${source.file}:${source.line}:${source.col}`;
}

/** What a peer computes from its own document, fed whole. */
function ownRows(doc: Y.Doc): string[] {
  const analysis = createAnalysis();
  observeSource(doc, (changes) => analysis.apply(changes))();
  analysis.changes();
  const { project } = analysis;
  const paths = new Map(project.files().map(({ id, path }) => [id, path]));
  return project
    .tags()
    .map((tag) => {
      const { line, col } = project.position(tag);
      const source = { file: paths.get(tag.file) ?? '', line, col };
      return stable({ id: '', path: tag.path, type: tag.type, initial: tag.initial ?? null, source });
    })
    .sort();
}

function edit(doc: Y.Doc, file: string, random: Random): void {
  const text = textOf(doc, file);
  const at = text.toString().indexOf('END_VAR');
  const kind = random.below(10);
  if (kind < 4) text.insert(Math.max(0, at), `  n${random.below(1000)} : INT := ${random.below(9)};\n`);
  else if (kind < 6)
    text.insert(random.below(text.length + 1), random.pick(['x', '\n', ' ', '//', 'END_VAR ']));
  else if (kind < 8) text.delete(random.below(Math.max(1, text.length - 3)), 1 + random.below(3));
  else if (kind === 8)
    createFile(doc, `G${random.below(50)}.st`, `VAR_GLOBAL\n  g${random.below(50)} : REAL;\nEND_VAR\n`);
  else text.insert(Math.max(0, at), '  n1 : INT;\n');
}
