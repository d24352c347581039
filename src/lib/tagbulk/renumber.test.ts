import { type Machine, roomsOf } from '@tagloom/st-parser/editor';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../tests/harness/random.ts';
import { judge, wishesOf } from './difference.ts';
import { projectOf, rowsOf, write } from './fixtures.ts';
import { type AreaRule, type RenumberOptions, renumber } from './renumber.ts';

const FREE: AreaRule = { isOn: true, start: 0, end: null };
const CLOSE: RenumberOptions = {
  areas: { I: FREE, Q: FREE, M: FREE },
  keepsValid: false,
  fillsGaps: true,
  newIn: null,
};
/** Signs that make the guess of a file's dialect certain. */
const HEADS = { codesys: "{attribute 'qualified_only'}\n", iec: '', siemens: '' };

function gvl(lines: readonly string[], dialect: keyof typeof HEADS = 'codesys'): string {
  return `${HEADS[dialect]}VAR_GLOBAL\n${lines.map((line) => `  ${line};`).join('\n')}\nEND_VAR\n`;
}

/** The addresses of all chosen tags of a list after a run, by name. */
function run(
  text: string,
  options: Partial<RenumberOptions> = {},
  { machine = 'file', chosen }: { machine?: Machine; chosen?: readonly string[] } = {},
) {
  const project = projectOf({ 'G.st': text });
  const keys = new Set(chosen?.map((name) => `g.${name}`) ?? rowsOf(project).keys());
  const draft = renumber(roomsOf(project, keys, machine), keys, { ...CLOSE, ...options });
  const lines = judge(draft, rowsOf(project));
  expect(write(project, wishesOf(lines, new Set()))).toEqual([]);
  const refused = lines.filter(({ state }) => state === 'refused').map(({ name, code }) => `${name} ${code}`);
  const after = [...rowsOf(project).values()].map(({ name, address }) => `${name} ${address}`);
  return { after, refused, text: project.text('G.st') };
}

