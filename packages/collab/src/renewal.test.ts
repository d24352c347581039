import { expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { createRenewal } from './renewal.ts';

function fakeClock() {
  let time = 0;
  let timers: { at: number; act: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    after: (ms, act) => {
      const timer = { at: time + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    every: () => () => undefined,
  };
  const pass = async (ms: number) => {
    time += ms;
    const due = timers.filter(({ at }) => at <= time);
    timers = timers.filter(({ at }) => at > time);
    for (const { act } of due) act();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, pass, waiting: () => timers.length };
}

const jwt = (iat: number, exp: number) => `x.${btoa(JSON.stringify({ iat, exp }))}.y`;

it('S7 sends a fresh token at 80 % of the life of each, by this device’s own clock', async () => {
  const { clock, pass } = fakeClock();
  const sent: string[] = [];
  let issued = 0;
  const token = async () => jwt(++issued, issued + 100);
  const renewal = createRenewal({ clock, token, send: (fresh) => sent.push(fresh) });
  renewal.start(await token());
  await pass(79_000);
  expect(sent).toEqual([]);
  await pass(1_000);
  expect(sent).toEqual([jwt(2, 102)]);
  await pass(80_000);
  expect(sent).toEqual([jwt(2, 102), jwt(3, 103)]);
});

it('asks again soon when there is no fresh token yet, and sends the old one never', async () => {
  const { clock, pass } = fakeClock();
  const sent: string[] = [];
  let next: () => Promise<string> = () => Promise.reject(new Error('offline'));
  const renewal = createRenewal({ clock, token: () => next(), send: (fresh) => sent.push(fresh) });
  renewal.start(jwt(0, 100));
  await pass(80_000);
  next = async () => jwt(0, 100);
  await pass(1_000);
  expect(sent).toEqual([]);
  next = async () => jwt(1, 101);
  await pass(1_000);
  expect(sent).toEqual([jwt(1, 101)]);
});

it('asks for nothing when the connection is gone, or the token is none that ends', async () => {
  const { clock, pass, waiting } = fakeClock();
  let asked = 0;
  const token = async () => `${++asked}`;
  const renewal = createRenewal({ clock, token, send: () => undefined });
  renewal.start(jwt(0, 100));
  renewal.stop();
  renewal.start('opaque');
  await pass(1e9);
  expect([asked, waiting()]).toEqual([0, 0]);
});
