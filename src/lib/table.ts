/** Order, filter and groups of the tag table: plain functions over rows, made for 50,000 of them. */

import type { Severity } from '@tagloom/st-parser';
import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';

export type Column =
  | 'name'
  | 'type'
  | 'initial'
  | 'address'
  | 'comment'
  | 'problems'
  | 'vendorName'
  | 'vendorAddress';

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

export interface Filter {
  /** Stands anywhere in name, path, type, comment, address or vendor name; all words must. */
  readonly text: string;
  /** Empty: all. */
  readonly scopes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Only rows with a problem of these severities; empty: all. */
  readonly severities: ReadonlySet<Severity>;
}

/** One line of the drawn table. */
export type TableLine =
  | {
      readonly type: 'group';
      readonly scope: string;
      readonly count: number;
      readonly errors: number;
      readonly isOpen: boolean;
    }
  | { readonly type: 'tag'; readonly row: TagRow };

/** What the table knows about vendors: one lookup, because vendors change under the same rows. */
export type VendorOf = (key: string) => VendorRow | undefined;

/** The one collator: `localeCompare` would make one per comparison (9 s for 50,000 rows against 0.3 s). */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const RANK: Record<string, number> = { error: 3, warning: 2, info: 1, hint: 1 };

/** Whether two sorts are one. */
export function isSameSort(a: Sort, b: Sort): boolean {
  return a.column === b.column && a.descending === b.descending;
}

/** Rows in order; equal rows stand by key, so that the order is the same everywhere. */
export function sortRows(rows: Iterable<TagRow>, sort: Sort, byScope: boolean, vendorOf: VendorOf): TagRow[] {
  return [...rows].sort(comparison(sort, byScope, vendorOf));
}

/**
 * The order after a change: rows that are still there keep their place even where a field of the sort changed (nothing is
 * re-sorted under the reader), new rows go where they belong, removed ones go.
 */
export function mergeOrder(
  order: readonly TagRow[],
  current: ReadonlyMap<string, TagRow>,
  put: readonly TagRow[],
  compare: (a: TagRow, b: TagRow) => number,
): TagRow[] {
  const seen = new Set<string>();
  const merged: TagRow[] = [];
  for (const old of order) {
    const row = current.get(old.key);
    if (!row) continue;
    seen.add(row.key);
    merged.push(row);
  }
  const added = put.filter((row) => !seen.has(row.key) && current.has(row.key)).sort(compare);
  return added.length === 0 ? merged : mergeSorted(merged, added, compare);
}

/** How rows compare under a sort. */
export function comparison(
  sort: Sort,
  byScope: boolean,
  vendorOf: VendorOf,
): (a: TagRow, b: TagRow) => number {
  const by = byColumn(sort.column, vendorOf);
  const sign = sort.descending ? -1 : 1;
  return (a, b) => {
    if (byScope && a.scope !== b.scope)
      return collator.compare(a.scope, b.scope) || (a.scope < b.scope ? -1 : 1);
    return (
      sign * by(a, b) || collator.compare(a.path, b.path) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
    );
  };
}

/** Filters rows; `haystacks` keeps the lower-cased text of each row between calls. */
export function filterRows(
  rows: readonly TagRow[],
  filter: Filter,
  vendorOf: VendorOf,
  haystacks: WeakMap<TagRow, string>,
): readonly TagRow[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { scopes, types, severities } = filter;
  if (words.length === 0 && scopes.size === 0 && types.size === 0 && severities.size === 0) return rows;
  return rows.filter(
    (row) =>
      (scopes.size === 0 || scopes.has(row.scope)) &&
      (types.size === 0 || types.has(row.type)) &&
      (severities.size === 0 || hasSeverity(row, severities, vendorOf)) &&
      (words.length === 0 || hasWords(row, words, vendorOf, haystacks)),
  );
}

