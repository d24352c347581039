import { expect, test } from 'vitest';
import { Figures, type Gauges, Latencies, SAMPLE_MS } from './figures.ts';
import { LoopDelay } from './loopdelay.ts';

const GAUGES: Gauges = { rooms: 2, sockets: 3, tagSockets: 1, queue: 0, updates: 0 };

/** A clock that a test moves on. */
function handClock() {
  let now = 1_000;
  let due: { at: number; act: () => void } | null = null;
  return {
    now: () => now,
    after: (ms: number, act: () => void) => {
      due = { at: now + ms, act };
      return () => {
        due = null;
      };
    },
    pass: (ms: number) => {
      now += ms;
      const { at, act } = due ?? { at: Number.POSITIVE_INFINITY, act: () => undefined };
      if (at <= now) act();
    },
  };
}

test('percentiles are of what came since the last look, and nothing is no zero', () => {
  const latencies = new Latencies();
  expect(latencies.take()).toBe(null);
  for (let ms = 1; ms <= 200; ms++) latencies.add(ms);
  expect(latencies.take()).toEqual({ p50: 100, p99: 198 });
  expect(latencies.take()).toBe(null);
});

test('a flood of latencies is held in bounded memory, the newest ones', () => {
  const latencies = new Latencies();
  for (let round = 0; round < 10; round++) for (let i = 0; i < 4_096; i++) latencies.add(round);
  expect(latencies.take()).toEqual({ p50: 9, p99: 9 });
});

test('an hour of samples is kept, each with the rate since the one before', () => {
  const clock = handClock();
  const loopDelay = new LoopDelay();
  const figures = new Figures(clock, loopDelay);
  let updates = 0;
  figures.start(() => ({ ...GAUGES, updates }));
  updates = 50;
  figures.ack.add(4);
  clock.pass(SAMPLE_MS);
  expect(figures.since(0)).toMatchObject([
    { at: 6_000, rooms: 2, sockets: 3, updatesPerSecond: 10, ack: { p50: 4, p99: 4 }, sent: null },
  ]);
  for (let i = 0; i < 1_000; i++) clock.pass(SAMPLE_MS);
  expect(figures.since(0)).toHaveLength(720);
  expect(figures.since(clock.now() - 1)).toHaveLength(1);
  expect(figures.since(clock.now())).toEqual([]);
  figures.close();
  loopDelay.close();
});
