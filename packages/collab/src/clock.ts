/** Time as a value: the machine's own, or that of a simulation. */

export interface Clock {
  /** Wall-clock milliseconds. */
  now(): number;
  /** Calls back once after `ms`; returns the function that calls it off. */
  after(ms: number, act: () => void): () => void;
  /** Calls back each `ms` until it is called off; never keeps a process alive. */
  every(ms: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  every: (ms, act) => {
    const timer = setInterval(act, ms);
    (timer as { unref?: () => void }).unref?.();
    return () => clearInterval(timer);
  },
};
