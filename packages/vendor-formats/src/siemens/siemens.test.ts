import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXml, type XmlElement } from '@tagloom/containers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { member, projectOf, tag, type } from '../fixtures.ts';
import { createVendorRows, exportTags } from '../registry.ts';
import type { ExportResult, VendorOptions } from '../types.ts';

const SAMPLE = join(
  import.meta.dirname,
  '../../../../../shared/vendor-samples/siemens-tia-xlsx/tag-table-10-columns.xlsx',
);
const COLUMNS = [
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

/** An independent reader: sheets by name, parts resolved through relationships, all cells as text. */
function readXlsx(bytes: Uint8Array): Map<string, string[][]> {
  const parts = unzipSync(bytes);
  const xml = (path: string) => readXml(new TextDecoder().decode(parts[path]), 50);
  const targets = new Map(
    all(xml('xl/_rels/workbook.xml.rels'), 'Relationship').map((one) => [
      one.attributes.Id,
      one.attributes.Target,
    ]),
  );
  const strings = all(xml('xl/sharedStrings.xml'), 'si').map((item) =>
    all(item, 't')
      .map((text) => text.text)
      .join(''),
  );
  return new Map(
    all(xml('xl/workbook.xml'), 'sheet').map((sheet) => {
      const rows = all(xml(`xl/${targets.get(sheet.attributes['r:id'] ?? '')}`), 'row');
      const cells = rows.map((row) =>
        all(row, 'c').map((cell) => {
          expect(cell.attributes.t).toBe('s');
          return strings[Number(all(cell, 'v')[0]?.text)] ?? '?';
        }),
      );
      return [sheet.attributes.name ?? '', cells];
    }),
  );
}

/** Elements of a local name, whatever the prefix. */
function all(element: XmlElement, name: string): XmlElement[] {
  const own = element.children.filter((one) => one.name.replace(/^\w+:/, '') === name);
  return [...own, ...element.children.flatMap((one) => all(one, name))];
}

const file = (result: ExportResult, name: string) =>
  result.files.find((one) => one.name === name)?.bytes ?? new Uint8Array();
const text = (result: ExportResult, name: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(file(result, name));
const codes = (result: ExportResult) => result.diagnostics.map((one) => [one.tag, one.code]);

describe('siemens-xlsx', () => {
  const table = (tags: Parameters<typeof projectOf>[0], options: VendorOptions = {}) =>
    exportTags(projectOf(tags), 'siemens-xlsx', options);

  it('writes ten columns of shared strings, flags as texts, addresses with %', () => {
    const result = table(
      [
        tag('GVL.xStart', 'BOOL', { address: '%IX0.0', comment: '=1+1 <Öl>' }),
        tag('GVL.nLevel', 'INT', { address: '%IW64' }),
      ],
      { tableName: 'Inputs' },
    );
    const sheets = readXlsx(file(result, 'PLCTags.xlsx'));
    expect([...sheets.keys()]).toEqual(['PLC Tags']);
    expect(sheets.get('PLC Tags')).toEqual([
      COLUMNS,
      ['xStart', 'Inputs', 'Bool', '%I0.0', '=1+1 <Öl>', 'True', 'True', 'True', '', ''],
      ['nLevel', 'Inputs', 'Int', '%IW64', '', 'True', 'True', 'True', '', ''],
    ]);
    expect(result.diagnostics).toEqual([]);
    const custom = new TextDecoder().decode(unzipSync(file(result, 'PLCTags.xlsx'))['docProps/custom.xml']);
    expect(custom).toContain('name="TIA_Version"><vt:lpwstr>1.0<');
  });

  it('writes global constants on a sheet of their own, and only then', () => {
    const result = table([
      tag('GVL.MAX', 'INT', { qualifiers: ['CONSTANT'], initial: '16#10', comment: 'limit' }),
    ]);
    expect(readXlsx(file(result, 'PLCTags.xlsx')).get('Constants')).toEqual([
      ['Name', 'Path', 'Data Type', 'Value', 'Comment'],
      ['MAX', 'Default tag table', 'Int', '16#10', 'limit'],
    ]);
  });

  it('leaves out, with a diagnostic each, what a tag table cannot hold', () => {
    const result = table([
      tag('GVL.a', 'INT'),
      tag('GVL.s', 'STRING[10]', { address: '%MB0' }),
      tag('GVL.p', 'BOOL', { address: '%I*' }),
      tag('GVL.r', 'INT', { address: '%MW2', qualifiers: ['RETAIN'], initial: '4' }),
      tag('GVL2.r', 'INT', { address: '%MW4' }),
    ]);
    expect(codes(result)).toEqual([
      ['GVL.a', 'NOT_EXPORTED'],
      ['GVL.s', 'ADDRESS_UNMAPPED'],
      ['GVL.s', 'TYPE_UNSUPPORTED'],
      ['GVL.p', 'ADDRESS_UNMAPPED'],
      ['GVL.p', 'NOT_EXPORTED'],
      ['GVL.r', 'QUALIFIER_LOST'],
      ['GVL.r', 'INITIAL_LOST'],
      ['GVL2.r', 'NAME_COLLISION'],
    ]);
    expect(result.map.map((one) => one.vendorName)).toEqual(['r', 'r_2']);
  });

  it('says which tags share bits', () => {
    const result = table([
      tag('GVL.w', 'WORD', { address: '%MW10' }),
      tag('GVL.b', 'BOOL', { address: '%MX11.7' }),
      tag('GVL.next', 'BOOL', { address: '%MX12.0' }),
      tag('GVL.input', 'WORD', { address: '%IW10' }),
    ]);
    expect(codes(result)).toEqual([['GVL.b', 'ADDRESS_OVERLAP']]);
    expect(result.diagnostics[0]?.message).toBe('%M11.7 shares bits with %MW10 of GVL.w.');
  });

  it.skipIf(!existsSync(SAMPLE))(
    'has the columns of the real shape (skipped when ../shared/vendor-samples is absent)',
    () => {
      const sample = readXlsx(readFileSync(SAMPLE)).get('PLC Tags')?.[0];
      expect(readXlsx(file(table([]), 'PLCTags.xlsx')).get('PLC Tags')).toEqual([sample]);
    },
  );
});

describe('siemens-db', () => {
  const blocks = (
    tags: Parameters<typeof projectOf>[0],
    types: Parameters<typeof projectOf>[1] = [],
    options: VendorOptions = {},
  ) => exportTags(projectOf(tags, types), 'siemens-db', options);

  it('writes one block per list and program, with start values and comments', () => {
    const result = blocks([
      tag('GVL.speed', 'REAL', { initial: '5', comment: 'line\nspeed' }),
      tag('GVL.flags', 'ARRAY [1..3] OF BOOL', { initial: '[TRUE, 2(FALSE)]' }),
      tag('GVL.IF', 'STRING[10]', { initial: "'it$'s'" }),
      tag('MAIN.t', 'TON'),
    ]);
    expect(text(result, 'blocks.db')).toBe(`\ufeffDATA_BLOCK "GVL"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
NON_RETAIN
   STRUCT
      speed : Real := 5.0;   // line speed
      flags : Array[1..3] of Bool;
      "IF" : String[10] := 'it$'s';
   END_STRUCT;


BEGIN
   flags[1] := TRUE;
   flags[2] := FALSE;
   flags[3] := FALSE;

END_DATA_BLOCK

DATA_BLOCK "MAIN_DB"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
NON_RETAIN
   STRUCT
      t : TON_TIME;
   END_STRUCT;


BEGIN

END_DATA_BLOCK
`);
    expect(codes(result)).toEqual([
      ['GVL.speed', 'TEXT_CHANGED'],
      ['MAIN.t', 'TYPE_REPLACED'],
    ]);
    expect(result.map.map((one) => one.vendorName)).toEqual([
      '"GVL".speed',
      '"GVL".flags',
      '"GVL"."IF"',
      '"MAIN_DB".t',
    ]);
  });

  it('writes the structures that blocks need, inner ones first', () => {
    const types = [
      type('Outer', 'struct', {
        members: [
          member('i', 'Inner'),
          member('n', 'INT', { initial: '3', comment: 'count' }),
          member('p', 'POINTER TO INT'),
        ],
      }),
      type('Inner', 'struct', { members: [member('b', 'BOOL')] }),
    ];
    const result = blocks(
      [tag('GVL.o', 'ARRAY [0..1] OF Outer', { initial: '[(n := 1), (i := (b := TRUE))]' })],
      types,
    );
    expect(result.files.map((one) => one.name)).toEqual(['Inner.udt', 'Outer.udt', 'blocks.db']);
    expect(text(result, 'Outer.udt')).toBe(
      '\ufeffTYPE "Outer"\nVERSION : 0.1\n   STRUCT\n      i : "Inner";\n      n : Int := 3;   // count\n   END_STRUCT;\n\nEND_TYPE\n',
    );
    expect(text(result, 'blocks.db')).toContain('BEGIN\n   o[0].n := 1;\n   o[1].i.b := TRUE;\n');
    expect(codes(result)).toEqual([['Outer.p', 'TYPE_UNSUPPORTED']]);
  });

  it('makes file names that every system takes', () => {
    const types = [type('a/b', 'struct', { members: [] }), type('a:b', 'struct', { members: [] })];
    const result = blocks(
      [tag('GVL.x', 'INT'), tag('GVL.y', 'INT')].map((one, at) => ({
        ...one,
        typeExpr: { kind: 'named' as const, text: types[at]?.name ?? '', name: types[at]?.name ?? '' },
      })),
      types,
    );
    expect(result.files.map((one) => one.name)).toEqual(['a_b.udt', 'a_b (2).udt', 'blocks.db']);
  });

  it('gives block instances a block of their own and retentive variables a retentive block', () => {
    const result = blocks(
      [tag('MAIN.fb', 'FB_X'), tag('GVL.r', 'INT', { qualifiers: ['RETAIN'] })],
      [type('FB_X', 'functionblock')],
      { optimized: false },
    );
    const all = text(result, 'blocks.db');
    expect(all).toContain(
      `DATA_BLOCK "MAIN_fb"\n{ S7_Optimized_Access := 'FALSE' }\nVERSION : 0.1\nNON_RETAIN\n"FB_X"\n\nBEGIN\n\nEND_DATA_BLOCK`,
    );
    expect(all).toContain(
      `DATA_BLOCK "GVL_Retain"\n{ S7_Optimized_Access := 'FALSE' }\nVERSION : 0.1\n   STRUCT\n      r : Int;\n`,
    );
    expect(codes(result)).toEqual([['MAIN.fb', 'TYPE_EXTERNAL']]);
  });

  it('says what a block cannot hold', () => {
    const result = blocks([
      tag('GVL.a', 'BOOL', { address: '%IX0.0' }),
      tag('GVL.c', 'INT', { qualifiers: ['CONSTANT'], initial: 'OTHER + 1' }),
      tag('GVL.u', 'ARRAY [0..3] OF FB_X'),
      tag('GVL.d', 'ARRAY [0..1,0..1,0..1,0..1,0..1,0..1,0..1] OF INT'),
      tag('GVL.s', 'STRING[300]'),
    ]);
    expect(codes(result)).toEqual([
      ['GVL.a', 'ADDRESS_UNMAPPED'],
      ['GVL.c', 'QUALIFIER_LOST'],
      ['GVL.c', 'INITIAL_LOST'],
      ['GVL.u', 'TYPE_EXTERNAL'],
      ['GVL.u', 'TYPE_UNSUPPORTED'],
      ['GVL.d', 'ARRAY_DIMS'],
      ['GVL.s', 'TYPE_REPLACED'],
    ]);
  });

  it('knows the types of each CPU family', () => {
    const typeOf = (name: string, cpu: NonNullable<VendorOptions['cpu']>) => {
      const rows = createVendorRows('siemens', { cpu });
      const project = projectOf([tag('GVL.x', name)]);
      rows.update(project, { added: [], changed: [], removed: [], types: true });
      const [row] = rows.all();
      return [row?.type, ...(row?.diagnostics.map((one) => one.code) ?? [])];
    };
    expect(typeOf('ULINT', 'S7-1500')).toEqual(['ULInt']);
    expect(typeOf('ULINT', 'S7-1200')).toEqual(['', 'TYPE_UNSUPPORTED']);
    expect(typeOf('UDINT', 'S7-300')).toEqual(['DInt', 'TYPE_WIDENED']);
    expect(typeOf('LREAL', 'S7-300')).toEqual(['Real', 'TYPE_REPLACED']);
    expect(typeOf('DT', 'S7-1200')).toEqual(['DTL', 'TYPE_REPLACED']);
    expect(typeOf('TIME_OF_DAY', 'S7-1500')).toEqual(['Time_Of_Day']);
    expect(typeOf('WSTRING', 'S7-1500')).toEqual(['WString[80]', 'TYPE_REPLACED']);
    expect(typeOf('WSTRING', 'S7-300')).toEqual(['', 'TYPE_UNSUPPORTED']);
    expect(typeOf('INT (1..5)', 'S7-1500')).toEqual(['Int', 'RANGE_LOST']);
  });
});

describe('siemens (table and blocks side by side)', () => {
  it('writes each tag once: located ones in the table, the others in blocks; a block name moves a tag of that name', () => {
    const project = projectOf([
      tag('GVL.x', 'BOOL', { address: '%IX0.0' }),
      tag('GVL.y', 'BOOL'),
      tag('IO.GVL', 'BOOL', { address: '%IX0.1' }),
    ]);
    const result = exportTags(project, 'siemens');
    expect(result.map.map((one) => [one.vendorName, one.vendorAddress])).toEqual([
      ['x', '%I0.0'],
      ['"GVL".y', ''],
      ['GVL_2', '%I0.1'],
    ]);
    expect(codes(result)).toEqual([['IO.GVL', 'NAME_COLLISION']]);
    expect(text(result, 'blocks.db')).not.toContain('x : Bool');
  });
});
