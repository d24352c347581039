/** Offsets as STEP 7 shows them, and as TwinCAT aligns. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { below, pick, type Random, random } from '../testing/random.ts';
import { type Cpu, type Layout, layoutOf, layoutReport } from './layout.ts';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/vendor-samples/', import.meta.url));
const hasSamples = existsSync(SAMPLES);

function shown({ offsets, size }: Layout): string {
  const places = Object.entries(offsets).map(([name, at]) => `${name}@${at}`);
  return `${places.join(' ')} = ${size}`;
}

function offsets(cpu: Cpu, members: string): string {
  const [layout] = layoutOf([{ path: 'a.st', text: `TYPE T : STRUCT ${members} END_STRUCT; END_TYPE` }], cpu);
  return shown(layout!);
}

const named = (cpu: Cpu, text: string, name: string) =>
  shown(layoutOf([{ path: 'a.st', text }], cpu).find((one) => one.name === name)!);

describe('Siemens standard access', () => {
  test('packs bits and bytes and starts the rest at even bytes', () => {
    expect(offsets('S7-1500', 'a : Bool; b : Bool; c : Byte; d : Int; e : Bool; f : Real;')).toBe(
      'a@0.0 b@0.1 c@1.0 d@2.0 e@4.0 f@6.0 = 10',
    );
    expect(offsets('S7-300', 'a : Array[0..8] of Bool; b : Byte; c : String[5]; d : String;')).toBe(
      'a@0.0 b@2.0 c@4.0 d@12.0 = 268',
    );
    expect(offsets('S7-1200', 'a : Byte; s : Struct x : Bool; END_STRUCT; b : Byte;')).toBe(
      'a@0.0 s@2.0 b@4.0 = 6',
    );
  });

  test('knows the sizes of the system manual', () => {
    const sizes = {
      'Byte SInt USInt Char': 1,
      'Word Int UInt Date WChar S5Time': 2,
      'DWord DInt UDInt Real Time Time_Of_Day': 4,
      'LWord LInt ULInt LReal LTime Date_And_Time LDT': 8,
      DTL: 12,
      String: 256,
      'String[10]': 12,
      WString: 512,
      'WString[3]': 10,
    };
    for (const [names, size] of Object.entries(sizes))
      for (const name of names.split(' ')) {
        const behind = Math.max(size, 2) + (size === 1 ? -1 : 0);
        expect(offsets('S7-1500', `x : ${name}; y : Byte;`), name).toBe(
          `x@0.0 y@${behind}.0 = ${behind + 1 + ((behind + 1) % 2)}`,
        );
      }
  });

  test('begins each row of an array of bits or bytes at a byte, of others at a word', () => {
    expect(offsets('S7-1500', 'a : Array[0..1, 0..2] of Bool; b : Byte;')).toBe('a@0.0 b@2.0 = 4');
    expect(offsets('S7-1500', 'a : Array[0..2, 0..8] of Bool; b : Byte;')).toBe('a@0.0 b@6.0 = 8');
    expect(offsets('S7-1500', 'a : Array[0..1, 0..2] of Byte; b : Byte;')).toBe('a@0.0 b@6.0 = 8');
  });

  test.skipIf(!hasSamples)('places the members of a data block that was tested on a PLC', () => {
    const text = readFileSync(`${SAMPLES}siemens-scl-source/e2e_test_dbs.scl`, 'utf8');
    const table = [...text.matchAll(/^\/\/ +(\d+\.\d) +(\w+) +(\w+) +/gm)].map(([, at, , name]) => [
      name,
      at,
    ]);
    const [block] = layoutOf([{ path: 'e2e.scl', text }], 'S7-1500');
    expect(table).toHaveLength(22);
    expect(block!.offsets).toEqual(Object.fromEntries(table));
  });
});

describe('TwinCAT', () => {
  test('aligns naturally', () => {
    expect(offsets('twincat', 'a : BOOL; b : LREAL; c : INT; d : STRING(3); e : POINTER TO INT;')).toBe(
      'a@0 b@8 c@16 d@18 e@24 = 32',
    );
  });

  test('gives the offsets of the structures that the specification took from a real .tmc', () => {
    const of = (types: string) =>
      offsets(
        'twincat',
        types
          .split(';')
          .map((type, n) => `m${n} : ${type};`)
          .join(' '),
      );
    expect(of('INT;DINT;STRING;DINT')).toBe('m0@0 m1@4 m2@8 m3@92 = 96');
    expect(of('INT;DINT;REAL;LREAL;STRING;INT;BOOL')).toBe('m0@0 m1@4 m2@8 m3@16 m4@24 m5@106 m6@108 = 112');
    const text =
      'TYPE U : STRUCT e : LREAL; f : DT; END_STRUCT END_TYPE TYPE T : STRUCT a : INT; b : DINT; c : ARRAY[0..9] OF REAL; d : U; END_STRUCT END_TYPE';
    expect(named('twincat', text, 'T')).toBe('a@0 b@4 c@8 d@48 = 64');
    expect(of('WSTRING;BOOL')).toBe('m0@0 m1@162 = 164');
    expect(of('BOOL;TON;BOOL')).toBe('m0@0 m1@8 m2@40 = 48');
  });

  test('function blocks begin with a pointer, hold references for VAR_IN_OUT and no constants; bases come first', () => {
    const text = `FUNCTION_BLOCK A VAR_INPUT x : BOOL; END_VAR VAR_IN_OUT r : INT; END_VAR VAR CONSTANT k : INT := 1; END_VAR VAR_TEMP t : INT; END_VAR END_FUNCTION_BLOCK
      FUNCTION_BLOCK B EXTENDS A VAR y : INT; END_VAR END_FUNCTION_BLOCK
      TYPE P : STRUCT a : BYTE; END_STRUCT END_TYPE TYPE Q EXTENDS P : STRUCT b : DINT; END_STRUCT END_TYPE`;
    expect(named('twincat', text, 'A')).toBe('x@8 r@16 = 24');
    expect(named('twincat', text, 'B')).toBe('x@8 r@16 y@24 = 32');
    expect(named('twincat', text, 'Q')).toBe('a@0 b@4 = 8');
  });

  test('enumerations have the size of their base, unions of their largest member, pack_mode limits alignment', () => {
    const text = `TYPE E : (a, b) USINT; END_TYPE TYPE D : (c, d); END_TYPE
      TYPE U : UNION w : WORD; l : LWORD; END_UNION END_TYPE
      {attribute 'pack_mode' := '1'}
      TYPE T : STRUCT e : E; d : D; u : U; END_STRUCT END_TYPE`;
    expect(named('twincat', text, 'U')).toBe('w@0 l@0 = 8');
    expect(named('twincat', text, 'T')).toBe('e@0 d@1 u@3 = 11');
    expect(named('twincat', text.replace(/\{.*\}/, ''), 'T')).toBe('e@0 d@2 u@8 = 16');
  });

  test.skipIf(!hasSamples)('agrees with what TwinCAT itself wrote into a .tmc', () => {
    const tmc = readFileSync(`${SAMPLES}beckhoff-twincat3/ServerSampleProject.tmc`, 'utf8');
    const compared = ['ST_LibVersion', 'ST_SubStructure', 'ST_Structure'].map((name) => {
      const own = new RegExp(`<DataType><Name[^>]*>${name}</Name>.*?</DataType>`, 's').exec(
        tmc.replace(/>\s+</g, '><'),
      )![0];
      const size = Number(/<BitSize>(\d+)/.exec(own)![1]) / 8;
      const items = [
        ...own.matchAll(/<SubItem><Name>(\w+)<\/Name><Type[^>]*>([^<]+)<\/Type>(.*?)<\/SubItem>/gs),
      ];
      const members = items.map(([, member, type, rest]) => {
        const array = /<LBound>(-?\d+)<\/LBound><Elements>(\d+)/.exec(rest!);
        const low = Number(array?.[1]);
        const bounds = array === null ? '' : `ARRAY[${low}..${low + Number(array[2]) - 1}] OF `;
        return {
          member,
          declaration: `${member} : ${bounds}${type};`,
          at: Number(/<BitOffs>(\d+)/.exec(rest!)![1]) / 8,
        };
      });
      return { name, size, members };
    });
    const text = compared.map(
      ({ name, members }) =>
        `TYPE ${name} : STRUCT ${members.map((one) => one.declaration).join(' ')} END_STRUCT END_TYPE`,
    );
    const layouts = layoutOf([{ path: 'a.st', text: text.join('\n') }], 'twincat');
    expect(layouts).toEqual(
      compared.map(({ name, size, members }) => ({
        name,
        size,
        offsets: Object.fromEntries(members.map(({ member, at }) => [member, at])),
      })),
    );
  });
});

/** A second calculation from the words of the specification: byte counters in place of extents. */
const WIDTHS: Readonly<Record<string, number>> = {
  BYTE: 1,
  SINT: 1,
  INT: 2,
  WORD: 2,
  DINT: 4,
  REAL: 4,
  TIME: 4,
  LREAL: 8,
  LINT: 8,
};

