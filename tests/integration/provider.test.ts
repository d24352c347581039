/** The stock y-websocket client against our server (protocol `tagloom.y`). */

import { createFile, filesMap, PROTOCOL_STOCK, randomId } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { openPeer } from './peer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let app: RunningApp;
const opened: WebsocketProvider[] = [];

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(async () => {
  for (const provider of opened.splice(0)) provider.destroy();
  await app.close();
});

function provider(address: string, project: string, token: string): WebsocketProvider {
  const made = new WebsocketProvider(`${socketUrl(address)}/ws/${project}`, 'source', new Y.Doc(), {
    protocols: [PROTOCOL_STOCK, `bearer.${token}`],
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  });
  opened.push(made);
  return made;
}

function synced(provider: WebsocketProvider): Promise<void> {
  return new Promise((resolve) => {
    if (provider.synced) resolve();
    else provider.once('sync', () => resolve());
  });
}

function changed(doc: Y.Doc, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isTrue()) return;
      doc.off('update', check);
      resolve();
    };
    doc.on('update', check);
    check();
  });
}

test('stock WebsocketProviders edit one document and see each other', async () => {
  const ada = await ticketFor(app, 'ada', 'line', 'editor');
  const bob = await ticketFor(app, 'bob', 'line', 'editor');
  const a = provider(app.address, 'line', ada.token);
  const b = provider(app.address, 'line', bob.token);
  await Promise.all([synced(a), synced(b)]);
  const file = createFile(a.doc, 'MAIN.st', 'PROGRAM MAIN END_PROGRAM');
  await changed(b.doc, () => filesMap(b.doc).has(file));
  const text = filesMap(b.doc).get(file)?.get('text') as Y.Text;
  text.insert(0, '// bob\n');
  const mine = filesMap(a.doc).get(file)?.get('text') as Y.Text;
  await changed(a.doc, () => mine.toString().startsWith('// bob'));
  expect(mine.toString()).toBe('// bob\nPROGRAM MAIN END_PROGRAM');
  a.awareness.setLocalState({ user: { name: 'nobody' }, file });
  await new Promise<void>((resolve) => {
    b.awareness.on('change', () => {
      const state = b.awareness.getStates().get(a.doc.clientID);
      if (state) resolve();
    });
  });
  expect(b.awareness.getStates().get(a.doc.clientID)?.user).toMatchObject({ id: ada.personId, name: 'ada' });
});

test('S1 what a stock client saw from another survives kill -9', async () => {
  const dataDir = newDataDir();
  try {
    const first = await startServer({ dataDir });
    const token = await first.token('ada', 'line', 'editor');
    const a = provider(first.url, 'line', token);
    const b = await openPeer({ url: `${first.ws}/ws/line/source`, token });
    await synced(a);
    const file = createFile(a.doc, 'MAIN.st', '');
    const words = Array.from({ length: 50 }, () => randomId(6));
    for (const word of words) textOf(a.doc, file)?.insert(0, `${word} `);
    const read = () => textOf(b.doc, file)?.toString() ?? '';
    await b.until(() => read().includes(words[49] ?? ''));
    await first.kill('SIGKILL');
    a.destroy();
    const second = await startServer({ dataDir });
    const c = await openPeer({ url: `${second.ws}/ws/line/source`, token });
    await c.until(() => filesMap(c.doc).has(file));
    expect(textOf(c.doc, file)?.toString()).toBe(read());
    await c.close();
    expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });
  } finally {
    removeDataDir(dataDir);
  }
});

function textOf(doc: Y.Doc, file: string): Y.Text | undefined {
  return filesMap(doc).get(file)?.get('text') as Y.Text | undefined;
}
