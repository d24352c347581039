/**
 * The gate under random and mutated frames (never a throw, never growth, nothing left waiting in Yjs) and under honest
 * edits (never a refusal). `npm run fuzz -- gate` runs a million frames; `npm test` a short part of it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import {
  createFile,
  decodeClientMessage,
  deleteFile,
  encodeStep2,
  encodeUpdate,
  fileEntry,
  filesMap,
  MalformedFrame,
  renameFile,
  restoreFile,
  SOURCE_ROOTS,
  writeSettings,
} from '@tagloom/collab';
import * as Y from 'yjs';
import { checkUpdate, type Known, type Rules, type Verdict } from '#server/gate.ts';
import { KeptItems } from '#server/kept.ts';
import { percentile, round } from '../bench/numbers.ts';
import { createRandom, type Random } from '../harness/random.ts';

const RULES: Rules = { person: 'ann', roots: SOURCE_ROOTS };

/** What the gate may know of a document. `kept` is read anew when it is asked for. */
export function knownOf(doc: Y.Doc, owners: ReadonlyMap<number, string> = new Map()): Known {
  return {
    clock: (client) => Y.getState(doc.store, client),
    isDeleted: (client, clock, length) => {
      const structs = doc.store.clients.get(client);
      const end = clock + length;
      if (!structs || end > Y.getState(doc.store, client)) return false;
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const struct = structs[index];
        if (!struct || struct.id.clock >= end) return true;
        if (!struct.deleted) return false;
      }
      return true;
    },
    owner: (client) => owners.get(client),
    kept: () => KeptItems.of(doc),
  };
}

export interface GateFuzz {
  readonly frames: number;
  readonly malformed: number;
  readonly verdicts: Readonly<Record<Verdict['type'], number>>;
  /** Accepted mutants that were given to Yjs, to see that nothing waits in it. */
  readonly applied: number;
  /** Bytes of heap more than before, after a collection. */
  readonly grown: number;
}

const APPLY_EVERY = 16;

/** Throws, with the seed, on the first frame that makes the gate throw or leaves something waiting in Yjs. */
export function fuzzGate({ seed, frames }: { seed: number; frames: number }): GateFuzz {
  const random = createRandom(seed);
  const { doc, pool } = session(random);
  const state = Y.encodeStateAsUpdate(doc);
  const known = knownOf(doc);
  const verdicts = { accept: 0, refuse: 0, resync: 0 };
  let [malformed, applied] = [0, 0];
  const before = heapAfterCollection();
  for (let count = 0; count < frames; count++) {
    const frame = random.chance(0.2) ? randomBytes(random) : mutate(random, pool);
    const update = updateOf(frame);
    if (!update) {
      malformed += 1;
      continue;
    }
    const { type } = checkUpdate(update, known, RULES);
    verdicts[type] += 1;
    if (type !== 'accept' || verdicts.accept % APPLY_EVERY > 0) continue;
    applied += 1;
    const copy = new Y.Doc();
    Y.applyUpdate(copy, state);
    Y.applyUpdate(copy, update);
    const isWaiting = copy.store.pendingStructs !== null || copy.store.pendingDs !== null;
    const isLost = [...filesMap(doc).keys()].some((id) => !fileEntry(copy, id));
    if (isWaiting || isLost)
      throw new Error(
        `Seed ${seed}, frame ${count}: ${isLost ? 'a file is gone' : 'Yjs waits'} after ${Buffer.from(update).toString('hex')}`,
      );
  }
  return { frames, malformed, verdicts, applied, grown: heapAfterCollection() - before };
}

/** The update in a frame; null where the connection would end before the gate. */
function updateOf(frame: Uint8Array): Uint8Array | null {
  try {
    const message = decodeClientMessage(frame);
    return message.type === 'update' || message.type === 'step2' ? message.update : null;
  } catch (error) {
    if (error instanceof MalformedFrame) return null;
    throw error;
  }
}

