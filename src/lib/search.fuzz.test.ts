/** Search and replace against a reader that is as plain as can be: one position after the other, one file after the other. */

import { type FileId, openProject } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import { type Random, seeded } from './editor/random.ts';
import type { SearchOptions } from './questions.ts';
import { replacements, searchStep } from './search.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 600);
const pick = <T>(next: Random, list: readonly T[]): T => list[next(list.length)]!;

const PIECES = [
  'a',
  'B',
  'xRun',
  'xrun',
  '_',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '(',
  ')',
  '.',
  '$1',
  'é',
  'É',
  '😀',
  ':=',
  '1',
  'ß',
  '^',
  '\\',
];
const WORDS = [
  'a',
  'b',
  'xrun',
  'XRUN',
  'run',
  '.',
  '(',
  '$1',
  'É',
  '😀',
  ':=',
  '1',
  'ab',
  '\\',
  '^',
  'a b',
  'é',
];
const PATTERNS = [
  'x(r)un',
  '(a)|(b)',
  '^',
  '$',
  'a*',
  '\\s*$',
  '(\\w+)(\\s)',
  '.',
  '\\b',
  '(?=a)',
  '(?:a|b)+',
  '^\\s+',
  '[^a]\\n',
  '\\r?\\n',
  '(😀)',
  '(',
  '[',
  'x{2,1}',
  '(?<n>a)',
  '\\d',
  '\\p{L}+',
  'a$',
  '(a)(b)?',
];
const REPLACEMENTS = ['', 'y', '$1', '$&$&', '$$', '$2-$1', '\\n', '$10', '$', '$0', 'é', '$<n>'];

function textOf(next: Random): string {
  return Array.from({ length: next(30) }, () => pick(next, PIECES)).join('');
}

function optionsOf(next: Random): SearchOptions {
  const isRegex = next(2) === 0;
  return {
    text: pick(next, isRegex ? PATTERNS : WORDS),
    isRegex,
    isCaseSensitive: next(2) === 0,
    isWholeWord: next(3) === 0,
    replacement: pick(next, REPLACEMENTS),
  };
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

const isWord = (text: string, at: number, isBefore: boolean) =>
  /[\p{L}\p{N}_]/u.test([...(isBefore ? text.slice(0, at) : text.slice(at))].at(isBefore ? -1 : 0) ?? '');

/** What matches at exactly one place, tried at every place; null for a pattern that is none. */
function plainly(text: string, options: SearchOptions): Found[] | null {
  const out: Found[] = [];
  for (let at = 0; at < text.length; ) {
    const match = options.isRegex ? regexAt(text, at, options) : wordAt(text, at, options);
    if (match === 'broken') return null;
    if (match) out.push(match);
    at = match ? match.to : at + 1;
  }
  return out;
}

/** The spelling alone decides: letters that differ in case only are one, if that is wanted. */
function wordAt(text: string, at: number, options: SearchOptions): Found | null {
  const there = text.slice(at, at + options.text.length);
  const same = options.isCaseSensitive ? there === options.text : folded(there) === folded(options.text);
  const to = at + there.length;
  if (!same || there === '') return null;
  if (options.isWholeWord && (isWord(text, at, true) || isWord(text, to, false))) return null;
  return { from: at, to, insert: options.replacement ?? '' };
}

const folded = (text: string) => text.replace(/[A-ZÉ]/g, (letter) => letter.toLowerCase());

function regexAt(
  text: string,
  at: number,
  { text: source, isCaseSensitive, isWholeWord, replacement }: SearchOptions,
) {
  let pattern: RegExp;
  try {
    const whole = isWholeWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source;
    pattern = new RegExp(whole, `my${isCaseSensitive ? '' : 'i'}u`);
  } catch {
    return 'broken' as const;
  }
  // Between the halves of a pair the engine steps back to its start.
  if (/[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')) return null;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (!match || match[0] === '') return null;
  // What the engine itself puts in for the one match, with named groups and `$0` left as they are.
  const insert = (replacement ?? '').replace(/\$(?:\$|&|\d{1,2})/g, (sign) =>
    sign === '$$' ? '$' : sign === '$&' ? match[0] : (match[Number(sign.slice(1))] ?? ''),
  );
  return { from: match.index, to: match.index + match[0].length, insert };
}

const project = (texts: readonly string[]) => {
  const all = openProject({ dialect: 'iec' });
  texts.forEach((text, n) => void all.set(`f${n}` as FileId, `${n}.st`, text));
  return all;
};

it('search finds and replaces what a plain reader finds and replaces, in every file', () => {
  for (let seed = 0; seed < RUNS; seed++) {
    const next = seeded(seed);
    const texts = [textOf(next), textOf(next), textOf(next)];
    const options = optionsOf(next);
    const wanted = texts.map((text) => plainly(text, options));
    const { files, problem, next: more } = searchStep(project(texts), { options, after: null });
    const about = `seed ${seed} ${JSON.stringify([options, texts])}`;
    expect(problem !== null, about).toBe((wanted[0] === null && texts[0] !== '') || wanted.includes(null));
    if (problem !== null) continue;
    expect(more).toBeNull();
    const found = texts.map((_, n) => files.find(({ file }) => file === `f${n}`)?.matches ?? []);
    expect(
      found.map((list) => list.map(({ from, to, insert }) => ({ from, to, insert }))),
      about,
    ).toEqual(wanted);
    const edits = replacements(project(texts), options, []).map(({ edits }) => edits);
    expect(edits, about).toEqual(wanted);
  }
});