describe('renumbering', () => {
  test('B4 packs bits, and begins the others at a multiple of their own size (TwinCAT counts bytes)', () => {
    const text = gvl([
      'a AT %IX4.0 : BOOL',
      'b AT %IX5.3 : BOOL',
      'c AT %IW20 : INT',
      'd AT %ID40 : REAL',
      'e AT %IX50.0 : BOOL',
      'f AT %IB60 : ARRAY[0..2] OF BOOL',
      'g AT %IL80 : LREAL',
    ]);
    expect(run(text).after).toEqual([
      'a %IX0.0',
      'b %IX0.1',
      'c %IW2',
      'd %ID4',
      'e %IX8.0',
      'f %IB9',
      'g %IL16',
    ]);
  });

  test('B4 counts elements of their own size in IEC', () => {
    const text = gvl(
      ['a AT %QX4.0 : BOOL', 'c AT %QW20 : INT', 'd AT %QD40 : REAL', 'e AT %QW100 : ARRAY[0..2] OF WORD'],
      'iec',
    );
    expect(run(text).after).toEqual(['a %QX0.0', 'c %QW1', 'd %QD1', 'e %QW4']);
  });

  test('B4 puts words of Siemens at even bytes, writes bits without X and 64 bits by their first one', () => {
    const lines = [
      'a AT %M4.0 : Bool',
      'c AT %MW21 : Int',
      'b AT %MB30 : Byte',
      'd AT %MD41 : Real',
      'e AT %M60.0 : LReal',
    ];
    const text = `PROGRAM P\nVAR\n${lines.map((line) => `  ${line};`).join('\n')}\nEND_VAR\n#x := 1;\nEND_PROGRAM\n`;
    const project = projectOf({ 'P.scl': text });
    const keys = new Set(rowsOf(project).keys());
    const rooms = roomsOf(project, keys, 'file');
    expect(rooms.map(({ machine }) => machine)).toEqual(Array(5).fill('siemens'));
    const values = renumber(rooms, keys, CLOSE).wanted.map(({ value }) => value);
    expect(values).toEqual(['%M0.0', '%MW2', '%MB4', '%MD6', '%M10.0']);
  });

  test('B4 takes the sizes and alignments of another machine when asked, in the spelling of the file', () => {
    const text = gvl(['a AT %MX4.0 : BOOL', 'c AT %MD21 : DINT', 'd AT %ML40 : LREAL']);
    expect(run(text, {}, { machine: 'siemens' }).after).toEqual(['a %MX0.0', 'c %MD2', 'd %ML6']);
  });

  test('B5 goes round tags that are not chosen, whatever they cover', () => {
    const text = gvl([
      'a AT %IX4.0 : BOOL',
      'other AT %IX0.1 : BOOL',
      'wide AT %IB2 : ARRAY[0..3] OF INT',
      'b AT %IX4.1 : BOOL',
      'c AT %IW90 : INT',
    ]);
    expect(run(text, {}, { chosen: ['a', 'b', 'c'] }).after).toEqual([
      'a %IX0.0',
      'other %IX0.1',
      'wide %IB2',
      'b %IX0.2',
      'c %IW10',
    ]);
  });

  test('B6 keeps what is valid, and gives the others the first room or the first behind all', () => {
    const text = gvl(['a AT %IX0.0 : BOOL', 'b AT %IX0.0 : BOOL', 'c AT %IW3 : INT', 'd AT %IX9.7 : BOOL']);
    const keepsValid = true;
    expect(run(text, { keepsValid }).after).toEqual(['a %IX0.0', 'b %IX0.1', 'c %IW2', 'd %IX9.7']);
    expect(run(text, { keepsValid, fillsGaps: false }).after).toEqual([
      'a %IX0.0',
      'b %IX10.0',
      'c %IW12',
      'd %IX9.7',
    ]);
  });

  test('B6 moves all together where distances stay, past what is in the way', () => {
    const text = gvl(['a AT %IX100.0 : BOOL', 'c AT %IW104 : INT', 'other AT %IB4 : BYTE']);
    const options = { fillsGaps: false };
    expect(run(text, options, { chosen: ['a', 'c'] }).after).toEqual(['a %IX12.0', 'c %IW16', 'other %IB4']);
  });

  test('B6 gives an address to tags without one only when asked, and leaves what is no place alone', () => {
    const text = gvl(['a AT %IX0.0 : BOOL', 'b : BOOL', 'p AT %Q* : INT', 's : STRING(9)', 'u : T_Unknown']);
    expect(run(text).after).toEqual(['a %IX0.0', 'b ', 'p %Q*', 's ', 'u ']);
    const { after, refused } = run(text, { newIn: 'M', keepsValid: true });
    expect(after).toEqual(['a %IX0.0', 'b %MX0.0', 'p %QW0', 's %MB1', 'u ']);
    expect(refused).toEqual(['u RENUMBER_TYPE']);
  });

  test('B6 respects the bytes and the areas that it was given', () => {
    const text = gvl(['a AT %IX0.0 : BOOL', 'c AT %IW0 : INT', 'd AT %ID0 : DINT', 'q AT %QX7.7 : BOOL']);
    const areas = { I: { isOn: true, start: 10, end: 14 }, Q: { ...FREE, isOn: false }, M: FREE };
    const { after, refused } = run(text, { areas });
    expect(after).toEqual(['a %IX10.0', 'c %IW12', 'd %ID0', 'q %QX7.7']);
    expect(refused).toEqual(['d RENUMBER_FULL']);
  });

  test('B6 refuses Logix, constants and what stands elsewhere with a reason', () => {
    const text = 'VAR_GLOBAL CONSTANT\n  a AT %MW0 : INT := 1;\nEND_VAR\n';
    expect(run(text).refused).toEqual(['a RENUMBER_TYPE']);
  });
});

const TYPES = [
  'BOOL',
  'BOOL',
  'BOOL',
  'BYTE',
  'INT',
  'DINT',
  'LREAL',
  'ARRAY[0..4] OF BOOL',
  'ARRAY[1..3] OF INT',
  'STRING(5)',
  'ST_Pair',
];

function randomList(random: Random, dialect: 'codesys' | 'iec'): string[] {
  return Array.from({ length: 10 + random.below(40) }, (_, i) => {
    const area = random.pick(['I', 'Q', 'M']);
    const bit = random.chance(0.5);
    const place = bit
      ? `X${random.below(30)}.${random.below(8)}`
      : `${random.pick(['B', 'W', 'D'])}${random.below(30)}`;
    const address = random.chance(0.8) ? ` AT %${area}${place}` : '';
    return `t${i}${address} : ${random.pick(dialect === 'iec' ? TYPES.slice(0, 9) : TYPES)}`;
  });
}

const PAIR = 'TYPE ST_Pair : STRUCT a : BOOL; b : DINT; END_STRUCT END_TYPE\n';

/** Bits of each tag by area; the tests' own table of sizes. */
function rangesOf(text: string, unit: number): { name: string; area: string; from: number; to: number }[] {
  const bits: Record<string, number> = {
    BOOL: 1,
    BYTE: 8,
    INT: 16,
    DINT: 32,
    LREAL: 64,
    'ARRAY[0..4] OF BOOL': unit === 8 ? 40 : 5,
    'ARRAY[1..3] OF INT': 48,
    'STRING(5)': 48,
    ST_Pair: 64,
  };
  return [...text.matchAll(/(\w+) AT %(.)(X|B|W|D|L)(\d+)(?:\.(\d))? : ([^;]+);/g)].map((match) => {
    const [, name = '', area = '', letter = '', index = '', bit = '0', type = ''] = match;
    const size = { X: 8, B: 8, W: 16, D: 32, L: 64 }[letter]!;
    const from =
      Number(index) * (letter === 'X' || unit === 8 ? 8 : size) + (letter === 'X' ? Number(bit) : 0);
    return { name, area, from, to: from + (bits[type] ?? Number.NaN) };
  });
}

