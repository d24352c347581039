import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../tests/harness/random.ts';
import type { Field } from '../tagcolumns.ts';
import { judge, refusedLine, tallyOf, type Wanted, wishesOf } from './difference.ts';
import { fill } from './fill.ts';
import { projectOf, rowsOf, write } from './fixtures.ts';
import { replaceIn } from './replace.ts';

const PLANT = {
  'GVL_IO.st':
    'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL; // start button\n  xStop AT %IX0.1 : BOOL;\n  nSpeed : INT := 5;\nEND_VAR\n',
  'MAIN.st':
    'PROGRAM MAIN\nVAR\n  i : INT;\nEND_VAR\nIF xStart AND NOT xStop THEN nSpeed := i; END_IF;\nEND_PROGRAM\n',
};
const want = (key: string, field: Field, value: string): Wanted => ({ key, field, value, row: null });
const states = (wanted: readonly Wanted[], files: Readonly<Record<string, string>> = PLANT) =>
  judge({ wanted, unwanted: [] }, rowsOf(projectOf(files))).map(
    ({ name, field, before, after, state, code }) => `${name}.${field} ${before}>${after} ${code || state}`,
  );

describe('a difference', () => {
  test('B1 says what changes, what stays and what cannot be', () => {
    expect(
      states([
        want('gvl_io.xstart', 'comment', ' go '),
        want('gvl_io.xstop', 'address', '%ix0.1'),
        want('gvl_io.nspeed', 'type', 'int '),
        want('gvl_io.nspeed', 'name', ''),
        want('gvl_io.gone', 'type', 'INT'),
      ]),
    ).toEqual([
      'xStart.comment start button>go change',
      'xStop.address %IX0.1>%IX0.1 unchanged',
      'nSpeed.type INT>int unchanged',
      'nSpeed.name nSpeed> TAG_VALUE',
      'gvl_io.gone.type >INT TAG_GONE',
    ]);
  });

  test('B1 refuses the second value of one field and forgets the same value given twice', () => {
    const twice = [want('gvl_io.nspeed', 'initial', '7'), want('gvl_io.nspeed', 'initial', '7')];
    expect(states([...twice, want('gvl_io.nspeed', 'initial', '8')])).toEqual([
      'nSpeed.initial 5>7 change',
      'nSpeed.initial 5>8 BULK_TWICE',
    ]);
  });

  test('B2 names clash without their case, in their scope alone', () => {
    expect(
      states([
        want('gvl_io.xstart', 'name', 'XSTOP'),
        want('gvl_io.nspeed', 'name', 'i'),
        want('main.i', 'name', 'I'),
      ]),
    ).toEqual(['xStart.name xStart>XSTOP RENAME_TAKEN', 'nSpeed.name nSpeed>i change', 'i.name i>I change']);
  });

  test('B2 a name that becomes free may be taken; one that stays after all may not', () => {
    const ring = [want('gvl_io.xstart', 'name', 'xStop'), want('gvl_io.xstop', 'name', 'xHalt')];
    expect(states(ring)).toEqual(['xStart.name xStart>xStop change', 'xStop.name xStop>xHalt change']);
    const stuck = [want('gvl_io.xstart', 'name', 'xStop'), want('gvl_io.xstop', 'name', 'NSPEED')];
    expect(states(stuck)).toEqual([
      'xStart.name xStart>xStop RENAME_TAKEN',
      'xStop.name xStop>NSPEED RENAME_TAKEN',
    ]);
  });

  test('B1 counts what is left out as nothing and wishes for the rest', () => {
    const lines = judge(
      {
        wanted: [want('gvl_io.xstart', 'comment', 'a'), want('gvl_io.xstart', 'initial', 'TRUE')],
        unwanted: [],
      },
      rowsOf(projectOf(PLANT)),
    );
    const left = new Set([lines[0]!.id]);
    expect(tallyOf(lines, left)).toEqual({ change: 1, unchanged: 0, refused: 0, tags: 1 });
    expect(wishesOf(lines, left)).toEqual([{ key: 'gvl_io.xstart', field: 'initial', value: 'TRUE' }]);
    expect(wishesOf([refusedLine(lines[1]!, { code: 'X', message: 'x' })], new Set())).toEqual([]);
  });

  for (let seed = 1; seed <= 25; seed++)
    test(`B3 written, it gives the wanted values and nothing else changes (seed ${seed})`, () => {
      const random = createRandom(seed);
      const names = Array.from({ length: 30 }, (_, i) => `t${i}`);
      const lines = names.map((name) => {
        const comment = random.chance(0.5) ? ` // about ${name}` : '';
        return `  ${name}${random.chance(0.3) ? ` AT %MW${100 + random.below(400) * 2}` : ''} : INT${random.chance(0.4) ? ' := 3' : ''};${comment}`;
      });
      const project = projectOf({
        'G.st': `VAR_GLOBAL\n${lines.join('\n')}\nEND_VAR\n`,
        'P.st': `PROGRAM P\nVAR\n  own : INT;\nEND_VAR\nown := ${names.join(' + ')};\nEND_PROGRAM\n`,
      });
      const before = rowsOf(project);
      const wanted = names.flatMap((name): Wanted[] => {
        const values: readonly [Field, string][] = [
          ['comment', random.pick(['', 'new', 'über alles', 'two words'])],
          ['initial', random.pick(['', '7', '16#FF'])],
          ['type', random.pick(['INT', 'UINT', 'DINT'])],
          ['address', random.pick(['', '%MW10', '%MD20'])],
          ['name', random.pick([name, `${name}New`, `r${random.below(8)}`])],
        ];
        return values.flatMap(([field, value]) =>
          random.chance(0.4) ? [want(`g.${name}`, field, value)] : [],
        );
      });
      const judged = judge({ wanted, unwanted: [] }, before);
      expect(write(project, wishesOf(judged, new Set()))).toEqual([]);
      const expected = new Map([...before].map(([key, row]) => [key, { ...row }]));
      for (const { key, field, after, state } of judged)
        if (state === 'change') Object.assign(expected.get(key!)!, { [field!]: after });
      const plain = (
        rows: Iterable<{ name: string; type: string; initial: string; address: string; comment: string }>,
      ) =>
        [...rows].map(({ name, type, initial, address, comment }) => ({
          name,
          type,
          initial,
          address,
          comment,
        }));
      expect(plain(rowsOf(project).values())).toEqual(plain(expected.values()));
      const again = judge(
        {
          wanted: judged.flatMap(({ key, field, after, state, row }) =>
            state === 'change' &&
            field !== 'name' &&
            !expected.get(key!)!.name.startsWith('r') &&
            expected.get(key!)!.name === before.get(key!)!.name
              ? [{ key: key!, field: field!, value: after, row }]
              : [],
          ),
          unwanted: [],
        },
        rowsOf(project),
      );
      expect(again.filter(({ state }) => state !== 'unchanged')).toEqual([]);
      const used = project
        .text('P.st')
        .match(/own := (.*);/)?.[1]
        ?.split(' + ');
      expect(used).toEqual(
        [...expected.values()].filter(({ scope }) => scope === 'G').map(({ name }) => name),
      );
    });
});

