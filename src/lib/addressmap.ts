/** The bit map of one area of the process image: what is used, by whom, what is used twice, and where there is room. */

import type { PlacedTag } from '@tagloom/st-parser/editor';
import { type Area, LINE_BYTES, type PackedMap } from './packedmap.ts';

/** A drawn line: bytes with their bits, or a folded run of free bytes. */
export type MapLine =
  | { readonly type: 'bytes'; readonly byte: number }
  | { readonly type: 'free'; readonly byte: number; readonly bytes: number };

/** Two tags that share bits. */
export interface Conflict {
  readonly first: PlacedTag;
  readonly second: PlacedTag;
}

/** What the page knows of a tag by itself. */
export interface NamedTag {
  readonly name: string;
  readonly address: string;
}

export class AddressMap {
  readonly area: Area;
  /** Tags in the area. */
  readonly count: number;
  readonly lineCount: number;
  readonly conflicts: readonly Conflict[];
  readonly #packed: PackedMap;
  readonly #keys: readonly string[];
  readonly #named: (key: string) => NamedTag | undefined;

  /** `packed` comes from the worker; `named` knows the tags by key. */
  constructor(packed: PackedMap, named: (key: string) => NamedTag | undefined) {
    this.#packed = packed;
    this.#named = named;
    this.#keys = packed.keys === '' ? [] : packed.keys.split('\n');
    this.area = packed.area;
    this.count = packed.from.length;
    this.lineCount = packed.lines.length / 2;
    const pairs = packed.conflicts;
    this.conflicts = Array.from({ length: pairs.length / 2 }, (_, at) => ({
      first: this.#tag(pairs[2 * at]!),
      second: this.#tag(pairs[2 * at + 1]!),
    }));
  }

  /** A drawn line; undefined behind the last one. */
  line(index: number): MapLine | undefined {
    const { lines } = this.#packed;
    const [byte, bytes] = [lines[2 * index], lines[2 * index + 1]];
    if (byte === undefined || bytes === undefined) return undefined;
    return bytes === 0 ? { type: 'bytes', byte } : { type: 'free', byte, bytes };
  }

  /** The line that draws a byte; -1 when none does. */
  lineOf(byte: number): number {
    const { lines } = this.#packed;
    for (let at = 0; at < lines.length; at += 2)
      if (lines[at]! <= byte && byte < lines[at]! + (lines[at + 1]! || LINE_BYTES)) return at / 2;
    return -1;
  }

  /** The tag of a key, when it has a place in this area. */
  tagOf(key: string | null): PlacedTag | undefined {
    const at = key === null ? -1 : this.#keys.indexOf(key);
    return at < 0 ? undefined : this.#tag(at);
  }

  /** The tags on one bit. */
  at(bit: number): readonly PlacedTag[] {
    return this.#over(bit, bit + 1).map((at) => this.#tag(at));
  }

  /** The first bits with room for `bits`, from a bit on; bytes and more begin at a multiple of `align` bits. */
  firstFree(bits: number, align: number, from = 0): number {
    for (let start = Math.ceil(from / align) * align; ; start += align) {
      const [first] = this.#over(start, start + bits);
      if (first === undefined) return start;
      start = Math.max(start, Math.floor((this.#packed.to[first]! - 1) / align) * align);
    }
  }

  /** The tags that share bits with a range, in their order. */
  #over(from: number, to: number): number[] {
    const { from: starts, to: ends, reach } = this.#packed;
    const found: number[] = [];
    for (let at = firstFrom(starts, to) - 1; at >= 0 && reach[at]! > from; at--)
      if (ends[at]! > from) found.push(at);
    return found.reverse();
  }

  #tag(at: number): PlacedTag {
    const { area, from, to, sizes, isElement } = this.#packed;
    const key = this.#keys[at]!;
    const { name = key, address = '' } = this.#named(key) ?? {};
    const unit = isElement[at] === 1 ? 'element' : 'byte';
    return { key, name, address, area, from: from[at]!, to: to[at]!, size: sizes[at]!, unit };
  }
}

/** The first index whose number is not below a limit; the numbers ascend. */
function firstFrom(numbers: Int32Array, limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `%IX2.6`, `%IW64`: the address of bits in the spelling of `like`. */
export function addressOf(area: Area, bit: number, size: number, unit: PlacedTag['unit']): string {
  if (size === 1) return `%${area}X${Math.floor(bit / 8)}.${bit % 8}`;
  return `%${area}${LETTERS[size] ?? 'B'}${bit / (unit === 'byte' ? 8 : size)}`;
}

const LETTERS: Readonly<Record<number, string>> = { 8: 'B', 16: 'W', 32: 'D', 64: 'L' };

/** Where a tag would fit: words at even bytes, as every vendor takes them. Null when it has no place. */
export function freeAddress(map: AddressMap, tag: PlacedTag): string {
  const align = tag.size === 1 ? 1 : Math.max(tag.size === 8 ? 8 : 16, tag.unit === 'byte' ? 8 : tag.size);
  return addressOf(tag.area, map.firstFree(tag.to - tag.from, align, 0), tag.size, tag.unit);
}
