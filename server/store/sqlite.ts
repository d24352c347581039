/** The SQLite engine, seen from the main thread: each call is a message to the worker that owns the database. */

import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigError, StoreError } from '../problem.ts';
import { type Compactor, createCompactor } from './compactor.ts';
import type { Operations, WorkerAnswer, WorkerRequest } from './sqlite/operations.ts';
import { packEntries } from './sqlite/packing.ts';
import { Slot } from './sqlite/slot.ts';
import type { NewEntries, Numbered, Store } from './store.ts';

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
  const slot = new Slot();
  const worker = new Worker(new URL('./sqlite.worker.ts', import.meta.url), {
    workerData: { file, memory: slot.memory },
  });
  const link = linkTo(worker, slot);
  try {
    await link.opened;
    // Only the account of the server reads it, whatever the folder allows.
    if (file !== ':memory:') chmodSync(file, 0o600);
  } catch (error) {
    await worker.terminate();
    throw startError(file, error as StoreError);
  }
  return storeOf(link, worker, file === ':memory:' ? null : createCompactor(file));
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

interface Link {
  readonly opened: Promise<void>;
  call(name: WorkerRequest['name'], args: readonly unknown[]): Promise<never>;
  append(batches: readonly NewEntries[]): Promise<readonly Numbered[]>;
}

/** Requests are answered in order, but each carries its number, so that none is ever mistaken for another. */
function linkTo(worker: Worker, slot: Slot): Link {
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
  const settle = (id: number, act: (call: Waiting) => void) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call) act(call);
  };
  worker.on('message', (answer: WorkerAnswer) =>
    settle(answer.id, ({ resolve, reject }) => {
      if ('error' in answer) reject(failure(answer.error));
      else resolve(answer.result as never);
    }),
  );
  worker.on('error', (error) => end(`The database thread failed: ${String(error)}.`));
  worker.on('exit', () => end('The database is closed.'));

  /** Gives the request a number and hands it to `send`. */
  const ask = <T>(send: (id: number) => void): Promise<T> => {
    if (ended) return Promise.reject(ended);
    const id = next++;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      send(id);
    });
  };
  const post = (id: number, name: WorkerRequest['name'], args: readonly unknown[], moved: ArrayBuffer[]) => {
    worker.postMessage({ id, name, args }, moved);
    slot.posted();
  };
  const takeAnswer = async (id: number) => {
    const numbers = await slot.answered();
    // A failure comes as a message.
    if (numbers) settle(id, ({ resolve }) => resolve(numbers.map((firstSeq) => ({ firstSeq })) as never));
  };
  return {
    opened,
    call: (name, args) => ask((id) => post(id, name, args, [])),
    append: (batches) =>
      ask((id) => {
        const packed = packEntries(batches);
        if (slot.offer(id, packed)) return void takeAnswer(id);
        const bytes = new Uint8Array(packed.bytes);
        packed.write(Buffer.from(bytes.buffer));
        post(id, 'append', [bytes], [bytes.buffer]);
      }),
  };
}

function failure({ code, message }: { code: string; message: string }): Error {
  if (code === 'INTERNAL') return new Error(message);
  // While the server runs, a broken file is one more way of not answering.
  return new StoreError(code, message);
}

/** A file is compacted beside the database thread; a database in memory belongs to that one alone and is left as it is. */
function storeOf({ call, append }: Link, worker: Worker, compactor: Compactor | null): Store {
  const forward =
    <Name extends keyof Operations>(name: Name) =>
    (...args: Parameters<Operations[Name]>): Promise<Awaited<ReturnType<Operations[Name]>>> =>
      call(name, args);
  return {
    append,
    load: forward('load'),
    saveSnapshot: forward('saveSnapshot'),
    compact: compactor?.compact ?? (async () => 0),
    srcOf: forward('srcOf'),
    madeFor: forward('madeFor'),
    renewEpoch: forward('renewEpoch'),
    past: forward('past'),
    read: forward('read'),
    createProject: forward('createProject'),
    project: forward('project'),
    projectOf: forward('projectOf'),
    listProjects: forward('listProjects'),
    projectFigures: forward('projectFigures'),
    renameProject: forward('renameProject'),
    trashProject: forward('trashProject'),
    countProjects: forward('countProjects'),
    ensurePerson: forward('ensurePerson'),
    adoptPerson: forward('adoptPerson'),
    person: forward('person'),
    personByName: forward('personByName'),
    setOperator: forward('setOperator'),
    companyPerson: forward('companyPerson'),
    claimRules: forward('claimRules'),
    addClaimRule: forward('addClaimRule'),
    removeClaimRule: forward('removeClaimRule'),
    account: forward('account'),
    login: forward('login'),
    setPassword: forward('setPassword'),
    changePerson: forward('changePerson'),
    forgetPerson: forward('forgetPerson'),
    setMember: forward('setMember'),
    changeMember: forward('changeMember'),
    removeMember: forward('removeMember'),
    members: forward('members'),
    memberChanges: forward('memberChanges'),
    roles: forward('roles'),
    accessRevision: forward('accessRevision'),
    addLoginLink: forward('addLoginLink'),
    useLoginLink: forward('useLoginLink'),
    hasSignedIn: forward('hasSignedIn'),
    addSession: forward('addSession'),
    session: forward('session'),
    endSession: forward('endSession'),
    sessions: forward('sessions'),
    endSessions: forward('endSessions'),
    endSessionOf: forward('endSessionOf'),
    addToken: forward('addToken'),
    token: forward('token'),
    tokens: forward('tokens'),
    revokeToken: forward('revokeToken'),
    addInvite: forward('addInvite'),
    invites: forward('invites'),
    revokeInvite: forward('revokeInvite'),
    invite: forward('invite'),
    useInvite: forward('useInvite'),
    saveOriginals: forward('saveOriginals'),
    originals: forward('originals'),
    addVersion: forward('addVersion'),
    versions: forward('versions'),
    version: forward('version'),
    removeVersion: forward('removeVersion'),
    noteExport: forward('noteExport'),
    lastExport: forward('lastExport'),
    saveDerived: forward('saveDerived'),
    derived: forward('derived'),
    tags: forward('tags'),
    changes: forward('changes'),
    changesOf: forward('changesOf'),
    lastChanges: forward('lastChanges'),
    authorsAfter: forward('authorsAfter'),
    addWebhook: forward('addWebhook'),
    webhooks: forward('webhooks'),
    webhook: forward('webhook'),
    removeWebhook: forward('removeWebhook'),
    queueDelivery: forward('queueDelivery'),
    nextDelivery: forward('nextDelivery'),
    settleDelivery: forward('settleDelivery'),
    hastenDelivery: forward('hastenDelivery'),
    deadDeliveries: forward('deadDeliveries'),
    resendDelivery: forward('resendDelivery'),
    audit: forward('audit'),
    audits: forward('audits'),
    close: async () => {
      await compactor?.close();
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      await call('close', []);
      await exited;
    },
  };
}
