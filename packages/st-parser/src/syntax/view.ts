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

/** Reads a leaf that begins at offset `at`. */
export function view(leaf: Green, at: number): View {
  const stack: Part[] = [];
  const firsts: number[] = [];
  const trivia: Trivium[] = [];
  let from = -1;
  let end = at;
  for (let i = leaf.first; i < leaf.last; i++) {
    const record = leaf.records[i]!;
    const kind = recordKind(record);
    if (isNodeRecord(record)) {
      fold(stack, firsts, kind, i - recordSize(record), end);
      continue;
    }
    const to = at + recordSize(record);
    if (kind >= K.Bad) {
      if (kind !== K.More) {
        if (from < 0) from = at;
        stack.push({ kind, from: at, to, parts: NO_PARTS });
        firsts.push(i);
      }
      end = to;
    } else if (kind !== K.Space) trivia.push({ kind, from: at, to });
    at = to;
  }
  return { parts: stack, trivia, from: from < 0 ? at : from, to: end };
}

/** Replaces the parts whose first record is at or behind `first` by one node that holds them. */
function fold(stack: Part[], firsts: number[], kind: number, first: number, end: number): void {
  let low = stack.length;
  while (low > 0 && firsts[low - 1]! >= first) low--;
  const parts = stack.splice(low);
  firsts.length = low;
  const from = parts[0]?.from ?? end;
  stack.push({ kind, from, to: parts[parts.length - 1]?.to ?? from, parts });
  firsts.push(first);
}

/** The first part of a kind, or undefined. */
export function find(parts: readonly Part[], kind: number): Part | undefined {
  for (const part of parts) if (part.kind === kind) return part;
  return undefined;
}
