/**
 * When old entries of a document are packed: while nobody edits, so that the disk is free for those who do, and at the
 * latest some time after it became due, because some documents are edited around the clock.
 */

import { SERVER_LIMITS } from './limits.ts';

export class Packing {
  /** Since when enough entries are old, in the clock's milliseconds; null = there are not. */
  #dueSince: number | null = null;

  /** Enough entries are older than all snapshots. */
  becameDue(now: number): void {
    this.#dueSince ??= now;
  }

  /** Whether it is time, for a document that was edited last at `changedAt`. */
  isTime(now: number, changedAt: number): boolean {
    if (this.#dueSince === null) return false;
    return now - changedAt >= SERVER_LIMITS.packQuietMs || now - this.#dueSince >= SERVER_LIMITS.packLatestMs;
  }

  isDue(): boolean {
    return this.#dueSince !== null;
  }

  begun(): void {
    this.#dueSince = null;
  }
}
