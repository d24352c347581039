import { expect, it } from 'vitest';
import { diffLines } from './lines.ts';

function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
}

function applied(a: readonly string[], b: readonly string[]): string[] {
  const out: string[] = [];
  let at = 0;
  for (const { from0, to0, from1, to1 } of diffLines(a, b)) {
    out.push(...a.slice(at, from0), ...b.slice(from1, to1));
    at = to0;
  }
  return [...out, ...a.slice(at)];
}

it('the hunks of random lists turn one into the other (seeds 1 to 400)', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const next = random(seed);
    const a = Array.from({ length: next(30) }, () => `l${next(6)}`);
    const b = a.flatMap((line) => (next(5) === 0 ? [] : next(5) === 0 ? [line, `l${next(6)}`] : [line]));
    expect(applied(a, b), `seed ${seed}`).toEqual(b);
  }
});

it('finds the shortest script', () => {
  const lines = (text: string) => [...text];
  const edits = (a: string, b: string) =>
    diffLines(lines(a), lines(b)).reduce((sum, one) => sum + one.to0 - one.from0 + one.to1 - one.from1, 0);
  expect(edits('abcabba', 'cbabac')).toBe(5);
  expect(edits('abc', 'abc')).toBe(0);
  expect(edits('abc', 'axc')).toBe(2);
});
