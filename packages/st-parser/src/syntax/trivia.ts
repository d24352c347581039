/**
 * Where comments and pragmas end, also when nobody closed them.
 * All functions look at one window of the text; `OPEN` says that no end was found in it.
 */

import { keywordOf } from './keywords.ts';
import { isSection, isStarter, isUnitEnd } from './words.ts';

/** No closer in this window. */
export const OPEN = -1;

/** The index behind the closer of the `(*` comment at `from`, with nesting. */
export function nestedEnd(text: string, from: number): number {
  let depth = 1;
  let at = from + 2;
  let open = text.indexOf('(*', at);
  for (;;) {
    const close = text.indexOf('*)', at);
    if (close < 0) return OPEN;
    while (open >= 0 && open < at) open = text.indexOf('(*', at);
    if (open >= 0 && open < close) {
      depth++;
      at = open + 2;
    } else {
      at = close + 2;
      if (--depth === 0) return at;
    }
  }
}

/** The index behind `closer` of a comment that does not nest. */
export function flatEnd(text: string, from: number, closer: string): number {
  const close = text.indexOf(closer, from + 2);
  return close < 0 ? OPEN : close + closer.length;
}

/** Longest pragma. A bound, so that an open one does not make the rest of the file matter. */
export const PRAGMA_LIMIT = 8192;

/** Where a pragma ends, and how far the text was looked at to know it. */
export interface PragmaEnd {
  /** Behind the `}`, or `OPEN`. */
  readonly end: number;
  readonly seen: number;
}

/** The end of the pragma at `from`: braces in quotes do not count, and no pragma holds another one. */
export function pragmaEnd(text: string, from: number): PragmaEnd {
  const limit = from + PRAGMA_LIMIT;
  const inside = text.slice(from + 1, Math.min(limit, nextBrace(text, from + 1)));
  const close = from + 1 + inside.length;
  const isClosed = text.charCodeAt(close) === 125 && close < limit;
  if (isClosed && !inside.includes('{') && quotes(inside) % 2 === 0)
    return { end: close + 1, seen: close + 1 };
  const quoted = quotedPragmaEnd(text, from, limit);
  if (quoted !== OPEN) return { end: quoted, seen: limit };
  return { end: isClosed && !inside.includes('{') ? close + 1 : OPEN, seen: limit };
}

function nextBrace(text: string, from: number): number {
  for (let i = from; i < Math.min(text.length, from + PRAGMA_LIMIT); i++)
    if (text.charCodeAt(i) === 125) return i;
  return text.length;
}

function quotedPragmaEnd(text: string, from: number, limit: number): number {
  let inString = false;
  const to = Math.min(text.length, limit);
  for (let i = from + 1; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 36 && inString) i++;
    else if (code === 39) inString = !inString;
    else if (code === 123 && !inString) return OPEN;
    else if (code === 125 && !inString) return i + 1;
  }
  return OPEN;
}

function quotes(text: string): number {
  let n = 0;
  for (let at = text.indexOf("'"); at >= 0; at = text.indexOf("'", at + 1)) n++;
  return n;
}

/** The end of the line at `from`, without its line feed. */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  const end = at < 0 ? text.length : at;
  return end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** Lines that an open comment may swallow, and one that is documentation with an open tag. */
const COMMENT_LINES = 60;
const TAGGED_LINES = 240;

/** Where a comment that never closes is cut: in front of the first line that looks like code. */
export function cutOpenComment(text: string, from: number): number {
  let end = lineEnd(text, from);
  const first = text.slice(from + 2, end);
  const isCode = /;\s*$/.test(first);
  // Nothing but the opener, and code below it: code that somebody took out. It ends with its paragraph.
  const holdsCode = /^\W*$/.test(first) && looksLikeCode(lineBehind(text, end));
  if (isCode || holdsCode) {
    const closer = lostCloser(text, end);
    if (closer !== OPEN || isCode) return closer === OPEN ? end : closer;
  }
  let depth = tagDepth(first);
  let root = rootTag(first);
  for (let n = 0; n < COMMENT_LINES || (depth > 0 && n < TAGGED_LINES); n++) {
    if (text.indexOf('\n', end) < 0) return text.length;
    const line = lineBehind(text, end);
    const ends = holdsCode
      ? line.trim() === '' || isStructure(line)
      : depth <= 0 && endsProse(text, end, line);
    if (ends) return end;
    root ??= rootTag(line);
    depth = root !== null && line.includes(`</${root}>`) ? 0 : depth + tagDepth(line);
    end = lineEnd(text, text.indexOf('\n', end) + 1);
  }
  return end;
}

