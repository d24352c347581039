import type { SourceChange } from '@tagloom/collab';
import { expect, it } from 'vitest';
import { carryEdits, stretchPlaces } from './carry.ts';

const edit = (from: number, to: number, insert: string) => ({ from, to, insert });
const change = (...edits: ReturnType<typeof edit>[]): SourceChange => ({ type: 'edit', file: 'f', edits });

it('M1 edits move over what a colleague wrote before and behind them', () => {
  const mine = [edit(10, 12, 'xx'), edit(20, 20, ' ')];
  expect(carryEdits(mine, 'f', [change(edit(0, 0, 'abc'), edit(15, 17, ''))])).toEqual([
    edit(13, 15, 'xx'),
    edit(21, 21, ' '),
  ]);
  expect(carryEdits(mine, 'f', [change(edit(30, 31, 'z'))])).toEqual(mine);
  expect(carryEdits(mine, 'f', [{ type: 'edit', file: 'g', edits: [edit(0, 5, '')] }])).toEqual(mine);
});

it('M1 an edit is left out where a colleague changed its own place, and the others stay', () => {
  const mine = [edit(10, 14, 'xx'), edit(20, 21, '')];
  expect(carryEdits(mine, 'f', [change(edit(12, 12, 'q'))])).toEqual([edit(21, 22, '')]);
  expect(carryEdits(mine, 'f', [change(edit(8, 11, ''))])).toEqual([edit(17, 18, '')]);
});

it('nothing stands in a text that was replaced or is gone', () => {
  expect(carryEdits([edit(0, 1, '')], 'f', [{ type: 'remove', file: 'f' }])).toBeNull();
  expect(carryEdits([edit(0, 1, '')], 'f', [{ type: 'set', file: 'f', path: 'f.st', text: '' }])).toBeNull();
});

it('an insertion at the place of mine stands in front of mine', () => {
  expect(carryEdits([edit(5, 5, 'a')], 'f', [change(edit(5, 5, 'b'))])).toEqual([edit(6, 6, 'a')]);
});

it('M1 a chosen place moves with the text, grows with what is written in it, and is gone with it', () => {
  const at = (...edits: ReturnType<typeof edit>[]) =>
    stretchPlaces([{ from: 10, to: 14 }], 'f', [change(...edits)]);
  expect(at(edit(0, 0, 'abc'), edit(20, 21, ''))).toEqual([{ from: 13, to: 17 }]);
  expect(at(edit(12, 12, 'q'))).toEqual([{ from: 10, to: 15 }]);
  expect(at(edit(2, 3, ''), edit(8, 11, 'zz'), edit(12, 13, ''))).toEqual([{ from: 7, to: 11 }]);
  expect(at(edit(12, 16, 'xyz'))).toEqual([{ from: 10, to: 15 }]);
  expect(at(edit(14, 14, 'behind'))).toEqual([{ from: 10, to: 14 }]);
  expect(at(edit(10, 10, 'before'))).toEqual([{ from: 16, to: 20 }]);
  expect(at(edit(9, 15, ''))).toEqual([]);
});
