/** Offsets in blocks with standard access (`vendor-formats.md` 3.6), from the S7 types that are really written. */
import type { Layout } from '../types.ts';

/** A member as a source text writes it: plain name and S7 type. */
export interface S7Member {
  readonly name: string;
  readonly type: string;
}

/** Members of a structure by name. */
export type Members = (name: string) => readonly S7Member[] | undefined;

/** Size and alignment in bits. */
interface Extent {
  readonly size: number;
  readonly align: number;
}

/** A leaf with its place. `path` begins with the member's name. */
export interface Leaf {
  readonly path: string;
  readonly type: string;
  /** Bits from the start of the block. */
  readonly at: number;
  readonly bits: number;
}

const BITS: Readonly<Record<string, number>> = {
  bool: 1,
  byte: 8,
  sint: 8,
  usint: 8,
  char: 8,
  word: 16,
  int: 16,
  uint: 16,
  wchar: 16,
  date: 16,
  s5time: 16,
  dword: 32,
  dint: 32,
  udint: 32,
  real: 32,
  time: 32,
  time_of_day: 32,
  lword: 64,
  lint: 64,
  ulint: 64,
  lreal: 64,
  ltime: 64,
  ltime_of_day: 64,
  ldt: 64,
  date_and_time: 64,
  dtl: 96,
};

const WORD = 16;
const MAX_DEPTH = 32;
/** Leaves listed for one block at most. */
const MAX_LEAVES = 100_000;

/** The layout of a block or structure; null when a type (a system block, say) has no known size. */
export function layout(name: string, members: readonly S7Member[], lookup: Members): Layout | null {
  const offsets: Record<string, string> = {};
  const size = place(members, lookup, 0, (member, at) => {
    offsets[member.name] = `${Math.floor(at / 8)}.${at % 8}`;
  });
  return size === null ? null : { name, size: size / 8, offsets };
}

/** Elementary members and strings of a block, with absolute places; null when a size is not known. */
export function leaves(members: readonly S7Member[], lookup: Members): readonly Leaf[] | null {
  const out: Leaf[] = [];
  const size = place(members, lookup, 0, (member, at) => collect(member.name, member.type, at, lookup, out));
  return size === null ? null : out;
}

/** `DBX0.0`, `DBB2`, `DBW4`, `DBD8`; other sizes by their first bit. */
export function absolute(at: number, bits: number): string {
  const letter = at % 8 === 0 ? { 8: 'B', 16: 'W', 32: 'D' }[bits] : undefined;
  const byte = Math.floor(at / 8);
  return letter === undefined ? `DBX${byte}.${at % 8}` : `DB${letter}${byte}`;
}

function place(
  members: readonly S7Member[],
  lookup: Members,
  depth: number,
  visit: (member: S7Member, at: number) => void,
): number | null {
  let at = 0;
  for (const member of members) {
    const extent = extentOf(member.type, lookup, depth + 1);
    if (extent === null) return null;
    at = up(at, extent.align);
    visit(member, at);
    at += extent.size;
  }
  return up(at, WORD);
}

interface ArrayType {
  readonly dims: readonly (readonly [number, number])[];
  readonly base: string;
}

function arrayOf(type: string): ArrayType | null {
  const match = /^Array\[([^\]]*)\] of (.+)$/i.exec(type);
  if (match === null) return null;
  const dims = (match[1] ?? '').split(',').map((dim) => {
    const [low = '0', high = '0'] = dim.split('..');
    return [Number(low), Number(high)] as const;
  });
  return { dims, base: match[2] ?? '' };
}

function extentOf(type: string, lookup: Members, depth: number): Extent | null {
  if (depth > MAX_DEPTH) return null;
  const array = arrayOf(type);
  if (array !== null) return arrayExtent(array, lookup, depth);
  const string = /^(W?)String\[(\d+)\]$/i.exec(type);
  if (string !== null) {
    const length = Number(string[2]);
    return { size: up((string[1] === '' ? length + 2 : length * 2 + 4) * 8, WORD), align: WORD };
  }
  const quoted = /^"(.*)"$/.exec(type)?.[1];
  if (quoted !== undefined) {
    const members = lookup(quoted);
    const size = members === undefined ? null : place(members, lookup, depth, () => undefined);
    return size === null ? null : { size, align: WORD };
  }
  const bits = BITS[type.toLowerCase()];
  return bits === undefined ? null : { size: bits, align: Math.min(bits, WORD) };
}

/** Rows of bits begin at a byte and rows of bytes at a word (from memory, not verified); all else is even anyway. */
function strides({ dims, base }: ArrayType, lookup: Members, depth: number): readonly number[] | null {
  const element = extentOf(base, lookup, depth + 1);
  if (element === null) return null;
  const out: number[] = [];
  let stride = up(element.size, element.align);
  for (let at = dims.length - 1; at >= 0; at--) {
    out.unshift(stride);
    const [low, high] = dims[at] ?? [0, 0];
    stride *= Math.max(0, high - low + 1);
    if (at > 0) stride = up(stride, element.size === 1 ? 8 : WORD);
  }
  return [...out, stride];
}

function arrayExtent(array: ArrayType, lookup: Members, depth: number): Extent | null {
  const list = strides(array, lookup, depth);
  return list === null ? null : { size: up(list.at(-1) ?? 0, WORD), align: WORD };
}

function collect(path: string, type: string, at: number, lookup: Members, out: Leaf[]): void {
  if (out.length >= MAX_LEAVES) return;
  const array = arrayOf(type);
  const quoted = /^"(.*)"$/.exec(type)?.[1];
  const members = quoted === undefined ? undefined : lookup(quoted);
  if (array !== null) elements(path, array, at, lookup, out);
  else if (members !== undefined)
    place(members, lookup, 0, (member, inside) =>
      collect(`${path}.${member.name}`, member.type, at + inside, lookup, out),
    );
  else out.push({ path, type, at, bits: extentOf(type, lookup, 0)?.size ?? 0 });
}

function elements(path: string, array: ArrayType, at: number, lookup: Members, out: Leaf[]): void {
  const list = strides(array, lookup, 0) ?? [];
  const step = (dim: number, from: number, index: readonly number[]): void => {
    const bounds = array.dims[dim];
    if (bounds === undefined) {
      collect(`${path}[${index.join(',')}]`, array.base, from, lookup, out);
      return;
    }
    for (let i = bounds[0]; i <= bounds[1] && out.length < MAX_LEAVES; i++)
      step(dim + 1, from + (i - bounds[0]) * (list[dim] ?? 0), [...index, i]);
  };
  step(0, at, []);
}

function up(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
