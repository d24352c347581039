/** The tag table's state: order, filter, groups, selection and the active row. Follows the facts without moving the reader. */

import type { Severity } from '@tagloom/st-parser';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { TagRow } from './analysis.ts';
import type { Facts } from './facts.svelte.ts';
import {
  countValues,
  filterOrder,
  type Grouping,
  isOpen,
  isSameSort,
  mergeOrder,
  type Order,
  type Sort,
  sortRows,
} from './table.ts';
import { TableLines } from './tablelines.ts';
import type { Around, Column } from './tagcolumns.ts';

/** What a person arranged and finds again. */
interface Kept {
  readonly columns: readonly string[] | null;
  readonly grouping: Grouping;
}

export class TagView {
  text = $state('');
  scopes = $state.raw<ReadonlySet<string>>(new Set());
  types = $state.raw<ReadonlySet<string>>(new Set());
  readonly severities = new SvelteSet<Severity>();
  readonly columnTexts = new SvelteMap<Column, string>();
  /** The fields under the headings are there. */
  hasColumnFilters = $state(false);
  sort = $state.raw<Sort>({ column: 'name', descending: false });
  grouping = $state<Grouping>('scope');
  /** The person's own columns; null for those that fit the window. */
  columns = $state.raw<readonly string[] | null>(null);
  closed = $state.raw<ReadonlySet<string>>(new Set());
  /** The line that has the keyboard: a tag's key, or `group:` and a name. */
  active = $state<string | null>(null);
  /** Tags that bulk edits act on. */
  readonly selected = new SvelteSet<string>();

