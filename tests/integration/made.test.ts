/** U1: what the server does for a person reaches that person's app as one step, and everybody else as any edit. */

import { createFile, listFiles, MadeEdit } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
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

/** A person in the project, and the labels of the steps that they are told of. */
async function enter(name: string, role: 'editor' | 'viewer' = 'editor') {
  const { token } = await ticketFor(app, name, 'line', role);
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token });
  peers.push(peer);
  const steps: string[] = [];
  peer.doc.on('afterTransaction', ({ origin, changed }: Y.Transaction) => {
    if (origin instanceof MadeEdit && changed.size > 0) steps.push(origin.label);
  });
  await peer.client.whenSynced;
  return { ...peer, token, steps };
}

const textOf = (doc: Y.Doc, path = 'MAIN.st') =>
  listFiles(doc)
    .find((file) => file.path === path)
    ?.text.toString();

test('U1 an import and a file written over HTTP are steps of their person alone, and are not sent back', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  createFile(ann.doc, 'MAIN.st', 'x := 1;\n');
  await ann.client.whenSaved();
  const send = (method: string, path: string, body?: BodyInit) =>
    fetch(`${app.address}/api/projects/line/${path}`, {
      method,
      headers: { authorization: `Bearer ${ann.token}` },
      ...(body === undefined ? {} : { body }),
    });
  const { cursor } = (await (await send('GET', 'files')).json()) as { cursor: string };

  expect((await send('PUT', `files/MAIN.st?base=${cursor}`, 'x := 2;\n')).status).toBe(200);
  const form = new FormData();
  form.append('files', new Blob(['FUNCTION_BLOCK FB\nEND_FUNCTION_BLOCK\n']), 'FB.st');
  expect((await send('POST', 'import', form)).status).toBe(200);
  for (const { doc } of [ann, ben])
    await whenDocument(doc, () => textOf(doc) === 'x := 2;\n' && textOf(doc, 'FB.st') !== undefined);
  expect([ann.steps, ben.steps]).toEqual([['Edit of MAIN.st by a tool', 'Import of 1 file'], []]);
  expect(ann.client.status().unsent).toBe(0);
});
