/** How late the event loop is, with one timer for all who ask: each timer wakes the process, also when nobody edits. */

import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 100;

export class LoopDelay {
  readonly #monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #worst: number[] = [];

  constructor() {
    this.#monitor.enable();
  }

  /** A reader of its own; each look gives the p99 since its last one, in milliseconds: of the worst part, if others looked meanwhile. */
  reader(): () => number {
    const mine = this.#worst.push(0) - 1;
    return () => {
      this.#endPart();
      const worst = this.#worst[mine] ?? 0;
      this.#worst[mine] = 0;
      return worst;
    };
  }

  #endPart(): void {
    // What the monitor counts is the time between two beats.
    const p99 = this.#monitor.percentile(99) / 1e6 - RESOLUTION_MS;
    this.#monitor.reset();
    for (const [reader, worst] of this.#worst.entries()) this.#worst[reader] = Math.max(worst, p99);
  }

  close(): void {
    this.#monitor.disable();
  }
}
