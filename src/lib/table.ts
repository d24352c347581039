/** Order, filter and groups of the tag table: plain functions over rows, made for 50,000 of them. */

import type { Severity } from '@tagloom/st-parser';
import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';
import { compareKeys, sortKey } from './sortkey.ts';
import { type Around, type Column, cellText } from './tagcolumns.ts';

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** What rows stand together under one heading. */
export type Grouping = 'none' | 'scope' | 'type' | 'file' | 'vendor';

export interface Filter {
  /** Stands anywhere in name, path, type, comment, address or vendor name; all words must. */
  readonly text: string;
  /** Empty: all. */
  readonly scopes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Only rows with a problem of these severities; empty: all. */
  readonly severities: ReadonlySet<Severity>;
  /** Texts that stand in a column; `=text` for the whole cell, `!text` for cells without it. */
  readonly columns: ReadonlyMap<Column, string>;
  /** Only rows that were changed at this time or later (milliseconds since 1970), and last by one of these people; empty: by anybody. */
  readonly changedSince?: number;
  readonly authors?: ReadonlySet<string>;
}

/** Rows in the table's order, each with the name of its group; `heads` is null where nothing is grouped. */
export interface Order {
  readonly rows: readonly TagRow[];
  readonly heads: readonly string[] | null;
}

export type VendorOf = Around['vendorOf'];

const RANK: Record<string, number> = { error: 3, warning: 2, info: 1, hint: 1 };

/** Whether two sorts are one. */
export function isSameSort(a: Sort, b: Sort): boolean {
  return a.column === b.column && a.descending === b.descending;
}

/** The group that a row stands in. */
export function groupName(row: TagRow, grouping: Grouping, around: Around): string {
  switch (grouping) {
    case 'scope':
      return row.scope;
    case 'type':
      return row.type;
    case 'file':
      return around.pathOf(row.file);
    case 'vendor':
      return worstCode(around.vendorOf(row.key)) ?? 'No vendor problem';
    default:
      return '';
  }
}

/** Rows in order; equal rows stand by path, so that the order is the same everywhere. */
export function sortRows(rows: Iterable<TagRow>, sort: Sort, grouping: Grouping, around: Around): Order {
  const buckets = new Map<string, TagRow[]>();
  for (const row of rows) {
    const name = groupName(row, grouping, around);
    const bucket = buckets.get(name);
    if (bucket) bucket.push(row);
    else buckets.set(name, [row]);
  }
  const names = [...buckets.keys()].map((name) => ({ name, key: sortKey(name) }));
  names.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.name, b.name));
  const sorted: TagRow[] = [];
  const heads: string[] = [];
  for (const { name } of names)
    for (const row of sortBucket(buckets.get(name) ?? [], sort, around)) {
      sorted.push(row);
      heads.push(name);
    }
  return { rows: sorted, heads: grouping === 'none' ? null : heads };
}

/** Keys are made once per row, not once per comparison. */
function sortBucket(rows: readonly TagRow[], sort: Sort, around: Around): TagRow[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row, sort.column, around), path: '' }));
  if (sort.column !== 'name') for (const one of keyed) one.path = sortKey(one.row.path);
  keyed.sort((a, b) => compareKeyed(a, b, sort.descending));
  return keyed.map(({ row }) => row);
}

interface Keyed {
  readonly row: TagRow;
  readonly key: string;
  readonly path: string;
}

function keyedOf(row: TagRow, column: Column, around: Around): Keyed {
  return { row, key: keyOf(row, column, around), path: sortKey(row.path) };
}

function compareKeyed(a: Keyed, b: Keyed, descending: boolean): number {
  // Rows without a value stand below those with one, whichever way the column runs.
  if (a.key === '' || b.key === '') {
    if (a.key !== b.key) return a.key === '' ? 1 : -1;
  } else {
    const by = compareKeys(a.key, b.key);
    if (by !== 0) return descending ? -by : by;
  }
  return compareKeys(a.path, b.path) || compareKeys(a.row.key, b.row.key);
}

function keyOf(row: TagRow, column: Column, around: Around): string {
  if (column === 'name') return sortKey(row.path);
  if (column === 'problems') {
    const rank = RANK[worstSeverity(row, around.vendorOf(row.key)) ?? ''] ?? 0;
    return rank === 0 ? '' : String(9 - rank);
  }
  return sortKey(cellText(row, column, around));
}

/** How rows are arranged. */
export interface Arrangement {
  readonly sort: Sort;
  readonly grouping: Grouping;
  readonly around: Around;
}

/**
 * The order with new rows behind its last one; null when they belong elsewhere. `fresh` is an order of the same
 * arrangement.
 */
