import { describe, expect, it } from 'vitest';
import { seeded } from './fixtures.ts';
import { IEC_NAMES, LOGIX_NAMES, NameScope, sanitise, TIA_NAMES } from './names.ts';

function named(...wanted: string[]): string[] {
  const scope = new NameScope(LOGIX_NAMES);
  const keys = wanted.map((_, at) => String(at));
  for (const [at, name] of wanted.entries()) scope.set(String(at), name);
  scope.settle(keys.filter((key) => scope.contested.has(key)));
  return keys.map((key) => scope.name(key));
}

describe('sanitise', () => {
  it.each([
    ['Füllstand', 'Fullstand'],
    ['a b-c', 'a_b_c'],
    ['a__b___c', 'a_b_c'],
    ['x_', 'x'],
    ['9lives', '_9lives'],
    ['', 'Tag'],
    ['___', 'Tag'],
    ['日本', 'Tag'],
    ['_x', '_x'],
    [`${'a'.repeat(39)}_b`, 'a'.repeat(39)],
  ])('%j becomes %j', (from, to) => {
    expect(sanitise(from, 40)).toBe(to);
  });

  it('gives a legal Logix name for any text', () => {
    const next = seeded(5);
    for (let round = 0; round < 2_000; round++) {
      const text = String.fromCharCode(
        ...Array.from({ length: next(60) }, () => (next(3) === 0 ? 95 : next(700))),
      );
      expect(LOGIX_NAMES.legal(sanitise(text, 40))).toBe(true);
    }
  });
});

describe('name rules', () => {
  it('Logix: 40 characters, no double and no trailing underscore', () => {
    expect(['_Test', 'XIC', 'a'.repeat(40)].every(LOGIX_NAMES.legal)).toBe(true);
    expect(['a__b', 'a_', 'a'.repeat(41), '1a', 'ä', ''].some(LOGIX_NAMES.legal)).toBe(false);
  });
  it('TIA: all but quotes and control characters', () => {
    expect(['Clock_2.5Hz', 'Panel Emergency Stop', 'a__b_', 'Öl'].every(TIA_NAMES.legal)).toBe(true);
    expect(['a"b', 'a\nb', '', 'x'.repeat(129)].some(TIA_NAMES.legal)).toBe(false);
  });
  it('IEC: identifiers', () => {
    expect(['a__b_', '_x'].every(IEC_NAMES.legal)).toBe(true);
    expect(['1a', 'a b', ''].some(IEC_NAMES.legal)).toBe(false);
  });
});

describe('NameScope', () => {
  it('reserves legal names first, whatever their position', () => {
    expect(named('Valve_', 'Valve')).toEqual(['Valve_2', 'Valve']);
    expect(named('a__b', 'A_B', 'a_b_2', 'a_b_')).toEqual(['a_b_3', 'A_B', 'a_b_2', 'a_b_4']);
  });

  it('tells names apart that differ in letter case only', () => {
    expect(named('Motor', 'motor', 'MOTOR')).toEqual(['Motor', 'motor_2', 'MOTOR_3']);
  });

  it('shortens the stem so that the suffix fits', () => {
    const long = 'a'.repeat(40);
    expect(named(long, long)).toEqual([long, `${'a'.repeat(38)}_2`]);
  });

  it('keeps a reserved name from tags, until it is released', () => {
    const scope = new NameScope(TIA_NAMES);
    scope.set('t', 'GVL_IO');
    scope.reserve('gvl_io');
    scope.settle(['t']);
    expect(scope.name('t')).toBe('GVL_IO_2');
    scope.release('gvl_io');
    expect(scope.settle([])).toEqual(['t']);
    expect(scope.name('t')).toBe('GVL_IO');
  });

  it('L5: any order of edits ends in the names that a fresh scope gives', () => {
    const pool = ['Valve', 'Valve_', 'valve', 'Valve__', 'Valve_2', 'Valve_2_', 'Pump', 'pümp', 'Pump_'];
    for (let seed = 1; seed <= 60; seed++) {
      const next = seeded(seed);
      const scope = new NameScope(LOGIX_NAMES);
      const now = new Map<string, string>();
      const settled = new Map<string, string>();
      for (let step = 0; step < 60; step++) {
        const key = String(10 + next(12));
        const name = pool[next(pool.length)] ?? '';
        if (next(4) === 0) {
          scope.delete(key);
          now.delete(key);
          settled.delete(key);
        } else {
          scope.set(key, name);
          now.set(key, name);
        }
        const order = [...now.keys()].sort();
        const moved = scope.settle(order.filter((one) => scope.contested.has(one)));
        for (const one of [...moved, key]) if (now.has(one)) settled.set(one, scope.name(one));
        const fresh = new NameScope(LOGIX_NAMES);
        for (const one of order) fresh.set(one, now.get(one) ?? '');
        fresh.settle(order.filter((one) => fresh.contested.has(one)));
        expect(Object.fromEntries(order.map((one) => [one, scope.name(one)]))).toEqual(
          Object.fromEntries(order.map((one) => [one, fresh.name(one)])),
        );
        expect(Object.fromEntries(order.map((one) => [one, settled.get(one)]))).toEqual(
          Object.fromEntries(order.map((one) => [one, fresh.name(one)])),
        );
      }
    }
  });
});
