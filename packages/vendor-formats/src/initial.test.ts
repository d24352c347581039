import { describe, expect, it } from 'vitest';
import { isDefault, readLiteral, readValue } from './initial.ts';

const scalar = (text: string) => ({ kind: 'scalar', text });

describe('readValue', () => {
  it('takes arrays, repeats and structures apart', () => {
    expect(readValue('5')).toEqual(scalar('5'));
    expect(readValue("[1, 2(0), 'a,]b']")).toEqual({
      kind: 'array',
      items: [
        { count: 1, value: scalar('1') },
        { count: 2, value: scalar('0') },
        { count: 1, value: scalar("'a,]b'") },
      ],
    });
    expect(readValue('(a := 1, b := [2, (c := F(1, 2))])')).toMatchObject({
      kind: 'struct',
      members: [
        { name: 'a' },
        { name: 'b', value: { kind: 'array', items: [{}, { value: { kind: 'struct' } }] } },
      ],
    });
    expect(readValue('1, 2, 3(0)')).toMatchObject({ kind: 'array', items: [{}, {}, { count: 3 }] });
    expect(readValue('(A + B) * 2')).toEqual(scalar('(A + B) * 2'));
  });

  it.each(['', '[1', '1]', '[1,]', '(a := )', '3(1', '[1] 2'])('is null for %j', (text) => {
    expect(readValue(text)).toBeNull();
  });

  it('gives up on deep nesting without a stack overflow', () => {
    expect(readValue('['.repeat(10_000))).toBeNull();
    expect(readValue('2('.repeat(10_000))).toBeNull();
  });
});

describe('readLiteral', () => {
  it.each([
    ['TRUE', 'bool'],
    ['BOOL#FALSE', 'bool'],
    ['-12', 'int'],
    ['INT#1_000', 'int'],
    ['16#FF', 'int'],
    ['WORD#16#ff', 'int'],
    ['1.5e-3', 'real'],
    ['LREAL#2.0', 'real'],
    ["'it$'s'", 'string'],
    ['"wide"', 'string'],
    ['T#1h2m', 'time'],
    ['DATE_AND_TIME#2020-01-01-12:00:00', 'time'],
  ])('%s is a %s', (text, kind) => {
    expect(readLiteral(text)?.kind).toBe(kind);
  });

  it('knows values of integers in every base and sign', () => {
    const value = (text: string) => {
      const literal = readLiteral(text);
      return literal?.kind === 'int' ? literal.value : null;
    };
    expect(['16#FF', '-5', 'INT#-5', '2#1010', '8#17', '18446744073709551615'].map(value)).toEqual([
      255n,
      -5n,
      -5n,
      10n,
      15n,
      18446744073709551615n,
    ]);
  });

  it('reads names of an enumeration as their numbers, and nothing else by name', () => {
    const enumeration = {
      name: 'E',
      typed: false,
      values: [
        { name: 'Idle', value: 3 },
        { name: 'Run', value: null },
      ],
    };
    expect(readLiteral('E.idle', enumeration)).toMatchObject({ kind: 'int', value: 3n });
    expect(readLiteral('E#Run', enumeration)).toBeNull();
    expect(readLiteral('Idle')).toBeNull();
    expect(readLiteral('1 + 2')).toBeNull();
    expect(readLiteral('2#3')).toBeNull();
  });
});

it('isDefault knows what says nothing', () => {
  const says = ['FALSE', '0', '0.0', '16#00', "''", 'T#0s', 'TIME#0ms', 'INT#0'].map(isDefault);
  expect(says).not.toContain(false);
  expect(['TRUE', '1', '0.1', "'a'", 'T#1s', 'D#1970-01-01', 'X', '[0]'].some(isDefault)).toBe(false);
});
