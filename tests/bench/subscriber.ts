/** From the durable edit (the author's ack) to the row at a `/ws/tags` subscriber, at 10,000 lines and 1,000 tags. */

import { rmSync } from 'node:fs';
import { listFiles } from '@tagloom/collab';
import { WebSocket } from 'ws';
import { openPeer } from '../harness/peer.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';
import { largeProgram } from './plant.ts';

const PROJECT = 'large';

export async function benchSubscriber({ lines = 10_000, edits = 300 } = {}) {
  const dataDir = newDataDir();
  const folder = largeProgram(lines);
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  try {
    await server.command('project', 'create', '--id', PROJECT, '--name', 'Large', '--from', folder);
    const peer = openPeer({
      ws: server.ws,
      projectId: PROJECT,
      token: await server.token('writer', PROJECT, 'editor'),
    });
    await peer.client.whenSynced;
    const subscriber = await subscribe(server.ws, await server.token('reader', PROJECT, 'viewer'));
    const text = listFiles(peer.doc)[0]?.text;
    if (!text) throw new Error('The program is not there.');
    const at = text.toString().indexOf('xBench : BOOL; // ') + 'xBench : BOOL; // '.length;
    const times: number[] = [];
    for (let i = 1; i <= edits; i++) {
      text.insert(at, 'x');
      const row = subscriber.whenComment(i);
      await peer.client.whenSaved();
      const durable = performance.now();
      times.push(Math.max(0, (await row) - durable));
    }
    await peer.close();
    subscriber.close();
    return {
      lines,
      edits,
      unit: 'ms after the ack',
      p50: round(percentile(times, 0.5)),
      p95: round(percentile(times, 0.95)),
      p99: round(percentile(times, 0.99)),
    };
  } finally {
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
    rmSync(folder, { recursive: true });
  }
}

async function subscribe(ws: string, token: string) {
  const socket = new WebSocket(`${ws}/ws/tags`, ['tagloom.v1', `bearer.${token}`]);
  const full = Promise.withResolvers<void>();
  let waiting: { length: number; resolve: (at: number) => void } | null = null;
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'subscribe', projectId: PROJECT, vendor: 'siemens' })),
  );
  socket.on('message', (data: Buffer) => {
    const now = performance.now();
    const message = JSON.parse(data.toString()) as {
      full?: boolean;
      part?: number;
      parts?: number;
      tags?: { path: string; comment: string | null }[];
    };
    if (message.full && message.part === message.parts) full.resolve();
    const comment = message.tags?.find((tag) => tag.path.endsWith('.xBench'))?.comment ?? '';
    if (waiting && comment.length >= waiting.length) waiting.resolve(now);
  });
  await full.promise;
  return {
    whenComment: (length: number) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      waiting = { length, resolve };
      return promise;
    },
    close: () => socket.close(),
  };
}
