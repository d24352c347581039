/** The SQLite engine, seen from the main thread: calls go to the worker that owns the database, small appends do not (`near.ts`). */

import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigError, type StoreError } from '../problem.ts';
import { type Compactor, createCompactor } from './compactor.ts';
import { type Link, linkTo } from './link.ts';
import { type NearOptions, withNearLog } from './near.ts';
import { NearLog } from './sqlite/nearlog.ts';
import type { Operations } from './sqlite/operations.ts';
import { Slot } from './sqlite/slot.ts';
import type { Store } from './store.ts';

/**
 * Opens (or creates) the database file; `:memory:` keeps it in the worker's memory. `near`: how the main thread
 * appends.
 * Throws ConfigError `DATABASE_BROKEN` for a file that is none, `DATABASE_UNAVAILABLE` when it cannot be opened.
 */
export async function openSqliteStore(
  file: string,
  near: NearOptions = { open: () => new NearLog(file), now: () => performance.now() },
): Promise<Store> {
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
  if (file === ':memory:') return storeOf(link, worker, null);
  return storeOf(withNearLog(link, near), worker, createCompactor(file));
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
