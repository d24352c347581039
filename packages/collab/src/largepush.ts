/** Updates that are too large for a frame: one at a time, and after a failure not at once again. */

import type { Clock } from './clock.ts';
import { FatalLinkError, waitBefore } from './link.ts';

export interface LargePushOptions {
  /** Resolves when the update is durable; rejects with FatalLinkError when another attempt cannot help. */
  readonly push: (update: Uint8Array) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly random: () => number;
}

export interface LargePush {
  /** How it ended: durable or to be tried anew, refused for good, or another one is on its way and ends for both. */
  send(update: Uint8Array): Promise<'over' | 'busy' | FatalLinkError>;
}

export function createLargePush({ push, pause, random }: LargePushOptions): LargePush {
  let isPushing = false;
  let failed = 0;
  return {
    send: async (update) => {
      if (isPushing) return 'busy';
      isPushing = true;
      try {
        await push(update);
        failed = 0;
        return 'over';
      } catch (error) {
        if (error instanceof FatalLinkError) return error;
        await pause(waitBefore(failed++, random));
        return 'over';
      } finally {
        isPushing = false;
      }
    },
  };
}

/** Waits that end with the client: what waits then waits for ever. */
export function createPause(clock: Clock): { wait(ms: number): Promise<void>; stop(): void } {
  let callOff: (() => void) | undefined;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        callOff = clock.after(ms, resolve);
      }),
    stop: () => callOff?.(),
  };
}
