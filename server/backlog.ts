/**
 * What one reader has still to get. A reader with much unread gets no more turns; when it has read on, one difference from its
 * own state vector brings it up to date (S8). So a slow reader costs a vector, not a queue.
 */

import type { Room } from './room.ts';
import type { Claim } from './store/store.ts';

/** What brings the reader up to date. */
export interface CatchUp {
  /** Answer to its last step 1, when that had to wait. */
  readonly answer: Uint8Array | null;
  /** What it missed otherwise. */
  readonly update: Uint8Array | null;
  readonly claims: readonly Claim[];
}

export class Backlog {
  readonly #room: Room;
  /** State vector of what was sent; null = the reader keeps up. */
  #sent: Uint8Array | null = null;
  #asked: Uint8Array | null = null;
  #claims: Claim[] = [];

  constructor(room: Room) {
    this.#room = room;
  }

  isBehind(): boolean {
    return this.#sent !== null;
  }

  /** From now on nothing of the room is sent until `catchUp`. */
  fallBehind(): void {
    this.#sent ??= this.#room.stateVector();
  }

  /** A turn that was not sent. */
  miss(claims: readonly Claim[]): void {
    this.#claims.push(...claims);
  }

  /** A step 1 that is answered later; the last one counts. */
  ask(stateVector: Uint8Array): void {
    this.fallBehind();
    this.#asked = new Uint8Array(stateVector);
  }

  /** Throws when the state vector of the step 1 cannot be read. */
  catchUp(): CatchUp {
    const [sent, asked, claims] = [this.#sent, this.#asked, this.#claims];
    this.#sent = null;
    this.#asked = null;
    this.#claims = [];
    if (asked) return { answer: this.#room.difference(asked), update: null, claims };
    return { answer: null, update: sent && this.#room.difference(sent), claims };
  }
}
