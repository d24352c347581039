/**
 * The loads of the comparison. Each opens what it needs on a running server and returns plain numbers: milliseconds, CPU
 * seconds of the server, megabytes, counts. `wrong` is a sentence when somebody did not get everything.
 */

import { once } from 'node:events';
import * as Y from 'yjs';
import { createRandom } from '../../harness/random.ts';
import { percentile, round } from '../numbers.ts';
import { type Client, openClient } from './client.ts';
import { cpuSeconds, type Rival, residentMb } from './servers.ts';

export type Numbers = Readonly<Record<string, number | string>>;
export type Scenario = (rival: Rival) => Promise<Numbers>;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const textOf = (doc: Y.Doc) => doc.getText('t');

/** Waits until it is so, at most `ms`; whether it is. */
async function whether(isSo: () => boolean, ms = 30_000): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await wait(5))
    if (isSo()) return true;
  return isSo();
}

interface Writer {
  readonly doc: Y.Doc;
  readonly client: Client;
}

async function openWriter(
  rival: Rival,
  room: string,
  onUpdate?: (update: Uint8Array) => void,
): Promise<Writer> {
  const doc = new Y.Doc();
  const client = await openClient({ rival, room, doc, ...(onUpdate ? { onUpdate } : {}) });
  return { doc, client };
}

/** When each item was sent, and how long others waited for it. */
function stopwatch() {
  const sent = new Map<string, number>();
  const times: number[] = [];
  return {
    times,
    send: (client: number, clock: number) => void sent.set(`${client}:${clock}`, performance.now()),
    receive: (update: Uint8Array) => {
      const { from, to } = Y.parseUpdateMeta(update);
      const now = performance.now();
      for (const [client, end] of to)
        for (let clock = from.get(client) ?? 0; clock < end; clock++) {
          const at = sent.get(`${client}:${clock}`);
          if (at !== undefined) times.push(now - at);
        }
    },
  };
}

/** Edits of each writer before anything is counted: servers start with cold code. */
const WARM_EDITS = 20;

/** One character at the end of what was typed by this writer. */
function typeOne({ doc }: Writer, watch: ReturnType<typeof stopwatch>): void {
  watch.send(doc.clientID, Y.getState(doc.store, doc.clientID));
  textOf(doc).insert(textOf(doc).length, 'x');
}

/** Ten editors, five characters a second each, a cursor message with each; ten seconds behind a warm-up. */
async function latency(rival: Rival): Promise<Numbers> {
  const watch = stopwatch();
  const writers: Writer[] = [];
  while (writers.length < 10) writers.push(await openWriter(rival, 'latency', watch.receive));
  const type = (edits: number) =>
    Promise.all(
      writers.map(async (writer, index) => {
        await wait(index * 19);
        for (let edit = 1; edit <= edits; edit++) {
          typeOne(writer, watch);
          writer.client.sendCursor(writer.doc.clientID, edit);
          await wait(200);
        }
      }),
    );
  await type(WARM_EDITS / 2);
  await whether(() => watch.times.length >= (10 * 9 * WARM_EDITS) / 2);
  watch.times.length = 0;
  const cpu = cpuSeconds(rival.pid());
  const edits = 50;
  await type(edits);
  const isWhole = await whether(() => watch.times.length >= 10 * 9 * edits);
  const spent = cpuSeconds(rival.pid()) - cpu;
  await closeAll(writers.map(({ client }) => client));
  const [p50, p99] = [percentile(watch.times, 0.5), percentile(watch.times, 0.99)];
  return { p50: round(p50), p99: round(p99), cpu: round(spent), ...verdict(isWhole) };
}

/** Counts who has got an item, so that its writer can wait for the last one. */
function roundTrips(others: number) {
  const waiting = new Map<string, { left: number; done: () => void }>();
  return {
    whenAll: (client: number, clock: number) =>
      new Promise<void>((done) => void waiting.set(`${client}:${clock}`, { left: others, done })),
    receive: (update: Uint8Array) => {
      const { from, to } = Y.parseUpdateMeta(update);
      for (const [client, end] of to)
        for (let clock = from.get(client) ?? 0; clock < end; clock++) {
          const item = waiting.get(`${client}:${clock}`);
          if (!item || --item.left > 0) continue;
          waiting.delete(`${client}:${clock}`);
          item.done();
        }
    },
  };
}

