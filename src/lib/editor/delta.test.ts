import { describe, expect, it } from 'vitest';
import { applyDelta, compose, type Delta, difference, follow, push, type Step, transform } from './delta.ts';
import { type Random, seeded } from './random.ts';

function randomDelta(length: number, random: Random): Delta {
  const steps: Step[] = [];
  let left = length;
  while (left > 0) {
    const size = 1 + random(Math.min(left, 6));
    if (random(3) === 0) push(steps, String.fromCharCode(97 + random(26)).repeat(1 + random(3)));
    push(steps, random(3) === 0 ? -size : size);
    left -= size;
  }
  if (random(2) === 0) push(steps, 'Z');
  return steps;
}

function randomText(random: Random): string {
  return Array.from({ length: random(30) }, () => String.fromCharCode(65 + random(20))).join('');
}

describe('deltas, 2,000 random pairs', () => {
  const cases = Array.from({ length: 2000 }, (_, seed) => {
    const random = seeded(seed);
    const text = randomText(random);
    return { text, a: randomDelta(text.length, random), random };
  });

  it('compose does what one after the other does', () => {
    for (const { text, a, random } of cases) {
      const between = applyDelta(text, a);
      const b = randomDelta(between.length, random);
      expect(applyDelta(text, compose(a, b))).toBe(applyDelta(between, b));
    }
  });

  it('transform meets in the same text from both sides', () => {
    for (const { text, a, random } of cases) {
      const b = randomDelta(text.length, random);
      const [local, remote] = transform(a, b);
      expect(applyDelta(applyDelta(text, a), remote)).toBe(applyDelta(applyDelta(text, b), local));
    }
  });

  it('the difference of two texts turns one into the other', () => {
    for (const { text, a } of cases) {
      const after = applyDelta(text, a);
      expect(applyDelta(text, difference(text, after))).toBe(after);
    }
  });

  it('an offset follows the character behind it', () => {
    for (const { text, a } of cases)
      for (let i = 0; i <= text.length; i++) {
        const tail = applyDelta(text.slice(i), tailOf(a, i));
        expect(follow(a, i)).toBe(applyDelta(text, a).length - tail.length);
      }
  });
});

/** What a delta does behind an offset; what it inserts exactly there stands before. */
function tailOf(delta: Delta, offset: number): Delta {
  const out: Step[] = [];
  let at = 0;
  for (const step of delta) {
    if (typeof step === 'string') {
      if (at > offset) push(out, step);
      continue;
    }
    const length = Math.abs(step);
    const behind = Math.min(length, at + length - offset);
    if (behind > 0) push(out, step > 0 ? behind : -behind);
    at += length;
  }
  return out;
}

it('puts remote text before local text at the same place', () => {
  expect(transform(['me'], ['you'])).toEqual([[3, 'me'], ['you']]);
});

it('keeps insertions before deletions', () => {
  const steps: Step[] = [];
  for (const step of [2, -1, 'a', -2, 'b', 1] as const) push(steps, step);
  expect(steps).toEqual([2, 'ab', -3, 1]);
});

it('does not cut a surrogate pair', () => {
  expect(difference('😀', '😁')).toEqual(['😁', -2]);
});
