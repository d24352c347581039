import type { Clock } from '../../server/rooms.ts';

/** A clock that only moves when told; counts its timers. */
export function manualClock(): Clock & { pass(ms: number): void; planned(): number } {
  let now = 0;
  let timers: { at: number; act: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass: (ms) => {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { act } of due) act();
    },
    planned: () => timers.length,
  };
}