export function appendOrder(order: Order, fresh: Order, { sort, around }: Arrangement): Order | null {
  const last = order.rows.at(-1);
  const first = fresh.rows[0];
  if (!last || !first || hasHeadsAgain(order, fresh)) return null;
  const by = compareHeads(order.heads?.at(-1) ?? '', fresh.heads?.[0] ?? '');
  const keyed = (row: TagRow) => keyedOf(row, sort.column, around);
  if (by > 0 || (by === 0 && compareKeyed(keyed(last), keyed(first), sort.descending) > 0)) return null;
  return {
    rows: order.rows.concat(fresh.rows),
    heads: order.heads?.concat(fresh.heads ?? []) ?? null,
  };
}

/** Whether a group of `fresh` has rows in `order`, the last one left out: a renamed group stands where it stood. */
function hasHeadsAgain({ heads }: Order, fresh: Order): boolean {
  if (!heads || !fresh.heads) return false;
  const known = new Set(heads);
  known.delete(heads.at(-1)!);
  return fresh.heads.some((head) => known.has(head));
}

/**
 * The order after a change: rows that are still there keep their place even where a field of the sort changed (nothing is
 * re-sorted under the reader), new rows go where they belong, removed ones go.
 */
export function mergeOrder(
  order: Order,
  current: ReadonlyMap<string, TagRow>,
  put: readonly TagRow[],
  by: Arrangement,
): Order {
  const seen = new Set<string>();
  const rows: TagRow[] = [];
  const heads: string[] = [];
  order.rows.forEach((old, at) => {
    const row = current.get(old.key);
    if (!row) return;
    seen.add(row.key);
    rows.push(row);
    heads.push(order.heads?.[at] ?? '');
  });
  const added = put.filter((row) => !seen.has(row.key) && current.has(row.key));
  for (const row of added) insert({ rows, heads }, row, by);
  return { rows, heads: order.heads && heads };
}

/**
 * The order with renamed rows in their old places. A group whose rows all stand elsewhere now gets the new name where it
 * is; single rows that belong into another group leave, so that `mergeOrder` brings them there.
 */
export function renameInOrder(
  order: Order,
  index: ReadonlyMap<string, number>,
  renamed: readonly (readonly [from: string, to: string])[],
  current: ReadonlyMap<string, TagRow>,
  { grouping, around }: Arrangement,
): Order {
  const rows = order.rows.slice();
  const heads = order.heads?.slice() ?? null;
  const elsewhere = new Set<number>();
  for (const [from, to] of renamed) {
    const at = index.get(from);
    const row = current.get(to);
    if (at === undefined || !row) continue;
    rows[at] = row;
    if (heads && groupName(row, grouping, around) !== heads[at]) elsewhere.add(at);
  }
  if (!heads || elsewhere.size === 0) return { rows, heads };
  renameHeads(rows, heads, elsewhere, (row) => groupName(row, grouping, around));
  const stays = (_: unknown, at: number) => !elsewhere.has(at);
  return { rows: rows.filter(stays), heads: heads.filter(stays) };
}

/** Renames heads of whole groups; what is left in `elsewhere` are rows of groups that go on without them. */
function renameHeads(
  rows: readonly TagRow[],
  heads: string[],
  elsewhere: Set<number>,
  nameOf: (row: TagRow) => string,
): void {
  const taken = new Set(heads);
  for (let from = 0, to = 0; from < heads.length; from = to) {
    for (to = from; to < heads.length && heads[to] === heads[from]; ) to++;
    const name = elsewhere.has(from) ? nameOf(rows[from]!) : heads[from]!;
    if (taken.has(name)) continue;
    if (!rows.slice(from, to).every((row) => nameOf(row) === name)) continue;
    for (let at = from; at < to; at++) elsewhere.delete(at);
    heads.fill(name, from, to);
    taken.add(name);
  }
}

function insert(
  order: { rows: TagRow[]; heads: string[] },
  row: TagRow,
  { sort, grouping, around }: Arrangement,
): void {
  const head = groupName(row, grouping, around);
  const keyed = (one: TagRow) => keyedOf(one, sort.column, around);
  const own = keyed(row);
  const isBefore = (at: number) =>
    compareHeads(order.heads[at]!, head) || compareKeyed(keyed(order.rows[at]!), own, sort.descending);
  let at = firstBehind(isBefore, 0, order.rows.length);
  if (order.heads[at] !== head && order.heads[at - 1] !== head) {
    // A group that was renamed stands where it stood: a row of it goes there all the same.
    const from = order.heads.indexOf(head);
    if (from >= 0) at = firstBehind(isBefore, from, order.heads.lastIndexOf(head) + 1);
  }
  order.rows.splice(at, 0, row);
  order.heads.splice(at, 0, head);
}

