/** A pasted text as a sheet: tab-separated as spreadsheets copy it, or CSV; with a head, when its first row is one. */

import { type CsvRecord, readCsv } from '@tagloom/vendor-formats';
import { COLUMNS, type Field } from '../tagcolumns.ts';

/** What a column of a sheet may say: a field, what finds the tag, or nothing that can be written. */
export type SheetColumn = Field | 'path' | 'scope' | 'ignored';

export interface SheetRow {
  /** Counts all rows of the sheet from 1, the head and empty ones too. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface Sheet {
  readonly rows: readonly SheetRow[];
  /** What the columns say; null for a sheet without a head. */
  readonly head: readonly SheetColumn[] | null;
  /** Titles of columns that nothing is made of. */
  readonly ignored: readonly string[];
}

/** What vendor tools and people call the columns, besides the table's own titles. */
const OTHER_NAMES: Readonly<Record<string, SheetColumn>> = {
  tag: 'name',
  tagname: 'name',
  symbol: 'name',
  variable: 'name',
  datatype: 'type',
  logicaladdress: 'address',
  location: 'address',
  description: 'comment',
  initialvalue: 'initial',
  startvalue: 'initial',
  defaultvalue: 'initial',
  value: 'initial',
  fullname: 'path',
};

/** Reads a clipboard's text; `hasHead` overrides the guess. Never throws. */
export function readSheet(text: string, hasHead: boolean | null = null): Sheet {
  const records = readCsv(text.replace(/^\uFEFF/, ''), delimiterOf(text));
  const rows = numbered(records);
  const columns = (rows[0]?.cells ?? []).map(columnOf);
  const isHead = hasHead ?? looksLikeHead(columns);
  if (!isHead || rows.length === 0) return { rows, head: null, ignored: [] };
  const ignored = rows[0]!.cells.filter((title, at) => columns[at] === 'ignored' && title.trim() !== '');
  return { rows: rows.slice(1), head: columns, ignored };
}

/** At least two columns that we know, or a single one that is nothing else. */
function looksLikeHead(columns: readonly SheetColumn[]): boolean {
  const known = columns.filter((column) => column !== 'ignored').length;
  return known > 1 || (known === 1 && columns.length === 1);
}

function columnOf(title: string): SheetColumn {
  const word = title.toLowerCase().replace(/[^a-z]/g, '');
  const own = COLUMNS.find(
    ({ id, title: shown }) => (id === word || shown.toLowerCase() === word) && word !== '',
  );
  if (own?.field) return own.field;
  if (own?.id === 'path' || own?.id === 'scope') return own.id;
  return (Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : undefined) ?? 'ignored';
}

/** Spreadsheets copy with tabs; a CSV file has commas or semicolons, which cells of one column have only by chance. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  if (text.includes('\t')) return '\t';
  const plain = first.replace(/"(?:[^"]|"")*"/g, '');
  for (const one of [';', ','] as const) {
    const cells = plain.split(one);
    if (cells.length > 1 && cells.filter((cell) => columnOf(cell) !== 'ignored').length > 1) return one;
  }
  return '\t';
}

/** Rows by their place in the sheet: line feeds inside of cells are no rows, empty lines are. */
function numbered(records: readonly CsvRecord[]): SheetRow[] {
  const rows: SheetRow[] = [];
  let inside = 0;
  for (const { line, cells } of records) {
    rows.push({ row: line - inside, cells });
    for (const cell of cells) inside += cell.split('\n').length - 1;
  }
  return rows;
}