describe('renumbering anything', () => {
  for (let seed = 1; seed <= 40; seed++)
    test(`B5 B7 never overlaps, says the same again, and a new tag moves no other (seed ${seed})`, () => {
      const random = createRandom(seed);
      const dialect = random.pick(['codesys', 'iec'] as const);
      const lines = randomList(random, dialect);
      const start = random.below(20);
      const rule = { isOn: true, start, end: null };
      const options: RenumberOptions = {
        areas: { I: rule, Q: rule, M: rule },
        keepsValid: random.chance(0.5),
        fillsGaps: random.chance(0.5),
        newIn: random.pick([null, 'M', 'I'] as const),
      };
      const isChosen = (line: string) => Number(/^t(\d+)/.exec(line)![1]) % 4 !== 0;
      const chosen = lines.filter(isChosen).map((line) => /^\w+/.exec(line)![0]);
      const text = (dialect === 'iec' ? '' : PAIR) + gvl(lines, dialect);
      const once = run(text, options, { chosen });
      expect(once.refused).toEqual([]);

      const ranges = rangesOf(once.text, dialect === 'codesys' ? 8 : 1);
      const own = new Set(chosen);
      for (const a of ranges)
        for (const b of ranges)
          if (own.has(a.name) && a.name !== b.name && a.area === b.area)
            expect(a.from < b.to && b.from < a.to, `${a.name} and ${b.name} overlap`).toBe(false);
      for (const { name, from } of ranges) if (own.has(name)) expect(from).toBeGreaterThanOrEqual(start * 8);
      const stays = (after: readonly string[]) => after.filter((line) => !own.has(line.split(' ')[0]!));
      expect(stays(once.after)).toEqual(
        stays(lines.map((line) => `${/^\w+/.exec(line)![0]} ${/AT (\S+)/.exec(line)?.[1] ?? ''}`)),
      );

      const twice = run(once.text, options, { chosen });
      expect(twice.after).toEqual(once.after);

      const grown = once.text.replace(
        'VAR_GLOBAL\n',
        `VAR_GLOBAL\n  fresh : ${random.pick(['BOOL', 'INT', 'LREAL'])};\n`,
      );
      const more = run(
        grown,
        { ...options, newIn: 'M' },
        {
          chosen: [
            ...chosen.filter((name) => options.newIn === 'M' || ranges.some((one) => one.name === name)),
            'fresh',
          ],
        },
      );
      expect(more.after.slice(1)).toEqual(once.after);
      expect(more.after[0]).toMatch(/^fresh %M/);
    });
});

describe('renumbering where there is little room', () => {
  for (let seed = 1; seed <= 20; seed++)
    test(`B5 B6 gives nothing outside of its bytes, and what finds no place keeps its bits (seed ${seed})`, () => {
      const random = createRandom(1_000 + seed);
      const lines = randomList(random, 'codesys');
      const rule = { isOn: true, start: 2, end: 2 + random.below(14) };
      const options: RenumberOptions = {
        areas: { I: rule, Q: rule, M: rule },
        keepsValid: random.chance(0.5),
        fillsGaps: random.chance(0.5),
        newIn: random.pick([null, 'Q'] as const),
      };
      const text = PAIR + gvl(lines);
      const { after, refused, text: written } = run(text, options);
      const stuck = new Set(refused.map((one) => one.split(' ')[0]!));
      const before = new Map(lines.map((line) => [/^\w+/.exec(line)![0], /AT (\S+)/.exec(line)?.[1] ?? '']));
      for (const line of after) {
        const [name = '', address = ''] = line.split(' ');
        if (stuck.has(name)) expect(address).toBe(before.get(name));
      }
      const ranges = rangesOf(written, 8);
      const given = ranges.filter(({ name }) => !stuck.has(name));
      for (const { name, from, to } of given) {
        expect(from, name).toBeGreaterThanOrEqual(rule.start * 8);
        expect(to, name).toBeLessThanOrEqual(rule.end * 8);
      }
      for (const a of given)
        for (const b of ranges)
          if (a.name !== b.name && a.area === b.area)
            expect(a.from < b.to && b.from < a.to, `${a.name} and ${b.name} overlap`).toBe(false);
    });
});
