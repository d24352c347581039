/**
 * The simulated disk: the product's own SQL on a database in memory that outlives every server. Each call waits for its
 * turn, happens, and is answered later: a server that dies in between never hears of it.
 */

import { SERVER_LIMITS } from '#server/limits.ts';
import { StoreError } from '#server/problem.ts';
import { type OpenedDatabase, openDatabase } from '#server/store/sqlite/database.ts';
import type { LogEntry, NewEntries, Store } from '#server/store/store.ts';
import { markersIn } from '../harness/oracle.ts';
import type { Process, World } from './world.ts';

const TURN_MS = 12;
/** Tables of the documents. */
const COPIED = ['document', 'update_log', 'client_claim', 'snapshot', 'segment'];

export type Backup = ReadonlyMap<string, readonly Record<string, unknown>[]>;

export class Disk {
  readonly world: World;
  readonly database: OpenedDatabase;
  /** Markers of all entries that are durable. */
  readonly markers = new Set<string>();
  /** Markers of entries that were durable and are not in the backup that was put back. */
  readonly lost = new Set<string>();
  isFull = false;
  /** Longest time until a call happens; a stalling disk has a large one. */
  turnMs = TURN_MS;
  #freeAt = 0;

  constructor(world: World) {
    this.world = world;
    this.database = openDatabase(':memory:');
  }

  /** The store as one server process has it. `isHasty` answers appends before they happen: a planted bug. */
  connect(owner: Process, isHasty = false): Store {
    const names = Object.keys(this.database.operations) as (keyof OpenedDatabase['operations'])[];
    const methods = names.map((name) => [
      name,
      (...args: unknown[]) =>
        isHasty && name === 'append'
          ? this.#appendHastily(owner, args[0] as readonly NewEntries[])
          : this.#call(owner, name, args),
    ]);
    return { ...Object.fromEntries(methods), compact: async () => 0, close: async () => undefined } as Store;
  }

  log(project: string): readonly LogEntry[] {
    return this.database.operations.read({ project, document: 'source' }, 0, 1e9);
  }

  /** Everything that a backup of this moment would hold of the documents. */
  backup(): Backup {
    const read = (table: string) => this.database.db.prepare(`SELECT * FROM ${table}`).all();
    return new Map(COPIED.map((table) => [table, read(table)]));
  }

  /** Puts that moment back; no server may run. `epoch` is the new one that `tagloom restore` begins. */
  restore(backup: Backup, epoch: string): void {
    const { db } = this.database;
    db.exec('BEGIN');
    for (const [table, rows] of backup) {
      db.exec(`DELETE FROM ${table}`);
      for (const row of rows) {
        const marks = Object.keys(row).map(() => '?');
        db.prepare(`INSERT INTO ${table} VALUES (${marks.join()})`).run(...(Object.values(row) as never[]));
      }
    }
    db.exec('COMMIT');
    this.#renewEpoch(epoch);
    for (const marker of this.markers) this.lost.add(marker);
    this.markers.clear();
    for (const { payload } of backup.get('update_log') ?? [])
      for (const marker of markersIn(payload as Uint8Array)) this.markers.add(marker);
  }

  #renewEpoch(epoch: string): void {
    const key = { project: 'line', document: 'source' } as const;
    const at = this.world.now;
    const audit = { at, person: null, project: key.project, action: 'epoch.renewed', detail: '' };
    this.database.operations.renewEpoch(key, { epoch, recoverUntil: at + SERVER_LIMITS.recoveryMs, audit });
  }

  close(): void {
    this.database.db.close();
  }

  #call(
    owner: Process,
    name: keyof OpenedDatabase['operations'],
    args: readonly unknown[],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#inTurn(owner, () => {
        let answer: () => void;
        try {
          const result = this.#operate(name, args);
          answer = () => resolve(result);
        } catch (error) {
          answer = () => reject(error);
        }
        this.world.after(this.world.delay(TURN_MS), owner, answer);
      });
    });
  }

  /** One call after the other, as the database thread does it. */
  #inTurn(owner: Process, act: () => void): void {
    this.#freeAt = Math.max(this.#freeAt, this.world.now) + this.world.delay(this.turnMs);
    this.world.after(this.#freeAt - this.world.now, owner, act);
  }

  #operate(name: keyof OpenedDatabase['operations'], args: readonly unknown[]): unknown {
    if (this.isFull && (name === 'append' || name === 'saveSnapshot'))
      throw new StoreError('STORE_UNAVAILABLE', 'The database is out of disk space.');
    const operate = this.database.operations[name] as (...all: readonly unknown[]) => unknown;
    const result = operate(...args);
    if (name === 'append')
      for (const { entries } of args[0] as readonly NewEntries[])
        for (const { update } of entries) for (const marker of markersIn(update)) this.markers.add(marker);
    return result;
  }

  async #appendHastily(owner: Process, batches: readonly NewEntries[]): Promise<unknown> {
    const heads = batches.map(({ key }) => this.log(key.project).length);
    this.#inTurn(owner, () => this.#operate('append', [batches]));
    return heads.map((head) => ({ firstSeq: head + 1 }));
  }
}
