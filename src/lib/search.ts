/** Search in the texts of all files, in steps, so that results stream and keys are answered in between. */

import type { Edit, FileId, Project } from '@tagloom/st-parser';
import { Lines } from '@tagloom/st-parser/editor';
import { isLeft } from './matchrows.ts';
import type { Match, SearchOptions, SearchResult, SearchStep, SpansOfFile } from './questions.ts';

/** Matches of one step, and of one file: more of one kind than this help nobody. */
const STEP_MATCHES = 500;
const FILE_MATCHES = 2_000;
/** Text of one step, UTF-16 units: about 10 ms of work. */
const STEP_LENGTH = 2_000_000;
/** Longest excerpt of a line. */
const EXCERPT = 240;
/** More text before a match would push it out of a narrow panel. */
const BEFORE_MATCH = 24;

/** Searches the files behind `after`, in the project's order, until a step's work is done. */
export function searchStep(project: Project, { options, after }: SearchStep): SearchResult {
  const pattern = patternOf(options);
  if (typeof pattern === 'string') return { files: [], next: null, problem: pattern };
  const all = project.files();
  const found: { file: string; matches: readonly Match[] }[] = [];
  let matches = 0;
  let length = 0;
  for (let at = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1; at < all.length; at++) {
    const file = all[at]!.id;
    const text = project.text(file);
    const inFile = matchesIn(text, pattern, options);
    if (inFile.length > 0) found.push({ file, matches: inFile });
    matches += inFile.length;
    length += text.length;
    if ((matches >= STEP_MATCHES || length >= STEP_LENGTH) && at + 1 < all.length)
      return { files: found, next: file, problem: null };
  }
  return { files: found, next: null, problem: null };
}

/** The edits that a replacement makes, by file; what meets a place of `left` stays. */
export function replacements(
  project: Project,
  options: SearchOptions,
  left: readonly SpansOfFile[],
): { file: FileId; edits: readonly Edit[] }[] {
  const pattern = patternOf(options);
  if (typeof pattern === 'string' || options.replacement === null) return [];
  return project.files().map(({ id }) => ({
    file: id,
    edits: matchesIn(project.text(id), pattern, options, Number.POSITIVE_INFINITY)
      .filter((match) => !isLeft(left, id, match))
      .map(({ from, to, insert }) => ({ from, to, insert: insert ?? '' })),
  }));
}

/** The pattern as a regular expression, or why it is none. */
export function patternOf({ text, isRegex, isCaseSensitive, isWholeWord }: SearchOptions): RegExp | string {
  const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const whole = isWholeWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source;
  try {
    return new RegExp(whole, isCaseSensitive ? 'gmu' : 'gimu');
  } catch (error) {
    return error instanceof Error ? error.message : 'This is no regular expression.';
  }
}

/** All matches in a text that are not empty. */
function matchesIn(text: string, pattern: RegExp, options: SearchOptions, most = FILE_MATCHES): Match[] {
  const out: Match[] = [];
  let lines: Lines | null = null;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '') pattern.lastIndex += widthAt(text, match.index);
    else {
      lines ??= new Lines(text);
      out.push({ ...matchAt(text, lines, match.index, match[0].length), insert: expand(match, options) });
    }
    if (out.length >= most) break;
  }
  return out;
}

/** Units of the character at an index: from inside of a pair a pattern would go back to its start, for ever. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** A replacement with the groups of its match: `$1`, `$&`, `$$`; in a plain search it stands for itself. */
export function expand(match: RegExpExecArray, { isRegex, replacement }: SearchOptions): string | null {
  if (replacement === null || !isRegex) return replacement;
  return replacement.replace(/\$(\$|&|\d{1,2})/g, (_, sign: string) => {
    if (sign === '$') return '$';
    return sign === '&' ? match[0] : (match[Number(sign)] ?? '');
  });
}

/** A match of a known length, with its line. */
export function matchAt(text: string, lines: Lines, from: number, length: number): Omit<Match, 'insert'> {
  const line = lines.at(from);
  const start = lines.start(line);
  const end = text.indexOf('\n', from);
  const indent = text.slice(start, from).search(/\S/);
  const first = indent < 0 ? from : start + indent;
  const cut = Math.max(first, from - BEFORE_MATCH);
  const sign = cut > first ? '…' : '';
  const excerpt = sign + text.slice(cut, Math.min(end < 0 ? text.length : end, cut + EXCERPT - 1));
  const at = sign.length + from - cut;
  const col = from - start + 1;
  return { from, to: from + length, line, col, excerpt, at, length: Math.min(length, excerpt.length - at) };
}
