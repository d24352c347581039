/**
 * Token buckets: how fast a connection, a person or an address may go on. Who is too fast is not read for a while, so
 * nothing of an honest burst is lost; strikes keep a person who sends what no honest client sends out for some minutes.
 */

/** `perSecond` in the long run, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export class Bucket {
  readonly #rate: Rate;
  #left: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#left = rate.burst;
    this.#at = now;
  }

  /** Takes `cost` and returns for how many milliseconds the taker must wait; 0 = go on. */
  take(cost: number, now: number): number {
    this.#fill(now);
    this.#left -= cost;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left * 1000) / this.#rate.perSecond);
  }

  isFull(now: number): boolean {
    this.#fill(now);
    return this.#left >= this.#rate.burst;
  }

  #fill(now: number): void {
    const { perSecond, burst } = this.#rate;
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) * perSecond) / 1000);
    this.#at = now;
  }
}

/** One bucket per name; full ones are forgotten. */
export class Buckets {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = 1_000;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  of(name: string): Bucket {
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep();
      bucket = new Bucket(this.#rate, this.#now());
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }

  /** Milliseconds to wait; 0 = go on. */
  take(name: string, cost = 1): number {
    return this.of(name).take(cost, this.#now());
  }

  size(): number {
    return this.#buckets.size;
  }

  #sweep(): void {
    for (const [name, bucket] of this.#buckets) if (bucket.isFull(this.#now())) this.#buckets.delete(name);
    this.#sweepAt = Math.max(1_000, this.#buckets.size * 2);
  }
}

/** Counts strikes of people within a time; too many keep them out for that time. */
export class Strikes {
  readonly #most: number;
  readonly #withinMs: number;
  readonly #now: () => number;
  readonly #struck = new Map<string, number[]>();

  constructor(most: number, withinMs: number, now: () => number) {
    this.#most = most;
    this.#withinMs = withinMs;
    this.#now = now;
  }

  add(person: string): void {
    this.#struck.set(person, [...this.#recent(person), this.#now()].slice(-this.#most));
  }

  isOut(person: string): boolean {
    const recent = this.#recent(person);
    if (recent.length === 0) this.#struck.delete(person);
    return recent.length >= this.#most;
  }

  #recent(person: string): number[] {
    const since = this.#now() - this.#withinMs;
    return (this.#struck.get(person) ?? []).filter((at) => at > since);
  }
}