/** Code that somebody took out, up to an empty line in front of END_VAR or END_STRUCT: there the `*)` stood. */
function lostCloser(text: string, end: number): number {
  for (let n = 0; n < COMMENT_LINES; n++) {
    const line = lineBehind(text, end);
    if (line.includes('(*') || isStructure(line)) return OPEN;
    const next = text.indexOf('\n', end);
    if (next < 0) return OPEN;
    end = lineEnd(text, next + 1);
    if (line.trim() === '' && isPartEnd(lineBehind(text, end))) return end;
  }
  return OPEN;
}

function isPartEnd(line: string): boolean {
  return /^\s*END_(?:VAR|STRUCT|UNION)\b/i.test(line);
}

/** The line that follows the line end at `end`. */
function lineBehind(text: string, end: number): string {
  const next = text.indexOf('\n', end);
  return next < 0 ? '' : text.slice(next + 1, lineEnd(text, next + 1));
}

/** True in front of code, also when blank lines come first. */
function endsProse(text: string, end: number, line: string): boolean {
  for (let n = 0; n < 4 && line.trim() === ''; n++) {
    end = text.indexOf('\n', end) + 1;
    if (end === 0 || text.indexOf('\n', end) < 0) return true;
    line = lineBehind(text, end);
  }
  return looksLikeCode(line);
}

/** How many XML tags a line opens more than it closes: what stands between them is documentation. */
function tagDepth(line: string): number {
  const opened = line.match(/<[A-Za-z][\w.]*(?:\s[^<>]*[^/<>])?>/g)?.length ?? 0;
  return opened - (line.match(/<\/[A-Za-z]/g)?.length ?? 0);
}

/** The first tag of a documentation comment: behind its end, whatever is open inside does not matter. */
function rootTag(line: string): string | null {
  return /<([A-Za-z][\w.]*)/.exec(line)?.[1] ?? null;
}

const ENDED = /;\s*(?:\/\/.*|\(\*.*)?$/;
const BEGUN =
  /^(?:\(\*|\/\/|\{|[\w.^[\]#"]+\s*:=|[\w.^]+\(\w+\s*:=.*,$|\w+\s*(?::=\s*[^,\s]+\s*)?,\s*(?:\(\*.*|\/\/.*)?$|\w+\s*\(\*.*\*\)$)/;

function looksLikeCode(line: string): boolean {
  const trimmed = line.trim();
  if (ENDED.test(trimmed) || BEGUN.test(trimmed) || isStructure(trimmed)) return true;
  const word = /^[A-Z_]+\b/.exec(trimmed)?.[0] ?? '';
  return word.length > 1 && keywordOf(word) !== 0;
}

/** `END_VAR`, `VAR_INPUT`, `program x`: words that begin or end a part, in any case, with a name at most. */
function isStructure(line: string): boolean {
  const words = /^\s*([A-Za-z_]+)(?:\s+\w+)?\s*;?\s*$/.exec(line);
  if (words === null) return false;
  const word = keywordOf(words[1]!);
  return (
    isSection[word] === 1 ||
    isUnitEnd[word] === 1 ||
    isStarter[word] === 1 ||
    /^END_(?:VAR|STRUCT|UNION)$/i.test(words[1]!)
  );
}

/** True when a comment that nests wrongly is still one: a `(*` that begins a line belongs to another comment. */
export function isFlatComment(comment: string): boolean {
  return !/\n\s*\(\*/.test(comment) && !/\n\s*\w+\s*(?::=\s*[^,\s]+\s*)?,?\s*\(\*/.test(comment);
}
