/** The lines of the drawn table: headings and rows by number, without an object for each of 50,000 lines. */

import type { TagRow } from './analysis.ts';
import type { Order } from './table.ts';

/** One heading with the rows under it. */
export interface GroupLine {
  readonly type: 'group';
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly isOpen: boolean;
}

export type TableLine = GroupLine | { readonly type: 'tag'; readonly row: TagRow };

interface Group extends GroupLine {
  /** Its first row, and the line of its heading. */
  readonly from: number;
  readonly line: number;
}

export class TableLines {
  readonly count: number;
  readonly #rows: readonly TagRow[];
  readonly #groups: readonly Group[];

  /** Closed groups show their heading only. */
  constructor(order: Order, closed: ReadonlySet<string>) {
    this.#rows = order.rows;
    this.#groups = order.heads ? groupsOf(order.rows, order.heads, closed) : [];
    const last = this.#groups.at(-1);
    this.count = last ? last.line + 1 + (last.isOpen ? last.count : 0) : order.heads ? 0 : order.rows.length;
  }

  /** The line at an index, or undefined outside. */
  at(index: number): TableLine | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const group = this.#groupAt(index);
    if (group && group.line === index) return group;
    const row = this.#rows[group ? group.from + index - group.line - 1 : index];
    return row && { type: 'tag', row };
  }

  /** The heading over the line at an index; null where nothing is grouped. */
  headOf(index: number): GroupLine | null {
    return this.#groupAt(index);
  }

  /** The line of a tag's row, or of a heading (`group:name`); -1 when it is not shown. */
  indexOf(key: string): number {
    if (key.startsWith('group:')) {
      const name = key.slice('group:'.length);
      return this.#groups.find((group) => group.name === name)?.line ?? -1;
    }
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at < 0 || this.#groups.length === 0) return at;
    const group = this.#groups[lastUnder(this.#groups, (one) => one.from <= at)]!;
    return group.isOpen ? group.line + 1 + at - group.from : -1;
  }

  #groupAt(index: number): Group | null {
    return this.#groups[lastUnder(this.#groups, (group) => group.line <= index)] ?? null;
  }
}

/** What a line is known by while rows come and go. */
export function lineKey(line: TableLine | undefined): string {
  if (!line) return '';
  return line.type === 'group' ? `group:${line.name}` : line.row.key;
}

function groupsOf(
  rows: readonly TagRow[],
  heads: readonly string[],
  closed: ReadonlySet<string>,
): readonly Group[] {
  const groups: Group[] = [];
  let line = 0;
  for (let from = 0; from < rows.length; ) {
    const name = heads[from]!;
    let errors = 0;
    let to = from;
    for (; to < rows.length && heads[to] === name; to++)
      if (rows[to]!.problems.length > 0 && rows[to]!.problems.some(isError)) errors++;
    const isOpen = !closed.has(name);
    groups.push({ type: 'group', name, count: to - from, errors, isOpen, from, line });
    line += 1 + (isOpen ? to - from : 0);
    from = to;
  }
  return groups;
}

function isError({ severity }: TagRow['problems'][number]): boolean {
  return severity === 'error';
}

/** The last index whose item fits; items that fit stand first. */
function lastUnder<T>(items: readonly T[], fits: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
