import { expect, it } from 'vitest';
import { readTypeText } from './typetext.ts';

it('reads canonical type text back to a tree', () => {
  expect(readTypeText('ARRAY [0..3, -1..*] OF INT')).toMatchObject({
    kind: 'array',
    dims: [[0, 3], null],
    base: { kind: 'elementary', name: 'INT' },
  });
  expect(readTypeText('ARRAY [*] OF ARRAY [1..2] OF ST_X')).toMatchObject({
    dims: ['*'],
    base: { dims: [[1, 2]], base: { kind: 'named', name: 'ST_X' } },
  });
  expect(readTypeText('STRING[12]')).toMatchObject({ kind: 'string', wide: false, length: 12 });
  expect(readTypeText('WSTRING')).toMatchObject({ kind: 'string', wide: true, length: null });
  expect(readTypeText('INT (-5..5)')).toMatchObject({
    kind: 'subrange',
    range: [-5, 5],
    base: { name: 'INT' },
  });
  expect(readTypeText('POINTER TO REFERENCE TO INT')).toMatchObject({
    kind: 'pointer',
    base: { kind: 'reference' },
  });
  expect(readTypeText('Lib.FB_X')).toMatchObject({ kind: 'named', name: 'Lib.FB_X' });
  expect(readTypeText('')).toMatchObject({ kind: 'unknown' });
});
