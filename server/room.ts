/**
 * A room: one shared document in memory. submit -> stored with a number -> applied in order -> acknowledged -> told.
 * Nobody sees an update, and nobody gets an acknowledgement, before the log has it on disk (rules S1, S3).
 */

import { type AckedPosition, LIMITS, randomId } from '@tagloom/collab';
import * as Y from 'yjs';
import type { Commits, Committer } from './commit.ts';
import { Content, newDoc } from './content.ts';
import { checkUpdate, type Known, type Rules, type Verdict } from './gate.ts';
import { KeptItems } from './kept.ts';
import { SERVER_LIMITS } from './limits.ts';
import { createSeal, type Position, type Seal } from './position.ts';
import { Problem } from './problem.ts';
import { Snapshots } from './snapshots.ts';
import type { Claim, DocumentKey, MadeEntry, NewEntries, Numbered, Store } from './store/store.ts';

/** One stored and applied update. */
export interface Entry extends Position {
  readonly at: number;
  readonly author: string;
  readonly update: Uint8Array;
  /** Who submitted it; null for the server's own edits. */
  readonly from: Peer | null;
  /** The submitter's own number for it. */
  readonly frame: number;
  /** The server made it for its author: what it was, in a few words. */
  readonly made?: string;
}

/** Everything that became durable in one commit, in order. Shared by all peers, so that it is encoded once. */
export interface Turn {
  readonly entries: readonly Entry[];
  /** Client ids that found their person in this turn. */
  readonly claims: readonly Claim[];
}

/** Somebody in the room. */
export interface Peer {
  /** A turn was stored and applied; it holds the peer's own entries too. */
  told(turn: Turn): void;
  /** An own entry could not be stored: nothing was told to anybody, the sender still has it. */
  notStored(error: unknown): void;
  /** The log is another one than before: connect again and exchange everything. */
  epochEnded?(): void;
}

export interface Submission {
  readonly update: Uint8Array;
  readonly verdict: Verdict & { type: 'accept' };
  readonly author: string;
  readonly from: Peer | null;
  readonly frame: number;
  readonly made?: string;
}

/** As much of a store as a room needs; its entries are stored by `commits`. */
export type RoomStore = Pick<
  Store,
  'load' | 'saveSnapshot' | 'compact' | 'srcOf' | 'madeFor' | 'renewEpoch' | 'audit'
>;

export interface RoomOptions {
  readonly key: DocumentKey;
  readonly store: RoomStore;
  readonly commits: Commits;
  readonly now: () => number;
  readonly ids?: RoomIds;
  /** Seals the positions that leave the server; left out: none is believed when it comes back. */
  readonly secret?: string | null;
  /** What must never happen, or needs an eye: a snapshot that failed, an entry that Yjs refused. */
  readonly onTrouble: (code: string, error: unknown) => void;
}

/** Random names: the machine's own, or those of a simulation. */
export interface RoomIds {
  /** Of a document that did not exist before. */
  epoch(): string;
  /** Of one log row. */
  src(): string;
}

interface Waiting extends Submission {
  readonly src: string;
  readonly at: number;
}

const FULL: Verdict = {
  type: 'refuse',
  code: 'DOCUMENT_TOO_LARGE',
  message: `With this edit the project would be over ${LIMITS.documentBytes / 1e6} MB.`,
};

export class Room implements Committer {
  readonly key: DocumentKey;
  epoch = '';
  head: Position = { seq: 0, src: '' };
  readonly #options: RoomOptions;
  readonly #ids: RoomIds;
  readonly #content: Content;
  readonly #peers = new Set<Peer>();
  readonly #listeners = new Set<(turn: Turn) => void>();
  readonly #claims = new Map<number, string>();
  /** Claims of accepted updates that are not stored yet. */
  readonly #newClaims = new Map<number, string>();
  /** Files and texts that must stay, those of accepted updates too; null = to be read from the document. */
  #kept: KeptItems | null = null;
  /** Encoded size at most, accepted updates included. */
  #bytes = 0;
  /** Until when edits of others come back through an editor, after a restore. */
  #recoverUntil = 0;
  #renewing: Promise<void> | null = null;
  #seal: Seal;
  /** Clocks of accepted updates that are not stored yet. */
  readonly #ahead = new Map<number, number>();
  #waiting: Waiting[] = [];
  #storing: Waiting[] = [];
  #changedAt = 0;
  /** The last entry that the server made for a person. */
  #lastMade = 0;
  readonly #snapshots: Snapshots;

