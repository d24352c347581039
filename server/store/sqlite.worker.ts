/**
 * The database thread of the SQLite engine: owns the connection, so that a slow disk never freezes the rooms. It has no event
 * loop of its own: it sleeps until the bell of the slot rings and takes what waits, in the order of the request numbers.
 */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Problem } from '../problem.ts';
import { type OpenedDatabase, openDatabase } from './sqlite/database.ts';
import type { Operations, WorkerAnswer, WorkerRequest } from './sqlite/operations.ts';
import { unpackEntries } from './sqlite/packing.ts';
import { Slot } from './sqlite/slot.ts';

const { file, memory } = workerData as { file: string; memory: SharedArrayBuffer };
const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const slot = new Slot(memory);
/** A message that waits for an older append. */
let held: WorkerRequest | null = null;
let taken = 0;

const opened = answer(0, () => openDatabase(file));
if (opened) serve(opened);

function serve(database: OpenedDatabase): void {
  for (;;) {
    const rings = slot.rings();
    for (let request = nextRequest(); request; request = nextRequest()) {
      if (request === 'slot') storeSlot(database);
      else if (request.name === 'close') return void answer(request.id, () => database.close());
      else perform(database, request);
      if (request === 'slot' || request.name === 'append') database.tidy();
    }
    slot.waitForRequest(rings, Number.POSITIVE_INFINITY);
  }
}

function nextRequest(): WorkerRequest | 'slot' | null {
  held ??= nextMessage();
  const offered = slot.offered();
  if (offered !== null && (held === null || offered < held.id)) return 'slot';
  const request = held;
  held = null;
  return request;
}

function nextMessage(): WorkerRequest | null {
  if (slot.messages() === taken) return null;
  taken = (taken + 1) | 0;
  return receiveMessageOnPort(port as NonNullable<typeof port>)?.message as WorkerRequest;
}

function storeSlot({ operations }: OpenedDatabase): void {
  try {
    slot.answer(operations.append(unpackEntries(slot.packed())).map(({ firstSeq }) => firstSeq));
  } catch (error) {
    const id = slot.offered() ?? 0;
    port?.postMessage({ id, error: describeFailure(error) } satisfies WorkerAnswer);
    slot.answer(null);
  }
}

function perform(database: OpenedDatabase, { id, name, args }: WorkerRequest): void {
  const { operations } = database;
  answer(id, () => {
    if (name === 'append')
      return operations.append(unpackEntries(Buffer.from(args[0] as Uint8Array<ArrayBuffer>)));
    const operate =
      name === 'fold' || name === 'refuse' ? database[name] : operations[name as keyof Operations];
    return (operate as (...args: readonly unknown[]) => unknown)(...args);
  });
}

/** Runs and posts the outcome. The opened database itself stays here. */
function answer<T>(id: number, act: () => T): T | undefined {
  try {
    const result = act();
    port?.postMessage({ id, result: id === 0 ? null : result } satisfies WorkerAnswer);
    return result;
  } catch (error) {
    port?.postMessage({ id, error: describeFailure(error) } satisfies WorkerAnswer);
    return undefined;
  }
}

/** SQLite's own words become one of our codes; what is not SQLite's is a programming error and keeps its text. */
function describeFailure(error: unknown): { code: string; message: string } {
  if (error instanceof Problem) return { code: error.code, message: error.message };
  const { errcode, message } = error as { errcode?: number; message: string };
  if (errcode === undefined) return { code: 'INTERNAL', message };
  const primary = errcode & 0xff;
  if (primary === 26 || primary === 11)
    return { code: 'DATABASE_BROKEN', message: `The database file ${file} is broken: ${message}.` };
  const reason = { 5: 'locked', 8: 'read-only', 13: 'out of disk space', 10: 'not writable' }[primary];
  return { code: 'STORE_UNAVAILABLE', message: `The database is ${reason ?? `unavailable: ${message}`}.` };
}
