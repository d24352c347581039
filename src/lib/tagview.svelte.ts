/** The tag table's state: order, filter, groups, selection and the active row. Follows the facts without moving the reader. */

import type { Severity } from '@tagloom/st-parser';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { TagRow } from './analysis.ts';
import type { Facts, TagChange } from './facts.svelte.ts';
import {
  type Arrangement,
  appendOrder,
  countValues,
  filterOrder,
  type Grouping,
  groupName,
  isOpen,
  isSameSort,
  mergeOrder,
  type Order,
  renameInOrder,
  type Sort,
  sortRows,
} from './table.ts';
import { TableLines } from './tablelines.ts';
import type { Around, Column } from './tagcolumns.ts';
import type { LinkedFilter } from './taglink.ts';
import { TagParts } from './tagparts.svelte.ts';
import { midnight } from './times.ts';

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
  /** Only what was changed since midnight, and last by one of these people. */
  isToday = $state(false);
  authors = $state.raw<ReadonlySet<string>>(new Set());
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
  /** How many of the selected rows are shown: on those an edit or a copy acts. */
  readonly chosen: number = $derived.by(() => {
    const { shown } = this;
    const keys = new Set(this.selected);
    return keys.size === 0 ? 0 : shown.reduce((sum, { key }) => sum + (keys.has(key) ? 1 : 0), 0);
  });
  /** Where Shift extends the selection from: a line like `active`. */
  pivot: string | null = null;

  /** Structures, blocks and arrays that are open in their place. */
  readonly parts: TagParts;

  readonly #facts: Facts;
  readonly #storage: string;
  readonly #pathOf: (file: string) => string;
  readonly #ownName: string;
  readonly #stop: () => void;
  #ordered: (Indexed & { sort: Sort; grouping: Grouping; vendor: string; version: number }) | null = null;

  /** `storage` is where the arrangement is kept; `pathOf` names a file, `ownName` this person. */
  constructor(facts: Facts, storage: string, pathOf: (file: string) => string, ownName: string) {
    this.#ownName = ownName;
    this.#facts = facts;
    this.#storage = storage;
    this.#pathOf = pathOf;
    this.parts = new TagParts(facts);
    this.#recall();
    const stopFollowing = facts.onRekeyed((keys) => this.#rekey(keys));
    const stopPreparing = facts.searchTexts.keep();
    this.#stop = () => {
      stopFollowing();
      stopPreparing();
    };
  }

  /** Follows the facts no more. */
  close(): void {
    this.#stop();
  }

  /** What cells read besides their row. */
  readonly around: Around = {
    vendorOf: (key) => this.#facts.vendorRows.get(key),
    pathOf: (file) => this.#pathOf(file),
    usesOf: (key) => (this.#facts.uses.size === 0 ? null : (this.#facts.uses.get(key) ?? 0)),
    changedAt: (key) => this.#facts.changeOf(key)?.at ?? 0,
    changedBy: (key) => {
      const change = this.#facts.changeOf(key);
      return change ? (change.author?.name ?? this.#ownName) : '';
    },
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
        changedSince: this.isToday ? midnight(Date.now()) : 0,
        authors: this.authors,
      },
      this.around,
      (words) => this.#facts.searchTexts.finder(words),
    ),
  );
  /** All tags in the table's order, and those that the filter leaves. */
  readonly rows: readonly TagRow[] = $derived(this.#order.rows);
  readonly shown: readonly TagRow[] = $derived(this.#shown.rows);
  readonly lines: TableLines = $derived.by(() => new TableLines(this.#shown, this.closed, this.parts.opened));
  readonly isFiltered: boolean = $derived(
    !isOpen({
      text: this.text,
      scopes: this.scopes,
      types: this.types,
      severities: this.severities,
      columns: this.columnTexts,
      changedSince: this.isToday ? 1 : 0,
      authors: this.authors,
    }),
  );

  /** What a choice of scopes or types offers, most frequent first. */
  count(field: 'scope' | 'type'): { value: string; count: number }[] {
    void this.#facts.calmVersion;
    return countValues(this.#facts.tags.values(), (row) => row[field]);
  }

  /** Who changed tags last, most frequent first. */
  countAuthors(): { value: string; count: number }[] {
    void this.#facts.calmVersion;
    const { changedBy } = this.around;
    return countValues(this.#facts.tags.values(), ({ key }) => changedBy(key)).filter(
      ({ value }) => value !== '',
    );
  }

  /** Filters as a link says. */
  filterBy(filter: LinkedFilter): void {
    this.clearFilter();
    this.text = filter.text;
    this.scopes = filter.scopes;
    this.types = filter.types;
    for (const severity of filter.severities) this.severities.add(severity);
    this.isToday = filter.isToday;
    this.authors = filter.authors;
  }

  clearFilter(): void {
    this.text = '';
    this.scopes = new Set();
    this.types = new Set();
    this.severities.clear();
    this.isToday = false;
    this.authors = new Set();
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
    const by = { sort, grouping, around };
    const same = isSame && before.version === version - 1 ? this.#step(before, lastChange, by) : null;
    const { order, index } = same ?? indexed(sortRows(this.#facts.tags.values(), sort, grouping, around));
    this.#ordered = { order, index, sort, grouping, vendor, version };
    return order;
  }

  /** The order takes one change in; null when too much of it is new. */
  #step(before: Indexed, { put, removed, renamed }: TagChange, by: Arrangement): Indexed | null {
    const { tags } = this.#facts;
    const isRenamed = renamed.length > 0;
    const { order, index } = isRenamed
      ? renamedIn(before, renamed, renameInOrder(before.order, before.index, renamed, tags, by))
      : before;
    const fresh = put.filter((row) => !index.has(row.key));
    if (order.rows.length === 0) return null;
    if (fresh.length >= PART && removed.length === 0 && fresh.length === put.length) {
      const longer = appendOrder(order, sortRows(fresh, by.sort, by.grouping, by.around), by);
      if (longer) return { order: longer, index: lengthened(index, longer, order.rows.length) };
    }
    if (fresh.length >= MANY) return null;
    if (fresh.length === 0 && !removed.some((key) => index.has(key)))
      return { order: replaced(order, index, put), index };
    return indexed(mergeOrder(order, tags, put, by));
  }

  /** All that is known by a key goes on under the other one: a colleague's rename changes nothing for the reader. */
  #rekey(keys: ReadonlyMap<string, string>): void {
    this.parts.rekey(keys);
    this.#followClosed(keys);
    if (this.active !== null) this.active = keys.get(this.active) ?? this.active;
    if (this.pivot !== null) this.pivot = keys.get(this.pivot) ?? this.pivot;
    const moved = [...keys].filter(([from]) => this.selected.has(from));
    for (const [from] of moved) this.selected.delete(from);
    for (const [, to] of moved) this.selected.add(to);
  }

  /** A closed group stays closed under another name. */
  #followClosed(keys: ReadonlyMap<string, string>): void {
    const { order, index } = this.#ordered ?? {};
    if (!order?.heads || !index || this.closed.size === 0) return;
    const heads = new Set(order.heads);
    for (const [from, to] of keys) {
      const head = order.heads[index.get(from) ?? -1] ?? '';
      const row = this.#facts.tags.get(to);
      if (!this.closed.has(head) || !row) continue;
      const name = groupName(row, this.grouping, this.around);
      if (heads.has(name)) continue;
      heads.add(name);
      this.closed = new Set([...this.closed, name]);
      if (this.active === `group:${head}`) this.active = `group:${name}`;
    }
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

/** An order and where each key stands in it. */
interface Indexed {
  readonly order: Order;
  readonly index: Map<string, number>;
}

function indexed(order: Order): Indexed {
  return { order, index: new Map(order.rows.map((row, at) => [row.key, at])) };
}

/** The index of an order that got rows behind its last one; the old one goes on. */
function lengthened(index: Map<string, number>, { rows }: Order, from: number): Map<string, number> {
  for (let at = from; at < rows.length; at++) index.set(rows[at]!.key, at);
  return index;
}

/** The index of an order after renames; the old one goes on while no row left its place. */
function renamedIn({ order: before, index }: Indexed, renamed: TagChange['renamed'], order: Order): Indexed {
  if (order.rows.length !== before.rows.length) return indexed(order);
  const moved = renamed.flatMap(([from, to]): [string, number][] => {
    const at = index.get(from);
    index.delete(from);
    return at === undefined ? [] : [[to, at]];
  });
  for (const [to, at] of moved) index.set(to, at);
  return { order, index };
}

/** The order with changed rows in their old places. */
function replaced(order: Order, index: ReadonlyMap<string, number>, put: readonly TagRow[]): Order {
  if (put.length === 0) return { ...order };
  const rows = order.rows.slice();
  for (const row of put) rows[index.get(row.key)!] = row;
  return { rows, heads: order.heads };
}

/** More new rows than this are an import: sorting anew costs less than it helps to stay. */
const MANY = 2_000;
/** From this many new rows on it pays to try whether all of them stand behind the others. */
const PART = 500;
const NO_SEVERITY: ReadonlySet<Severity> = new Set();
