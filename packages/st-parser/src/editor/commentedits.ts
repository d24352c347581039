/** Writing the comment of a declaration: where it stands and how it is delimited stay, where they can. */

import type { Edit, Span } from '../types.ts';
import { narrowed } from './narrowed.ts';
import type { TagParts } from './tagparts.ts';

const LINE = /^(\/\/+[ \t]*)([\s\S]*)$/;
const BLOCK = /^((?:\(\*+|\/\*+)[ \t]*)([\s\S]*?)([ \t]*(?:\*+\)|\*+\/))$/;

/** Edits that make `value` the comment of a declaration; an empty one takes the comment away. */
export function commentEdits(text: string, parts: TagParts, value: string): Edit[] {
  const comment = value.trim();
  const [first] = parts.comments;
  const last = parts.comments.at(-1);
  if (!first || !last) return comment === '' ? [] : [added(text, parts, comment)];
  const whole = { from: first.from, to: last.to };
  if (comment === '') return [taken(text, whole)];
  const raw = text.slice(whole.from, whole.to);
  const block = parts.comments.length === 1 ? BLOCK.exec(raw) : null;
  if (block) return [inner(text, whole, block[1]!, block[3]!, comment)];
  const line = parts.comments.length === 1 ? LINE.exec(raw) : null;
  const isLine = line !== null && !comment.includes('\n');
  return [anew(text, whole, isLine ? `${line[1]}${comment}` : whichever(comment, raw.startsWith('//')))];
}

/**
 * Another comment in place of one, with its slashes and with what `taken` takes: whoever takes the comment away meanwhile
 * leaves nothing of it that would be code.
 */
function anew(text: string, { from, to }: Span, insert: string): Edit {
  const gone = taken(text, { from, to });
  const isAlone = gone.to > to;
  if (isAlone)
    return insert.startsWith('//') ? { from, to: to + 1, insert: `${insert}\n` } : { from, to, insert };
  return { ...gone, insert: text.slice(gone.from, from) + insert };
}

/** What stands between the delimiters of one comment. */
function inner(text: string, { from, to }: Span, open: string, close: string, comment: string): Edit {
  return narrowed(text, { from: from + open.length, to: to - close.length }, comment);
}

function added(text: string, { declaration }: TagParts, comment: string): Edit {
  const at = declaration.to;
  const end = text.indexOf('\n', at);
  const isLast = text.slice(at, end < 0 ? text.length : end).trim() === '';
  return { from: at, to: at, insert: ` ${whichever(comment, isLast)}` };
}

function whichever(comment: string, isLine: boolean): string {
  return isLine && !comment.includes('\n') ? `// ${comment}` : `(* ${comment} *)`;
}

/** A comment with the blanks before it; with its lines where it has them for itself. */
function taken(text: string, { from, to }: Span): Edit {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const lineEnd = text.indexOf('\n', to);
  const isAlone = text.slice(lineStart, from).trim() === '' && text.slice(to, lineEnd).trim() === '';
  if (isAlone && lineEnd >= 0) return { from: lineStart, to: lineEnd + 1, insert: '' };
  const before = text.slice(0, from);
  return { from: before.trimEnd().length, to, insert: '' };
}
