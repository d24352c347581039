/** P21: what was opened is let go again. Long figures are in the benches. */

import { readFileSync } from 'node:fs';
import { createFile } from '@tagloom/collab';
import { expect, it } from 'vitest';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { openPeer, whenMessage } from '../integration/peer.ts';
import { socketUrl, startTestApp, ticketFor } from '../integration/server.ts';

it('P21 S8 documents that nobody reads leave memory, one after the other', async () => {
  const app = await startTestApp({}, { idleMs: 1 });
  for (let index = 0; index < 60; index++) {
    const { token, project } = await ticketFor(app, 'ada', `plant-${index}`, 'editor');
    const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/${project}/source`, token });
    await whenMessage(peer, 'step2');
    createFile(peer.doc, 'A.st', 'x'.repeat(20_000));
    await peer.until(() => peer.acked() >= 2);
    await peer.close();
    peer.doc.destroy();
  }
  while (app.core.rooms.count() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(app.core.rooms.count()).toBe(0);
  await app.close();
}, 60_000);

it('P21 S8 garbage of every size leaves the memory of the process where it was', async () => {
  const server = await startServer({ dataDir: newDataDir(), env: { RATE_LIMITS: 'off' } });
  const token = await server.token('mallory', 'line', 'editor');
  const resident = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
  const attack = async (frame: Uint8Array) => {
    const peer = await openPeer({ url: `${server.ws}/ws/line/source`, token, isSilent: true });
    peer.send(frame);
    await peer.closed;
  };
  const frames = [16, 1_000, 100_000, 1_000_000].map((size) => new Uint8Array(size).fill(0xff));
  for (const frame of frames) await attack(frame);
  const before = resident();
  for (let round = 0; round < 15; round++) for (const frame of frames) await attack(frame);
  // 60 frames, 16 MB in all; the limit is one for the whole, not one per frame.
  expect(resident() - before).toBeLessThan(80);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await server.kill('SIGTERM');
  removeDataDir(server.dataDir);
}, 90_000);
