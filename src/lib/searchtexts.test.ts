import { describe, expect, it } from 'vitest';
import { createRandom } from '../../tests/harness/random.ts';
import type { TagRow } from './analysis.ts';
import { SearchTexts, searchText } from './searchtexts.ts';

const row = (key: string, comment = ''): TagRow =>
  ({ key, name: key, path: `G.${key}`, type: 'BOOL', address: '', initial: '', comment }) as TagRow;

/** Slices are run by hand, as an idle page would. */
function texts(tags: Map<string, TagRow>, vendor = new Map<string, { name: string }>()) {
  const slices: (() => void)[] = [];
  const made = new SearchTexts(tags, vendor as never, (slice) => slices.push(slice));
  for (const key of tags.keys()) made.forget(key);
  const found = (...words: string[]) => {
    const fits = made.finder(words);
    return [...tags.values()].filter(fits).map(({ key }) => key);
  };
  return { made, slices, found };
}

describe('SearchTexts', () => {
  it('finds rows that hold all words, in any order, and knows the name of the vendor where it differs', () => {
    const tags = new Map([['xon', row('xOn', 'Main Valve')]]);
    const { made, found } = texts(tags);
    tags.set('xOn', tags.get('xon')!);
    made.forget('xOn');
    expect(found('valve', 'g.x')).toContain('xOn');
    expect(found('valve', 'pump')).toEqual([]);
  });

  it('reads a row anew after it or its vendor row changed, and forgets one that is gone', () => {
    const tags = new Map([['xOn', row('xOn')]]);
    const vendor = new Map([['xOn', { name: 'xOn' }]]);
    const { made, found } = texts(tags, vendor);
    expect(found('x_on_1')).toEqual([]);
    vendor.set('xOn', { name: 'X_On_1' });
    made.forget('xOn');
    expect(found('x_on_1')).toEqual(['xOn']);
    tags.set('xOn', row('xOn', 'pump'));
    made.forget('xOn');
    expect(found('pump')).toEqual(['xOn']);
    const gone = tags.get('xOn')!;
    tags.delete('xOn');
    made.forget('xOn');
    expect(made.finder(['pump'])(gone)).toBe(false);
  });

  it('finds what a look at each text finds, while tags come, change and go', () => {
    const random = createRandom(7);
    const tags = new Map<string, TagRow>();
    const { made, found } = texts(tags);
    for (let step = 0; step < 3_000; step++) {
      const key = `tag${random.below(1_500)}`;
      if (random.below(3) === 0) tags.delete(key);
      else tags.set(key, row(key, `c${random.below(40)} ventil \u00e4${random.below(9)}`));
      made.forget(key);
      if (step % 100 > 0) continue;
      const words = [`c${random.below(40)}`, `g${random.below(9)}`];
      const wanted = [...tags.values()].filter((one) =>
        words.every((word) => searchText(one, undefined).includes(word)),
      );
      expect(found(...words)).toEqual(wanted.map(({ key: of }) => of));
    }
  });

  it('makes texts ahead only while somebody keeps them', () => {
    const { made, slices } = texts(new Map([['a', row('a')]]));
    made.forget('a');
    expect(slices).toHaveLength(0);
    const stop = made.keep();
    expect(slices).toHaveLength(1);
    stop();
    slices.pop()!();
    made.forget('a');
    expect(slices).toHaveLength(0);
  });
});
