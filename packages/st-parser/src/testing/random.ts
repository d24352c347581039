/** Seeded randomness for tests and benches: one seed, one sequence, on every machine. */

/** A generator of numbers in [0, 1) (mulberry32). */
export type Random = () => number;

export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer in [0, below). */
export function below(next: Random, limit: number): number {
  return Math.floor(next() * limit);
}

/** One item of a list. */
export function pick<T>(next: Random, items: readonly T[]): T {
  return items[below(next, items.length)]!;
}
