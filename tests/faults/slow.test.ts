/** P9: readers that stop or read slowly. They cost a state vector, not a queue, and harm nobody (S8). */

import { CLOSE, encodeAwareness } from '@tagloom/collab';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createRandom } from '../harness/random.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { openPeer, type Peer, whenMessage } from '../integration/peer.ts';
import { openProxy, type TcpProxy } from './proxy.ts';

let server: ServerProcess;
let proxy: TcpProxy;

beforeEach(async () => {
  server = await startServer({ dataDir: newDataDir() });
  proxy = await openProxy(server.port, createRandom(9));
}, 60_000);

afterEach(async () => {
  await proxy.close();
  await server.kill('SIGKILL');
  removeDataDir(server.dataDir);
});

/** A reader with presence behind the proxy and somebody who writes much into settings: no parser runs, documents stay small. */
async function openReaderAndWriter() {
  const reader = await openPeer({
    url: `${proxy.ws}/ws/line/source`,
    token: await server.token('slow', 'line', 'viewer'),
  });
  await whenMessage(reader, 'step2');
  const writer = await openPeer({
    url: `${server.ws}/ws/line/source`,
    token: await server.token('loud', 'line', 'editor'),
  });
  await whenMessage(writer, 'step2');
  const settings = writer.doc.getMap<string>('settings');
  const write = async (sent: number, key = 'note') => {
    settings.set(key, String.fromCharCode(97 + sent).repeat(900_000));
    await writer.until(() => writer.acked() >= writer.sent());
  };
  return { reader, writer, write };
}

const settingsOf = (doc: Y.Doc) => JSON.stringify(doc.getMap('settings').toJSON());
const metric = async (line: RegExp) =>
  Number(line.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1] ?? 0);
const TOO_SLOW = /^tagloom_refusals_total\{code="TOO_SLOW"\} (\d+)/m;
const CAUGHT_UP = /^tagloom_readers_caught_up_total (\d+)/m;

it('P9 S8 a reader that takes nothing is cut with 1013, the others go on, and on its return nothing is missing', async () => {
  const { reader, writer, write } = await openReaderAndWriter();
  const presence = watchPresence(writer);
  reader.send(encodeAwareness(ownPresence(reader.doc)));
  await writer.until(() => presence().has(reader.doc.clientID));
  proxy.setWeather({ isHeldBack: true });
  const gone = writer.until(() => !presence().has(reader.doc.clientID)).then(() => proxy.setWeather({}));
  // Distinct texts: what it lacks in the end is more than the system's buffers hold, as a queue and as a difference.
  for (let sent = 0; sent < 11; sent++) await write(sent, `note${sent}`);
  await gone;
  expect((await reader.closed).code).toBe(CLOSE.tooSlow);
  expect(await metric(TOO_SLOW)).toBe(1);
  await write(18, 'note0');
  const back = await openPeer({
    url: `${server.ws}/ws/line/source`,
    token: await server.token('slow', 'line', 'viewer'),
    doc: reader.doc,
  });
  await whenMessage(back, 'step2');
  expect(settingsOf(back.doc)).toBe(settingsOf(writer.doc));
  await Promise.all([back.close(), writer.close()]);
}, 120_000);

it('P9 S8 a reader that drains slowly is never cut and gets one difference instead of the queue', async () => {
  const { reader, writer, write } = await openReaderAndWriter();
  proxy.setWeather({ isHeldBack: true });
  let written = 0;
  // As much as the system's buffers take when they have grown: they do not swallow at once what comes behind.
  while (written < 16) await write(written++);
  // It reads a third of what is written, and is behind.
  while ((await metric(CAUGHT_UP)) === 0) {
    await write(written++ % 26);
    proxy.letThrough(300_000);
  }
  proxy.setWeather({});
  await reader.until(() => settingsOf(reader.doc) === settingsOf(writer.doc));
  expect(reader.messages.filter(({ type }) => type === 'update').length).toBeLessThan(written);
  expect(await metric(TOO_SLOW)).toBe(0);
  await Promise.all([reader.close(), writer.close()]);
}, 90_000);

function ownPresence(doc: Y.Doc): Uint8Array {
  const awareness = new Awareness(doc);
  awareness.setLocalState({ file: 'none' });
  const update = encodeAwarenessUpdate(awareness, [doc.clientID]);
  awareness.destroy();
  return update;
}

/** Awareness ids that a peer was told of and that are still there. */
function watchPresence({ messages }: Peer): () => ReadonlySet<number> {
  return () => {
    const awareness = new Awareness(new Y.Doc());
    for (const message of messages)
      if (message.type === 'awareness') applyAwarenessUpdate(awareness, message.update, null);
    const present = new Set(awareness.getStates().keys());
    awareness.destroy();
    return present;
  };
}
