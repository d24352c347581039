/**
 * What a room holds of its document. Stored updates are applied in order, but only when somebody looks: a turn is told as
 * bytes, so Yjs takes many of them in one transaction, later. A document at rest is bytes and clocks alone, and is served
 * from them.
 */

import * as Y from 'yjs';
import { SERVER_LIMITS } from './limits.ts';

/** A stored update and what the gate found in it: clients that it adds items of, with their clock afterwards. */
export interface StoredUpdate {
  readonly update: Uint8Array;
  readonly added: ReadonlyMap<number, number>;
}

const NOTHING = new Uint8Array([0, 0]);

/** A document without a random guid of its own: nobody reads it, and making one takes sixteen calls of the system. */
export const newDoc = (): Y.Doc => new Y.Doc({ guid: 'room' });

export class Content {
  readonly #onTrouble: (code: string, error: unknown) => void;
  /** Null at rest. */
  #doc: Y.Doc | null = null;
  /** The encoded document, without `#unapplied`; null when the Y.Doc has moved on. */
  #bytes: Uint8Array | null = NOTHING;
  /** Clocks of stored updates that are not applied; at rest those of all clients. */
  readonly #clocks = new Map<number, number>();
  #unapplied: Uint8Array[] = [];
  #unappliedBytes = 0;

  constructor(onTrouble: (code: string, error: unknown) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Takes over what the store has. Without a tail it stays at rest until somebody edits. */
  load(snapshot: Uint8Array | null, tail: readonly Uint8Array[]): void {
    this.#bytes = snapshot ?? NOTHING;
    if (tail.length > 0) {
      this.#unapplied = [...tail];
      this.#wake();
    } else if (snapshot) this.#learn(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(snapshot)));
  }

  /** The document with everything that was stored. */
  get doc(): Y.Doc {
    return this.#doc && this.#unapplied.length === 0 ? this.#doc : this.#wake();
  }

  /** Takes stored updates, in the order of their numbers. */
  append(updates: readonly StoredUpdate[]): void {
    for (const { update, added } of updates) {
      this.#unapplied.push(update);
      this.#unappliedBytes += update.length;
      this.#learn(added);
    }
  }

  /** Applies what waits when it has become much; after a turn was told. */
  tidy(): void {
    const isMuch =
      this.#unapplied.length >= SERVER_LIMITS.unappliedEntries ||
      this.#unappliedBytes >= SERVER_LIMITS.unappliedBytes;
    if (isMuch) this.#wake();
  }

  /** The next clock of a client. */
  clock(client: number): number {
    const known = this.#clocks.get(client);
    if (known !== undefined) return known;
    return this.#doc ? Y.getState(this.#doc.store, client) : 0;
  }

  stateVector(): Uint8Array {
    return this.#doc ? Y.encodeStateVector(this.doc) : Y.encodeStateVector(this.#clocks);
  }

  /** The whole document as one update. */
  state(): Uint8Array {
    if (this.#bytes && this.#unapplied.length === 0) return this.#bytes;
    const doc = this.doc;
    this.#bytes = Y.encodeStateAsUpdate(doc);
    return this.#bytes;
  }

  /** What a client with this state vector lacks. Throws when the vector cannot be read. */
  difference(stateVector: Uint8Array): Uint8Array {
    if (stateVector.length === 1 && stateVector[0] === 0) return this.state();
    return this.isAtRest()
      ? Y.diffUpdate(this.state(), stateVector)
      : Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  /** Whether every item of the range is a tombstone already. */
  isDeleted(client: number, clock: number, length: number): boolean {
    return isDeleted(this.doc, client, clock, length);
  }

  /** Whether it is bytes and clocks alone. */
  isAtRest(): boolean {
    return this.#doc === null && this.#unapplied.length === 0;
  }

  /** Whether nothing was ever stored. */
  isEmpty(): boolean {
    return this.isAtRest() && this.#bytes === NOTHING;
  }

  /** Gives the Y.Doc up until somebody needs it again. */
  rest(): void {
    if (this.isAtRest()) return;
    const { doc } = this;
    this.state();
    for (const client of doc.store.clients.keys()) this.#clocks.set(client, Y.getState(doc.store, client));
    doc.destroy();
    this.#doc = null;
  }

  #learn(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks) this.#clocks.set(client, clock);
  }

  /** In one transaction: Yjs cleans up once. */
  #wake(): Y.Doc {
    const waiting = this.#unapplied;
    this.#unapplied = [];
    this.#unappliedBytes = 0;
    const isNew = this.#doc === null;
    const doc = this.#doc ?? newDoc();
    this.#doc = doc;
    doc.transact(() => {
      if (isNew && this.#bytes) this.#apply(doc, this.#bytes);
      for (const update of waiting) this.#apply(doc, update);
    }, this);
    if (waiting.length > 0) this.#bytes = null;
    this.#clocks.clear();
    return doc;
  }

  #apply(doc: Y.Doc, update: Uint8Array): void {
    try {
      Y.applyUpdate(doc, update, this);
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
        this.#onTrouble('UPDATE_PENDING', new Error('The gate let an update pass that waits.'));
    } catch (error) {
      this.#onTrouble('UPDATE_NOT_APPLIED', error);
    }
  }
}

function isDeleted(doc: Y.Doc, client: number, clock: number, length: number): boolean {
  const structs = doc.store.clients.get(client);
  const end = clock + length;
  if (!structs || end > Y.getState(doc.store, client)) return false;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index];
    if (!struct || struct.id.clock >= end) return true;
    if (!struct.deleted) return false;
  }
  return true;
}
