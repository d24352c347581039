/** The SQLite engine, seen from the main thread: each call is a message to the worker that owns the database. */

import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigError, StoreError } from '../problem.ts';
import type { Operations, WorkerAnswer, WorkerRequest } from './sqlite/operations.ts';
import { packEntries } from './sqlite/packing.ts';
import type { Store } from './store.ts';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens (or creates) the database file; `:memory:` keeps it in the worker's memory.
 * Throws ConfigError `DATABASE_BROKEN` for a file that is none, `DATABASE_UNAVAILABLE` when it cannot be opened.
 */
export async function openSqliteStore(file: string): Promise<Store> {
  if (file !== ':memory:') makeFolder(dirname(file));
  const worker = new Worker(new URL('./sqlite.worker.ts', import.meta.url), { workerData: { file } });
  const link = linkTo(worker);
  try {
    await link.opened;
    // Only the account of the server reads it, whatever the folder allows.
    if (file !== ':memory:') chmodSync(file, 0o600);
  } catch (error) {
    await worker.terminate();
    throw startError(file, error as StoreError);
  }
  return storeOf(link.call, worker);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      'DATA_DIR_UNUSABLE',
      `The folder ${folder} cannot be made (${(error as { code?: string }).code}); set DATA_DIR to one that can.`,
    );
  }
}

function startError(file: string, error: StoreError): ConfigError {
  if (error.code === 'DATABASE_BROKEN')
    return new ConfigError(
      'DATABASE_BROKEN',
      `${file} is not a usable Tagloom database. Put a backup in its place, or move it away to start empty.`,
    );
  if (error.code === 'DATABASE_NEWER') return new ConfigError(error.code, error.message);
  return new ConfigError('DATABASE_UNAVAILABLE', `${file} cannot be opened. ${error.message}`);
}

/** Requests are answered in order, but each carries its number, so that none is ever mistaken for another. */
function linkTo(worker: Worker) {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let ended: StoreError | null = null;
  const opened = new Promise<void>((resolve, reject) => {
    waiting.set(0, { resolve: resolve as () => void, reject });
  });
  const end = (message: string) => {
    ended = new StoreError('STORE_UNAVAILABLE', message);
    for (const call of waiting.values()) call.reject(ended);
    waiting.clear();
  };
  worker.on('message', (answer: WorkerAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) call?.reject(failure(answer.error));
    else call?.resolve(answer.result as never);
  });
  worker.on('error', (error) => end(`The database thread failed: ${String(error)}.`));
  worker.on('exit', () => end('The database is closed.'));
  const call = (name: WorkerRequest['name'], args: readonly unknown[]): Promise<never> => {
    if (ended) return Promise.reject(ended);
    const id = next++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, name, args }, transfers(args));
    });
  };
  return { opened, call };
}

/** The buffer of packed entries is handed over, not copied. */
function transfers([first]: readonly unknown[]): ArrayBuffer[] {
  const bytes = (first as { bytes?: Uint8Array<ArrayBuffer> } | undefined)?.bytes;
  return bytes instanceof Uint8Array ? [bytes.buffer] : [];
}

function failure({ code, message }: { code: string; message: string }): Error {
  if (code === 'INTERNAL') return new Error(message);
  // While the server runs, a broken file is one more way of not answering.
  return new StoreError(code, message);
}

function storeOf(
  call: (name: WorkerRequest['name'], args: readonly unknown[]) => Promise<never>,
  worker: Worker,
): Store {
  const forward =
    <Name extends keyof Operations>(name: Name) =>
    (...args: Parameters<Operations[Name]>): Promise<Awaited<ReturnType<Operations[Name]>>> =>
      call(name, args);
  return {
    append: (batches) => call('append', [packEntries(batches)]),
    load: forward('load'),
    saveSnapshot: forward('saveSnapshot'),
    srcOf: forward('srcOf'),
    renewEpoch: forward('renewEpoch'),
    read: forward('read'),
    createProject: forward('createProject'),
    project: forward('project'),
    projectOf: forward('projectOf'),
    listProjects: forward('listProjects'),
    renameProject: forward('renameProject'),
    trashProject: forward('trashProject'),
    countProjects: forward('countProjects'),
    ensurePerson: forward('ensurePerson'),
    adoptPerson: forward('adoptPerson'),
    person: forward('person'),
    personByName: forward('personByName'),
    setOperator: forward('setOperator'),
    setMember: forward('setMember'),
    removeMember: forward('removeMember'),
    members: forward('members'),
    roles: forward('roles'),
    accessRevision: forward('accessRevision'),
    addLoginLink: forward('addLoginLink'),
    useLoginLink: forward('useLoginLink'),
    addSession: forward('addSession'),
    session: forward('session'),
    endSession: forward('endSession'),
    saveDerived: forward('saveDerived'),
    derived: forward('derived'),
    tags: forward('tags'),
    audit: forward('audit'),
    audits: forward('audits'),
    close: async () => {
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      await call('close', []);
      await exited;
    },
  };
}
