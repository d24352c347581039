import type { Diagnostic } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import { createRandom } from '../../../tests/harness/random.ts';
import { JudgedFile } from './judged.ts';

const diagnostic = (from: number, to: number): Diagnostic => ({
  code: `${from}-${to}`,
  severity: 'error',
  message: '',
  place: { file: 'f', from, to },
});

it('a span finds what touches it, short and long, and one of no length at its first character', () => {
  const file = new JudgedFile([
    diagnostic(0, 900),
    diagnostic(10, 14),
    diagnostic(14, 16),
    diagnostic(20, 20),
  ]);
  const codes = (from: number, to: number) => file.at({ from, to }).map(({ code }) => code);
  expect(codes(10, 14)).toEqual(['0-900', '10-14']);
  expect(codes(13, 15)).toEqual(['0-900', '10-14', '14-16']);
  expect(codes(20, 22)).toEqual(['0-900', '20-20']);
  expect(codes(19, 20)).toEqual(['0-900']);
  expect(codes(950, 960)).toEqual([]);
});

it('what is found is what a look at all of them finds, over 200 random lists', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { below: random } = createRandom(seed);
    const all = Array.from({ length: 60 }, () => {
      const from = random(1000);
      return diagnostic(from, from + random(random(4) === 0 ? 500 : 12));
    });
    const file = new JudgedFile(all);
    for (let i = 0; i < 20; i++) {
      const from = random(1000);
      const to = from + 1 + random(30);
      const expected = all.filter(
        ({ place }) => place.from < to && Math.max(place.to, place.from + 1) > from,
      );
      expect(new Set(file.at({ from, to })), `seed ${seed}`).toEqual(new Set(expected));
    }
  }
});
