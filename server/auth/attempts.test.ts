import { describe, expect, test } from 'vitest';
import { PASSWORDS } from '../limits.ts';
import { createAttempts } from './attempts.ts';

describe('failed sign-ins', () => {
  test('S8 the first tries are free, then the wait doubles, and a success forgets them', () => {
    let now = 1_000_000;
    const attempts = createAttempts(() => now);
    const waits: number[] = [];
    for (let i = 0; i < PASSWORDS.freeTries + 3; i++) {
      const wait = attempts.failed('ann', '10.0.0.1');
      waits.push(wait);
      now += wait;
    }
    expect(waits.slice(-4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waits.slice(0, -4).every((wait) => wait === 0)).toBe(true);
    attempts.succeeded('Ann', '10.0.0.1');
    expect(attempts.failed('ann', '10.0.0.1')).toBe(0);
  });

  test('who waits is told for how long; another address and another account do not wait', () => {
    const attempts = createAttempts(() => 0);
    for (let i = 0; i < PASSWORDS.freeTries; i++) attempts.failed('ann', '10.0.0.1');
    expect(() => attempts.check('ann', '10.0.0.1')).toThrow(/Wait 1 s/);
    expect(() => attempts.check('ann', '10.0.0.2')).not.toThrow();
    expect(() => attempts.check('ben', '10.0.0.1')).not.toThrow();
  });

  test('S8 strangers with a million names fill no memory', () => {
    const attempts = createAttempts(() => 0);
    for (let i = 0; i < PASSWORDS.freeTries; i++) attempts.failed('first', 'a');
    for (let i = 0; i < PASSWORDS.pairs + 10; i++) attempts.failed(`name${i}`, 'a');
    expect(() => attempts.check('first', 'a')).not.toThrow();
  });
});
