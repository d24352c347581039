import { expect, it } from 'vitest';
import type { TagRow } from './analysis.ts';
import { SearchTexts } from './searchtexts.ts';

const row = (key: string, comment = ''): TagRow =>
  ({ key, name: key, path: `G.${key}`, type: 'BOOL', address: '', initial: '', comment }) as TagRow;

/** Slices are run by hand, as an idle page would. */
function texts(tags: Map<string, TagRow>, vendor = new Map<string, { name: string }>()) {
  const slices: (() => void)[] = [];
  const made = new SearchTexts(tags, vendor as never, (slice) => slices.push(slice));
  const idle = () => {
    for (let slice = slices.shift(); slice; slice = slices.shift()) slice();
  };
  return { made, idle, slices };
}

it('a text is read anew after its row or its vendor row changed, and holds the name of the vendor where it differs', () => {
  const tags = new Map([['xon', row('xOn')]]);
  const vendor = new Map([['xOn', { name: 'xOn' }]]);
  const { made } = texts(tags, vendor);
  expect(made.of(row('xOn'))).toBe('g.xon\nbool\n\n\n');
  vendor.set('xOn', { name: 'X_On_1' });
  made.forget('xOn');
  expect(made.of(row('xOn', 'Main Valve'))).toBe('g.xon\nbool\n\n\nmain valve\nx_on_1');
});

it('texts are made ahead only while somebody keeps them, those of tags that come later too', () => {
  const tags = new Map([['a', row('a')]]);
  const { made, idle, slices } = texts(tags);
  made.forget('a');
  expect(slices).toHaveLength(0);
  const stop = made.keep();
  expect(slices).toHaveLength(1);
  idle();
  // What was made ahead is not made again: another comment is not seen without `forget`.
  expect(made.of(row('a', 'later'))).toBe('g.a\nbool\n\n\n');
  tags.set('b', row('b'));
  made.forget('b');
  idle();
  expect(made.of(row('b', 'later'))).toBe('g.b\nbool\n\n\n');
  stop();
  made.forget('a');
  expect(slices).toHaveLength(0);
});
