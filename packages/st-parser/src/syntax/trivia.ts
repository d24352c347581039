/**
 * Where comments and pragmas end, also when nobody closed them.
 * All functions look at one window of the text; `OPEN` says that no end was found in it.
 */

import { keywordOf } from './keywords.ts';

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

/** Lines of prose that an open comment may swallow. */
const PROSE_LINES = 60;

/** Where a comment that never closes is cut: in front of the first line that looks like code. */
export function cutOpenComment(text: string, from: number): number {
  let end = lineEnd(text, from);
  if (looksFinished(text.slice(from, end))) return end;
  for (let n = 0; n < PROSE_LINES; n++) {
    const next = text.indexOf('\n', end);
    if (next < 0) return text.length;
    const to = lineEnd(text, next + 1);
    if (looksLikeCode(text.slice(next + 1, to))) return end;
    end = to;
  }
  return end;
}

function looksFinished(line: string): boolean {
  return /;\s*$/.test(line);
}

function looksLikeCode(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed === '' || /;\s*(?:\/\/.*|\(\*.*)?$/.test(trimmed)) return true;
  const word = /^[A-Z_]+\b/.exec(trimmed)?.[0] ?? '';
  return word.length > 1 && keywordOf(word) !== 0;
}