  readonly #facts: Facts;
  readonly #haystacks = new WeakMap<TagRow, string>();
  readonly #storage: string;
  readonly #pathOf: (file: string) => string;
  #ordered: {
    order: Order;
    index: Map<string, number>;
    sort: Sort;
    grouping: Grouping;
    vendor: string;
    version: number;
  } | null = null;

  /** `storage` is where the arrangement is kept; `pathOf` names a file. */
  constructor(facts: Facts, storage: string, pathOf: (file: string) => string) {
    this.#facts = facts;
    this.#storage = storage;
    this.#pathOf = pathOf;
    this.#recall();
  }

  /** What cells read besides their row. */
  readonly around: Around = {
    vendorOf: (key) => this.#facts.vendorRows.get(key),
    pathOf: (file) => this.#pathOf(file),
    changedAt: (key) => this.#facts.changes.get(key)?.at ?? 0,
  };
  readonly #order: Order = $derived.by(() => this.#follow());
  readonly #shown: Order = $derived(
    filterOrder(
      this.#order,
      {
        text: this.text,
        scopes: this.scopes,
        types: this.types,
        severities: this.severities.size > 0 ? new Set(this.severities) : NO_SEVERITY,
        columns: new Map(this.columnTexts),
      },
      this.around,
      this.#haystacks,
    ),
  );
  /** All tags in the table's order, and those that the filter leaves. */
  readonly rows: readonly TagRow[] = $derived(this.#order.rows);
  readonly shown: readonly TagRow[] = $derived(this.#shown.rows);
  readonly lines: TableLines = $derived(new TableLines(this.#shown, this.closed));
  readonly isFiltered: boolean = $derived(
    !isOpen({
      text: this.text,
      scopes: this.scopes,
      types: this.types,
      severities: this.severities,
      columns: this.columnTexts,
    }),
  );

  /** What a choice of scopes or types offers, most frequent first. */
  count(field: 'scope' | 'type'): { value: string; count: number }[] {
    void this.#facts.calmVersion;
    return countValues(this.#facts.tags.values(), (row) => row[field]);
  }

  clearFilter(): void {
    this.text = '';
    this.scopes = new Set();
    this.types = new Set();
    this.severities.clear();
    this.columnTexts.clear();
  }

  filterColumn(column: Column, text: string): void {
    if (text.trim() === '') this.columnTexts.delete(column);
    else this.columnTexts.set(column, text);
  }

  sortBy(column: Column): void {
    const descending = this.sort.column === column && !this.sort.descending;
    this.sort = { column, descending };
  }

  groupBy(grouping: Grouping): void {
    this.grouping = grouping;
    this.closed = new Set();
    this.#keep();
  }

  /** Null goes back to the columns that fit the window. */
  chooseColumns(columns: readonly string[] | null): void {
    this.columns = columns;
    this.#keep();
  }

  toggleGroup(name: string): void {
    const next = new Set(this.closed);
    if (!next.delete(name)) next.add(name);
    this.closed = next;
  }

  toggleSeverity(severity: Severity): void {
    if (!this.severities.delete(severity)) this.severities.add(severity);
  }

  /** Shows a tag wherever it is: filters and closed groups give way. False when there is no such tag. */
  reveal(key: string): boolean {
    if (!this.#facts.tags.has(key)) return false;
    if (!this.shown.some((row) => row.key === key)) this.clearFilter();
    if (this.lines.indexOf(key) < 0) this.closed = new Set();
    this.active = key;
    return true;
  }

  /** The rows that an edit or a copy acts on: the selection in the table's order, else the active row. */
  chosenRows(): readonly TagRow[] {
    if (this.selected.size > 0) return this.shown.filter((row) => this.selected.has(row.key));
    const row = this.active === null ? undefined : this.#facts.tags.get(this.active);
    return row ? [row] : [];
  }

  /** Sorted anew when the person asks for it; otherwise the old order takes the changes in. */
  #follow(): Order {
    const { version, target: vendor, lastChange } = this.#facts;
    const { sort, grouping, around } = this;
    const before = this.#ordered;
    const byVendor = sort.column.startsWith('vendor') || grouping === 'vendor';
    const isSame =
      before !== null &&
      isSameSort(before.sort, sort) &&
      before.grouping === grouping &&
      (!byVendor || before.vendor === vendor);
    if (isSame && before.version === version) return before.order;
    const isStep = isSame && before.version === version - 1 && lastChange.put.length < MANY;
    const same = isStep ? replaced(before.order, before.index, lastChange) : null;
    const order =
      same ??
      (isStep
        ? mergeOrder(before.order, this.#facts.tags, lastChange.put, { sort, grouping, around })
        : sortRows(this.#facts.tags.values(), sort, grouping, around));
    const index = same ? before!.index : new Map(order.rows.map((row, at) => [row.key, at]));
    this.#ordered = { order, index, sort, grouping, vendor, version };
    return order;
  }

  #recall(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#storage) ?? '{}') as Partial<Kept>;
      if (Array.isArray(kept.columns)) this.columns = kept.columns.map(String);
      if (GROUPINGS.some(({ value }) => value === kept.grouping)) this.grouping = kept.grouping!;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  #keep(): void {
    const kept: Kept = { columns: this.columns, grouping: this.grouping };
    localStorage.setItem(this.#storage, JSON.stringify(kept));
  }
}

export const GROUPINGS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: 'none', label: 'No groups' },
  { value: 'scope', label: 'Scope' },
  { value: 'type', label: 'Type' },
  { value: 'file', label: 'File' },
  { value: 'vendor', label: 'Vendor problem' },
];

/** The order with changed rows in their old places; null when a row came or went. */
function replaced(
  order: Order,
  index: ReadonlyMap<string, number>,
  { put, removed }: { put: readonly TagRow[]; removed: readonly string[] },
): Order | null {
  if (removed.length > 0 || put.some((row) => !index.has(row.key))) return null;
  if (put.length === 0) return { ...order };
  const rows = order.rows.slice();
  for (const row of put) rows[index.get(row.key)!] = row;
  return { rows, heads: order.heads };
}

/** More new rows than this are an import: sorting anew costs less than it helps to stay. */
const MANY = 2_000;
const NO_SEVERITY: ReadonlySet<Severity> = new Set();
