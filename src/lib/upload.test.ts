import { expect, it } from 'vitest';
import { linesOf } from './upload.ts';

it('of lines that come in pieces only whole ones are read', () => {
  const text = '{"percent":30,"message":"1 file is read."}\n{"percent":60,"mess';
  expect(linesOf(text)).toEqual([{ percent: 30, message: '1 file is read.' }]);
  expect(linesOf('{"perc')).toEqual([]);
  expect(linesOf(`${text}age":"2 are new."}\n\n{"answer":{"added":[]}}\n`).at(-1)).toEqual({
    answer: { added: [] },
  });
});
