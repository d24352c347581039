/** Readable views of leaves: the records as a tree of parts with offsets. Made when somebody looks, and thrown away. */

import { type Green, isNodeRecord, recordKind, recordSize } from './green.ts';
import { K } from './kinds.ts';

/** A token or an inner node without its trivia. Offsets count from where the caller said that the leaf begins. */
export interface Part {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  readonly parts: readonly Part[];
}

/** A comment or pragma of a leaf. */
export interface Trivium {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

/** A leaf, read. */
export interface View {
  readonly parts: readonly Part[];
  /** Comments and pragmas in text order; blanks are left out. */
  readonly trivia: readonly Trivium[];
  /** Where the first token begins and the last one ends. */
  readonly from: number;
  readonly to: number;
}

const NO_PARTS: readonly Part[] = [];

/** Parts that no node holds yet while a leaf is read, and the first record of each; views are read one after the other. */
const OPEN: Part[] = [];
const FIRSTS: number[] = [];

/** Reads a leaf that begins at offset `at`. */
export function view(leaf: Green, at: number): View {
  const trivia: Trivium[] = [];
  let count = 0;
  let from = -1;
  let end = at;
  for (let i = leaf.first; i < leaf.last; i++) {
    const record = leaf.records[i]!;
    const kind = recordKind(record);
    if (isNodeRecord(record)) {
      count = fold(count, kind, i - recordSize(record), end);
      continue;
    }
    const to = at + recordSize(record);
    if (kind >= K.Bad) {
      if (kind !== K.More) {
        if (from < 0) from = at;
        OPEN[count] = { kind, from: at, to, parts: NO_PARTS };
        FIRSTS[count++] = i;
      }
      end = to;
    } else if (kind !== K.Space) trivia.push({ kind, from: at, to });
    at = to;
  }
  return { parts: OPEN.slice(0, count), trivia, from: from < 0 ? at : from, to: end };
}

/** Replaces the open parts whose first record is at or behind `first` by one node that holds them; answers how many are left. */
function fold(count: number, kind: number, first: number, end: number): number {
  let low = count;
  while (low > 0 && FIRSTS[low - 1]! >= first) low--;
  const parts = low === count ? NO_PARTS : OPEN.slice(low, count);
  const from = parts[0]?.from ?? end;
  OPEN[low] = { kind, from, to: parts[parts.length - 1]?.to ?? from, parts };
  FIRSTS[low] = first;
  return low + 1;
}

/** The first part of a kind, or undefined. */
export function find(parts: readonly Part[], kind: number): Part | undefined {
  for (const part of parts) if (part.kind === kind) return part;
  return undefined;
}
