/** The fix that ends what is still open: a line of its own where the error says, in the column of what it ends. */

import type { Diagnostic, Fix } from '../types.ts';

/** Words behind which a semicolon may stand. */
const STATEMENTS = /^END_(?:IF|FOR|WHILE|CASE|REPEAT)$/;

/** Null when the message names no word that is missing. */
export function ending(text: string, { message, place }: Diagnostic): Fix | null {
  const word = /^`(END_\w+)` is missing/.exec(message)?.[1];
  if (word === undefined) return null;
  const { at, insert } = spotOf(text, place.from, word);
  const edit = { place: { file: place.file, from: at, to: at }, insert };
  return { title: `Write \`${word}\``, edits: [edit] };
}

function spotOf(text: string, from: number, word: string): { at: number; insert: string } {
  const written = isWithSemicolon(text, word) ? `${word};` : word;
  const start = lineStart(text, from);
  if (text.slice(start, from).trim() !== '') {
    const isEnd = from === text.length;
    return { at: from, insert: isEnd ? `\n${written}\n` : `${written} ` };
  }
  const indent = indentOf(text, start, word);
  return { at: behindOf(text, start, indent.length), insert: `${indent}${written}\n` };
}

/** As the statements of this file are ended. */
function isWithSemicolon(text: string, word: string): boolean {
  return STATEMENTS.test(word) && /\bEND_(?:IF|FOR|WHILE|CASE|REPEAT)[ \t]*;/i.test(text);
}

/** The blanks in front of what is open: the last one in front of `start` that has no end. */
function indentOf(text: string, start: number, word: string): string {
  const opener = word.slice('END_'.length);
  const words = new RegExp(`(?<!\\w)(?:(END_)?${opener === 'VAR' ? 'VAR(?:_\\w+)?' : opener})(?!\\w)`, 'gi');
  const found = [...text.slice(0, start).matchAll(words)];
  let open = 0;
  for (const { 1: end, index } of found.toReversed()) {
    open += end === undefined ? 1 : -1;
    if (open > 0) return /^[ \t]*/.exec(text.slice(lineStart(text, index)))?.[0] ?? '';
  }
  return '';
}

/** Empty lines, and comments that stand no further in than what is open, belong to what comes next. */
function behindOf(text: string, start: number, columns: number): number {
  let at = start;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    const [, blanks = '', rest = ''] = /^([ \t]*)(.*)/.exec(text.slice(above, at - 1)) ?? [];
    const isNext = rest === '' || (blanks.length <= columns && /^\/\/|^\(\*.*\*\)\s*$/.test(rest));
    if (!isNext) return at;
    at = above;
  }
  return at;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}
