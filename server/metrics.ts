/** Counters, latencies and gauges for Prometheus: numbers only, never a name, a path or a text. */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LoopDelay } from './loopdelay.ts';

/** Upper bounds of the latency buckets, in seconds. */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

const MOST_SAMPLES = 256;

/** Counters by name without `tagloom_`, and what each counts. */
const COUNTERS = {
  updates_total: 'updates that went to the log',
  update_bytes_total: 'their bytes',
  commits_total: 'transactions of the log',
  entries_total: 'entries of the log',
  resyncs_total: 'updates whose predecessors were missing',
  presence_dropped_total: 'presence states that were not passed on',
  readers_caught_up_total: 'slow readers that got one difference in place of a queue',
  sockets_opened_total: 'document sockets since the start',
  tag_encodings_total: 'tag messages that were encoded, each for all subscribers that want it',
  half_open_total: 'dead connections that were found by ping',
} as const;

export class Metrics {
  readonly #registry = new Registry();
  /** Plain numbers on the hot path; the scrape reads them. */
  readonly #counts = new Map<string, number>();
  readonly #refusalCounts = new Map<string, number>();
  readonly #refusedAt = new Map<string, number>();
  readonly #append = this.#latency('append_seconds', 'from the start of a transaction to the disk');
  readonly #ack = this.#latency('ack_seconds', 'from the arrival of an update to its acknowledgement');
  /** Entries handed to the store and not answered. */
  #queued = 0;

  constructor(loopDelay: LoopDelay | null = null) {
    for (const [name, help] of Object.entries(COUNTERS)) this.#register(name, help);
    this.#registerRefusals();
    this.gauge('queue_entries', () => this.#queued, 'entries that wait for the disk');
    this.gauge('resident_bytes', () => process.memoryUsage.rss(), 'memory of the process');
    const delay = loopDelay?.reader();
    if (delay) this.gauge('event_loop_delay_p99_seconds', () => delay() / 1e3, 'since the last scrape');
  }

  /** Adds a value that is read at each scrape. */
  gauge(name: string, read: () => number, help = name): void {
    const collect = function (this: Gauge) {
      this.set(read());
    };
    new Gauge({ name: `tagloom_${name}`, help, registers: [this.#registry], collect });
  }

  count(name: string, by = 1): void {
    if (!this.#counts.has(name)) this.#register(name, name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  received(bytes: number): void {
    this.count('updates_total');
    this.count('update_bytes_total', bytes);
  }

  refused(code: string): void {
    this.#refusalCounts.set(code, (this.#refusalCounts.get(code) ?? 0) + 1);
    this.#refusedAt.set(code, Date.now());
  }

  resynced(): void {
    this.count('resyncs_total');
  }

  presenceDropped(states: number): void {
    if (states > 0) this.count('presence_dropped_total', states);
  }

  /** One transaction of the log: milliseconds and entries. */
  committed(ms: number, entries: number): void {
    this.count('commits_total');
    this.count('entries_total', entries);
    this.#append.add(ms / 1000);
  }

  /** The oldest entry of a turn waited so many milliseconds. */
  acknowledged(ms: number): void {
    this.#ack.add(ms / 1000);
  }

  queued(entries: number): void {
    this.#queued += entries;
  }

  /** The value of a counter, for tests and the status page. */
  value(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  refusals(): ReadonlyMap<string, number> {
    return this.#refusalCounts;
  }

  /** Entries that wait for the disk. */
  waiting(): number {
    return this.#queued;
  }

  /** Refusals since the start, the most frequent first. */
  refusalList(): { readonly code: string; readonly count: number; readonly lastAt: string }[] {
    return [...this.#refusalCounts]
      .map(([code, count]) => ({
        code,
        count,
        lastAt: new Date(this.#refusedAt.get(code) ?? 0).toISOString(),
      }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  }

  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;

  /** Prometheus text format 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #latency(name: string, help: string): Samples {
    const samples = new Samples(() => histogram);
    const histogram = new Histogram({
      name: `tagloom_${name}`,
      help,
      buckets: BUCKETS,
      registers: [this.#registry],
      collect: () => samples.count(),
    });
    return samples;
  }

  #register(name: string, help: string): void {
    this.#counts.set(name, 0);
    const counts = this.#counts;
    const collect = function (this: Counter) {
      this.reset();
      this.inc(counts.get(name) ?? 0);
    };
    new Counter({ name: `tagloom_${name}`, help, registers: [this.#registry], collect });
  }

  #registerRefusals(): void {
    const counts = this.#refusalCounts;
    const collect = function (this: Counter<'code'>) {
      this.reset();
      for (const [code, count] of counts) this.inc({ code }, count);
    };
    const help = 'refusals and troubles by code';
    new Counter({
      name: 'tagloom_refusals_total',
      help,
      labelNames: ['code'],
      registers: [this.#registry],
      collect,
    });
  }
}

/** Samples that are counted when somebody looks or enough wait: finding the bucket of each one at once costs more. */
class Samples {
  readonly #histogram: () => Histogram;
  #waiting: number[] = [];

  constructor(histogram: () => Histogram) {
    this.#histogram = histogram;
  }

  /** Seconds. */
  add(sample: number): void {
    if (this.#waiting.push(sample) >= MOST_SAMPLES) this.count();
  }

  count(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const sample of waiting) this.#histogram().observe(sample);
  }
}
