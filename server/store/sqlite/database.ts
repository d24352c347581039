/** An opened database file and all that the store can do with it. Synchronous; the worker owns one, simulations another. */

import { DatabaseSync } from 'node:sqlite';
import { accountOperations, membershipOperations } from './accounts.ts';
import { takeBackOf } from './appends.ts';
import { changeOperations, changeWriter } from './changes.ts';
import { derivedOperations } from './derived.ts';
import { durably, type TakeBack } from './durable.ts';
import { exportOperations } from './exports.ts';
import { figureOperations } from './figures.ts';
import { claimRuleOperations, identityOperations } from './identities.ts';
import { logOperations } from './log.ts';
import type { Operations } from './operations.ts';
import { originalOperations } from './originals.ts';
import { peopleOperations, projectOperations } from './people.ts';
import { prepareDatabase } from './schema.ts';
import { sessionOperations } from './sessions.ts';
import { tokenOperations } from './tokens.ts';
import { versionOperations } from './versions.ts';
import { WalFile } from './walfile.ts';
import { webhookOperations } from './webhooks.ts';

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  readonly operations: Operations;
  /** What an append leaves to be done when it was answered: room for the next ones, a log that is long enough to be folded. */
  tidy(): void;
  /** Another connection of this process appended so much that it is time to move the log into the database. */
  fold(): void;
  /** Another connection of this process could not sync what it appended: it goes before anybody reads on. */
  readonly refuse: TakeBack;
  close(): void;
}

/** Opens (or creates) the file and brings its schema up to date; throws what SQLite throws, or a StoreError. */
export function openDatabase(file: string): OpenedDatabase {
  const db = new DatabaseSync(file);
  try {
    prepareDatabase(db);
    return file === ':memory:' ? openedInMemory(db) : openedFile(db, new WalFile(db, file));
  } catch (error) {
    db.close();
    throw error;
  }
}

function openedInMemory(db: DatabaseSync): OpenedDatabase {
  const operations = operationsOf(db, transactions(db));
  const nothing = () => undefined;
  return { db, operations, tidy: nothing, fold: nothing, refuse: nothing, close: () => db.close() };
}

function openedFile(db: DatabaseSync, wal: WalFile): OpenedDatabase {
  const transact = transactions(db);
  return {
    db,
    ...durably(operationsOf(db, transact), wal, takeBackOf(db, transact)),
    tidy: () => wal.tidy(),
    fold: () => wal.fold(),
    close: () => {
      db.close();
      wal.close();
    },
  };
}

/** Runs what it is given in one transaction. */
export type Transact = <T>(act: () => T) => T;

export function transactions(db: DatabaseSync): Transact {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return (act) => {
    begin.run();
    try {
      const result = act();
      commit.run();
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}

function operationsOf(db: DatabaseSync, transact: Transact): Operations {
  return {
    ...logOperations(db, transact),
    ...peopleOperations(db, transact),
    ...accountOperations(db, transact),
    ...membershipOperations(db, transact),
    ...projectOperations(db, transact),
    ...figureOperations(db),
    ...identityOperations(db, transact),
    ...claimRuleOperations(db, transact),
    ...sessionOperations(db, transact),
    ...tokenOperations(db, transact),
    ...derivedOperations(db, transact, changeWriter(db)),
    ...changeOperations(db),
    ...originalOperations(db, transact),
    ...versionOperations(db, transact),
    ...exportOperations(db, transact),
    ...webhookOperations(db, transact),
  };
}
