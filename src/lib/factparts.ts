/** Long lists of rows in parts, so that the page draws the first ones before it has read the others. */

import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';
import { sortRows } from './table.ts';
import type { Around } from './tagcolumns.ts';

/** Lists up to this length go in one piece. */
const ONE_PIECE = 2_000;
/** More rows than a screen shows, then what a page takes between two frames. */
const FIRST_PART = 300;
const PART = 2_000;

/** Rows of tags with their vendor's rows. */
export interface FactPart {
  readonly put: readonly TagRow[];
  readonly rows: readonly VendorRow[];
}

/** At least one part; long lists come in the order that the table usually has. */
export function factParts({ put, rows }: FactPart): readonly FactPart[] {
  if (put.length + rows.length <= ONE_PIECE) return [{ put, rows }];
  const sorted = sortRows(put, { column: 'name', descending: false }, 'scope', NOTHING_AROUND).rows;
  const vendorRows = inOrderOf(sorted, rows);
  const parts: FactPart[] = [];
  const length = Math.max(sorted.length, vendorRows.length);
  for (let from = 0, to = FIRST_PART; from < length; from = to, to += PART)
    parts.push({ put: sorted.slice(from, to), rows: vendorRows.slice(from, to) });
  return parts;
}

/** Vendor rows in the order of their tags; those of no row here stand behind. */
function inOrderOf(sorted: readonly TagRow[], rows: readonly VendorRow[]): readonly VendorRow[] {
  if (sorted.length === 0) return rows;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const found: VendorRow[] = [];
  for (const { key } of sorted) {
    const row = byKey.get(key);
    if (row) found.push(row);
    byKey.delete(key);
  }
  return [...found, ...byKey.values()];
}

/** The usual order needs nothing but the rows. */
const NOTHING_AROUND: Around = {
  vendorOf: () => undefined,
  pathOf: () => '',
  changedAt: () => 0,
  changedBy: () => '',
  usesOf: () => null,
};
