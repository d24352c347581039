/**
 * An area of the process image as the worker works it out and the page draws it: numbers side by side and one text, so
 * that 50,000 tags cross between the threads without 50,000 objects.
 */

import type { PlacedTag } from '@tagloom/st-parser/editor';

export type Area = PlacedTag['area'];

/** Bytes of one drawn line. */
export const LINE_BYTES = 8;
/** Free lines in a row that are drawn; more are folded into one. */
const FREE_LINES = 2;
/** More conflicts than this are not listed one by one. */
const MOST = 1_000;

/** Tags by their first bit; the arrays have one number for each. */
export interface PackedMap {
  readonly area: Area;
  /** A line each. */
  readonly keys: string;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** How far any tag up to this one goes. */
  readonly reach: Int32Array;
  /** Bits of an element, and whether the address counts elements. */
  readonly sizes: Uint8Array;
  readonly isElement: Uint8Array;
  /** Two numbers for each drawn line: its first byte, and the bytes of a folded free run, 0 for one with bits. */
  readonly lines: Int32Array;
  /** Two tags each that share bits. */
  readonly conflicts: Int32Array;
}

/** `placed` in the order of `placedTags`; tags of other areas are left out. */
export function packArea(placed: readonly PlacedTag[], area: Area): PackedMap {
  const tags = placed.filter((tag) => tag.area === area);
  const count = tags.length;
  const [from, to, reach] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const [sizes, isElement] = [new Uint8Array(count), new Uint8Array(count)];
  let far = 0;
  for (let at = 0; at < count; at++) {
    const tag = tags[at]!;
    far = Math.max(far, tag.to);
    from[at] = tag.from;
    to[at] = tag.to;
    reach[at] = far;
    sizes[at] = tag.size;
    isElement[at] = tag.unit === 'element' ? 1 : 0;
  }
  const keys = tags.map(({ key }) => key).join('\n');
  const [lines, conflicts] = [linesOf(tags), conflictsOf(tags)];
  return { area, keys, from, to, reach, sizes, isElement, lines, conflicts };
}

/** Long runs of free lines are folded; one line goes beyond the end. */
function linesOf(tags: readonly PlacedTag[]): Int32Array {
  const lines: number[] = [];
  let line = 0;
  const draw = (to: number) => {
    for (; line < to; line++) lines.push(line * LINE_BYTES, 0);
  };
  for (const { from, to } of tags) {
    const first = Math.floor(from / 8 / LINE_BYTES);
    if (first - line > FREE_LINES) {
      lines.push(line * LINE_BYTES, (first - line) * LINE_BYTES);
      line = first;
    }
    draw(Math.max(first, Math.ceil(to / 8 / LINE_BYTES)));
  }
  draw(line + 1);
  return Int32Array.from(lines);
}

/** Tags ordered by first bit: each is compared with those that still reach into it. */
function conflictsOf(tags: readonly PlacedTag[]): Int32Array {
  const found: number[] = [];
  let open: number[] = [];
  tags.forEach((tag, at) => {
    open = open.filter((other) => tags[other]!.to > tag.from);
    for (const first of open) if (found.length < 2 * MOST) found.push(first, at);
    open.push(at);
  });
  return Int32Array.from(found);
}