/** Lines to draw: rows that are ordered by scope get a heading per scope; closed groups show the heading only. */
export function tableLines(
  rows: readonly TagRow[],
  byScope: boolean,
  closed: ReadonlySet<string>,
): TableLine[] {
  if (!byScope) return rows.map((row) => ({ type: 'tag', row }));
  const lines: TableLine[] = [];
  let from = 0;
  while (from < rows.length) {
    const { scope } = rows[from]!;
    let to = from;
    let errors = 0;
    while (to < rows.length && rows[to]!.scope === scope) {
      if (rows[to]!.problems.some((problem) => problem.severity === 'error')) errors++;
      to++;
    }
    const isOpen = !closed.has(scope);
    lines.push({ type: 'group', scope, count: to - from, errors, isOpen });
    if (isOpen) for (let at = from; at < to; at++) lines.push({ type: 'tag', row: rows[at]! });
    from = to;
  }
  return lines;
}

/** The worst severity of a row: in the source, or as its vendor sees it; null when all is well. */
export function worstSeverity(
  row: TagRow,
  vendor: VendorRow | undefined,
): 'error' | 'warning' | 'info' | null {
  let worst: 'error' | 'warning' | 'info' | null = null;
  const take = (severity: string) => {
    const named = severity === 'hint' ? 'info' : (severity as 'error' | 'warning' | 'info');
    if ((RANK[named] ?? 0) > (worst ? (RANK[worst] ?? 0) : 0)) worst = named;
  };
  for (const { severity } of row.problems) take(severity);
  for (const { severity } of vendor?.diagnostics ?? []) take(severity);
  return worst;
}

/** How often each value occurs, most frequent first. */
export function countValues(
  rows: Iterable<TagRow>,
  readValue: (row: TagRow) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(readValue(row), (counts.get(readValue(row)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || collator.compare(a.value, b.value));
}

function byColumn(column: Column, vendorOf: VendorOf): (a: TagRow, b: TagRow) => number {
  switch (column) {
    case 'name':
      return (a, b) => collator.compare(a.path, b.path);
    case 'type':
    case 'initial':
    case 'comment':
      return (a, b) => emptyLast(a[column], b[column]);
    case 'address':
      return (a, b) => emptyLast(a.address, b.address);
    case 'problems':
      return (a, b) => rank(b, vendorOf) - rank(a, vendorOf);
    case 'vendorName':
      return (a, b) => emptyLast(vendorOf(a.key)?.name ?? '', vendorOf(b.key)?.name ?? '');
    case 'vendorAddress':
      return (a, b) => emptyLast(vendorOf(a.key)?.address ?? '', vendorOf(b.key)?.address ?? '');
    default:
      return column satisfies never;
  }
}

/** Rows without a value stand below those with one. */
function emptyLast(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  return collator.compare(a, b);
}

function rank(row: TagRow, vendorOf: VendorOf): number {
  return RANK[worstSeverity(row, vendorOf(row.key)) ?? ''] ?? 0;
}

function hasSeverity(row: TagRow, severities: ReadonlySet<Severity>, vendorOf: VendorOf): boolean {
  const worst = worstSeverity(row, vendorOf(row.key));
  return worst !== null && severities.has(worst);
}

function hasWords(
  row: TagRow,
  words: readonly string[],
  vendorOf: VendorOf,
  haystacks: WeakMap<TagRow, string>,
): boolean {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = `${row.path}\n${row.type}\n${row.address}\n${row.initial}\n${row.comment}`.toLowerCase();
    haystacks.set(row, text);
  }
  const inVendor = () => vendorOf(row.key)?.name.toLowerCase() ?? '';
  return words.every((word) => text.includes(word) || inVendor().includes(word));
}

/** Merges two ordered lists; on equality the first list's rows stand first. */
function mergeSorted(
  first: readonly TagRow[],
  second: readonly TagRow[],
  compare: (a: TagRow, b: TagRow) => number,
): TagRow[] {
  const merged: TagRow[] = [];
  let at = 0;
  for (const row of first) {
    while (at < second.length && compare(second[at]!, row) < 0) merged.push(second[at++]!);
    merged.push(row);
  }
  while (at < second.length) merged.push(second[at++]!);
  return merged;
}