function siemens(types: readonly string[]): string {
  let byte = 0;
  let bit = 0;
  const even = () => {
    if (bit > 0) byte++;
    bit = 0;
    byte += byte % 2;
  };
  const places = types.map((type, n) => {
    if (type === 'BOOL') {
      const at = `m${n}@${byte}.${bit++}`;
      if (bit === 8) [byte, bit] = [byte + 1, 0];
      return at;
    }
    if (WIDTHS[type] === 1) {
      if (bit > 0) [byte, bit] = [byte + 1, 0];
    } else even();
    const at = `m${n}@${byte}.0`;
    byte += WIDTHS[type] ?? 0;
    return at;
  });
  even();
  return `${places.join(' ')} = ${byte}`;
}

function twincat(types: readonly string[]): string {
  let byte = 0;
  let widest = 1;
  const places = types.map((type, n) => {
    const width = WIDTHS[type] ?? 1;
    while (byte % width !== 0) byte++;
    widest = Math.max(widest, width);
    const at = `m${n}@${byte}`;
    byte += width;
    return at;
  });
  while (byte % widest !== 0) byte++;
  return `${places.join(' ')} = ${byte}`;
}

test('an independent calculation gives the same for 400 random structures', () => {
  const next: Random = random(7);
  const names = ['BOOL', 'BOOL', ...Object.keys(WIDTHS)];
  for (let run = 0; run < 400; run++) {
    const types = Array.from({ length: 1 + below(next, 24) }, () => pick(next, names));
    const members = types.map((type, n) => `m${n} : ${type};`).join(' ');
    expect(offsets('S7-1500', members)).toBe(siemens(types));
    expect(offsets('twincat', members)).toBe(twincat(types));
  }
});

test('what has unknown types is left out with the reason', () => {
  const text =
    'TYPE A : STRUCT x : Nowhere; END_STRUCT END_TYPE TYPE B : STRUCT y : INT; END_STRUCT END_TYPE';
  const { layouts, unknown } = layoutReport([{ path: 'a.st', text }], 'twincat');
  expect(layouts.map(({ name }) => name)).toEqual(['B']);
  expect(unknown).toEqual([{ name: 'A', why: 'the type Nowhere is not known' }]);
  const loop = 'TYPE L : STRUCT l : L; END_STRUCT END_TYPE';
  expect(layoutReport([{ path: 'l.st', text: loop }], 'S7-1500').unknown).toMatchObject([{ name: 'L' }]);
});
