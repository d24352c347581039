/** Reads TIA tag tables from XLSX (`vendor-formats.md` 3.1): columns by header text, parts through relationships, any prefix. */
import {
  child,
  childrenOf,
  localName,
  readXml,
  readZip,
  type XmlElement,
  XmlError,
} from '@tagloom/containers';
import type { Collector } from '../intake/model.ts';
import type { ImportSource, Reader, ReadOptions } from '../intake/reader.ts';
import { addConstant, addTag } from './rows.ts';

export const TIA_XLSX: Reader = {
  id: 'siemens-xlsx',
  attribute: 'tia.name',
  recognises: ({ path, bytes }) => /\.xlsx$/i.test(path) && bytes[0] === 0x50 && bytes[1] === 0x4b,
  read: (source, collector, read) => {
    const parts = partsOf(source, read);
    const strings = sharedStrings(parts, read);
    let found = false;
    for (const { name, rows } of sheets(parts, strings, read)) {
      const header = new Map((rows[0] ?? []).map((text, at) => [text.trim().toLowerCase(), at]));
      if (header.has('name') && header.has('logical address')) {
        tags(rows, header, collector, read);
        found = true;
      } else if (header.has('name') && header.has('value')) constants(rows, header, collector);
      else if (name !== '' && rows.length > 1)
        collector.note(
          'IMPORT_ROW_SKIPPED',
          name,
          `The sheet "${name}" holds no tags; its ${rows.length - 1} rows are left out.`,
          'info',
        );
    }
    if (!found)
      collector.note(
        'IMPORT_ROW_SKIPPED',
        source.path,
        'No sheet has the columns "Name" and "Logical Address".',
        'error',
      );
  },
};

const KNOWN = new Set([
  'name',
  'path',
  'data type',
  'logical address',
  'comment',
  'hmi visible',
  'hmi accessible',
  'hmi writeable',
  'typeobject id',
  'version id',
  'belongstounit',
]);

type Parts = ReadonlyMap<string, Uint8Array>;
type Header = ReadonlyMap<string, number>;

function partsOf(source: ImportSource, { limits }: ReadOptions): Parts {
  const content = readZip(source.bytes, limits);
  if (content.state === 'refused') throw new XmlError('XML_BROKEN', content.message, { line: 1, col: 1 });
  return new Map(content.files.map((file) => [file.path.replace(/^\//, ''), file.bytes]));
}

function part(parts: Parts, path: string, { limits }: ReadOptions): XmlElement | null {
  const bytes = parts.get(path);
  if (bytes === undefined) return null;
  return readXml(new TextDecoder().decode(bytes), limits.xmlDepth);
}

function sharedStrings(parts: Parts, read: ReadOptions): readonly string[] {
  const root = part(parts, targets(parts, read).get('sharedStrings') ?? 'xl/sharedStrings.xml', read);
  return root === null ? [] : childrenOf(root, 'si').map(textOf);
}

/** All `t` below, runs joined. */
function textOf(element: XmlElement): string {
  if (localName(element.name) === 't') return element.text;
  return element.children.map(textOf).join('');
}

/** Targets of the workbook's relationships: by id, and by the last word of their type. */
function targets(parts: Parts, read: ReadOptions): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const root = part(parts, 'xl/_rels/workbook.xml.rels', read);
  for (const one of root === null ? [] : childrenOf(root, 'Relationship')) {
    const { Id = '', Type = '', Target = '' } = one.attributes;
    const path = Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`;
    out.set(Id, path);
    out.set(Type.slice(Type.lastIndexOf('/') + 1), path);
  }
  return out;
}

function sheets(
  parts: Parts,
  strings: readonly string[],
  read: ReadOptions,
): { name: string; rows: string[][] }[] {
  const paths = targets(parts, read);
  const workbook = part(parts, 'xl/workbook.xml', read);
  const list = workbook === null ? undefined : child(workbook, 'sheets');
  const named = (list?.children ?? []).map((sheet) => {
    const id = Object.entries(sheet.attributes).find(([key]) => localName(key) === 'id' && key !== 'id')?.[1];
    return { name: sheet.attributes.name ?? '', path: paths.get(id ?? '') ?? '' };
  });
  return named.flatMap(({ name, path }) => {
    const root = part(parts, path, read);
    return root === null ? [] : [{ name, rows: rowsOf(root, strings) }];
  });
}

function rowsOf(sheet: XmlElement, strings: readonly string[]): string[][] {
  const data = child(sheet, 'sheetData');
  return (data?.children ?? []).map((row) => {
    const cells: string[] = [];
    for (const cell of row.children) {
      const column = columnOf(cell.attributes.r) ?? cells.length;
      if (column > MAX_COLUMN) continue;
      while (cells.length < column) cells.push('');
      cells[column] = cellText(cell, strings);
    }
    return cells;
  });
}

const MAX_COLUMN = 1_000;

/** Column of `AB12`, from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellText(cell: XmlElement, strings: readonly string[]): string {
  if (cell.attributes.t === 'inlineStr') return cell.children.map(textOf).join('');
  const value = child(cell, 'v')?.text ?? '';
  if (cell.attributes.t === 's') return strings[Number(value)] ?? '';
  return cell.attributes.t === 'b' ? (value === '1' ? 'True' : 'False') : value;
}

function tags(rows: readonly string[][], header: Header, collector: Collector, read: ReadOptions): void {
  const unknown = [...header.keys()].filter((name) => name !== '' && !KNOWN.has(name));
  for (const name of unknown)
    collector.note('IMPORT_AMBIGUOUS', name, `The column "${name}" is not known and is left out.`, 'info');
  rows.slice(1).forEach((cells, at) => {
    const cell = (name: string) => cells[header.get(name) ?? -1]?.trim() ?? '';
    if (cells.every((one) => one === '')) return;
    addTag(
      {
        row: at + 2,
        table: cell('path'),
        name: cell('name'),
        type: cell('data type'),
        address: cell('logical address'),
        comment: cell('comment'),
        retain: false,
      },
      collector,
      read,
    );
  });
}

function constants(rows: readonly string[][], header: Header, collector: Collector): void {
  rows.slice(1).forEach((cells, at) => {
    const cell = (name: string) => cells[header.get(name) ?? -1]?.trim() ?? '';
    if (cells.every((one) => one === '')) return;
    addConstant(
      {
        row: at + 2,
        table: cell('path'),
        name: cell('name'),
        type: cell('data type'),
        value: cell('value'),
        comment: cell('comment'),
      },
      collector,
    );
  });
}
