/**
 * The nodes of the lossless tree. They hold lengths, never offsets, so an edit elsewhere leaves them as they are.
 *
 * An *item* (unit, section, declaration, statement) is a `Green` object. A branch has children; a leaf has *records*:
 * its tokens and inner nodes in post-order, one 32-bit number each: the kind in the upper 8 bits; below, the length of a
 * token in UTF-16 units, or the number of records inside a node.
 */

import { type GreenError, NO_ERRORS } from './errors.ts';
import { K } from './kinds.ts';

const NO_CHILDREN: readonly Green[] = [];
const NO_RECORDS = new Int32Array(0);
const LENGTH = 0xffffff;

/** An immutable item. */
export class Green {
  readonly kind: number;
  /** UTF-16 units, trivia included. */
  readonly length: number;
  readonly children: readonly Green[];
  readonly records: Int32Array;
  /** The range of `records` that is this leaf's. */
  readonly first: number;
  readonly last: number;
  readonly errors: readonly GreenError[];
  /** Errors in the whole subtree. */
  readonly errorCount: number;
  /** How far behind its end the parser looked: an edit there makes this node stale. */
  readonly ahead: number;
  /** Nesting levels inside; the parser refuses to go beyond its limit. */
  readonly height: number;
  /** What the parser knew about the surroundings, or -1 when it did not ask. */
  readonly context: number;

  /** What the project read from a declaration, or from a unit or section; kept here because it lives as long as the item. No part of the tree. */
  facts: object | null = null;

  constructor(
    kind: number,
    length: number,
    children: readonly Green[] | null,
    records: Int32Array | null,
    first: number,
    last: number,
    errors: readonly GreenError[] | null,
    errorCount: number,
    ahead: number,
    height: number,
    context: number,
  ) {
    this.kind = kind;
    this.length = length;
    this.children = children ?? NO_CHILDREN;
    this.records = records ?? NO_RECORDS;
    this.first = first;
    this.last = last;
    this.errors = errors ?? NO_ERRORS;
    this.errorCount = errorCount;
    this.ahead = ahead;
    this.height = height;
    this.context = context;
  }
}

/** The kind of a record. */
export function recordKind(record: number): number {
  return record >>> 24;
}

/** The length of a token record, or the number of records inside a node. */
export function recordSize(record: number): number {
  return record & LENGTH;
}

/** True for a record of a node. */
export function isNodeRecord(record: number): boolean {
  return record < 0;
}

/** The largest number that fits a record. */
export const RECORD_LIMIT = LENGTH;

/** Calls `visit` for each token of a subtree in text order; `More` is joined to its token. */
export function eachToken(
  green: Green,
  at: number,
  visit: (kind: number, from: number, to: number) => void,
): number {
  for (const child of green.children) at = eachToken(child, at, visit);
  for (let i = green.first; i < green.last; i++) {
    const record = green.records[i]!;
    if (isNodeRecord(record)) continue;
    let to = at + recordSize(record);
    while (i + 1 < green.last && recordKind(green.records[i + 1]!) === K.More)
      to += recordSize(green.records[++i]!);
    visit(recordKind(record), at, to);
    at = to;
  }
  return at;
}
