/** The worker thread of the SQLite engine: owns the connection, so that a slow disk never freezes the rooms. */

import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../problem.ts';
import { openDatabase } from './sqlite/database.ts';
import type { WorkerAnswer, WorkerRequest } from './sqlite/operations.ts';
import { type PackedEntries, unpackEntries } from './sqlite/packing.ts';

const { file } = workerData as { file: string };
const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');

const opened = answer(0, () => openDatabase(file));
port.on('message', (request: WorkerRequest) => {
  if (request.name === 'close') {
    answer(request.id, () => opened?.db.close());
    port.close();
    return;
  }
  const { name, args } = request;
  answer(request.id, () => {
    if (!opened) throw new Error('The database was not opened.');
    if (name === 'append') return opened.operations.append(unpackEntries(args[0] as PackedEntries));
    const operate = opened.operations[name] as (...args: readonly unknown[]) => unknown;
    return operate(...args);
  });
});

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
