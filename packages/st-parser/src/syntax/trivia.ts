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

/** The index behind the pragma at `from`: braces in quotes do not count, and no pragma holds another one. */
export function pragmaEnd(text: string, from: number): number {
  const close = text.indexOf('}', from + 1);
  if (close < 0) return OPEN;
  const inside = text.slice(from + 1, close);
  if (!inside.includes('{') && quotes(inside) % 2 === 0) return close + 1;
  const quoted = quotedPragmaEnd(text, from);
  if (quoted !== OPEN) return quoted;
  return inside.includes('{') ? OPEN : close + 1;
}

/** Longest pragma with quoted braces. */
const PRAGMA_LIMIT = 4096;

function quotedPragmaEnd(text: string, from: number): number {
  let inString = false;
  const to = Math.min(text.length, from + PRAGMA_LIMIT);
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
