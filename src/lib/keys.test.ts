import { describe, expect, it } from 'vitest';
import { ariaKeys, keyCaps, matchesKeys } from './keys.ts';

const press = (key: string, held = '') => ({
  key,
  ctrlKey: held.includes('c'),
  shiftKey: held.includes('s'),
  altKey: held.includes('a'),
  metaKey: held.includes('m'),
});

describe('matchesKeys', () => {
  it('wants exactly the named modifiers', () => {
    expect(matchesKeys(press('p', 'c'), 'Ctrl+P', false)).toBe(true);
    expect(matchesKeys(press('P', 'cs'), 'Ctrl+P', false)).toBe(false);
    expect(matchesKeys(press('P', 'cs'), 'Ctrl+Shift+P', false)).toBe(true);
    expect(matchesKeys(press('p'), 'Ctrl+P', false)).toBe(false);
    expect(matchesKeys(press('p', 'cm'), 'Ctrl+P', false)).toBe(false);
  });

  it('takes Cmd for Ctrl on a Mac', () => {
    expect(matchesKeys(press('p', 'm'), 'Ctrl+P', true)).toBe(true);
    expect(matchesKeys(press('p', 'c'), 'Ctrl+P', true)).toBe(false);
  });

  it('does not ask for Shift where the sign itself needs it', () => {
    expect(matchesKeys(press('?', 's'), '?', false)).toBe(true);
    expect(matchesKeys(press('?'), '?', false)).toBe(true);
    expect(matchesKeys(press('F6', 's'), 'F6', false)).toBe(false);
    expect(matchesKeys(press('F6', 's'), 'Shift+F6', false)).toBe(true);
  });
});

describe('keyCaps', () => {
  it('writes one cap per key', () => {
    expect(keyCaps('Ctrl+Shift+P', false)).toEqual(['Ctrl', 'Shift', 'P']);
    expect(keyCaps('Ctrl+PageDown', true)).toEqual(['Cmd', 'PgDn']);
    expect(ariaKeys('Ctrl+P', false)).toBe('Control+P');
  });
});
