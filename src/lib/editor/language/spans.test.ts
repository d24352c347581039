import { expect, it } from 'vitest';
import { ColouredLines } from './spans.ts';

const kinds = (lines: ColouredLines, index: number) =>
  lines.spans(index).flatMap(({ text, kind }) => (kind === '' ? [] : [`${kind}:${text}`]));

it('a line has its colours and all of its text, whatever was looked at before', () => {
  const lines = new ColouredLines('A.st');
  lines.set(['IF x THEN', '(* a', 'IF b *) y := 5;']);
  expect(kinds(lines, 2)).toEqual(['comment:IF b *)', 'number:5']);
  expect(kinds(lines, 0)).toEqual(['keyword:IF', 'keyword:THEN']);
  const text = lines.spans(0).map((span) => span.text);
  expect(text.join('')).toBe('IF x THEN');
});

it('a change is seen from its line on', () => {
  const lines = new ColouredLines('A.st');
  lines.set(['x', '(* a', 'b *) IF']);
  expect(kinds(lines, 2)).toEqual(['comment:b *)', 'keyword:IF']);
  lines.set(['x', 'a', 'b *) IF']);
  expect(kinds(lines, 2)).toEqual(['keyword:IF']);
  lines.set(['(*', 'a', 'b *) IF', 'END_IF']);
  expect(kinds(lines, 2)).toEqual(['comment:b *)', 'keyword:IF']);
  expect(kinds(lines, 3)).toEqual(['keyword:END_IF']);
  expect(kinds(lines, 9)).toEqual([]);
});