/**
 * A hundred connections, five of them write; each writes on when all others have its last edit. Six seconds behind one of
 * warm-up.
 */
async function fanOut(rival: Rival): Promise<Numbers> {
  const watch = stopwatch();
  const trips = roundTrips(99);
  const onUpdate = (update: Uint8Array) => {
    watch.receive(update);
    trips.receive(update);
  };
  const readers: Client[] = [];
  while (readers.length < 95) readers.push(await openClient({ rival, room: 'fanout', onUpdate }));
  const writers: Writer[] = [];
  while (writers.length < 5) writers.push(await openWriter(rival, 'fanout', onUpdate));
  const write = (ms: number) => {
    const until = performance.now() + ms;
    return Promise.all(
      writers.map(async (writer) => {
        while (performance.now() < until) {
          const { doc } = writer;
          const seen = trips.whenAll(doc.clientID, Y.getState(doc.store, doc.clientID));
          typeOne(writer, watch);
          await seen;
        }
      }),
    );
  };
  await write(1_000);
  watch.times.length = 0;
  const cpu = cpuSeconds(rival.pid());
  const ms = 6_000;
  await write(ms);
  const spent = cpuSeconds(rival.pid()) - cpu;
  const delivered = watch.times.length;
  await closeAll([...readers, ...writers.map(({ client }) => client)]);
  return {
    cpuPer100k: round((spent / delivered) * 100_000),
    perSecond: round(delivered / (ms / 1_000)),
    p99: round(percentile(watch.times, 0.99)),
  };
}

/** Three hundred rooms with three writers each, two edits a second. */
async function rooms(rival: Rival): Promise<Numbers> {
  const watch = stopwatch();
  const start = cpuSeconds(rival.pid());
  const writers: Writer[] = [];
  for (let room = 0; room < 300; room++)
    writers.push(
      ...(await Promise.all([1, 2, 3].map(() => openWriter(rival, `room-${room}`, watch.receive)))),
    );
  const cpu = cpuSeconds(rival.pid());
  const edits = 8;
  await Promise.all(
    writers.map(async (writer, index) => {
      await wait((index * 37) % 500);
      for (let edit = 0; edit < edits; edit++) {
        typeOne(writer, watch);
        await wait(500);
      }
    }),
  );
  const isWhole = await whether(() => watch.times.length >= 900 * 2 * edits);
  const numbers = {
    cpu: round(cpuSeconds(rival.pid()) - cpu),
    connectCpu: round(cpu - start),
    p99: round(percentile(watch.times, 0.99)),
    residentMb: round(residentMb(rival.pid())),
  };
  await closeAll(writers.map(({ client }) => client));
  return { ...numbers, ...verdict(isWhole) };
}

const EDITS = 20_000;

/** Edits of one author as they come from an editor: runs of typing, jumps, deletions. Equal for equal seeds. */
function* editing(seed: number, count: number, doc: Y.Doc): Generator<void> {
  const random = createRandom(seed);
  let at = 0;
  for (let edit = 0; edit < count; edit++) {
    const text = textOf(doc);
    if (random.chance(0.03)) at = random.below(text.length + 1);
    at = Math.min(at, text.length);
    if (random.chance(0.15) && at > 2) text.delete(--at, 1);
    else text.insert(at++, 'abcdefgh \n'[random.below(10)] as string);
    yield;
  }
}

/** A document of 20,000 edits: taken in one by one, read by newcomers, and read again after a restart. */
async function bigDocument(rival: Rival): Promise<Numbers> {
  const writer = await openWriter(rival, 'big');
  const cpu = cpuSeconds(rival.pid());
  let sent = 0;
  for (const _ of editing(1, EDITS, writer.doc)) if (++sent % 200 === 0) await wait(1);
  const wanted = textOf(writer.doc).toString();
  const newcomer = async () => {
    const doc = new Y.Doc();
    const from = performance.now();
    const client = await openClient({ rival, room: 'big', doc });
    const isWhole = await whether(() => textOf(doc).toString() === wanted);
    const ms = performance.now() - from;
    await client.close();
    return isWhole ? ms : Number.NaN;
  };
  await newcomer();
  const spent = cpuSeconds(rival.pid()) - cpu;
  const colds: number[] = [];
  while (colds.length < 5) colds.push(await newcomer());
  await writer.client.close();
  if (rival.name === 'y-websocket') return { takeInCpu: round(spent), cold: round(percentile(colds, 0.5)) };
  // Time for a store that waits for a pause.
  await wait(3_000);
  const from = performance.now();
  await rival.restart();
  const up = performance.now() - from;
  const first = await newcomer();
  return {
    takeInCpu: round(spent),
    cold: round(percentile(colds, 0.5)),
    restart: round(up),
    firstSync: round(first),
    ...verdict(!Number.isNaN(first)),
  };
}

