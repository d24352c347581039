/**
 * The floor of one durable edit: one loopback echo of `ws` and one commit of SQLite in its thread, each paced like typing.
 * Beside it the whole way from one editor to another through the server, in the same run; the ratio is what is left to win.
 */

import { once } from 'node:events';
import { join } from 'node:path';
import * as wire from '@tagloom/collab';
import { WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';

const PACE_MS = 20;
const KEY = { project: 'bench', document: 'source' } as const;

/** Milliseconds (median and 99th percentile) of each part, over `count` paced samples. */
export async function benchFloor({ count = 150 } = {}) {
  const echo = await sample(count, await openEcho());
  const commit = await sample(count, await openCommit());
  const edit = await sample(count, await openEdit());
  return { count, echo, commit, edit, ratio: { p50: round(edit.p50 / (echo.p50 + commit.p50)) } };
}

interface Probe {
  once(index: number): Promise<unknown>;
  close(): Promise<void>;
}

async function sample(count: number, probe: Probe) {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const from = performance.now();
    await probe.once(index);
    times.push(performance.now() - from);
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
  await probe.close();
  return { p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) };
}

async function openEcho(): Promise<Probe> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  return {
    once: async () => {
      socket.send(new Uint8Array(40));
      await once(socket, 'message');
    },
    close: async () => {
      socket.terminate();
      server.close();
    },
  };
}

async function openCommit(): Promise<Probe> {
  const folder = newDataDir();
  const store = await openSqliteStore(join(folder, 'floor.db'));
  await store.load(KEY, 'epoch');
  return {
    once: (index) => {
      const entry = {
        src: `src.${index}`,
        at: index,
        author: 'ann',
        clients: [1],
        update: new Uint8Array(40),
      };
      return store.append([{ key: KEY, entries: [entry], claims: [] }]);
    },
    close: async () => {
      await store.close();
      removeDataDir(folder);
    },
  };
}

async function openEdit(): Promise<Probe> {
  const dataDir = newDataDir();
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  await server.command('project', 'create', '--id', 'bench', '--name', 'Bench');
  const token = await server.token('bench', 'bench', 'editor');
  const join = () => openPeer(`${server.ws}/ws/bench/source`, token);
  const [writer, reader] = [await join(), await join()];
  return {
    once: (index) => {
      const seen = new Promise((done) => reader.doc.once('update', done));
      writer.doc.getMap('settings').set('key', index);
      return seen;
    },
    close: async () => {
      for (const { socket } of [writer, reader]) socket.terminate();
      await server.kill('SIGTERM');
      removeDataDir(dataDir);
    },
  };
}

async function openPeer(url: string, token: string) {
  const doc = new Y.Doc();
  const socket = new WebSocket(url, [wire.PROTOCOL_STOCK, `bearer.${token}`], { perMessageDeflate: false });
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== socket) socket.send(wire.encodeUpdate(update));
  });
  const synced = new Promise<void>((done) => {
    socket.on('message', (data: Buffer) => {
      const message = wire.decodeServerMessage(data);
      if (message.type === 'step1') socket.send(wire.encodeStep2(new Uint8Array([0, 0])));
      if (message.type === 'step2' || message.type === 'update') Y.applyUpdate(doc, message.update, socket);
      if (message.type === 'step2') done();
    });
  });
  await once(socket, 'open');
  socket.send(wire.encodeStep1(Y.encodeStateVector(doc)));
  await synced;
  return { doc, socket };
}