/** A lively document and the frames of the edits that made it, those that it does not know yet among them. */
function session(random: Random): { doc: Y.Doc; pool: Uint8Array[] } {
  const doc = new Y.Doc();
  doc.clientID = 1 + random.below(2 ** 31);
  const pool: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => pool.push(encodeUpdate(update)));
  for (let step = 0; step < 60; step++) edit(doc, random);
  const ahead = new Y.Doc();
  ahead.clientID = 1 + random.below(2 ** 31);
  Y.applyUpdate(ahead, Y.encodeStateAsUpdate(doc));
  const vector = Y.encodeStateVector(doc);
  for (let step = 0; step < 40; step++) {
    edit(ahead, random);
    pool.push(encodeStep2(Y.encodeStateAsUpdate(ahead, vector)));
  }
  return { doc, pool };
}

function randomBytes(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: random.below(80) }, () => random.below(256));
  return random.chance(0.5) ? encodeUpdate(bytes) : bytes;
}

/** A real frame with something wrong in it; the frame's own length field is put right again half of the time. */
function mutate(random: Random, pool: readonly Uint8Array[]): Uint8Array {
  let bytes: Uint8Array = random.pick(pool).slice();
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(bytes.length);
    const kind = random.below(6);
    if (kind < 3) bytes[at] = random.below(256);
    else if (kind === 3) bytes = bytes.slice(0, at + 1);
    else if (kind === 4)
      bytes = splice(bytes, at, Uint8Array.from([0xff, 0xff, 0xff, 0xff, random.below(16)]));
    else bytes = splice(bytes, at, random.pick(pool).subarray(random.below(8), 8 + random.below(40)));
  }
  return random.chance(0.5) ? encodeUpdate(bytes.subarray(3)) : bytes;
}

function splice(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + inserted.length);
  result.set(bytes.subarray(0, at));
  result.set(inserted, at);
  result.set(bytes.subarray(at), at + inserted.length);
  return result;
}

function edit(doc: Y.Doc, random: Random): void {
  const ids = [...filesMap(doc).keys()];
  const id = ids[random.below(Math.max(1, ids.length))] ?? '';
  const text = fileEntry(doc, id)?.text;
  const kind = random.below(12);
  if (!text || kind === 0) createFile(doc, `F${random.below(100)}.st`, 'x := 1; // ä€😀\n');
  else if (kind === 1) deleteFile(doc, id);
  else if (kind === 2) restoreFile(doc, id);
  else if (kind === 3) renameFile(doc, id, `G${random.below(100)}.st`);
  else if (kind === 4) writeSettings(doc, { vendor: random.pick(['siemens', 'rockwell', 'beckhoff']) });
  else if (kind < 7 && text.length > 4) text.delete(random.below(text.length - 3), 1 + random.below(4));
  else
    text.insert(
      random.below(text.length + 1),
      random.pick(['a', 'VAR ', 'ä€😀', '\n', 'IF x THEN\n  y := 2;\nEND_IF\n']),
    );
}

export interface HonestRun {
  readonly updates: number;
  /** Microseconds of one check, and of Yjs applying the same update: medians of one run. */
  readonly checkUs: number;
  readonly applyUs: number;
}

/** Throws on the first honest update that is not accepted. */
class Judge {
  readonly server = new Y.Doc();
  readonly #known: Known = {
    ...knownOf(this.server),
    kept: () => (this.#kept ??= KeptItems.of(this.server)),
  };
  #kept: KeptItems | null = null;
  readonly #check: number[] = [];
  readonly #apply: number[] = [];

