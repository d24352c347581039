import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../tests/harness/random.ts';
import { type Piece, piecesOf } from './spans.ts';

const drawn = (pieces: readonly Piece[]) =>
  pieces.map(({ text, isChanged }) => (isChanged && text !== '' ? `[${text}]` : text)).join('');
const both = (before: string, after: string) => {
  const pieces = piecesOf(before, after);
  return `${drawn(pieces.before)} > ${drawn(pieces.after)}`;
};

describe('what differs', () => {
  test.each([
    ['xStart', 'x3Start', 'xStart > x[3]Start'],
    ['Pump', 'Line 3: Pump 01', 'Pump > [Line 3: ]Pump[ 01]'],
    ['abc', 'axc', 'a[b]c > a[x]c'],
    ['', 'new', ' > [new]'],
    ['old', '', '[old] > '],
    ['same', 'same', 'same > same'],
    ['a😀', 'a😁', 'a[😀] > a[😁]'],
  ])('%s, %s', (before, after, shown) => {
    expect(both(before, after)).toBe(shown);
  });

  test('the pieces are the texts (seeded)', () => {
    const random = createRandom(7);
    const word = () =>
      Array.from({ length: random.below(6) }, () => random.pick(['a', 'b', '😀', '😁'])).join('');
    for (let i = 0; i < 500; i++) {
      const [before, after] = [word(), word()];
      const pieces = piecesOf(before, after);
      expect(pieces.before.map(({ text }) => text).join('')).toBe(before);
      expect(pieces.after.map(({ text }) => text).join('')).toBe(after);
      for (const { text } of [...pieces.before, ...pieces.after]) expect(text.isWellFormed()).toBe(true);
    }
  });
});
