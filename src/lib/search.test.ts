import { openProject } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import type { SearchOptions } from './questions.ts';
import { replacements, searchStep } from './search.ts';

function project(...texts: string[]) {
  const all = openProject({ dialect: 'auto' });
  for (const [i, text] of texts.entries()) all.set(`f${i}`, `${i}.st`, text);
  return all;
}

const options = (text: string, more: Partial<SearchOptions> = {}): SearchOptions => ({
  text,
  isRegex: false,
  isCaseSensitive: false,
  isWholeWord: false,
  replacement: null,
  ...more,
});

function places(texts: string[], wanted: SearchOptions) {
  const { files, problem } = searchStep(project(...texts), { options: wanted, after: null });
  return (
    problem ?? files.flatMap(({ file, matches }) => matches.map(({ line, col }) => `${file}:${line}:${col}`))
  );
}

it('finds text in all files, whole words and case when asked', () => {
  const texts = ['xRun := 1;\n  xrun2 := xRun;', 'Größe := xRun;'];
  expect(places(texts, options('xRun'))).toEqual(['f0:1:1', 'f0:2:3', 'f0:2:12', 'f1:1:10']);
  expect(places(texts, options('xRun', { isWholeWord: true }))).toEqual(['f0:1:1', 'f0:2:12', 'f1:1:10']);
  expect(places(texts, options('xrun', { isCaseSensitive: true }))).toEqual(['f0:2:3']);
  expect(places(texts, options('e', { isWholeWord: true }))).toEqual([]);
  expect(places(['a.b(c)'], options('.b(c)'))).toEqual(['f0:1:2']);
});

it('a regular expression may span lines; one that is none is answered with the reason', () => {
  expect(places(['IF a THEN\n  b;'], options('THEN\\s+b', { isRegex: true }))).toEqual(['f0:1:6']);
  expect(places(['aaa'], options('a*?', { isRegex: true }))).toEqual([]);
  expect(places(['a'], options('(', { isRegex: true }))).toMatch(/regular expression/i);
});

it('a pattern that may match nothing goes on behind a character of two units, where it stood still for ever', () => {
  expect(places(['b😀aa'], options('a*', { isRegex: true }))).toEqual(['f0:1:4']);
});

it('a match behind much text stands near the start of its excerpt, which says that it was cut', () => {
  const line = '    xUnderfillSeries : BOOL; // 302 five underfilled bottles';
  const { files } = searchStep(project(line), { options: options('bottles'), after: null });
  const { excerpt, at, length } = files[0]!.matches[0]!;
  expect(excerpt).toBe('…// 302 five underfilled bottles');
  expect(excerpt.slice(at, at + length)).toBe('bottles');
});

it('the excerpt holds the match, also far behind on a long line', () => {
  const line = `${' '.repeat(8)}${'y'.repeat(400)}NEEDLE${'z'.repeat(400)}`;
  const { files } = searchStep(project(line), { options: options('needle'), after: null });
  const match = files[0]!.matches[0]!;
  expect(match.excerpt.slice(match.at, match.at + match.length)).toBe('NEEDLE');
  expect(match.excerpt.length).toBeLessThanOrEqual(240);
});

it('goes on behind the file where a step ended', () => {
  const big = `(* ${'long '.repeat(500_000)} *)`;
  const all = project(big, 'needle', 'needle');
  const first = searchStep(all, { options: options('needle'), after: null });
  expect(first.next).toBe('f0');
  const rest = searchStep(all, { options: options('needle'), after: first.next });
  expect(rest.files.map(({ file }) => file)).toEqual(['f1', 'f2']);
  expect(rest.next).toBeNull();
});

it('a replacement fills in groups, and leaves what was taken out', () => {
  const all = project('a1 := a2;\na3 := 0;');
  const wanted = options('a(\\d)', { isRegex: true, replacement: 'b$1_$&_$$' });
  const [found] = searchStep(all, { options: wanted, after: null }).files;
  const out = [{ file: 'f0', spans: [found!.matches[1]!] }];
  expect(replacements(all, wanted, out)).toEqual([
    {
      file: 'f0',
      edits: [
        { from: 0, to: 2, insert: 'b1_a1_$' },
        { from: 10, to: 12, insert: 'b3_a3_$' },
      ],
    },
  ]);
  const plainText = options('a1', { replacement: '$1' });
  expect(replacements(all, plainText, [])[0]?.edits).toEqual([{ from: 0, to: 2, insert: '$1' }]);
});
