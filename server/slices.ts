/**
 * What many readers get at once is handed out in slices, one per step of the event loop: between two of them frames are
 * read, edits are stored and acknowledged. The first slice goes at once, so that a few readers wait for nothing.
 */

import { SERVER_LIMITS } from './limits.ts';

export class Slices {
  readonly #waiting: (() => void)[] = [];
  #left: number = SERVER_LIMITS.sliceReaders;
  #isPlanned = false;

  /** Runs `act` now or in one of the next steps; acts run in the order in which they came. */
  run(act: () => void): void {
    this.#plan();
    if (this.#left === 0) return void this.#waiting.push(act);
    this.#left -= 1;
    act();
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => this.#step());
  }

  #step(): void {
    const slice = this.#waiting.splice(0, SERVER_LIMITS.sliceReaders);
    this.#left = this.#waiting.length > 0 ? 0 : SERVER_LIMITS.sliceReaders - slice.length;
    this.#isPlanned = false;
    if (slice.length > 0) this.#plan();
    for (const act of slice) act();
  }
}
