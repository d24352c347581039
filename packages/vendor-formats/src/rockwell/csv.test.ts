import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { member, projectOf, tag, type } from '../fixtures.ts';
import { exportTags } from '../registry.ts';
import type { VendorOptions } from '../types.ts';
import { textCell } from './csv.ts';

const SAMPLES = join(import.meta.dirname, '../../../../../shared/vendor-samples/rockwell-tag-csv');

/** An independent reader: rows of cells, quotes taken off, `$` codes decoded. */
function readCsv(bytes: Uint8Array, delimiter: string): string[][] {
  const text = new TextDecoder('ascii', { fatal: true }).decode(bytes);
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((line) => cells(line, delimiter));
}

function cells(line: string, delimiter: string): string[] {
  const out: string[] = [];
  let cell = '';
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      out.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...out, cell].map(decoded);
}

function decoded(cell: string): string {
  const named: Record<string, string> = {
    $: '$',
    "'": "'",
    Q: '"',
    T: '\t',
    N: '\n',
    L: '\n',
    R: '\r',
    P: '\f',
  };
  return cell.replace(/\$(?:([0-9A-Fa-f]{4})|(.))/g, (_, hex?: string, name?: string) =>
    hex === undefined
      ? (named[(name ?? '').toUpperCase()] ?? '?')
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function exported(
  tags: Parameters<typeof projectOf>[0],
  types: Parameters<typeof projectOf>[1] = [],
  options: VendorOptions = {},
) {
  const result = exportTags(projectOf(tags, types), 'rockwell-csv', options);
  const rows = readCsv(result.files[0]?.bytes ?? new Uint8Array(), options.delimiter ?? ',');
  return { ...result, rows, tags: rows.filter(([kind]) => kind === 'TAG' || kind === 'ALIAS') };
}

/** The DATATYPE cell and the codes of one tag of that type. */
function converted(
  typeText: string,
  options: VendorOptions = {},
  types: Parameters<typeof projectOf>[1] = [],
) {
  const { tags, diagnostics } = exported([tag('GVL.x', typeText)], types, options);
  return [tags[0]?.[4] ?? null, ...diagnostics.map((one) => one.code)];
}

describe('rockwell-csv', () => {
  it('writes header, controller block, then one block per program, with CR LF', () => {
    const { rows } = exported([
      tag('GVL.LineSpeed', 'REAL', { comment: 'Line speed' }),
      tag('MAIN.Step', 'INT', { qualifiers: ['CONSTANT'] }),
      tag('PRG_B.t', 'TON'),
    ]);
    expect(rows).toEqual([
      ['remark', 'CSV-Import-Export'],
      ['remark', 'Date = Tue Jan 01 00:00:00 1980'],
      ['remark', 'Version = RSLogix 5000 v36.00'],
      ['remark', 'Owner = '],
      ['remark', 'Company = '],
      ['0.3'],
      ['TYPE', 'SCOPE', 'NAME', 'DESCRIPTION', 'DATATYPE', 'SPECIFIER', 'ATTRIBUTES'],
      [
        'TAG',
        '',
        'LineSpeed',
        'Line speed',
        'REAL',
        '',
        '(RADIX := Float, Constant := false, ExternalAccess := Read/Write)',
      ],
      ['TYPE', 'SCOPE', 'NAME', 'DESCRIPTION', 'DATATYPE', 'SPECIFIER', 'ATTRIBUTES'],
      [
        'TAG',
        'MAIN',
        'Step',
        '',
        'INT',
        '',
        '(RADIX := Decimal, Constant := true, ExternalAccess := Read/Write)',
      ],
      ['TYPE', 'SCOPE', 'NAME', 'DESCRIPTION', 'DATATYPE', 'SPECIFIER', 'ATTRIBUTES'],
      ['TAG', 'PRG_B', 't', '', 'FBD_TIMER', '', '(Constant := false, ExternalAccess := Read/Write)'],
    ]);
  });

  it('is pure ASCII with $ codes, never a doubled quote, never "=', () => {
    expect(textCell('say "hi"\nÖl $5 \'x\'\t한')).toBe('"say $Qhi$Q$N$00D6l $$5 $\'x$\'$T$D55C"');
    expect(textCell('=1+1')).toBe('"$003D1+1"');
    const comment = '"quoted"\nÄ=';
    expect(exported([tag('GVL.a', 'INT', { comment })]).tags[0]?.[3]).toBe(comment);
  });

  it('takes semicolon and tab as delimiters', () => {
    for (const delimiter of [';', '\t'] as const)
      expect(exported([tag('GVL.m', 'ARRAY [0..2, 0..3] OF DINT')], [], { delimiter }).tags[0]?.[4]).toBe(
        'DINT[3,4]',
      );
  });

  it('converts elementary types for 5580 and 5570', () => {
    expect(converted('DINT')).toEqual(['DINT']);
    expect(converted('LREAL')).toEqual(['LREAL']);
    expect(converted('WORD')).toEqual(['INT', 'TYPE_REPLACED']);
    expect(converted('TIME')).toEqual(['TIME', 'TYPE_REPLACED']);
    expect(converted('TIME', { softwareRevision: '33.00' })).toEqual(['DINT', 'TYPE_REPLACED']);
    expect(converted('DATE_AND_TIME')).toEqual(['DT']);
    expect(converted('TOD')).toEqual(['DINT', 'TYPE_REPLACED']);
    const old = { controller: '5570' } as const;
    expect(['UINT', 'ULINT', 'LREAL', 'LINT', 'LTIME'].map((name) => converted(name, old))).toEqual([
      ['DINT', 'TYPE_WIDENED'],
      [null, 'TYPE_UNSUPPORTED'],
      ['REAL', 'TYPE_REPLACED'],
      ['LINT', 'TYPE_REPLACED'],
      ['LINT', 'TYPE_REPLACED'],
    ]);
    expect(
      ['WCHAR', 'WSTRING[5]', 'POINTER TO INT', 'REFERENCE TO INT', 'TP'].map((name) => converted(name)),
    ).toEqual(Array.from({ length: 5 }, () => [null, 'TYPE_UNSUPPORTED']));
  });

  it('converts arrays: bounds from 0, BOOL in steps of 32, three dimensions', () => {
    expect(converted('ARRAY [1..10] OF INT')).toEqual(['INT[10]', 'ARRAY_SHIFTED']);
    expect(converted('ARRAY [0..9] OF BOOL')).toEqual(['BOOL[32]', 'ARRAY_RESIZED']);
    expect(converted('ARRAY [0..31] OF BOOL')).toEqual(['BOOL[32]']);
    expect(converted('ARRAY [0..1, 0..1] OF BOOL')).toEqual([null, 'ARRAY_DIMS']);
    expect(converted('ARRAY [0..1, 0..1, 0..1, 0..1] OF INT')).toEqual([null, 'ARRAY_DIMS']);
    expect(converted('ARRAY [0..1] OF ARRAY [0..2] OF INT')).toEqual(['INT[2,3]', 'TYPE_REPLACED']);
    expect(converted('ARRAY [*] OF INT')).toEqual([null, 'TYPE_UNSUPPORTED']);
  });

  it('converts strings, structures, blocks, enumerations, subranges and aliases', () => {
    const types = [
      type('ST_Motor', 'struct', { members: [member('a', 'INT')] }),
      type('FB_Valve', 'functionblock'),
      type('E_Mode', 'enum', {
        values: [
          { name: 'Idle', value: 0 },
          { name: 'Run', value: 5 },
        ],
      }),
      type('E_Byte', 'enum', { base: 'USINT', values: [] }),
      type('Percent', 'subrange', { base: 'INT', range: [0, 100] }),
      type('Row', 'alias', { base: 'ARRAY [0..3] OF Percent' }),
      type('Loop', 'alias', { base: 'Loop' }),
      type('U', 'union'),
    ];
    const of = (name: string) => converted(name, {}, types);
    expect(of('STRING[82]')).toEqual(['STRING']);
    expect(of('STRING[20]')).toEqual(['STRING_20', 'TYPE_EXTERNAL']);
    expect(of('STRING')).toEqual(['STRING_80', 'TYPE_REPLACED', 'TYPE_EXTERNAL']);
    expect(of('ST_Motor')).toEqual(['ST_Motor', 'TYPE_EXTERNAL']);
    expect(of('FB_Valve')).toEqual(['FB_Valve', 'TYPE_EXTERNAL']);
    expect(of('FB_Library__X')).toEqual(['FB_Library_X', 'TYPE_EXTERNAL']);
    expect(of('E_Mode')).toEqual(['DINT', 'ENUM_LOST']);
    expect(of('E_Byte')).toEqual(['USINT', 'ENUM_LOST']);
    expect(of('INT (0..10)')).toEqual(['INT', 'RANGE_LOST']);
    expect(of('Row')).toEqual(['INT[4]', 'RANGE_LOST', 'TYPE_REPLACED']);
    expect(of('Loop')).toEqual([null, 'TYPE_UNSUPPORTED']);
    expect(of('U')).toEqual([null, 'TYPE_UNSUPPORTED']);
    const { tags } = exported([tag('GVL.m', 'E_Mode', { comment: 'mode' })], types);
    expect(tags[0]?.[3]).toBe('mode\nE_Mode: Idle = 0, Run = 5');
  });

  it('writes an ALIAS for a mapped address and invents no module for others', () => {
    const result = exported(
      [
        tag('GVL.start', 'BOOL', { address: '%IX0.0' }),
        tag('GVL.other', 'BOOL', { address: '%IX0.1' }),
        tag('GVL.mem', 'BOOL', { address: '%MX0.1' }),
      ],
      [],
      { ioMap: { '%ix0.0': 'Local:1:I.Data.0' } },
    );
    expect(result.tags.map((row) => row.slice(0, 6))).toEqual([
      ['ALIAS', '', 'start', '', '', 'Local:1:I.Data.0'],
      ['TAG', '', 'other', '', 'BOOL', ''],
      ['TAG', '', 'mem', '', 'BOOL', ''],
    ]);
    expect(result.tags[0]?.[6]).toBe('(RADIX := Decimal, ExternalAccess := Read/Write)');
    expect(result.diagnostics.map((one) => [one.tag, one.code, one.severity])).toEqual([
      ['GVL.other', 'ADDRESS_UNMAPPED', 'warning'],
      ['GVL.mem', 'ADDRESS_UNMAPPED', 'info'],
    ]);
    expect(result.map[0]).toEqual({
      path: 'GVL.start',
      vendorName: 'start',
      vendorAddress: 'Local:1:I.Data.0',
      vendorType: 'BOOL',
    });
  });

  it('says every loss: values, qualifiers, names, sections', () => {
    const { diagnostics, map } = exported([
      tag('GVL.a', 'INT', { initial: '5', qualifiers: ['NON_RETAIN'] }),
      tag('GVL.b', 'INT', { initial: '0', qualifiers: ['RETAIN'] }),
      tag('GVL.c__d', 'INT'),
      tag('GVL2.a', 'INT'),
      tag('MAIN.t', 'INT', { section: 'VAR_TEMP' }),
      tag('MAIN.a', 'INT', { comment: 'behind', leadingComment: 'above' }),
    ]);
    expect(diagnostics.map((one) => [one.tag, one.code])).toEqual([
      ['GVL.a', 'QUALIFIER_LOST'],
      ['GVL.a', 'INITIAL_LOST'],
      ['GVL.c__d', 'NAME_CHANGED'],
      ['GVL2.a', 'NAME_COLLISION'],
      ['MAIN.t', 'NOT_EXPORTED'],
      ['MAIN.a', 'TEXT_CHANGED'],
      ['MAIN.a', 'NAME_COLLISION'],
    ]);
    expect(map.map((one) => one.vendorName)).toEqual(['a', 'b', 'c_d', 'a_2', 'a']);
  });

  it('L5: equal input, equal bytes', () => {
    const make = () =>
      exportTags(projectOf([tag('GVL.a', 'INT')]), 'rockwell-csv', { date: '2026-11-21T08:00:00Z' });
    expect(make().files).toEqual(make().files);
    const [, date] = readCsv(make().files[0]?.bytes ?? new Uint8Array(), ',');
    expect(date).toEqual(['remark', 'Date = Sat Nov 21 08:00:00 2026']);
  });

  it.skipIf(!existsSync(SAMPLES))(
    'has the shape of the sample (skipped when ../shared/vendor-samples is absent)',
    () => {
      const sample = readFileSync(join(SAMPLES, 'controller-tags.csv'), 'latin1').split('\r\n');
      const ours = exportTags(
        projectOf([
          tag('GVL.LineSpeed', 'REAL', { comment: 'Line speed in m/min' }),
          tag('GVL.PartCount', 'DINT', { comment: 'Parts\nsince shift start' }),
          tag('GVL.Recipe', 'ARRAY [0..2, 0..3] OF DINT', { comment: '"gold" recipe, 3 zones' }),
          tag('GVL.StartPB', 'BOOL', { comment: 'Start push button', address: '%IX0.0' }),
        ]),
        'rockwell-csv',
        { date: '2026-11-21T08:00:00Z', ioMap: { '%IX0.0': 'Local:1:I.Data.0' } },
      );
      const lines = new TextDecoder().decode(ours.files[0]?.bytes).split('\r\n');
      expect(lines.filter((line) => line !== '' && !sample.includes(line))).toEqual([]);
    },
  );
});
