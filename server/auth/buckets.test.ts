import { expect, test } from 'vitest';
import { Buckets, Strikes } from './buckets.ts';

test('S8 a burst passes, what is over it waits, and time pays it back', () => {
  let now = 0;
  const buckets = new Buckets({ perSecond: 10, burst: 20 }, () => now);
  expect(buckets.take('ann', 20)).toBe(0);
  expect(buckets.take('ann', 5)).toBe(500);
  expect(buckets.take('ben')).toBe(0);
  now = 600;
  expect(buckets.take('ann')).toBe(0);
});

test('S8 buckets that are full again are forgotten', () => {
  let now = 0;
  const buckets = new Buckets({ perSecond: 10, burst: 20 }, () => now);
  for (let i = 0; i < 5_000; i++) {
    now += 100;
    buckets.take(`person ${i}`);
  }
  expect(buckets.size()).toBeLessThan(1_100);
});

test('strikes count within their time and for their person only', () => {
  let now = 0;
  const strikes = new Strikes(3, 1_000, () => now);
  for (let i = 0; i < 3; i++) strikes.add('ann');
  expect([strikes.isOut('ann'), strikes.isOut('ben')]).toEqual([true, false]);
  now = 1_001;
  expect(strikes.isOut('ann')).toBe(false);
});
