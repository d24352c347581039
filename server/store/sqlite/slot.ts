/**
 * Memory that the main thread and the database thread share: a slot for the entries of one append and for their numbers.
 * A message between threads costs several times what storing an entry does; here a commit is one wake-up there and one back.
 * The database thread sleeps in `waitForRequest`, so whoever sends it a message says so here as well.
 */

import type { Packed } from './packing.ts';

/** Larger appends go as a message. */
const SLOT_BYTES = 256 * 1024;
const HEADER_BYTES = 32;

/** Places in the header. The id is one float: it never wraps. */
const REQUESTS = 0;
const STATE = 1;
const COUNT = 2;
const LENGTH = 3;
const ID = 2;
const MESSAGES = 6;

/** Who owns the slot. */
const FREE = 0;
const OFFERED = 1;
const ANSWERED = 2;

export class Slot {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #body: Buffer;

  constructor(memory = new SharedArrayBuffer(HEADER_BYTES + SLOT_BYTES)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.#floats = new Float64Array(memory, 0, HEADER_BYTES / 8);
    this.#body = Buffer.from(memory, HEADER_BYTES);
  }

  // ---- main thread ----

  /** Wakes the database thread: a message was posted to its port. */
  posted(): void {
    Atomics.add(this.#words, MESSAGES, 1);
    this.#ring();
  }

  #ring(): void {
    Atomics.add(this.#words, REQUESTS, 1);
    Atomics.notify(this.#words, REQUESTS);
  }

  /** Puts an append into the slot; false when another one is in it or it is too large. */
  offer(id: number, packed: Packed): boolean {
    if (Atomics.load(this.#words, STATE) !== FREE || packed.bytes > SLOT_BYTES) return false;
    packed.write(this.#body);
    this.#floats[ID] = id;
    this.#words[LENGTH] = packed.bytes;
    Atomics.store(this.#words, STATE, OFFERED);
    this.#ring();
    return true;
  }

  /** Resolves with the first numbers of the batches when the append is done; null when it failed, which a message explains. */
  async answered(): Promise<number[] | null> {
    const answer = Atomics.waitAsync(this.#words, STATE, OFFERED);
    if (answer.async) await answer.value;
    const count = this.#words[COUNT] as number;
    const numbers = Array.from({ length: Math.max(0, count) }, (_, index) =>
      this.#body.readDoubleLE(index * 8),
    );
    Atomics.store(this.#words, STATE, FREE);
    return count < 0 ? null : numbers;
  }

  // ---- database thread ----

  /** How often the bell rang so far. */
  rings(): number {
    return Atomics.load(this.#words, REQUESTS);
  }

  /** How many messages were posted so far: looking for one at the port costs as much as storing an entry. */
  messages(): number {
    return Atomics.load(this.#words, MESSAGES);
  }

  /** Sleeps until the bell rings after `rings`; false when nothing happened for `ms`. */
  waitForRequest(rings: number, ms: number): boolean {
    return Atomics.wait(this.#words, REQUESTS, rings, ms) !== 'timed-out';
  }

  /** The id of the append that waits in the slot, or null. */
  offered(): number | null {
    return Atomics.load(this.#words, STATE) === OFFERED ? (this.#floats[ID] as number) : null;
  }

  /** The packed entries; they are in the slot until `answer`. */
  packed(): Buffer {
    return this.#body.subarray(0, this.#words[LENGTH]);
  }

  /** Gives the slot back with the numbers of the batches; null = it failed. */
  answer(numbers: readonly number[] | null): void {
    numbers?.forEach((number, index) => void this.#body.writeDoubleLE(number, index * 8));
    this.#words[COUNT] = numbers ? numbers.length : -1;
    Atomics.store(this.#words, STATE, ANSWERED);
    Atomics.notify(this.#words, STATE);
  }
}
