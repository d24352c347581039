/**
 * What the server's process holds, in kilobytes of resident memory: per idle connection, per document of 10 kB that is being
 * edited, per document that nobody edits, and in megabytes after a thousand documents were closed. Ours alone: `rivals` has ratios.
 */

import * as Y from 'yjs';
import { createRandom } from '../harness/random.ts';
import { round } from './numbers.ts';
import { type Client, openClient } from './rivals/client.ts';
import { type Rival, residentMb, startTagloom } from './rivals/servers.ts';

const CONNECTIONS = 1_000;
const DOCUMENTS = 1_000;
const PER_ROOM = 10;
/** Rests after 30 s and leaves after 60 s (`server/limits.ts`); the collector needs a while. */
const RESTED_MS = 34_000;
const LEFT_MS = 75_000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Figures beside the bound of each. */
export async function benchMemory() {
  const server = await startTagloom();
  try {
    await warmUp(server);
    const base = await settled(server);
    const idle = await open(server, CONNECTIONS, (index) => `idle-${index % (CONNECTIONS / PER_ROOM)}`);
    const connections = (await settled(server)) - base;
    await closeAll(idle);
    const before = await settled(server);
    const holders = await open(server, DOCUMENTS, (index) => `doc-${index}`);
    const empty = await settled(server);
    await fill(holders);
    const active = (await settled(server)) - empty;
    await wait(RESTED_MS);
    const resting = (await settled(server)) - empty;
    await closeAll(holders);
    await wait(LEFT_MS);
    const left = await settled(server);
    return {
      baseMb: round(base),
      beforeDocumentsMb: round(before),
      kbPerIdleConnection: { is: kb(connections, CONNECTIONS), most: 20 },
      kbPerActiveDocument: { is: kb(active, DOCUMENTS), most: 250 },
      kbPerIdleDocument: { is: kb(resting, DOCUMENTS), most: 40 },
      mbAfterClosing: { is: round(left - base), most: 100 },
    };
  } finally {
    await server.stop();
  }
}

function kb(mb: number, count: number): number {
  return round((mb * 1024) / count);
}

/** Compiled code and first buffers are not what is measured. */
async function warmUp(server: Rival): Promise<void> {
  await closeAll(await open(server, 50, (index) => `warm-${index}`));
}

async function open(server: Rival, count: number, room: (index: number) => string): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const wave = Array.from({ length: 20 }, (_, index) => room(clients.length + index));
    clients.push(...(await Promise.all(wave.map((name) => openClient({ rival: server, room: name })))));
  }
  return clients;
}

/** Every document gets the same 10 kB of text out of 256 insertions at random places. */
async function fill(holders: readonly Client[]): Promise<void> {
  const update = tenKilobytes();
  for (const [index, holder] of holders.entries()) {
    holder.sendUpdate(update);
    if (index % 20 === 19) await wait(10);
  }
}

function tenKilobytes(): Uint8Array {
  const random = createRandom(10);
  const doc = new Y.Doc();
  const text = doc.getText('t');
  for (let part = 0; part < 256; part++)
    text.insert(random.below(text.length + 1), `rValue${part} := rValue${part} * 1.01 + offset;`.padEnd(40));
  return Y.encodeStateAsUpdate(doc);
}

async function closeAll(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
}

/** The least of four seconds: between two collections the rest is garbage. */
async function settled(server: Rival): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < 16; sample++) {
    await wait(250);
    least = Math.min(least, residentMb(server.pid()));
  }
  return least;
}
