import type { PlacedTag } from '@tagloom/st-parser/editor';
import { describe, expect, it } from 'vitest';
import { AddressMap, addressOf, freeAddress } from './addressmap.ts';

function placed(name: string, from: number, bits: number, more: Partial<PlacedTag> = {}): PlacedTag {
  const size = bits >= 64 ? 64 : bits;
  const own = { key: name, name, area: 'I', from, to: from + bits, size, unit: 'byte', ...more } as const;
  return { address: addressOf(own.area, from, size, own.unit), ...own };
}

describe('AddressMap', () => {
  const tags = [placed('x0', 0, 1), placed('x1', 1, 1), placed('twice', 1, 1), placed('w', 512, 16)];
  const map = new AddressMap(tags, 'I');

  it('finds every pair of tags that share a bit', () => {
    expect(map.conflicts.map(({ first, second }) => `${first.name} ${second.name}`)).toEqual(['x1 twice']);
    const wide = [placed('a', 0, 64), placed('b', 8, 8), placed('c', 32, 16)];
    expect(new AddressMap(wide, 'I').conflicts).toHaveLength(2);
  });

  it('folds long runs of free lines and goes one line beyond the end', () => {
    expect(map.lines).toEqual([
      { type: 'bytes', byte: 0 },
      { type: 'free', byte: 8, bytes: 56 },
      { type: 'bytes', byte: 64 },
      { type: 'bytes', byte: 72 },
    ]);
  });

  it('offers the first place with room, words at even bytes', () => {
    expect(freeAddress(map, tags[2]!)).toBe('%IX0.2');
    expect(freeAddress(map, tags[3]!)).toBe('%IW2');
    expect(map.firstFree(16, 16, 512)).toBe(528);
  });

  it('counts words where the file counts words', () => {
    const word = placed('v', 0, 16, { unit: 'element' });
    expect(freeAddress(new AddressMap([word], 'I'), word)).toBe('%IW1');
  });

  it('says which tags are on a bit', () => {
    expect(map.at(1).map(({ name }) => name)).toEqual(['x1', 'twice']);
    expect(map.at(9)).toEqual([]);
  });
});
