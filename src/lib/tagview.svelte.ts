/** The tag table's state: order, filter, groups, and the active row. Follows the facts without moving the reader. */

import type { Severity } from '@tagloom/st-parser';
import { SvelteSet } from 'svelte/reactivity';
import type { TagRow } from './analysis.ts';
import type { Facts } from './facts.svelte.ts';
import {
  type Column,
  comparison,
  countValues,
  filterRows,
  isSameSort,
  mergeOrder,
  type Sort,
  sortRows,
  type TableLine,
  tableLines,
} from './table.ts';

export class TagView {
  text = $state('');
  scopes = $state.raw<ReadonlySet<string>>(new Set());
  types = $state.raw<ReadonlySet<string>>(new Set());
  readonly severities = new SvelteSet<Severity>();
  sort = $state.raw<Sort>({ column: 'name', descending: false });
  isGrouped = $state(true);
  closed = $state.raw<ReadonlySet<string>>(new Set());
  active = $state<string | null>(null);

  readonly #facts: Facts;
  readonly #haystacks = new WeakMap<TagRow, string>();
  #ordered: { rows: TagRow[]; sort: Sort; isGrouped: boolean; vendor: string; version: number } | null = null;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** All tags in the table's order. */
  readonly rows: readonly TagRow[] = $derived.by(() => this.#order());
  readonly shown: readonly TagRow[] = $derived(
    filterRows(
      this.rows,
      {
        text: this.text,
        scopes: this.scopes,
        types: this.types,
        severities: this.severities.size > 0 ? new Set(this.severities) : NO_SEVERITY,
      },
      (key) => this.#facts.vendorRows.get(key),
      this.#haystacks,
    ),
  );
  readonly lines: readonly TableLine[] = $derived(tableLines(this.shown, this.isGrouped, this.closed));
  readonly scopeCounts: { value: string; count: number }[] = $derived.by(() => this.#count('scope'));
  readonly typeCounts: { value: string; count: number }[] = $derived.by(() => this.#count('type'));
  readonly isFiltered: boolean = $derived(
    this.text.trim() !== '' || this.scopes.size > 0 || this.types.size > 0 || this.severities.size > 0,
  );

  clearFilter(): void {
    this.text = '';
    this.scopes = new Set();
    this.types = new Set();
    this.severities.clear();
  }

  sortBy(column: Column): void {
    const descending = this.sort.column === column && !this.sort.descending;
    this.sort = { column, descending };
  }

  toggleGroup(scope: string): void {
    const next = new Set(this.closed);
    if (!next.delete(scope)) next.add(scope);
    this.closed = next;
  }

  toggleSeverity(severity: Severity): void {
    if (!this.severities.delete(severity)) this.severities.add(severity);
  }

  #count(field: 'scope' | 'type'): { value: string; count: number }[] {
    void this.#facts.calmVersion;
    return countValues(this.#facts.tags.values(), (row) => row[field]);
  }

  /** Sorted anew when the person asks for it; otherwise the old order takes the changes in. */
  #order(): readonly TagRow[] {
    const { version, vendor } = this.#facts;
    const { sort, isGrouped } = this;
    const before = this.#ordered;
    const vendorOf = (key: string) => this.#facts.vendorRows.get(key);
    const byVendor = sort.column === 'vendorName' || sort.column === 'vendorAddress';
    const isSame =
      before !== null &&
      isSameSort(before.sort, sort) &&
      before.isGrouped === isGrouped &&
      (!byVendor || before.vendor === vendor);
    const isStep = isSame && before.version === version - 1 && this.#facts.lastChange.put.length < MANY;
    const rows = isStep
      ? mergeOrder(
          before.rows,
          this.#facts.tags,
          this.#facts.lastChange.put,
          comparison(sort, isGrouped, vendorOf),
        )
      : isSame && before.version === version
        ? before.rows
        : sortRows(this.#facts.tags.values(), sort, isGrouped, vendorOf);
    this.#ordered = { rows, sort, isGrouped, vendor, version };
    return rows;
  }
}

/** More new rows than this are an import: sorting anew costs less than it helps to stay. */
const MANY = 2_000;
const NO_SEVERITY: ReadonlySet<Severity> = new Set();