  submit(update: Uint8Array, where: string): void {
    const started = performance.now();
    const verdict = checkUpdate(update, this.#known, RULES);
    const checked = performance.now();
    if (verdict.type !== 'accept')
      throw new Error(`${where}: an honest update was answered with ${JSON.stringify(verdict)}`);
    for (const item of verdict.kept) this.#kept?.add(item);
    const applying = performance.now();
    Y.applyUpdate(this.server, update);
    this.#apply.push(performance.now() - applying);
    this.#check.push(checked - started);
    if (this.server.store.pendingStructs || this.server.store.pendingDs)
      throw new Error(`${where}: Yjs waits`);
  }

  result(): HonestRun {
    const us = (values: readonly number[]) => round(percentile(values, 0.5) * 1_000);
    return { updates: this.#check.length, checkUs: us(this.#check), applyUs: us(this.#apply) };
  }
}

/** Four peers edit, undo, go offline and come back, for `updates` submissions. */
export function judgeSessions({ seed, updates }: { seed: number; updates: number }): HonestRun {
  const random = createRandom(seed);
  const judge = new Judge();
  const peers = Array.from({ length: 4 }, () => new Y.Doc());
  const undo = peers.map((peer) => new Y.UndoManager(filesMap(peer), { captureTimeout: 0 }));
  const queues = peers.map(() => [] as Uint8Array[]);
  peers.forEach((peer, index) => {
    peer.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') queues[index]?.push(update);
    });
  });
  createFile(peers[0] as Y.Doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  let count = 0;
  while (count < updates) {
    const index = random.below(peers.length);
    const [peer, queue] = [peers[index] as Y.Doc, queues[index] as Uint8Array[]];
    if (random.chance(0.1) && canUndoText(undo[index])) undo[index]?.undo();
    else edit(peer, random);
    // Offline for a while: then one step 2 instead of the single updates.
    if (random.chance(0.3)) continue;
    if (random.chance(0.3)) {
      judge.submit(Y.encodeStateAsUpdate(peer, Y.encodeStateVector(judge.server)), `seed ${seed}`);
      count += 1;
    } else
      for (const update of queue) {
        judge.submit(update, `seed ${seed}`);
        count += 1;
      }
    queue.length = 0;
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(judge.server, Y.encodeStateVector(peer)), 'server');
  }
  return judge.result();
}

/** The app undoes edits of texts only; taking back the making of a file is a soft delete there. */
function canUndoText(manager: Y.UndoManager | undefined): boolean {
  const step = manager?.undoStack.at(-1);
  return step !== undefined && step.insertions.clients.size === 0;
}

const TRACES = fileURLToPath(new URL('../../../shared/bench/sync/traces/', import.meta.url));

interface Trace {
  readonly startContent?: string;
  readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[];
}

/** Real editing of code, keystroke by keystroke; null when the recorded traces do not lie beside the repository. */
export function judgeTrace(name: string, limit = Number.POSITIVE_INFINITY): HonestRun | null {
  const file = `${TRACES}${name}.json.gz`;
  if (!existsSync(file)) return null;
  const { startContent = '', txns } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Trace;
  const judge = new Judge();
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => judge.submit(update, name));
  const text = fileEntry(doc, createFile(doc, 'TRACE.st', startContent))?.text;
  let count = 0;
  for (const { patches } of txns)
    for (const [at, removed, inserted] of patches) {
      if (++count > limit) return judge.result();
      doc.transact(() => {
        if (removed > 0) text?.delete(at, removed);
        if (inserted !== '') text?.insert(at, inserted);
      });
    }
  return judge.result();
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** The long run of `npm run fuzz -- gate`; prints one line of JSON per part, false when something failed. */
export function fuzzGateLong(seed: number, frames: number): boolean {
  try {
    const fuzz = fuzzGate({ seed, frames });
    console.log(JSON.stringify({ fuzz: 'gate', seed, ...fuzz }));
    console.log(JSON.stringify({ honest: 'sessions', seed, ...judgeSessions({ seed, updates: 20_000 }) }));
    for (const name of ['sveltecomponent', 'rustcode'])
      console.log(
        JSON.stringify({
          honest: name,
          ...(judgeTrace(name, 20_000) ?? { skipped: 'the traces are not here' }),
        }),
      );
    return fuzz.grown < 8 * 1024 * 1024;
  } catch (error) {
    console.error(`FUZZ_FAILED: seed ${seed}; run it again with: npm run fuzz -- gate --seed ${seed}`, error);
    return false;
  }
}