/** Two authors write 5,000 edits each at the same time, as fast as the other's edits arrive; eight look on. */
async function replay(rival: Rival): Promise<Numbers> {
  const watchers: Writer[] = [];
  while (watchers.length < 8) watchers.push(await openWriter(rival, 'replay'));
  const authors = [await openWriter(rival, 'replay'), await openWriter(rival, 'replay')];
  const cpu = cpuSeconds(rival.pid());
  const from = performance.now();
  await Promise.all(
    authors.map(async ({ doc }, index) => {
      const other = (authors[1 - index] as Writer).doc.clientID;
      let made = 0;
      // Nobody runs far ahead of what came from the other.
      for (const _ of editing(index + 2, 5_000, doc))
        if (++made % 50 === 0) await whether(() => Y.getState(doc.store, other) >= made / 2 - 100, 5_000);
    }),
  );
  const key = ({ doc }: Writer) => Buffer.from(Y.encodeStateVector(doc)).toString('hex').length;
  const all = [...watchers, ...authors];
  const isEqual = () => {
    const wanted = authors.map(({ doc }) => Y.getState(doc.store, doc.clientID));
    return all.every(({ doc }) =>
      authors.every((author, index) => Y.getState(doc.store, author.doc.clientID) === wanted[index]),
    );
  };
  const isWhole = (await whether(isEqual)) && new Set(all.map(key)).size === 1;
  const numbers = {
    cpu: round(cpuSeconds(rival.pid()) - cpu),
    seconds: round((performance.now() - from) / 1_000),
  };
  const isSame = new Set(all.map(({ doc }) => textOf(doc).toString())).size === 1;
  await closeAll(all.map(({ client }) => client));
  return { ...numbers, ...verdict(isWhole && isSame) };
}

/** Ten readers stop reading while 48 MB flow by; how much the server keeps for them, and what happens to the others. */
async function slowReaders(rival: Rival): Promise<Numbers> {
  const watch = stopwatch();
  const quick = await openClient({ rival, room: 'slow', onUpdate: watch.receive });
  const stuck: Client[] = [];
  while (stuck.length < 10) stuck.push(await openClient({ rival, room: 'slow' }));
  const writer = await openWriter(rival, 'slow');
  for (const { socket } of stuck) socket.pause();
  const before = residentMb(rival.pid());
  const map = writer.doc.getMap<string>('m');
  let most = before;
  for (let part = 0; part < 480; part++) {
    watch.send(writer.doc.clientID, Y.getState(writer.doc.store, writer.doc.clientID));
    map.set('note', String(part).padEnd(100_000, '.'));
    await whether(() => watch.times.length > part, 2_000);
    most = Math.max(most, residentMb(rival.pid()));
  }
  const from = performance.now();
  const isWhole = watch.times.length === 480;
  // Whoever is cut cannot say so before it reads on; the server's memory says it.
  await wait(11_000);
  const after = residentMb(rival.pid());
  const closed = stuck.map(({ socket }) => once(socket, 'close'));
  for (const { socket } of stuck) socket.resume();
  await Promise.race([Promise.all(closed), wait(3_000)]);
  const cut = stuck.filter(({ socket }) => socket.readyState === socket.CLOSED).length;
  for (const { socket } of stuck) socket.terminate();
  await closeAll([quick, writer.client]);
  return {
    grownMb: round(most - before),
    laterMb: round(after - before),
    cut,
    othersP99: round(percentile(watch.times, 0.99)),
    seconds: round((performance.now() - from) / 1_000),
    ...verdict(isWhole),
  };
}

function verdict(isWhole: boolean): Numbers {
  return isWhole ? {} : { wrong: 'not everything arrived' };
}

async function closeAll(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  latency,
  fanOut,
  rooms,
  bigDocument,
  replay,
  slowReaders,
};