function firstBehind(compare: (at: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareHeads(a: string, b: string): number {
  return a === b ? 0 : compareKeys(sortKey(a), sortKey(b)) || compareKeys(a, b);
}

/** True when a filter lets everything through. */
export function isOpen(filter: Filter): boolean {
  const { text, scopes, types, severities, columns, changedSince = 0, authors } = filter;
  const chosen = scopes.size + types.size + severities.size + columns.size + (authors?.size ?? 0);
  return text.trim() === '' && changedSince === 0 && chosen === 0;
}

/** Answers for words in lower case which rows hold all of them. */
export type Finder = (words: readonly string[]) => (row: TagRow) => boolean;

/** Filters an order. */
export function filterOrder(order: Order, filter: Filter, around: Around, finder: Finder): Order {
  if (isOpen(filter)) return order;
  const isWanted = wanted(filter, around, finder);
  const rows: TagRow[] = [];
  const heads: string[] = [];
  for (let at = 0; at < order.rows.length; at++) {
    const row = order.rows[at]!;
    if (!isWanted(row)) continue;
    rows.push(row);
    if (order.heads) heads.push(order.heads[at]!);
  }
  return { rows, heads: order.heads && heads };
}

const NOBODY: ReadonlySet<string> = new Set();

function wanted(filter: Filter, around: Around, finder: Finder): (row: TagRow) => boolean {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { scopes, types, severities, changedSince = 0, authors = NOBODY } = filter;
  const isFound = words.length === 0 ? () => true : finder(words);
  const cells = [...filter.columns].map(([column, text]) => ({ column, fits: cellFilter(text) }));
  const isAnyTime = changedSince === 0 && authors.size === 0;
  if (isAnyTime && scopes.size + types.size + severities.size + cells.length === 0) return isFound;
  return (row) =>
    (changedSince === 0 || around.changedAt(row.key) >= changedSince) &&
    (authors.size === 0 || authors.has(around.changedBy(row.key))) &&
    isFound(row) &&
    (scopes.size === 0 || scopes.has(row.scope)) &&
    (types.size === 0 || types.has(row.type)) &&
    (severities.size === 0 || hasSeverity(row, severities, around.vendorOf)) &&
    cells.every(({ column, fits }) => fits(cellText(row, column, around).toLowerCase()));
}

/** `text`, `=text`, `!text`; `=` alone finds empty cells and `!` alone those with a value. */
function cellFilter(typed: string): (cell: string) => boolean {
  const text = typed.trim().toLowerCase();
  const rest = text.slice(1);
  if (text.startsWith('=')) return (cell) => cell === rest;
  if (text.startsWith('!')) return (cell) => (rest === '' ? cell !== '' : !cell.includes(rest));
  return (cell) => cell.includes(text);
}

/** The worst severity of a row: in the source, or as its vendor sees it; null when all is well. */
export function worstSeverity(
  row: TagRow,
  vendor: VendorRow | undefined,
): 'error' | 'warning' | 'info' | null {
  let worst = 0;
  for (const { severity } of row.problems) worst = Math.max(worst, RANK[severity] ?? 0);
  if (vendor) for (const { severity } of vendor.diagnostics) worst = Math.max(worst, RANK[severity] ?? 0);
  return worst === 3 ? 'error' : worst === 2 ? 'warning' : worst === 1 ? 'info' : null;
}

/** How often each value occurs, most frequent first. */
export function countValues(
  rows: Iterable<TagRow>,
  readValue: (row: TagRow) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(readValue(row), (counts.get(readValue(row)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count, key: sortKey(value) }))
    .sort((a, b) => b.count - a.count || compareKeys(a.key, b.key))
    .map(({ value, count }) => ({ value, count }));
}

function worstCode(vendor: VendorRow | undefined): string | null {
  let worst: VendorRow['diagnostics'][number] | null = null;
  for (const one of vendor?.diagnostics ?? [])
    if (!worst || (RANK[one.severity] ?? 0) > (RANK[worst.severity] ?? 0)) worst = one;
  return worst?.code ?? null;
}

function hasSeverity(row: TagRow, severities: ReadonlySet<Severity>, vendorOf: VendorOf): boolean {
  const worst = worstSeverity(row, vendorOf(row.key));
  return worst !== null && severities.has(worst);
}

/** The keys of all declarations of one name in one scope, in order: `Tag.key` counts them from `#2` on. */
export function twinsOf(key: string, tags: { has(key: string): boolean }): string[] {
  const first = key.replace(/#\d+$/, '');
  const found = tags.has(first) ? [first] : [];
  for (let n = 2; tags.has(`${first}#${n}`); n++) found.push(`${first}#${n}`);
  return found;
}
