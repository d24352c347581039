/** The columns of the tag table: what they show, how wide they are, and which of them a person sees. */

import type { TagField } from '@tagloom/st-parser/editor';
import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';

export type Column =
  | 'name'
  | 'path'
  | 'scope'
  | 'section'
  | 'type'
  | 'initial'
  | 'address'
  | 'comment'
  | 'qualifiers'
  | 'problems'
  | 'vendorName'
  | 'vendorAddress'
  | 'vendorType'
  | 'file'
  | 'changed'
  | 'uses';

/** What of a tag can be written in the table. */
export type Field = TagField;

/** What a tag says in a field, as it is written. */
export function fieldText(row: TagRow, field: Field): string {
  return field === 'qualifiers' ? row.qualifiers.join(' ') : row[field];
}

export interface ColumnInfo {
  readonly id: Column;
  readonly title: string;
  /** Least width in pixels, and its share of what is left. */
  readonly width: number;
  readonly grow: number;
  readonly look: 'code' | 'text' | 'icon';
  readonly field?: Field;
}

/** What a cell may need besides its row. Maps change under the same rows, so these are lookups. */
export interface Around {
  readonly vendorOf: (key: string) => VendorRow | undefined;
  readonly pathOf: (file: string) => string;
  /** When the tag was last changed, milliseconds since 1970; 0 when nobody knows. */
  readonly changedAt: (key: string) => number;
  /** The name of who changed it last; empty when nobody knows. */
  readonly changedBy: (key: string) => string;
  /** How often the tag is used; null before it was counted. */
  readonly usesOf: (key: string) => number | null;
}

export const COLUMNS: readonly ColumnInfo[] = [
  { id: 'name', title: 'Name', width: 180, grow: 1.5, look: 'code', field: 'name' },
  { id: 'path', title: 'Path', width: 180, grow: 1.5, look: 'code' },
  { id: 'scope', title: 'Scope', width: 96, grow: 0.8, look: 'code' },
  { id: 'section', title: 'Section', width: 104, grow: 0.3, look: 'code', field: 'section' },
  { id: 'type', title: 'Type', width: 96, grow: 0.7, look: 'code', field: 'type' },
  { id: 'initial', title: 'Initial', width: 84, grow: 0.3, look: 'code', field: 'initial' },
  { id: 'address', title: 'Address', width: 88, grow: 0.2, look: 'code', field: 'address' },
  { id: 'comment', title: 'Comment', width: 120, grow: 2.2, look: 'text', field: 'comment' },
  {
    id: 'qualifiers',
    title: 'Qualifiers',
    width: 96,
    grow: 0.3,
    look: 'code',
    field: 'qualifiers',
  },
  { id: 'problems', title: 'Problems', width: 36, grow: 0, look: 'icon' },
  { id: 'vendorName', title: 'name', width: 112, grow: 1.1, look: 'code' },
  { id: 'vendorAddress', title: 'address', width: 84, grow: 0.7, look: 'code' },
  { id: 'vendorType', title: 'type', width: 84, grow: 0.7, look: 'code' },
  { id: 'file', title: 'File', width: 112, grow: 0.8, look: 'text' },
  { id: 'changed', title: 'Changed', width: 120, grow: 0, look: 'text' },
  { id: 'uses', title: 'Uses', width: 64, grow: 0, look: 'text' },
];

export const COLUMN: Readonly<Record<Column, ColumnInfo>> = Object.fromEntries(
  COLUMNS.map((column) => [column.id, column]),
) as Record<Column, ColumnInfo>;

const NARROW: readonly Column[] = ['name', 'type', 'initial', 'address', 'comment', 'problems'];
const USUAL: readonly Column[] = [...NARROW, 'vendorName', 'changed'];
const WIDE: readonly Column[] = [...NARROW, 'vendorName', 'vendorAddress', 'changed'];

/** The columns of a window of this width (pixels) when the person chose none. */
export function usualColumns(width: number): readonly Column[] {
  if (width <= 1320) return NARROW;
  return width < 1600 ? USUAL : WIDE;
}

/** The chosen columns in the table's order; the name is always there. */
export function shownColumns(chosen: readonly string[] | null, width: number): readonly ColumnInfo[] {
  const wanted = new Set<string>(chosen ?? usualColumns(width));
  return COLUMNS.filter(({ id }) => id === 'name' || wanted.has(id));
}

/** A CSS grid template of these columns. */
export function templateOf(columns: readonly ColumnInfo[]): string {
  return columns
    .map(({ width, grow }) => (grow === 0 ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ');
}

/** The text of a cell, as it is shown, filtered and copied. */
export function cellText(row: TagRow, column: Column, around: Around): string {
  switch (column) {
    case 'qualifiers':
      return fieldText(row, column);
    case 'problems':
      return codesOf(row, around.vendorOf(row.key)).join(' ');
    case 'vendorName':
      return around.vendorOf(row.key)?.name ?? '';
    case 'vendorAddress':
      return around.vendorOf(row.key)?.address ?? '';
    case 'vendorType':
      return around.vendorOf(row.key)?.type ?? '';
    case 'file':
      return around.pathOf(row.file);
    case 'uses':
      return around.usesOf(row.key)?.toString() ?? '';
    case 'changed': {
      const at = around.changedAt(row.key);
      return at === 0 ? '' : new Date(at).toISOString();
    }
    default:
      return row[column];
  }
}

/** Rows as tab-separated text for a spreadsheet; several rows get a head. */
export function tabSeparated(
  rows: readonly TagRow[],
  columns: readonly ColumnInfo[],
  around: Around,
): string {
  const lines = rows.map((row) => columns.map(({ id }) => quoted(cellText(row, id, around))).join('\t'));
  if (rows.length > 1) lines.unshift(columns.map(({ title }) => title).join('\t'));
  return lines.join('\n');
}

/** Cells with tabs, line feeds or quotes are quoted as spreadsheets do. */
function quoted(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function codesOf(row: TagRow, vendor: VendorRow | undefined): string[] {
  return [...row.problems, ...(vendor?.diagnostics ?? [])].map(({ code }) => code);
}
