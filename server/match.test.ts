/** Which tag is which after an edit. */

import { describe, expect, test } from 'vitest';
import { matchTags, movePlace, type Place } from './match.ts';

const place = (path: string, from: number, to: number, file = 'f'): Place => ({
  file,
  path,
  from,
  to,
  behind: to,
});

describe('movePlace', () => {
  const name = place('M.speed', 10, 15);

  test('follows what is typed before it, inside it, and leaves what is typed behind it', () => {
    expect(movePlace(name, [{ from: 0, to: 0, insert: 'abc' }])).toMatchObject({
      from: 13,
      to: 18,
      behind: 18,
    });
    expect(movePlace(name, [{ from: 12, to: 12, insert: 'xy' }])).toMatchObject({
      from: 10,
      to: 17,
      behind: 17,
    });
    expect(movePlace(name, [{ from: 20, to: 22, insert: '' }])).toMatchObject({
      from: 10,
      to: 15,
      behind: 15,
    });
  });

  test('keeps what is left of a name, and the punctuation behind a name that is replaced whole', () => {
    expect(movePlace(name, [{ from: 8, to: 12, insert: 'Z' }])).toMatchObject({
      from: 9,
      to: 12,
      behind: 12,
    });
    expect(movePlace(name, [{ from: 12, to: 18, insert: '' }])).toMatchObject({
      from: 10,
      to: 12,
      behind: null,
    });
    const replaced = movePlace(name, [{ from: 10, to: 15, insert: 'v' }]);
    expect(replaced.behind).toBe(11);
    expect(replaced.from).toBe(replaced.to);
  });

  test('takes a batch of edits whose offsets are those before the batch', () => {
    const edits = [
      { from: 0, to: 2, insert: '' },
      { from: 11, to: 12, insert: 'PPP' },
    ];
    expect(movePlace(name, edits)).toMatchObject({ from: 8, to: 15, behind: 15 });
  });
});

describe('matchTags', () => {
  test('pairs by characters of the name first, then by punctuation, then by path', () => {
    const old = [place('M.a', 0, 1), { ...place('M.b', 20, 20), behind: 21 }, place('M.c', 90, 91, 'g')];
    const now = [place('M.C', 5, 6), place('M.renamed', 20, 21), place('M.ab', 0, 2)];
    const { pairs, removed, added } = matchTags(old, now);
    expect(pairs.map(([a, b]) => [a.path, b.path])).toEqual([
      ['M.a', 'M.ab'],
      ['M.b', 'M.renamed'],
      ['M.c', 'M.C'],
    ]);
    expect([removed, added]).toEqual([[], []]);
  });

  test('what shares nothing is removed and added', () => {
    const { pairs, removed, added } = matchTags([place('M.a', 0, 1)], [place('M.b', 5, 6)]);
    expect([pairs.length, removed.length, added.length]).toEqual([0, 1, 1]);
  });
});
