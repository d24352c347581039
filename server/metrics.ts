/** Counters and gauges, numbers only: never a name, a path or a text. Prometheus' text format by hand. */

import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Upper bounds of the latency buckets, in milliseconds. */
const BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000] as const;

/** A value that is read when somebody asks. */
export type Gauge = () => number;

export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #refusals = new Map<string, number>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #commit = { buckets: BUCKETS_MS.map(() => 0), sum: 0, count: 0 };
  readonly #delay = monitorEventLoopDelay({ resolution: 100 });

  constructor() {
    this.#delay.enable();
  }

  /** Adds a value that is read at each scrape. */
  gauge(name: string, read: Gauge): void {
    this.#gauges.set(name, read);
  }

  count(name: string, by = 1): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + by);
  }

  received(bytes: number): void {
    this.count('updates_total');
    this.count('update_bytes_total', bytes);
  }

  refused(code: string): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }

  resynced(): void {
    this.count('resyncs_total');
  }

  presenceDropped(states: number): void {
    if (states > 0) this.count('presence_dropped_total', states);
  }

  committed(ms: number, entries: number): void {
    this.count('commits_total');
    this.count('entries_total', entries);
    this.#commit.sum += ms;
    this.#commit.count += 1;
    BUCKETS_MS.forEach((bound, index) => {
      if (ms <= bound) this.#commit.buckets[index] = (this.#commit.buckets[index] ?? 0) + 1;
    });
  }

  /** The value of a counter, for tests and the status page. */
  value(name: string): number {
    return this.#counters.get(name) ?? 0;
  }

  refusals(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  /** Prometheus text format 0.0.4. */
  text(): string {
    const lines: string[] = [];
    for (const [name, value] of this.#counters) lines.push(`tagloom_${name} ${value}`);
    for (const [code, value] of this.#refusals) lines.push(`tagloom_refusals_total{code="${code}"} ${value}`);
    for (const [name, read] of this.#gauges) lines.push(`tagloom_${name} ${read()}`);
    BUCKETS_MS.forEach((bound, index) => {
      lines.push(`tagloom_commit_seconds_bucket{le="${bound / 1000}"} ${this.#commit.buckets[index] ?? 0}`);
    });
    lines.push(`tagloom_commit_seconds_bucket{le="+Inf"} ${this.#commit.count}`);
    lines.push(`tagloom_commit_seconds_sum ${this.#commit.sum / 1000}`);
    lines.push(`tagloom_commit_seconds_count ${this.#commit.count}`);
    lines.push(`tagloom_event_loop_delay_p99_seconds ${this.#delay.percentile(99) / 1e9 || 0}`);
    lines.push(`tagloom_resident_bytes ${process.memoryUsage.rss()}`);
    return `${lines.join('\n')}\n`;
  }

  close(): void {
    this.#delay.disable();
  }
}
