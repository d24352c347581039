/** A pasted sheet against the tags: rows are found by path, scope and name, or fill cells from the active one on. */

import type { TagRow } from '../analysis.ts';
import type { ColumnInfo, Field } from '../tagcolumns.ts';
import type { Draft, FreshTag, Tags, Unwanted, Wanted } from './difference.ts';
import type { Sheet, SheetColumn, SheetRow } from './sheet.ts';

/** Where the sheet is pasted. */
export interface PastePlace {
  readonly tags: Tags;
  /** The rows of the table in its order, from the active one on. */
  readonly below: readonly TagRow[];
  /** The columns of the table, from the active one on. */
  readonly columns: readonly ColumnInfo[];
  /** The chosen rows: one pasted row fills all of them, and of two tags with one name theirs is meant. */
  readonly chosen: readonly TagRow[];
}

/** What the rows of a sheet would change. */
export function paste(sheet: Sheet, place: PastePlace): Draft {
  if (sheet.rows.length === 0) return { wanted: [], unwanted: [] };
  const { head } = sheet;
  if (head === null) return fillCells(sheet.rows, place);
  return head.includes('name') || head.includes('path')
    ? byName(sheet.rows, head, place)
    : fillRows(sheet.rows, head, place);
}

/** The index of tags by what rows may call them. */
class Finder {
  readonly #paths = new Map<string, TagRow>();
  readonly #names = new Map<string, TagRow[]>();
  readonly #chosen: ReadonlySet<TagRow>;

