/** U1: what the server does for a person reaches that person's app as one step, and everybody else as any edit. */

import { createFile, listFiles, type MadeEdit, openMemoryOutbox, rangesOfUpdate } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let app: RunningApp;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await app.close();
});

/** A person in the project, and the steps that they are told of. `left`: the device that was away. */
async function enter(name: string, role: 'editor' | 'viewer' = 'editor', left?: Peer) {
  const { token } = await ticketFor(app, name, 'line', role);
  const made: MadeEdit[] = [];
  const peer = openPeer({
    ws: socketUrl(app.address),
    projectId: 'line',
    token,
    onMade: (edit) => made.push(edit),
    ...(left ? { doc: left.doc, outbox: left.outbox } : { outbox: lasting() }),
  });
  peers.push(peer);
  await peer.client.whenSynced;
  return { ...peer, token, made, steps: () => made.map(({ label }) => label) };
}

/** An outbox that stays when its client ends, as the browser's does. */
const lasting = () => ({ ...openMemoryOutbox(), close: () => undefined });

const textOf = (doc: Y.Doc, path = 'MAIN.st') =>
  listFiles(doc)
    .find((file) => file.path === path)
    ?.text.toString();

const request = (token: string, method: string, path: string, body?: BodyInit) =>
  fetch(`${app.address}/api/projects/line/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  });

async function overwrite(token: string, text: string): Promise<void> {
  const { cursor } = (await (await request(token, 'GET', 'files')).json()) as { cursor: string };
  expect((await request(token, 'PUT', `files/MAIN.st?base=${cursor}`, text)).status).toBe(200);
}

test('U1 an import and a file written over HTTP are steps of their person alone, and are not sent back', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  createFile(ann.doc, 'MAIN.st', 'x := 1;\n');
  await ann.client.whenSaved();
  await overwrite(ann.token, 'x := 2;\n');
  const form = new FormData();
  form.append('files', new Blob(['FUNCTION_BLOCK FB\nEND_FUNCTION_BLOCK\n']), 'FB.st');
  expect((await request(ann.token, 'POST', 'import', form)).status).toBe(200);
  for (const { doc } of [ann, ben])
    await whenDocument(doc, () => textOf(doc) === 'x := 2;\n' && textOf(doc, 'FB.st') !== undefined);
  expect([ann.steps(), ben.steps()]).toEqual([['Edit of MAIN.st by a tool', 'Import of 1 file'], []]);
  expect(ann.client.status().unsent).toBe(0);
});

test('U1 what the server made for a person while they were away is named before the exchange that brings it', async () => {
  const ben = await enter('ben');
  const ann = await enter('ann');
  createFile(ann.doc, 'MAIN.st', 'x := 1;\n');
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => textOf(ben.doc) === 'x := 1;\n');
  await ann.client.close();
  const before = Y.encodeStateVector(ann.doc);
  await overwrite(ann.token, 'x := 22;\n');
  await whenDocument(ben.doc, () => textOf(ben.doc) === 'x := 22;\n');
  const other = listFiles(ben.doc)[0];
  other?.text.insert(0, '// of ben\n');
  await ben.client.whenSaved();

  const back = await enter('ann', 'editor', ann);
  expect(textOf(back.doc)).toBe('// of ben\nx := 22;\n');
  expect(back.steps()).toEqual(['Edit of MAIN.st by a tool']);
  const [edit] = back.made;
  const all = rangesOfUpdate(Y.encodeStateAsUpdate(back.doc, before));
  expect(all.wrote.length).toBeGreaterThan(edit?.wrote.length ?? 0);
  for (const wrote of edit?.wrote ?? []) expect(all.wrote.join()).toContain(String(wrote));
  expect(edit?.deleted).toHaveLength(3);
  // Whoever has acknowledged it is not told again.
  createFile(back.doc, 'NEXT.st', '');
  await back.client.whenSaved();
  await back.client.close();
  expect((await enter('ann', 'editor', back)).steps()).toEqual([]);
});