describe('one field of many tags', () => {
  const rows = [...rowsOf(projectOf(PLANT)).values()].slice(0, 3);
  const values = (
    how: 'set' | 'front' | 'behind',
    text: string,
    field: Field = 'name',
    first = 1,
    step = 1,
  ) => fill(rows, { field, how, text, first, step }).wanted.map(({ value }) => value);

  test('is set, or gets something in front or behind', () => {
    expect(values('set', 'x')).toEqual(['x', 'x', 'x']);
    expect(values('front', 'M1_')).toEqual(['M1_xStart', 'M1_xStop', 'M1_nSpeed']);
    expect(values('behind', '_{scope}')).toEqual(['xStart_GVL_IO', 'xStop_GVL_IO', 'nSpeed_GVL_IO']);
  });

  test('takes what the tag says and counts along the table', () => {
    expect(values('set', '{name}: {comment}', 'comment')).toEqual([
      'xStart: start button',
      'xStop: ',
      'nSpeed: ',
    ]);
    expect(values('set', 'x{nnn}', 'name', 8, 2)).toEqual(['x008', 'x010', 'x012']);
    expect(values('set', '{other} {value}', 'type')).toEqual(['{other} BOOL', '{other} BOOL', '{other} INT']);
  });
});

describe('find and replace', () => {
  const rows = [...rowsOf(projectOf(PLANT)).values()];
  const find = (text: string, replacement: string, how: Partial<Parameters<typeof replaceIn>[1]> = {}) =>
    replaceIn(rows, {
      text,
      replacement,
      isRegex: false,
      isCaseSensitive: false,
      isWholeWord: false,
      fields: new Set<Field>(['name', 'comment']),
      ...how,
    });

  test('finds a text in the chosen fields, with or without its case', () => {
    expect(find('start', 'go').wanted.map(({ field, value }) => `${field} ${value}`)).toEqual([
      'name xgo',
      'comment go button',
    ]);
    expect(find('start', 'go', { isCaseSensitive: true }).wanted.map(({ field }) => field)).toEqual([
      'comment',
    ]);
    expect(find('%IX0', '%IX9', { fields: new Set(['address']) }).wanted.map(({ value }) => value)).toEqual([
      '%IX9.0',
      '%IX9.1',
    ]);
  });

  test('fills in the groups of a regular expression, and says why one is none', () => {
    expect(
      find('^x(.)(.*)$', 'b$1$2', { isRegex: true, isCaseSensitive: true }).wanted.map(({ value }) => value),
    ).toEqual(['bStart', 'bStop']);
    expect(find('(', '', { isRegex: true }).problem).toMatch(/regular expression/i);
    expect(
      find('x*', '-', { isRegex: true, fields: new Set(['name']) }).wanted.map(({ value }) => value),
    ).toEqual(['-Start', '-Stop']);
  });

  test('finds nothing without a text, and $1 stands for itself in a plain search', () => {
    expect(find('', 'x').wanted).toEqual([]);
    expect(find('button', '$1').wanted.map(({ value }) => value)).toEqual(['start $1']);
  });
});
