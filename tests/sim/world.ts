/**
 * The world of a simulation: one queue of events in virtual time and one seeded randomness. Between two events every promise
 * settles, so that equal seeds give equal runs. A process that dies takes its timers along.
 */

import type { Clock } from '@tagloom/collab';
import type { Pace } from '#server/commit.ts';
import { createRandom, type Random } from '../harness/random.ts';

/** Whose events stop when it dies: a server incarnation, a browser tab. */
export interface Process {
  isAlive: boolean;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly owner: Process | null;
  readonly act: () => void;
  isCalledOff: boolean;
}

export class World {
  readonly random: Random;
  /** Virtual milliseconds since 1970. */
  now = 1_700_000_000_000;
  events = 0;
  /** Folds all that happened, when and where: equal digests, equal runs. */
  digest = 0x811c9dc5;
  readonly #queue: Event[] = [];
  #order = 0;

  constructor(seed: number) {
    this.random = createRandom(seed);
  }

  /** Calls back after `ms` unless the owner is dead by then. Returns the function that calls it off. */
  after(ms: number, owner: Process | null, act: () => void): () => void {
    const event = { at: this.now + Math.max(0, ms), order: this.#order++, owner, act, isCalledOff: false };
    push(this.#queue, event);
    return () => {
      event.isCalledOff = true;
    };
  }

  /** Milliseconds from 0 to `longest`, mostly short. */
  delay(longest: number): number {
    return Math.floor(longest * this.random.next() ** 3);
  }

  note(what: number | string): void {
    const text = String(what);
    for (let i = 0; i < text.length; i++)
      this.digest = Math.imul(this.digest ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }

  /** Runs events until `isDone` or until `ms` have passed; true when `isDone` was reached. */
  async run(ms: number, isDone: () => boolean = () => false): Promise<boolean> {
    const end = this.now + ms;
    while (!isDone()) {
      const event = this.#queue[0];
      if (!event || event.at > end) {
        this.now = end;
        return isDone();
      }
      pop(this.#queue);
      if (event.isCalledOff || event.owner?.isAlive === false) continue;
      this.now = event.at;
      this.events += 1;
      this.note(event.order);
      event.act();
      await new Promise(setImmediate);
    }
    return true;
  }

  clock(owner: Process): Clock {
    return {
      now: () => this.now,
      after: (ms, act) => this.after(ms, owner, act),
      every: (ms, act) => {
        let stop: (() => void) | undefined;
        const again = () => {
          stop = this.after(ms, owner, () => {
            again();
            act();
          });
        };
        again();
        return () => stop?.();
      },
    };
  }

  pace(owner: Process): Pace {
    return {
      now: () => this.now,
      soon: (act) => void this.after(0, owner, act),
      after: (ms, act) => void this.after(ms, owner, act),
    };
  }
}

function isEarlier(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap by time, then by order of planning. */
function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isEarlier(event, heap[parent] as Event)) break;
    heap[at] = heap[parent] as Event;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop() as Event;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isEarlier(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!isEarlier(heap[child] as Event, last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
}