  constructor(options: RoomOptions) {
    this.key = options.key;
    this.#options = options;
    this.#content = new Content(options.onTrouble);
    this.#snapshots = new Snapshots({
      ...options,
      read: () => ({ seq: this.head.seq, epoch: this.epoch, state: this.state() }),
    });
    this.#ids = options.ids ?? systemIds;
    this.#seal = this.#makeSeal();
  }

  /** Reads the document from the store; must be awaited before anything else. */
  async load(): Promise<void> {
    const loaded = await this.#options.store.load(this.key, this.#ids.epoch());
    this.epoch = loaded.epoch;
    this.#seal = this.#makeSeal();
    this.#recoverUntil = loaded.recoverUntil;
    this.head = loaded.head;
    this.#lastMade = loaded.lastMade;
    for (const { client, person } of loaded.claims) this.#claims.set(client, person);
    for (const seq of loaded.badSnapshots)
      this.#options.onTrouble('SNAPSHOT_BROKEN', new Error(`Snapshot ${seq} has a wrong hash.`));
    this.#content.load(
      loaded.snapshot?.state ?? null,
      loaded.tail.map(({ update }) => update),
    );
    this.#snapshots.loaded(loaded.tail);
    this.#bytes = loaded.snapshot?.state.length ?? 0;
    for (const { update } of loaded.tail) this.#bytes += update.length;
  }

  /** The document with everything that was stored. */
  get doc(): Y.Doc {
    return this.#content.doc;
  }

  /** Whether the project has files, those of accepted updates included. */
  hasFiles(): boolean {
    return !this.#keptItems().isEmpty();
  }

  join(peer: Peer): void {
    this.#peers.add(peer);
  }

  leave(peer: Peer): void {
    this.#peers.delete(peer);
  }

  peers(): ReadonlySet<Peer> {
    return this.#peers;
  }

  /** Hears each turn after it was applied and before peers are told. Returns the function that stops it. */
  onTurn(listener: (turn: Turn) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * What the gate says of an update, with everything accepted so far taken as known. `isExchange`: it answers a state
   * vector, so after a restore it may bring back what others wrote.
   */
  check(update: Uint8Array, rules: Rules, isExchange = false): Verdict {
    const isRecovery = isExchange && this.isRecovering();
    const verdict = checkUpdate(update, this.#known, isRecovery ? { ...rules, isRecovery } : rules);
    return verdict.type === 'accept' && verdict.changes && !this.#hasSpace(update) ? FULL : verdict;
  }

  /** The size is estimated from above; only when the estimate is over the limit the document is measured. */
  #hasSpace({ length }: Uint8Array): boolean {
    if (this.#bytes + length <= LIMITS.documentBytes) return true;
    this.#bytes = this.state().length;
    for (const { update } of [...this.#storing, ...this.#waiting]) this.#bytes += update.length;
    return this.#bytes + length <= LIMITS.documentBytes;
  }

  /** Queues an accepted update for the next commit. */
  submit(submission: Submission): void {
    const { verdict, author } = submission;
    for (const [client, clock] of verdict.added) {
      this.#ahead.set(client, clock);
      // What came back after a restore may be anybody's: ids are claimed by the next ordinary edit.
      if (verdict.isRecovery || this.#claims.has(client)) continue;
      this.#claims.set(client, author);
      this.#newClaims.set(client, author);
    }
    for (const item of verdict.kept) this.#kept?.add(item);
    this.#bytes += submission.update.length;
    this.#waiting.push({ ...submission, src: this.#ids.src(), at: this.#options.now() });
    this.#options.commits.request(this);
  }

  /**
   * An edit by the server for a person: made on a copy and submitted like anybody's, so that it too is stored before it is
   * seen. Resolves when it is durable and applied; null when the change did nothing. `made` says in a few words what it is,
   * for its author, who may take it back.
   */
  async edit(author: string, change: (copy: Y.Doc) => void, made?: string): Promise<Position | null> {
    const copy = newDoc();
    Y.applyUpdate(copy, this.state());
    const before = Y.encodeStateVector(copy);
    let hasChanged = false;
    copy.on('update', () => {
      hasChanged = true;
    });
    copy.transact(() => change(copy));
    const update = Y.encodeStateAsUpdate(copy, before);
    copy.destroy();
    if (!hasChanged) return null;
    return this.push(update, { person: author, roots: null }, made);
  }

  /** One update outside of a connection, by HTTP or by the server. Resolves when it is durable and applied. */
  push(update: Uint8Array, rules: Rules, made?: string): Promise<Position> {
    const verdict = this.check(update, rules, true);
    if (verdict.type === 'refuse')
      return Promise.reject(new Problem(verdict.code, verdict.message, { status: 422 }));
    if (verdict.type === 'resync')
      return Promise.reject(
        new Problem('UPDATE_INCOMPLETE', 'Predecessors of the update are missing; pull, then push again.', {
          status: 409,
        }),
      );
    if (!verdict.changes && !this.hasUnstored()) return Promise.resolve(this.head);
    return new Promise((resolve, reject) => {
      const peer: Peer = {
        told: ({ entries }) => {
          const own = entries.find((entry) => entry.from === peer);
          if (!own) return;
          this.leave(peer);
          resolve({ seq: own.seq, src: own.src });
        },
        notStored: (error) => {
          this.leave(peer);
          reject(error);
        },
      };
      this.join(peer);
      const step = made === undefined ? {} : { made };
      this.submit({ update, verdict, author: rules.person, from: peer, frame: 0, ...step });
    });
  }

  // ---- epoch ----

  isRecovering(): boolean {
    return this.#recoverUntil > this.#options.now();
  }

  /** A position as it leaves the server. */
  sealed(position: Position): string {
    return this.#seal.close(position);
  }

  /** Whether only the store can say if a client's position is one of this log. */
  needsProof({ epoch, seq, src }: AckedPosition): boolean {
    if (this.#options.secret == null || epoch !== this.epoch || seq === 0) return false;
    return seq !== this.head.seq || src !== this.sealed(this.head);
  }

  /**
   * Compares what a client had acknowledged with the log. Another row there, or none, proves that the server was restored
   * from an older backup: a new epoch begins, and everybody exchanges everything.
   */
  async recognise(acked: AckedPosition, person: string): Promise<void> {
    const src = this.#seal.open(acked.seq, acked.src);
    if (src === null || (acked.seq === this.head.seq && src === this.head.src)) return;
    const isLost = acked.seq > this.head.seq;
    const found = isLost ? null : await this.#options.store.srcOf(this.key, acked.seq);
    if (!isLost && (found === null || found === src)) return;
    if (acked.epoch !== this.epoch) return;
    this.#renewing ??= this.#renew(acked.seq, person).finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
  }

  /** Whether the server made anything for anybody behind a position of this log. */
  hasMadeSince({ epoch, seq }: AckedPosition): boolean {
    return epoch === this.epoch && seq < this.#lastMade;
  }

  /** The newest entries that it made for this person behind that number. */
  madeFor(person: string, after: number): Promise<readonly MadeEntry[]> {
    return this.#options.store.madeFor(this.key, person, after, SERVER_LIMITS.madeTold);
  }

  async #renew(seq: number, person: string): Promise<void> {
    const { store, now } = this.#options;
    const { project, document } = this.key;
    const epoch = this.#ids.epoch();
    const recoverUntil = now() + SERVER_LIMITS.recoveryMs;
    const detail = `${document}: entry ${seq} was acknowledged once and is not in the log (head ${this.head.seq})`;
    await store.renewEpoch(this.key, {
      epoch,
      recoverUntil,
      audit: { at: now(), person, project, action: 'epoch.renewed', detail },
    });
    this.epoch = epoch;
    this.#seal = this.#makeSeal();
    this.#recoverUntil = recoverUntil;
    for (const peer of [...this.#peers]) peer.epochEnded?.();
  }

  #makeSeal(): Seal {
    return createSeal(this.#options.secret ?? null, this.key, this.epoch);
  }

  /** Says in the audit log through whom lost edits came back. */
  #auditRecovered(entries: readonly Waiting[]): void {
    const { store, now, onTrouble } = this.#options;
    const { project, document } = this.key;
    for (const { verdict, author: person } of entries) {
      if (!verdict.isRecovery || verdict.added.size === 0) continue;
      const detail = `${document}: edits of ${verdict.added.size} client ids recovered via ${person}`;
      store
        .audit({ at: now(), person, project, action: 'edits.recovered', detail })
        .catch((error: unknown) => onTrouble('AUDIT_FAILED', error));
    }
  }

  /** The whole document as one update, encoded once per state: most joiners start empty. */
  state(): Uint8Array {
    return this.#content.state();
  }

  stateVector(): Uint8Array {
    return this.#content.stateVector();
  }

  /** What a client with this state vector lacks. Throws when the vector cannot be read. */
  difference(stateVector: Uint8Array): Uint8Array {
    return this.#content.difference(stateVector);
  }

  /** Keeps only bytes until somebody edits. */
  rest(): void {
    this.#content.rest();
  }

  /** The same, when nobody edited since that moment. */
  restIfQuiet(since: number): void {
    if (this.#changedAt <= since && !this.hasUnstored()) this.rest();
  }

  /** Whether the document is bytes alone now. */
  isAtRest(): boolean {
    return this.#content.isAtRest();
  }

  /** True while accepted updates are not in the log: what "is known already" may then not be durable. */
  hasUnstored(): boolean {
    return this.#waiting.length > 0 || this.#storing.length > 0;
  }

  /** True while something is accepted and not applied: the room must stay. */
  isBusy(): boolean {
    return this.hasUnstored() || this.#snapshots.isRunning();
  }

  claims(): ReadonlyMap<number, string> {
    return this.#claims;
  }

  // ---- Committer ----

  take(limit: number): NewEntries {
    this.#storing = this.#waiting.splice(0, limit);
    const claims: Claim[] = [];
    const entries = this.#storing.map(({ src, at, author, update, verdict, made }) => {
      const clients = [...verdict.added.keys()];
      for (const client of clients)
        if (this.#newClaims.delete(client)) claims.push({ client, person: author });
      return { src, at, author, clients, update, ...(made === undefined ? {} : { made }) };
    });
    return { key: this.key, entries, claims };
  }

  hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  readers(): number {
    return this.#peers.size;
  }

  committed({ claims }: NewEntries, { firstSeq }: Numbered): void {
    const stored = this.#storing;
    this.#storing = [];
    const entries = stored.map((waiting, index): Entry => ({ ...waiting, seq: firstSeq + index }));
    const last = entries[entries.length - 1];
    if (!last) return;
    this.#content.append(stored.map(({ update, verdict }) => ({ update, added: verdict.added })));
    this.head = { seq: last.seq, src: last.src };
    this.#lastMade = entries.findLast(({ made }) => made !== undefined)?.seq ?? this.#lastMade;
    this.#changedAt = this.#options.now();
    this.#forgetAhead();
    if (this.#recoverUntil > 0) this.#auditRecovered(stored);
    const turn: Turn = { entries, claims };
    for (const listener of this.#listeners) listener(turn);
    for (const peer of this.#peers) peer.told(turn);
    this.#content.tidy();
    this.#snapshots.count(entries);
  }

  /** Everything accepted after the failed entries may build on them, so it goes back too. */
  failed({ claims }: NewEntries, error: unknown): void {
    const lost = [...this.#storing, ...this.#waiting];
    this.#storing = [];
    this.#waiting = [];
    this.#ahead.clear();
    for (const { client } of claims) this.#claims.delete(client);
    for (const client of this.#newClaims.keys()) this.#claims.delete(client);
    this.#newClaims.clear();
    this.#kept = null;
    for (const waiting of lost) waiting.from?.notStored(error);
  }

  // ---- own things ----

  readonly #known: Known = {
    clock: (client) => this.#ahead.get(client) ?? this.#content.clock(client),
    isDeleted: (client, clock, length) => this.#content.isDeleted(client, clock, length),
    owner: (client) => this.#claims.get(client),
    kept: () => this.#keptItems(),
  };

  #keptItems(): KeptItems {
    this.#kept ??= this.#content.isEmpty() ? new KeptItems() : KeptItems.of(this.doc);
    return this.#kept;
  }

  #forgetAhead() {
    if (this.#waiting.length === 0) return this.#ahead.clear();
    for (const [client, clock] of this.#ahead)
      if (clock <= this.#content.clock(client)) this.#ahead.delete(client);
  }

  /** Stores the present state, so that the next load has a short tail. A failure costs only time, and is reported. */
  snapshot(): Promise<void> {
    return this.#snapshots.take();
  }

  /** Packs old entries if it is time for it; `isOver`: nobody has the document open any more, so there is no better time. */
  packIfDue(isOver = false): void {
    this.#snapshots.packIfDue(this.#changedAt, isOver);
  }
}

/** Identities of log rows: random per process, counted within it. */
const SRC_PREFIX = randomId(10);
let srcCount = 0;

const systemIds: RoomIds = {
  epoch: () => randomId(12),
  src: () => {
    srcCount += 1;
    return `${SRC_PREFIX}.${srcCount.toString(36)}`;
  },
};
