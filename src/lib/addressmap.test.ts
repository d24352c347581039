import type { PlacedTag } from '@tagloom/st-parser/editor';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#tests/harness/random.ts';
import { AddressMap, addressOf, freeAddress } from './addressmap.ts';
import { packArea } from './packedmap.ts';

function placed(name: string, from: number, bits: number, more: Partial<PlacedTag> = {}): PlacedTag {
  const size = bits >= 64 ? 64 : bits;
  const own = { key: name, name, area: 'I', from, to: from + bits, size, unit: 'byte', ...more } as const;
  return { address: addressOf(own.area, from, size, own.unit), ...own };
}

/** What the page makes of what the worker tells it. */
function mapOf(tags: readonly PlacedTag[]): AddressMap {
  const named = new Map(tags.map((tag) => [tag.key, tag]));
  return new AddressMap(structuredClone(packArea(tags, 'I')), (key) => named.get(key));
}

describe('AddressMap', () => {
  const tags = [placed('x0', 0, 1), placed('x1', 1, 1), placed('twice', 1, 1), placed('w', 512, 16)];
  const map = mapOf(tags);

  it('finds every pair of tags that share a bit', () => {
    expect(map.conflicts.map(({ first, second }) => `${first.name} ${second.name}`)).toEqual(['x1 twice']);
    const wide = [placed('a', 0, 64), placed('b', 8, 8), placed('c', 32, 16)];
    expect(mapOf(wide).conflicts).toHaveLength(2);
  });

  it('folds long runs of free lines and goes one line beyond the end', () => {
    expect(Array.from({ length: map.lineCount }, (_, at) => map.line(at))).toEqual([
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
    expect(freeAddress(mapOf([word]), word)).toBe('%IW1');
  });

  it('says which tags are on a bit', () => {
    expect(map.at(1).map(({ name }) => name)).toEqual(['x1', 'twice']);
    expect(map.at(9)).toEqual([]);
  });

  it('says of random tags what a look at each of them says (seeded)', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = createRandom(seed);
      const own = Array.from({ length: 40 }, (_, at) => {
        const bits = random.pick([1, 1, 8, 16, 32, 64, 200]);
        return placed(`t${at}`, random.below(bits === 1 ? 900 : 112) * (bits === 1 ? 1 : 8), bits);
      }).sort((a, b) => a.from - b.from);
      const map = mapOf(own);
      const on = (bit: number) => own.filter(({ from, to }) => from <= bit && bit < to).map(({ key }) => key);
      for (let bit = 0; bit < 1200; bit += 1 + random.below(5))
        expect(
          map.at(bit).map(({ key }) => key),
          `seed ${seed}, bit ${bit}`,
        ).toEqual(on(bit));
      const pairs = own.flatMap((second, at) =>
        own.slice(0, at).flatMap((first) => (first.to > second.from ? [`${first.key} ${second.key}`] : [])),
      );
      expect(map.conflicts.map(({ first, second }) => `${first.key} ${second.key}`).sort()).toEqual(
        pairs.sort(),
      );
      const free = map.firstFree(16, 16, 32);
      const isFree = (from: number) => !own.some((tag) => tag.from < from + 16 && from < tag.to);
      let naive = 32;
      while (!isFree(naive)) naive += 16;
      expect(free, `seed ${seed}`).toBe(naive);
      // Each used byte is drawn, and no byte twice.
      const drawn = Array.from({ length: map.lineCount }, (_, at) => map.line(at)!);
      for (const { from } of own) expect(map.line(map.lineOf(Math.floor(from / 8)))?.type).toBe('bytes');
      drawn.forEach((line, at) => {
        const behind = line.byte + (line.type === 'free' ? line.bytes : 8);
        if (drawn[at + 1]) expect(drawn[at + 1]!.byte).toBe(behind);
      });
    }
  });
});
