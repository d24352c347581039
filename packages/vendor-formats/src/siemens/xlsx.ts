/** The TIA tag table as XLSX (`vendor-formats.md` 3.1): ten columns, every cell a shared string, fixed dates. */
import { zipSync } from 'fflate';
import { utf8, xmlText } from '../common.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorOptions } from '../types.ts';
import type { S7Draft } from './target.ts';

const TAG_COLUMNS = [
  'Name',
  'Path',
  'Data Type',
  'Logical Address',
  'Comment',
  'Hmi Visible',
  'Hmi Accessible',
  'Hmi Writeable',
  'Typeobject ID',
  'Version ID',
];

/** The second sheet for user constants; its layout is from third parties, so it is written only when there are any. */
const CONSTANT_COLUMNS = ['Name', 'Path', 'Data Type', 'Value', 'Comment'];

const DEFAULT_TABLE = 'Default tag table';

/** Writes the tags and user constants among the entries. */
export function writeXlsx(entries: readonly Entry<S7Draft>[], options: VendorOptions): ExportedFile {
  const table = options.tableName ?? DEFAULT_TABLE;
  const tags = entries.flatMap(({ draft, name }) =>
    draft.place?.kind === 'tag'
      ? [[name, table, draft.type, draft.address, draft.comment, 'True', 'True', 'True', '', '']]
      : [],
  );
  const constants = entries.flatMap(({ draft, name }) =>
    draft.place?.kind === 'constant' ? [[name, table, draft.type, draft.place.value, draft.comment]] : [],
  );
  const sheets = [{ name: 'PLC Tags', rows: [TAG_COLUMNS, ...tags] }];
  if (constants.length > 0) sheets.push({ name: 'Constants', rows: [CONSTANT_COLUMNS, ...constants] });
  return { name: 'PLCTags.xlsx', bytes: workbook(sheets, options.version) };
}

interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/** fflate reads local time, so the same local noon gives the same bytes in every time zone. */
const ZIP_TIME = new Date(1980, 0, 1, 12);

function workbook(sheets: readonly Sheet[], version: string | undefined): Uint8Array {
  const strings = new Map<string, number>();
  const parts: Record<string, Uint8Array> = {
    '[Content_Types].xml': utf8(contentTypes(sheets)),
    '_rels/.rels': utf8(PACKAGE_RELATIONS),
    'docProps/custom.xml': utf8(customProperties(version)),
    'xl/workbook.xml': utf8(workbookXml(sheets)),
    'xl/_rels/workbook.xml.rels': utf8(workbookRelations(sheets)),
    'xl/styles.xml': utf8(STYLES),
  };
  sheets.forEach((sheet, at) => {
    parts[`xl/worksheets/sheet${at + 1}.xml`] = utf8(sheetXml(sheet, strings));
  });
  parts['xl/sharedStrings.xml'] = utf8(stringsXml(strings, sheets));
  return zipSync(parts, { mtime: ZIP_TIME, level: 6 });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function contentTypes(sheets: readonly Sheet[]): string {
  const overrides = [
    ['/xl/workbook.xml', `${SPREADSHEET}.sheet.main+xml`],
    ...sheets.map((_, at) => [`/xl/worksheets/sheet${at + 1}.xml`, `${SPREADSHEET}.worksheet+xml`]),
    ['/xl/styles.xml', `${SPREADSHEET}.styles+xml`],
    ['/xl/sharedStrings.xml', `${SPREADSHEET}.sharedStrings+xml`],
    ['/docProps/custom.xml', 'application/vnd.openxmlformats-officedocument.custom-properties+xml'],
  ];
  const defaults =
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>`;
  const list = overrides
    .map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`)
    .join('');
  return `${XML}<Types xmlns="${PACKAGE}/content-types">${defaults}${list}</Types>`;
}

function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const lines = list.map(
    ([id, type, target]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`;
}

const PACKAGE_RELATIONS = relations([
  ['rId1', 'officeDocument', 'xl/workbook.xml'],
  ['rId2', 'custom-properties', 'docProps/custom.xml'],
]);

function workbookRelations(sheets: readonly Sheet[]): string {
  return relations([
    ...sheets.map((_, at) => [`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`] as const),
    ['rId90', 'styles', 'styles.xml'],
    ['rId91', 'sharedStrings', 'sharedStrings.xml'],
  ]);
}

/** `TIA_Version` is what TIA writes; the project version is ours and stands beside it. */
function customProperties(version: string | undefined): string {
  const values = [['TIA_Version', '1.0'], ...(version === undefined ? [] : [['Tagloom_Version', version]])];
  const list = values.map(
    ([name, value = ''], at) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${at + 2}" name="${name}"><vt:lpwstr>${xmlText(value)}</vt:lpwstr></property>`,
  );
  return (
    `${XML}<Properties xmlns="${OFFICE}/custom-properties" xmlns:vt="${OFFICE}/docPropsVTypes">` +
    `${list.join('')}</Properties>`
  );
}

function workbookXml(sheets: readonly Sheet[]): string {
  const list = sheets.map(
    ({ name }, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets>${list.join('')}</sheets></workbook>`;
}

const STYLES =
  `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
  `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
  `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
  `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
  `<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`;

/** Texts only, never formulas: a shared string that begins with `=` is shown, not computed. */
function sheetXml({ rows }: Sheet, strings: Map<string, number>): string {
  const lines = rows.map((cells, row) => {
    const list = cells.map((text, column) => {
      const index = strings.get(text) ?? strings.size;
      strings.set(text, index);
      return `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="s"><v>${index}</v></c>`;
    });
    return `<row r="${row + 1}">${list.join('')}</row>`;
  });
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function stringsXml(strings: ReadonlyMap<string, number>, sheets: readonly Sheet[]): string {
  const count = sheets.reduce(
    (sum, sheet) => sum + sheet.rows.reduce((cells, row) => cells + row.length, 0),
    0,
  );
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${xmlText(text)}</t></si>`);
  return `${XML}<sst xmlns="${MAIN}" count="${count}" uniqueCount="${strings.size}">${items.join('')}</sst>`;
}
