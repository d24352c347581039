/** The bit map of one area of the process image: what is used, by whom, what is used twice, and where there is room. */

import type { PlacedTag } from '@tagloom/st-parser/editor';

export type Area = PlacedTag['area'];

/** Bytes of one drawn line. */
export const LINE_BYTES = 8;
/** Free lines in a row that are drawn; more are folded into one. */
const FREE_LINES = 2;

/** A drawn line: bytes with their bits, or a folded run of free bytes. */
export type MapLine =
  | { readonly type: 'bytes'; readonly byte: number }
  | { readonly type: 'free'; readonly byte: number; readonly bytes: number };

/** Two tags that share bits. */
export interface Conflict {
  readonly first: PlacedTag;
  readonly second: PlacedTag;
}

export class AddressMap {
  readonly area: Area;
  readonly tags: readonly PlacedTag[];
  readonly conflicts: readonly Conflict[];
  readonly lines: readonly MapLine[];
  /** Tags by byte. */
  readonly #bytes = new Map<number, PlacedTag[]>();
  /** Behind the last used byte. */
  readonly #end: number;

  /** `placed` in the order of `placedTags`; tags of other areas are left out. */
  constructor(placed: readonly PlacedTag[], area: Area) {
    this.area = area;
    this.tags = placed.filter((tag) => tag.area === area);
    let end = 0;
    for (const tag of this.tags) {
      end = Math.max(end, Math.ceil(tag.to / 8));
      for (let byte = Math.floor(tag.from / 8); byte * 8 < tag.to; byte++) {
        const list = this.#bytes.get(byte);
        if (list) list.push(tag);
        else this.#bytes.set(byte, [tag]);
      }
    }
    this.#end = end;
    this.conflicts = conflictsOf(this.tags);
    this.lines = this.#linesOf();
  }

  /** The tags on one bit. */
  at(bit: number): readonly PlacedTag[] {
    return (this.#bytes.get(Math.floor(bit / 8)) ?? []).filter(({ from, to }) => from <= bit && bit < to);
  }

  /** The first bits with room for `bits`, from a bit on; bytes and more begin at a multiple of `align` bits. */
  firstFree(bits: number, align: number, from = 0): number {
    for (let start = Math.ceil(from / align) * align; ; start += align) {
      const taken = this.#takenIn(start, start + bits);
      if (taken === null) return start;
      start = Math.max(start, Math.floor((taken - 1) / align) * align);
    }
  }

  /** Behind the last bit of a tag that is in the way, or null. */
  #takenIn(from: number, to: number): number | null {
    for (let byte = Math.floor(from / 8); byte * 8 < to; byte++)
      for (const tag of this.#bytes.get(byte) ?? []) if (tag.from < to && from < tag.to) return tag.to;
    return null;
  }

  #linesOf(): MapLine[] {
    const lines: MapLine[] = [];
    const last = Math.ceil(this.#end / LINE_BYTES);
    for (let line = 0; line <= last; line++) {
      let free = 0;
      while (line + free <= last && !this.#isUsed(line + free)) free++;
      const isTail = line + free > last;
      if (free > FREE_LINES && !isTail) {
        lines.push({ type: 'free', byte: line * LINE_BYTES, bytes: free * LINE_BYTES });
        line += free - 1;
      } else lines.push({ type: 'bytes', byte: line * LINE_BYTES });
    }
    return lines;
  }

  #isUsed(line: number): boolean {
    for (let i = 0; i < LINE_BYTES; i++) if (this.#bytes.has(line * LINE_BYTES + i)) return true;
    return false;
  }
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

/** Tags ordered by first bit: each is compared with those that still reach into it. */
function conflictsOf(tags: readonly PlacedTag[]): Conflict[] {
  const found: Conflict[] = [];
  let open: PlacedTag[] = [];
  for (const tag of tags) {
    open = open.filter(({ to }) => to > tag.from);
    for (const first of open) if (found.length < MOST) found.push({ first, second: tag });
    open.push(tag);
  }
  return found;
}

/** More conflicts than this are not listed one by one. */
const MOST = 1_000;