  constructor({ tags, chosen }: PastePlace) {
    this.#chosen = new Set(chosen);
    for (const tag of tags.values()) {
      const path = tag.path.toLowerCase();
      if (!this.#paths.has(path)) this.#paths.set(path, tag);
      const name = tag.name.toLowerCase();
      const list = this.#names.get(name);
      if (list) list.push(tag);
      else this.#names.set(name, [tag]);
    }
  }

  byPath(path: string): TagRow | undefined {
    return this.#paths.get(path.toLowerCase());
  }

  /** All tags of a name; the chosen ones alone, when there are some. */
  byName(name: string, scope: string): readonly TagRow[] {
    const all = this.#names.get(name.toLowerCase()) ?? [];
    const own = scope === '' ? all : all.filter((tag) => tag.scope.toLowerCase() === scope.toLowerCase());
    const chosen = own.filter((tag) => this.#chosen.has(tag));
    return chosen.length > 0 ? chosen : own;
  }
}

type Cells = Partial<Record<Exclude<SheetColumn, 'ignored'>, string>>;

function byName(rows: readonly SheetRow[], head: readonly SheetColumn[], place: PastePlace): Draft {
  const finder = new Finder(place);
  const wanted: Wanted[] = [];
  const unwanted: Unwanted[] = [];
  const fresh: FreshTag[] = [];
  for (const { row, cells } of rows) {
    const named = cellsOf(head, cells);
    const found = find(finder, named);
    if (found === 'nothing') continue;
    if (found === 'unknown') fresh.push(freshOf(row, named));
    else if (found === 'several') unwanted.push(several(row, named.name ?? ''));
    else wanted.push(...wantedOf(found, named, row));
  }
  return { wanted, unwanted, fresh };
}

function cellsOf(head: readonly SheetColumn[], cells: readonly string[]): Cells {
  const named: Cells = {};
  head.forEach((column, at) => {
    const cell = cells[at];
    if (column !== 'ignored' && cell !== undefined && named[column] === undefined) named[column] = cell;
  });
  return named;
}

/** A path finds its tag wherever it is; its name is then what the tag shall be called. */
function find(finder: Finder, cells: Cells): TagRow | 'unknown' | 'several' | 'nothing' {
  const path = (cells.path ?? '').trim();
  const name = (cells.name ?? '').trim();
  if (path === '' && name === '') return 'nothing';
  if (path !== '') return finder.byPath(path) ?? 'unknown';
  if (name.includes('.')) return finder.byPath(name) ?? 'unknown';
  const found = finder.byName(name, (cells.scope ?? '').trim());
  if (found.length > 1) return 'several';
  return found[0] ?? 'unknown';
}

function wantedOf({ key, name }: TagRow, cells: Cells, row: number): Wanted[] {
  return FIELDS.flatMap((field) => {
    const value = cells[field];
    if (value === undefined) return [];
    // What found the tag is no rename of it, whatever its case.
    if (field === 'name' && (cells.path ?? '').trim() === '') return [];
    if (field === 'name' && value.trim() === '') return [];
    return [{ key, field, value: field === 'name' && value.trim() === '' ? name : value, row }];
  });
}

const FIELDS: readonly Field[] = ['name', 'section', 'type', 'initial', 'address', 'comment', 'qualifiers'];

function freshOf(row: number, cells: Cells): FreshTag {
  const path = (cells.path ?? cells.name ?? '').trim();
  const name = (cells.name ?? '').trim();
  const text = (cell: string | undefined) => (cell ?? '').trim();
  return {
    row,
    name: name === '' || name.includes('.') ? path.slice(path.lastIndexOf('.') + 1) : name,
    type: text(cells.type),
    initial: text(cells.initial),
    address: text(cells.address),
    comment: text(cells.comment),
  };
}

function several(row: number, name: string): Unwanted {
  return {
    key: null,
    name,
    field: null,
    value: '',
    row,
    code: 'PASTE_SEVERAL',
    message: `Several tags are called ${name}; a column Path or Scope tells them apart`,
  };
}

/** A head without names: its columns of the rows below the active one. */
function fillRows(rows: readonly SheetRow[], head: readonly SheetColumn[], place: PastePlace): Draft {
  const columns = head.map((column) => FIELDS.find((field) => field === column) ?? null);
  return fillGrid(rows, columns, place);
}

/** No head: cells to the right of the active one and below it, as a spreadsheet fills them. */
function fillCells(rows: readonly SheetRow[], place: PastePlace): Draft {
  const columns = place.columns.map(({ field }) => field ?? null);
  return fillGrid(rows, columns, place);
}

/** Cells over a column that cannot be written, or beside the table, are told once for each row. */
function fillGrid(
  rows: readonly SheetRow[],
  columns: readonly (Field | null)[],
  { below, chosen }: PastePlace,
): Draft {
  const wanted: Wanted[] = [];
  const unwanted: Unwanted[] = [];
  const first = rows[0]!.row;
  const isOne = rows.length === 1 && chosen.length > 1;
  const targets = isOne
    ? chosen.map((tag) => ({ tag, ...rows[0]! }))
    : rows.map((one) => ({ ...one, tag: below[one.row - first] }));
  for (const { tag, row, cells } of targets) {
    if (!tag) {
      unwanted.push(beside(row, cells[0] ?? '', below.length === 0 ? NOWHERE : BELOW));
      continue;
    }
    cells.forEach((value, at) => {
      const field = columns[at];
      if (field) wanted.push({ key: tag.key, field, value, row });
    });
    if (cells.some((value, at) => !columns[at] && value.trim() !== ''))
      unwanted.push({ ...beside(row, '', READ_ONLY), key: tag.key });
  }
  return { wanted, unwanted };
}

const READ_ONLY = {
  code: 'PASTE_COLUMN',
  message: 'A column of the paste falls on one that the source does not say',
} as const;

const BELOW = { code: 'PASTE_BELOW', message: 'The table ends before this row of the paste' } as const;
const NOWHERE = {
  code: 'PASTE_NOWHERE',
  message: 'No row of the table is active: choose one, or paste with a first row of titles',
} as const;

function beside(row: number, name: string, why: { code: string; message: string }): Unwanted {
  return { key: null, name, field: null, value: '', row, ...why };
}
