/** Figures of the last hour for the status page: a sample every few seconds, latencies as percentiles of what came in between. */

import type { LoopDelay } from './loopdelay.ts';
import type { Clock } from './rooms.ts';

/** Milliseconds between samples, and how many are kept: an hour. */
export const SAMPLE_MS = 5_000;
const SAMPLES = 720;
/** Latencies kept between two samples; later ones replace earlier ones. */
const LATENCIES = 4_096;

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What is read at each sample. */
export interface Gauges {
  readonly rooms: number;
  readonly sockets: number;
  readonly tagSockets: number;
  /** Entries that wait for the disk. */
  readonly queue: number;
  /** Updates since the start. */
  readonly updates: number;
}

/** Null = nothing happened in between: a gap, never a zero. */
export interface Sample extends Omit<Gauges, 'updates'> {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly updatesPerSecond: number;
  /** From the arrival of an update to its acknowledgement. */
  readonly ack: Percentiles | null;
  /** From the arrival of an update to its frames being handed to the sockets of the others. */
  readonly sent: Percentiles | null;
  /** One derivation of tags. */
  readonly derived: Percentiles | null;
  /** Resident bytes of the process. */
  readonly memory: number;
  /** p99 of the event loop's delay, milliseconds. */
  readonly loopDelay: number;
}

/** Latencies since they were last taken. */
export class Latencies {
  #values: number[] = [];
  #count = 0;

  add(ms: number): void {
    this.#values[this.#count++ % LATENCIES] = ms;
  }

  take(): Percentiles | null {
    const sorted = this.#values.sort((a, b) => a - b);
    this.#values = [];
    this.#count = 0;
    if (sorted.length === 0) return null;
    const at = (share: number) =>
      round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
    return { p50: at(0.5), p99: at(0.99) };
  }
}

export class Figures {
  readonly startedAt: number;
  readonly ack = new Latencies();
  readonly sent = new Latencies();
  readonly derived = new Latencies();
  readonly #clock: Clock;
  readonly #delay: () => number;
  #samples: Sample[] = [];
  #before: { readonly at: number; readonly updates: number } | null = null;
  #callOff: () => void = () => undefined;

  constructor(clock: Clock, loopDelay: LoopDelay) {
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#delay = loopDelay.reader();
  }

  /** Samples from now on. */
  start(read: () => Gauges): void {
    this.sample(read());
    const again = () => {
      this.#callOff = this.#clock.after(SAMPLE_MS, () => {
        this.sample(read());
        again();
      });
    };
    again();
  }

  /** One sample now; the first one only begins the count. */
  sample({ updates, ...gauges }: Gauges): void {
    const at = this.#clock.now();
    const before = this.#before;
    this.#before = { at, updates };
    const [ack, sent, derived] = [this.ack.take(), this.sent.take(), this.derived.take()];
    const loopDelay = round(this.#delay());
    if (!before || at <= before.at) return;
    const updatesPerSecond = round(((updates - before.updates) * 1000) / (at - before.at));
    const memory = process.memoryUsage.rss();
    this.#samples.push({ at, ...gauges, updatesPerSecond, ack, sent, derived, memory, loopDelay });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** Samples behind a time, oldest first. */
  since(at: number): readonly Sample[] {
    return this.#samples.filter((sample) => sample.at > at);
  }

  close(): void {
    this.#callOff();
  }
}

/** Two digits behind the point: nobody reads more. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
