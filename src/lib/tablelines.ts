/** The lines of the drawn table: headings and rows by number, without an object for each of 50,000 lines. */

import type { TagRow } from './analysis.ts';
import type { OpenParts, TagPart } from './questions.ts';
import type { Order } from './table.ts';

/** One heading with the rows under it. */
export interface GroupLine {
  readonly type: 'group';
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly isOpen: boolean;
}

/** A part of an open tag; without `part` it says how many more there are. */
export interface PartLine {
  readonly type: 'part';
  readonly id: string;
  readonly tag: TagRow;
  readonly part: TagPart | null;
  readonly more: number;
  readonly depth: number;
  readonly isOpen: boolean;
}

export type TableLine =
  | GroupLine
  | { readonly type: 'tag'; readonly row: TagRow; readonly isOpen: boolean }
  | PartLine;

/** The parts that are shown of one tag: it stands at `line` of the lines without parts. */
interface Opening {
  readonly line: number;
  readonly first: number;
  readonly parts: readonly PartLine[];
  /** Parts up to and with these. */
  readonly shift: number;
}

interface Group extends GroupLine {
  /** Its first row, and the line of its heading. */
  readonly from: number;
  readonly line: number;
}

export class TableLines {
  readonly count: number;
  readonly #rows: readonly TagRow[];
  readonly #groups: readonly Group[];
  readonly #openings: readonly Opening[];

  /** Closed groups show their heading only; `opened` holds parts by the key of their tag and by `partId`. */
  constructor(order: Order, closed: ReadonlySet<string>, opened: ReadonlyMap<string, OpenParts> = new Map()) {
    this.#rows = order.rows;
    this.#groups = order.heads ? groupsOf(order.rows, order.heads, closed) : [];
    this.#openings = this.#open(opened);
    const last = this.#groups.at(-1);
    const lines = last ? last.line + 1 + (last.isOpen ? last.count : 0) : order.heads ? 0 : order.rows.length;
    this.count = lines + (this.#openings.at(-1)?.shift ?? 0);
  }

  /** The line at an index, or undefined outside. */
  at(index: number): TableLine | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const opening = this.#openingAt(index);
    const part = opening?.parts[index - opening.first];
    if (part) return part;
    const line = index - (opening?.shift ?? 0);
    const group = this.#groupAt(line);
    if (group && group.line === line) return group;
    const row = this.#rows[group ? group.from + line - group.line - 1 : line];
    return row && { type: 'tag', row, isOpen: this.#openings.some((one) => one.line === line) };
  }

  /** The heading over the line at an index; null where nothing is grouped. */
  headOf(index: number): GroupLine | null {
    const opening = this.#openingAt(index);
    if (opening && index < opening.first + opening.parts.length) return this.#groupAt(opening.line);
    return this.#groupAt(index - (opening?.shift ?? 0));
  }

  /** The line of a tag's row, of a part (`partId`) or of a heading (`group:name`); -1 when it is not shown. */
  indexOf(key: string): number {
    if (key.includes('>'))
      for (const { first, parts } of this.#openings) {
        const at = parts.findIndex(({ id }) => id === key);
        if (at >= 0) return first + at;
      }
    const line = this.#lineOf(key);
    if (line < 0) return -1;
    return line + (this.#openings[lastUnder(this.#openings, (one) => one.line < line)]?.shift ?? 0);
  }

  /** The line without parts. */
  #lineOf(key: string): number {
    if (key.startsWith('group:')) {
      const name = key.slice('group:'.length);
      return this.#groups.find((group) => group.name === name)?.line ?? -1;
    }
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at < 0 || this.#groups.length === 0) return at;
    const group = this.#groups[lastUnder(this.#groups, (one) => one.from <= at)]!;
    return group.isOpen ? group.line + 1 + at - group.from : -1;
  }

  #groupAt(line: number): Group | null {
    return this.#groups[lastUnder(this.#groups, (group) => group.line <= line)] ?? null;
  }

  #openingAt(index: number): Opening | null {
    return this.#openings[lastUnder(this.#openings, (one) => one.first <= index)] ?? null;
  }

  #open(opened: ReadonlyMap<string, OpenParts>): readonly Opening[] {
    const tags = [...opened.keys()].filter((key) => !key.includes('>'));
    const found = tags.flatMap((key) => {
      const line = this.#lineOf(key);
      const row = line < 0 ? undefined : this.#rows.find((one) => one.key === key);
      return row ? [{ line, parts: partsUnder(row, key, 1, opened) }] : [];
    });
    let shift = 0;
    return found
      .sort((a, b) => a.line - b.line)
      .map(({ line, parts }) => {
        const first = line + 1 + shift;
        shift += parts.length;
        return { line, first, parts, shift };
      });
  }
}

/** What a part is known by: `under` is the key of its tag or the id of the part that it belongs to. */
export function partId(under: string, name: string): string {
  return `${under}>${name.toLowerCase()}`;
}

function partsUnder(
  tag: TagRow,
  under: string,
  depth: number,
  opened: ReadonlyMap<string, OpenParts>,
): PartLine[] {
  const { parts, more } = opened.get(under) ?? { parts: [], more: 0 };
  const lines = parts.flatMap((part): PartLine[] => {
    const id = partId(under, part.name);
    const isOpen = opened.has(id);
    const own: PartLine = { type: 'part', id, tag, part, more: 0, depth, isOpen };
    return isOpen ? [own, ...partsUnder(tag, id, depth + 1, opened)] : [own];
  });
  if (more === 0) return lines;
  return [...lines, { type: 'part', id: partId(under, ''), tag, part: null, more, depth, isOpen: false }];
}

/** What a line is known by while rows come and go. */
export function lineKey(line: TableLine | undefined): string {
  if (!line) return '';
  if (line.type === 'part') return line.id;
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
