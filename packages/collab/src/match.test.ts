/** Which tag is which after an edit. */

import type { Edit } from '@tagloom/st-parser';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../tests/harness/random.ts';
import { matchTags, movePlace, type TagPlace } from './match.ts';

const place = (path: string, from: number, to: number, file = 'f'): TagPlace => ({
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

describe('movePlace for many', () => {
  test('gives what one edit after the other gives, from the last to the first', () => {
    const wrong: number[] = [];
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = createRandom(seed);
      const edits: Edit[] = [];
      for (let at = random.below(4), n = random.below(6); n > 0; n--) {
        const to = at + random.below(5);
        edits.push({ from: at, to, insert: 'x'.repeat(random.below(4)) });
        at = to + (to === at ? 1 : 0) + random.below(4);
      }
      const one = anyPlace(random);
      if (JSON.stringify(movePlace(one, edits)) !== JSON.stringify(movedOneByOne(one, edits)))
        wrong.push(seed);
    }
    expect(wrong).toEqual([]);
  });

  test('looks at a few edits of a batch of 20,000 for each place', () => {
    let looks = 0;
    const edits = Array.from(
      { length: 20_000 },
      (_, n): Edit => ({ from: n * 9, to: n * 9 + 2, insert: 'abc' }),
    );
    const counted = new Proxy(edits, {
      get: (target, field) => {
        looks++;
        return Reflect.get(target, field);
      },
    });
    movePlace(place('M.a', 0, 4), counted);
    looks = 0;
    expect(movePlace(place('M.b', 90_000, 90_004), counted).to).toBe(100_005);
    expect(looks).toBeLessThan(100);
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

  test('finds what a look at every pair finds, in the same order', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = createRandom(seed);
      const places = () => Array.from({ length: random.below(14) }, () => anyPlace(random));
      const [before, after] = [places(), places()];
      expect(matchTags(before, after), `seed ${seed}`).toEqual(matchedPairByPair(before, after));
    }
  });

  test('the work grows with the number of tags: 20,000 renamed at once cost a few looks each', () => {
    const many = 20_000;
    let looks = 0;
    const fields = Object.keys(place('M.a', 0, 1)) as (keyof TagPlace)[];
    class Counted {
      readonly one: TagPlace;
      constructor(one: TagPlace) {
        this.one = one;
      }
    }
    for (const field of fields)
      Object.defineProperty(Counted.prototype, field, {
        get(this: Counted) {
          looks++;
          return this.one[field];
        },
      });
    const counted = (one: TagPlace) => new Counted(one) as unknown as TagPlace;
    const kinds: readonly ((n: number) => readonly [TagPlace, TagPlace])[] = [
      (n) => [place(`M.a${n}`, n * 9, n * 9 + 4), place(`M.b${n}`, n * 9, n * 9 + 5)],
      (n) => [{ ...place(`M.a${n}`, n * 9, n * 9), behind: n * 9 + 5 }, place(`M.b${n}`, n * 9, n * 9 + 5)],
      (n) => [place(`M.a${n}`, n * 9, n * 9 + 4), place(`M.A${n}`, n * 9, n * 9 + 4, 'g')],
    ];
    for (const pairOf of kinds) {
      looks = 0;
      const all = Array.from({ length: many }, (_, n) => pairOf(n));
      const now = all.map(([, one]) => counted(one)).reverse();
      const { pairs } = matchTags(
        all.map(([one]) => counted(one)),
        now,
      );
      expect(pairs.length).toBe(many);
      expect(looks / many).toBeLessThan(100);
    }
  }, 30_000);
});

/** Few places in little text, so that they meet in every way: inside one another, without length, without a character behind. */
function anyPlace(random: Random): TagPlace {
  const from = random.below(30);
  const to = from + random.below(8);
  const path = `${random.pick(['M', 'm', 'G'])}.${random.pick(['a', 'A', 'b', 'c'])}`;
  const behind = random.chance(0.2) ? null : to + random.below(2);
  return { file: random.pick(['f', 'g']), path, from, to, behind };
}

/** The rule word by word. */
function matchedPairByPair(before: readonly TagPlace[], after: readonly TagPlace[]) {
  const [left, open] = [new Set(before), new Set(after)];
  const pairs: [TagPlace, TagPlace][] = [];
  const rules: readonly ((old: TagPlace, now: TagPlace) => boolean)[] = [
    (old, now) => old.file === now.file && Math.max(old.from, now.from) < Math.min(old.to, now.to),
    (old, now) => old.file === now.file && old.behind !== null && old.behind === now.behind,
    (old, now) => old.path.toLowerCase() === now.path.toLowerCase(),
  ];
  for (const isSame of rules)
    for (const old of left)
      for (const now of open)
        if (isSame(old, now)) {
          pairs.push([old, now]);
          left.delete(old);
          open.delete(now);
          break;
        }
  return { pairs, removed: [...left], added: [...open] };
}

/** The rule of a single edit, for all of a batch. */
function movedOneByOne(place: TagPlace, edits: readonly Edit[]): TagPlace {
  let { from, to, behind } = place;
  for (const edit of [...edits].reverse()) {
    const shift = edit.insert.length - (edit.to - edit.from);
    if (from >= edit.to) from += shift;
    else if (from >= edit.from) from = edit.from + edit.insert.length;
    if (to > edit.from) to = to > edit.to ? to + shift : edit.from;
    if (behind !== null && behind >= edit.from) behind = behind >= edit.to ? behind + shift : null;
  }
  return { ...place, from, to: Math.max(from, to), behind };
}
