/**
 * Sender to receiver, durable: ten people type five characters a second and move their cursor with each. The same load
 * goes to an in-memory relay that stores nothing, interleaved run by run; the ratios are what counts.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as wire from '@tagloom/collab';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { freePort, newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';

const PEOPLE = 10;
const CHARACTERS_PER_SECOND = 5;

interface Target {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly protocols: readonly string[];
  stop(): Promise<void>;
}

interface Run {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpuSeconds: number;
  readonly delivered: number;
}

/** Milliseconds and CPU seconds of both, and ours divided by the relay's, over `runs` interleaved runs. */
export async function benchLatency({ runs = 3, seconds = 5 } = {}) {
  const results: Record<string, Run[]> = { tagloom: [], relay: [] };
  for (let i = 0; i < runs; i++)
    for (const start of [startTagloom, startRelay]) {
      const target = await start();
      try {
        results[target.name]?.push(await load(target, seconds));
      } finally {
        await target.stop();
      }
    }
  const ours = median(results.tagloom ?? []);
  const relay = median(results.relay ?? []);
  return {
    people: PEOPLE,
    seconds,
    runs,
    tagloom: ours,
    relay,
    ratio: {
      p50: round(ours.p50 / relay.p50),
      p99: round(ours.p99 / relay.p99),
      cpu: round(ours.cpuSeconds / relay.cpuSeconds),
    },
  };
}

async function startTagloom(): Promise<Target> {
  const dataDir = newDataDir();
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  await server.command('project', 'create', '--id', 'bench', '--name', 'Bench');
  const token = await server.token('bench', 'bench', 'editor');
  return {
    name: 'tagloom',
    pid: server.pid,
    url: `${server.ws}/ws/bench/source`,
    protocols: [wire.PROTOCOL_STOCK, `bearer.${token}`],
    stop: async () => {
      await server.kill('SIGTERM');
      removeDataDir(dataDir);
    },
  };
}

async function startRelay(): Promise<Target> {
  const port = await freePort();
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'relay.ts'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    name: 'relay',
    pid: child.pid ?? 0,
    url: `ws://127.0.0.1:${port}/bench`,
    protocols: [],
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function load(target: Target, seconds: number): Promise<Run> {
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => join(target, sentAt, times)));
  const before = cpuSeconds(target.pid);
  await Promise.all(people.map((person, index) => type(person, seconds, index)));
  await drained(times, PEOPLE * (PEOPLE - 1) * seconds * CHARACTERS_PER_SECOND);
  const cpu = cpuSeconds(target.pid) - before;
  for (const person of people) person.socket.close();
  return { ...summary(times), cpuSeconds: round(cpu), delivered: times.length };
}

async function join(target: Target, sentAt: Map<string, number>, times: number[]) {
  const doc = new Y.Doc();
  const socket = new WebSocket(target.url, [...target.protocols], { perMessageDeflate: false });
  const key = (client: number, clock: number) => `${client}:${clock}`;
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    const clock = Y.getState(doc.store, doc.clientID) - 1;
    if (origin === socket) return;
    sentAt.set(key(doc.clientID, clock), performance.now());
    socket.send(wire.encodeUpdate(update));
  });
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.origin !== socket) return;
    const now = performance.now();
    for (const [client, after] of transaction.afterState)
      for (let clock = transaction.beforeState.get(client) ?? 0; clock < after; clock++) {
        const sent = sentAt.get(key(client, clock));
        if (sent !== undefined) times.push(now - sent);
      }
  });
  socket.on('message', (data: Buffer) => {
    const message = wire.decodeServerMessage(data);
    if (message.type === 'step1')
      socket.send(wire.encodeStep2(Y.encodeStateAsUpdate(doc, message.stateVector)));
    else if (message.type === 'step2' || message.type === 'update')
      Y.applyUpdate(doc, message.update, socket);
  });
  await once(socket, 'open');
  socket.send(wire.encodeStep1(Y.encodeStateVector(doc)));
  return { doc, socket };
}

/** Types into the settings map, which every schema admits; the cost on the wire is that of a character. */
function type(person: { doc: Y.Doc; socket: WebSocket }, seconds: number, index: number): Promise<void> {
  const total = seconds * CHARACTERS_PER_SECOND;
  let typed = 0;
  return new Promise((done) => {
    setTimeout(() => {
      const timer = setInterval(() => {
        person.doc.getMap('settings').set(`key${index}`, typed);
        person.socket.send(wire.encodeAwareness(presence(person.doc.clientID, typed)));
        typed += 1;
        if (typed < total) return;
        clearInterval(timer);
        done();
      }, 1000 / CHARACTERS_PER_SECOND);
    }, index * 17);
  });
}

/** An awareness update of one state: count, client id, clock, JSON. */
function presence(clientId: number, clock: number): Uint8Array {
  const json = Buffer.from(JSON.stringify({ file: 'bench', line: clock + 1 }));
  return new Uint8Array([1, ...varUint(clientId), ...varUint(clock + 1), ...varUint(json.length), ...json]);
}

function varUint(value: number): number[] {
  const bytes: number[] = [];
  while (value > 127) {
    bytes.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  return [...bytes, value];
}

/** Waits until everything that was sent has been seen, at most five seconds. */
async function drained(times: readonly number[], expected: number): Promise<void> {
  const until = performance.now() + 5_000;
  while (times.length < expected && performance.now() < until)
    await new Promise((done) => setImmediate(done));
}

/** User and system time of a process, from the kernel's own accounting (100 ticks a second). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function summary(times: readonly number[]) {
  return {
    p50: round(percentile(times, 0.5)),
    p95: round(percentile(times, 0.95)),
    p99: round(percentile(times, 0.99)),
  };
}

function median(runs: readonly Run[]): Run {
  const of = (field: keyof Run) =>
    percentile(
      runs.map((run) => run[field]),
      0.5,
    );
  return {
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    cpuSeconds: of('cpuSeconds'),
    delivered: of('delivered'),
  };
}
