/**
 * Long work on the thread of the rooms goes in slices: between two of them frames are read, edits are stored, acknowledged
 * and told. Nobody waits for more than one slice because somebody else opens a large project.
 */

import { SERVER_LIMITS } from './limits.ts';

export class Breath {
  #until = performance.now() + SERVER_LIMITS.sliceMs;

  /** Whether this slice has had its time. */
  isDue(): boolean {
    return performance.now() >= this.#until;
  }

  /** Resolves at once while the slice lasts, else in a later step of the event loop, with a new slice. */
  async take(): Promise<void> {
    if (this.isDue()) await this.pause();
  }

  /** Ends the slice. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#until = performance.now() + SERVER_LIMITS.sliceMs;
  }
}
