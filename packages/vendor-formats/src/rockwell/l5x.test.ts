import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXml, type XmlElement } from '@tagloom/containers';
import { describe, expect, it } from 'vitest';
import { member, projectOf, tag, type } from '../fixtures.ts';
import { exportTags } from '../registry.ts';
import type { VendorOptions } from '../types.ts';
import { nanoseconds } from './values.ts';

const SAMPLES = join(import.meta.dirname, '../../../../../shared/vendor-samples/rockwell-l5x');

function exported(
  tags: Parameters<typeof projectOf>[0],
  types: Parameters<typeof projectOf>[1] = [],
  options: VendorOptions = {},
) {
  const result = exportTags(projectOf(tags, types), 'rockwell-l5x', options);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(result.files[0]?.bytes);
  expect(text.startsWith('\ufeff<?xml')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  return { ...result, controller: only(readXml(text.slice(1), 50), 'Controller') };
}

function only(element: XmlElement, name: string): XmlElement {
  const found = element.children.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${element.name}`);
  return found;
}

const named = (list: XmlElement, name: string) => list.children.find((one) => one.attributes.Name === name);
const codes = (result: ReturnType<typeof exported>) => result.diagnostics.map((one) => [one.tag, one.code]);

/** Data of the only tag: format to its text or to the values inside. */
function dataOf(
  typeText: string,
  initial: string,
  types: Parameters<typeof projectOf>[1] = [],
  options: VendorOptions = {},
) {
  const { controller, diagnostics } = exported([tag('GVL.x', typeText, { initial })], types, options);
  const data = only(controller, 'Tags').children[0]?.children.filter((one) => one.name === 'Data') ?? [];
  const shown = data.map((one) => {
    const inner = one.children[0];
    const values =
      inner?.name === 'Array'
        ? inner.children.map((item) => item.attributes.Value).join(' ')
        : inner?.attributes.Value;
    return `${one.attributes.Format} ${values ?? one.text.trim()}`;
  });
  return [...shown, ...diagnostics.map((one) => one.code)];
}

describe('rockwell-l5x', () => {
  it('writes tags, aliases and program tags with their attributes', () => {
    const { controller, map } = exported(
      [
        tag('GVL.speed', 'REAL', { comment: 'Öl ]]> <' }),
        tag('GVL.m', 'ARRAY [0..2, 0..4] OF DINT', { qualifiers: ['CONSTANT'] }),
        tag('GVL.start', 'BOOL', { address: '%IX0.0' }),
        tag('MAIN.step', 'INT'),
      ],
      [],
      { ioMap: { '%IX0.0': 'Local:1:I.Data.0' }, project: 'Line 1' },
    );
    const tags = only(controller, 'Tags');
    expect(controller.attributes).toMatchObject({
      Use: 'Target',
      Name: 'Line_1',
      ProcessorType: '1756-L83E',
      MajorRev: '36',
    });
    expect(tags.children.map((one) => one.attributes)).toEqual([
      {
        Name: 'speed',
        TagType: 'Base',
        DataType: 'REAL',
        Radix: 'Float',
        Constant: 'false',
        ExternalAccess: 'Read/Write',
        OpcUaAccess: 'None',
      },
      {
        Name: 'm',
        TagType: 'Base',
        DataType: 'DINT',
        Dimensions: '3 5',
        Radix: 'Decimal',
        Constant: 'true',
        ExternalAccess: 'Read/Write',
        OpcUaAccess: 'None',
      },
      {
        Name: 'start',
        TagType: 'Alias',
        Radix: 'Decimal',
        AliasFor: 'Local:1:I.Data.0',
        ExternalAccess: 'Read/Write',
      },
    ]);
    expect(only(tags.children[0] ?? tags, 'Description').text).toBe('Öl ]]> <');
    const program = only(controller, 'Programs').children[0];
    expect(program?.attributes.Name).toBe('MAIN');
    expect(program?.children[0]?.children.map((one) => one.attributes.Name)).toEqual(['step']);
    expect(map).toHaveLength(4);
  });

  it('writes values in both forms, and only where they are no default', () => {
    expect(dataOf('DINT', '-5')).toEqual(['L5K -5', 'Decorated -5']);
    expect(dataOf('DINT', '0')).toEqual([]);
    expect(dataOf('BOOL', 'TRUE')).toEqual(['L5K 1', 'Decorated 1']);
    expect(dataOf('REAL', '1775.0')).toEqual(['L5K 1.77500000e+003', 'Decorated 1775.0']);
    expect(dataOf('LREAL', '0.1')).toEqual(['L5K 1.0000000000000001e-001', 'Decorated 0.1']);
    expect(dataOf('REAL', '5')).toEqual(['L5K 5.00000000e+000', 'Decorated 5.0']);
    expect(dataOf('BYTE', '16#0C')).toEqual(['L5K 12', 'Decorated 16#0c', 'TYPE_REPLACED']);
    expect(dataOf('DWORD', '16#FFFF_FFFF')).toEqual(['L5K -1', 'Decorated 16#ffff_ffff', 'TYPE_REPLACED']);
    expect(dataOf('ARRAY [1..4] OF INT', '[7, 2(8)]')).toEqual([
      'L5K [7,8,8,0]',
      'Decorated 7 8 8 0',
      'ARRAY_SHIFTED',
    ]);
    expect(dataOf('STRING[20]', "'it$'s'")).toEqual(["String 'it$'s'"]);
    expect(dataOf('TIME', 'T#1h2m3.5s')).toEqual([
      'L5K 3723500000',
      'Decorated T#1h_2m_3s_500ms',
      'TYPE_REPLACED',
    ]);
    expect(dataOf('TIME', 'T#1.5s', [], { softwareRevision: '33.00' })).toEqual([
      'L5K 1500',
      'Decorated 1500',
      'TYPE_REPLACED',
    ]);
    const mode = type('E_Mode', 'enum', { values: [{ name: 'Run', value: 5 }] });
    expect(dataOf('E_Mode', 'E_Mode.Run', [mode])).toEqual(['L5K 5', 'Decorated 5', 'ENUM_LOST']);
  });

  it('says which values it cannot carry', () => {
    const lost = [
      ['INT', 'MAX + 1'],
      ['INT', '70000'],
      ['STRING[2]', "'abc'"],
      ['DT', 'DT#2020-01-01-00:00:00'],
      ['ARRAY [0..1] OF INT', '[1, 2, 3]'],
    ] as const;
    for (const [typeText, initial] of lost) expect(dataOf(typeText, initial)).toEqual(['INITIAL_LOST']);
  });

  it('writes structures and strings as data types, BOOL members packed into hidden hosts', () => {
    const types = [
      type('ST_MotorStation', 'struct', {
        members: [
          ...Array.from({ length: 9 }, (_, at) => member(`b${at}`, 'BOOL')),
          member('speed', 'REAL', { comment: 'm/s', initial: '1.0' }),
          member('last', 'BOOL'),
          member('inner', 'ARRAY [0..3] OF ST_In'),
          member('fb', 'FB_X'),
          member('grid', 'ARRAY [0..1, 0..1] OF INT'),
        ],
      }),
      type('ST_In', 'struct', { members: [member('name', 'STRING[20]')] }),
      type('FB_X', 'functionblock'),
    ];
    const result = exported([tag('GVL.s', 'ST_MotorStation')], types);
    const list = only(result.controller, 'DataTypes');
    expect(list.children.map((one) => [one.attributes.Name, one.attributes.Family])).toEqual([
      ['STRING_20', 'StringFamily'],
      ['ST_In', 'NoFamily'],
      ['ST_MotorStation', 'NoFamily'],
    ]);
    const members = only(named(list, 'ST_MotorStation') ?? list, 'Members').children.map(
      ({ attributes: one }) =>
        [one.Name, one.DataType, one.Dimension, one.Hidden, one.Target, one.BitNumber]
          .filter((value) => value !== undefined)
          .join(' '),
    );
    expect(members).toEqual([
      'ZZZZZZZZZZST_MotorSt0 SINT 0 true',
      ...Array.from({ length: 8 }, (_, at) => `b${at} BIT 0 false ZZZZZZZZZZST_MotorSt0 ${at}`),
      'ZZZZZZZZZZST_MotorSt9 SINT 0 true',
      'b8 BIT 0 false ZZZZZZZZZZST_MotorSt9 0',
      'speed REAL 0 false',
      'ZZZZZZZZZZST_MotorSt12 SINT 0 true',
      'last BIT 0 false ZZZZZZZZZZST_MotorSt12 0',
      'inner ST_In 4 false',
      'fb FB_X 0 false',
    ]);
    expect(codes(result)).toEqual([
      ['ST_MotorStation.speed', 'INITIAL_LOST'],
      ['ST_MotorStation.grid', 'ARRAY_DIMS'],
    ]);
  });

  it('writes function blocks as Add-On Instructions, each after those it is made of; library blocks stay out', () => {
    const types = [
      type('FB_X', 'functionblock', {
        members: [
          member('open', 'BOOL', { section: 'VAR_INPUT', comment: 'command' }),
          member('level', 'REAL', { section: 'VAR_OUTPUT' }),
          member('list', 'ARRAY [0..3] OF INT', { section: 'VAR_INPUT' }),
          member('data', 'ST_D', { section: 'VAR_IN_OUT' }),
          member('inner', 'FB_Y', { section: 'VAR' }),
          member('scratch', 'INT', { section: 'VAR_TEMP' }),
        ],
      }),
      type('FB_Y', 'functionblock', { members: [member('n', 'DINT', { section: 'VAR' })] }),
      type('ST_D', 'struct', { members: [member('x', 'INT')] }),
    ];
    const result = exported([tag('MAIN.fb', 'FB_X'), tag('MAIN.t', 'TON'), tag('MAIN.u', 'FB_Lib')], types);
    expect(result.map.map((one) => one.vendorType)).toEqual(['FB_X', 'FBD_TIMER']);
    const list = only(result.controller, 'AddOnInstructionDefinitions').children;
    expect(list.map((one) => one.attributes.Name)).toEqual(['FB_Y', 'FB_X']);
    const parameters = only(list[1] ?? result.controller, 'Parameters').children.map(({ attributes: one }) =>
      [one.Name, one.DataType, one.Dimensions, one.Usage, one.Constant]
        .filter((text) => text !== undefined)
        .join(' '),
    );
    expect(parameters).toEqual([
      'EnableIn BOOL Input',
      'EnableOut BOOL Output',
      'open BOOL Input',
      'level REAL Output',
      'list INT 4 InOut false',
      'data ST_D InOut false',
    ]);
    const locals = only(list[1] ?? result.controller, 'LocalTags').children;
    expect(locals.map((one) => [one.attributes.Name, one.attributes.DataType])).toEqual([['inner', 'FB_Y']]);
    expect(only(result.controller, 'DataTypes').children.map((one) => one.attributes.Name)).toEqual(['ST_D']);
    expect(codes(result)).toEqual([
      ['MAIN.t', 'TYPE_REPLACED'],
      ['MAIN.u', 'TYPE_UNSUPPORTED'],
      ['FB_X.list', 'QUALIFIER_LOST'],
    ]);
  });

  it('exports programs for import into an existing controller, and says that controller tags stay out', () => {
    const tags = [tag('GVL.a', 'INT'), tag('MAIN.s', 'ST_D'), tag('PRG_B.n', 'INT')];
    const types = [type('ST_D', 'struct', { members: [member('x', 'INT')] })];
    const { files, diagnostics } = exportTags(projectOf(tags, types), 'rockwell-l5x', { target: 'program' });
    expect(files.map((one) => one.name)).toEqual(['MAIN.L5X', 'PRG_B.L5X']);
    const root = readXml(new TextDecoder().decode(files[0]?.bytes), 50);
    expect([root.attributes.TargetType, root.attributes.TargetName, root.attributes.ContainsContext]).toEqual(
      ['Program', 'MAIN', 'true'],
    );
    const controller = only(root, 'Controller');
    expect(controller.children.map((one) => [one.name, one.attributes.Use])).toEqual([
      ['DataTypes', 'Context'],
      ['AddOnInstructionDefinitions', 'Context'],
      ['Programs', 'Context'],
    ]);
    expect(only(only(controller, 'Programs'), 'Program').attributes.Use).toBe('Target');
    expect(diagnostics.map((one) => [one.tag, one.code])).toEqual([['GVL.a', 'NOT_EXPORTED']]);
  });

  it('takes ranges in the I/O map; the last number counts up with the address', () => {
    const ioMap = { '%IX0.0..%IX1.7': 'Local:1:I.Data.0', '%QW4..%QW10': 'Local:2:O.Ch[0]' };
    const addresses = { x: '%IX0.0', y: '%IX1.2', z: '%QW8', w: '%QW12' };
    const tags = Object.entries(addresses).map(([name, address]) =>
      tag(`G.${name}`, address.startsWith('%IX') ? 'BOOL' : 'INT', { address }),
    );
    expect(exported(tags, [], { ioMap }).map.map((one) => one.vendorAddress)).toEqual([
      'Local:1:I.Data.0',
      'Local:1:I.Data.10',
      'Local:2:O.Ch[2]',
      '',
    ]);
  });

  it('reads durations to the nanosecond', () => {
    expect(['T#1d', 'LTIME#1us2ns', 'T#-1.5ms', 'T#1h_30m', 'T#', 'T#5'].map(nanoseconds)).toEqual([
      86_400_000_000_000n,
      1_002n,
      -1_500_000n,
      5_400_000_000_000n,
      null,
      null,
    ]);
  });

  it.skipIf(!existsSync(SAMPLES))(
    'has the element order and the attributes of real files (skipped when ../shared/vendor-samples is absent)',
    () => {
      const real = readXml(
        readFileSync(join(SAMPLES, 'Controller_v36_Test.L5X'), 'utf8').replace(/^\ufeff/, ''),
        100,
      );
      const theirs = only(real, 'Controller');
      const { controller } = exported([
        tag('GVL.x', 'DINT', { initial: '1' }),
        tag('MAIN.y', 'ARRAY [0..1] OF DINT', { initial: '[1,2]' }),
      ]);
      const order = theirs.children.map((one) => one.name);
      const ours = controller.children.map((one) => one.name);
      expect(ours.filter((name) => !order.includes(name))).toEqual([]);
      expect([...ours].sort((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(ours);
      const known = attributesByPath(theirs);
      for (const [path, names] of attributesByPath(controller))
        expect([path, [...names].filter((name) => !known.get(path)?.has(name))]).toEqual([path, []]);
    },
  );
});

/** Attribute names by element name, all elements of one name together. */
function attributesByPath(
  element: XmlElement,
  out = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const names = out.get(element.name) ?? new Set();
  for (const name of Object.keys(element.attributes)) names.add(name);
  out.set(element.name, names);
  for (const one of element.children) attributesByPath(one, out);
  return out;
}
