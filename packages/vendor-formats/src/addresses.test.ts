import { describe, expect, it } from 'vitest';
import { readAddress } from './addresses.ts';
import { notesOn } from './notes.ts';
import { s7Address } from './siemens/addresses.ts';

describe('readAddress', () => {
  it('reads areas, sizes and bits', () => {
    expect(readAddress('%IX0.3')).toEqual({ kind: 'direct', area: 'I', width: 'X', index: 0, bit: 3 });
    expect(readAddress('%q1.7')).toEqual({ kind: 'direct', area: 'Q', width: 'X', index: 1, bit: 7 });
    expect(readAddress('%MD12')).toEqual({ kind: 'direct', area: 'M', width: 'D', index: 12, bit: null });
    expect(readAddress('%I*')).toEqual({ kind: 'placeholder', area: 'I' });
    expect(readAddress('%QX*')).toEqual({ kind: 'placeholder', area: 'Q' });
  });
  it.each(['%IX0.8', '%IW1.2', '%IX1.2.3', '%DB1.DBX0.0', '', '%Z1', '%IX'])(
    '%j is something else',
    (text) => {
      expect(readAddress(text)).toEqual({ kind: 'other' });
    },
  );
});

describe('s7Address', () => {
  const convert = (text: string, bits: number, index: 'byte' | 'element' = 'byte') => {
    const { note, list } = notesOn('t');
    return [s7Address(text, bits, index, note), ...list.map((one) => one.code)];
  };
  it('drops X and keeps the number', () => {
    expect(convert('%IX0.3', 1)).toEqual(['%I0.3']);
    expect(convert('%QW4', 16)).toEqual(['%QW4']);
    expect(convert('%MD12', 32)).toEqual(['%MD12']);
    expect(convert('%ML8', 64)).toEqual(['%M8.0']);
    expect(convert('%IB4', 8)).toEqual(['%IB4']);
  });
  it('lets the type decide the size, and says so', () => {
    expect(convert('%MB10', 16)).toEqual(['%MW10', 'ADDRESS_CHANGED']);
    expect(convert('%MX3', 1)).toEqual(['%M3.0', 'ADDRESS_CHANGED']);
    expect(convert('%MX3.1', 16)).toEqual(['%MW3', 'ADDRESS_CHANGED']);
  });
  it('counts elements only when asked, and says so', () => {
    expect(convert('%IW4', 16, 'element')).toEqual(['%IW8', 'ADDRESS_CHANGED']);
    expect(convert('%IX4.1', 1, 'element')).toEqual(['%I4.1']);
    expect(convert('%MD0', 32, 'element')).toEqual(['%MD0']);
  });
  it('maps neither placeholders nor foreign forms', () => {
    expect(convert('%I*', 1)).toEqual([null, 'ADDRESS_UNMAPPED']);
    expect(convert('%IX1.2.3', 1)).toEqual([null, 'ADDRESS_UNMAPPED']);
  });
});
