/** What stands before a cursor: the word that is typed, the path before it, the call around it. Works on half-typed text. */

import type { File } from '../project/files.ts';
import type { Frame } from '../project/frames.ts';
import type { Inside } from '../project/inside.ts';
import { NOTHING, type Value } from '../project/meanings.ts';
import { siteAt } from '../project/sites.ts';
import { Reader } from '../project/values.ts';
import { N } from '../syntax/kinds.ts';
import { parse } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';

/** How far back a path or a call is looked for. */
const WINDOW = 4000;

/** The surroundings of a cursor. */
export interface Cursor {
  readonly file: File;
  readonly frame: Frame | null;
  /** Text from the start of the leaf, or `WINDOW` units before, to the cursor, comments and strings blanked. */
  readonly before: string;
  /** In a comment or a string. */
  readonly isQuiet: boolean;
}

export function cursorAt(file: File, offset: number): Cursor {
  const { text } = file.tree;
  const site = siteAt(file, offset > 0 ? offset - 1 : 0);
  const start = Math.max(site?.at ?? 0, offset - WINDOW);
  const { code, isOpen } = blanked(text.slice(start, offset));
  return { file, frame: site?.frame ?? null, before: code, isQuiet: isOpen };
}

/** Comments, pragmas and strings replaced by blanks of the same length; `isOpen`: the text ends inside one. */
function blanked(text: string): { code: string; isOpen: boolean } {
  const pieces =
    /\(\*[\s\S]*?(?:\*\)|$)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|\{[^}]*(?:\}|$)|'(?:\$.|[^'\n])*(?:'|(?=\n)|$)/g;
  let isOpen = false;
  const code = text.replace(pieces, (piece: string, at: number) => {
    if (at + piece.length === text.length) isOpen = !isClosed(piece);
    return piece.replace(/[^\n]/g, ' ');
  });
  return { code, isOpen };
}

function isClosed(piece: string): boolean {
  if (piece.startsWith('//')) return false;
  if (piece.startsWith("'")) return piece.length > 1 && piece.endsWith("'");
  return piece.endsWith('*)') || piece.endsWith('*/') || piece.endsWith('}');
}

/** The unfinished word at the end of a text: its start, counted from the text's. */
export function wordStart(code: string): number {
  return code.length - (/["#]?\w*$/.exec(code)?.[0].length ?? 0);
}

/** The path that ends at the end of a text, `a.b[i]^`; empty when there is none. */
export function pathBefore(code: string): string {
  let at = code.length;
  for (;;) {
    const end = at;
    at = skipBlanks(code, at);
    if (code[at - 1] === ']' || code[at - 1] === ')') at = skipBrackets(code, at);
    else if (code[at - 1] === '^') at--;
    else if (/[\w"#]/.test(code[at - 1] ?? '')) {
      while (/[\w"#]/.test(code[at - 1] ?? '')) at--;
      const dot = skipBlanks(code, at);
      if (code[dot - 1] !== '.') return code.slice(at).trim();
      at = dot - 1;
    } else return code.slice(end).trim();
  }
}

function skipBlanks(code: string, at: number): number {
  while (at > 0 && /\s/.test(code[at - 1]!)) at--;
  return at;
}

/** The index of the bracket that matches the one before `at`. */
function skipBrackets(code: string, at: number): number {
  let depth = 0;
  do {
    const c = code[--at];
    if (c === ']' || c === ')') depth++;
    else if (c === '[' || c === '(') depth--;
  } while (at > 0 && depth > 0);
  return at;
}

/** The last bracket before the end of a text that is still open, or -1. */
export function openCall(code: string): number {
  let depth = 0;
  for (let at = code.length - 1; at >= 0; at--) {
    const c = code[at];
    if (c === ';') return -1;
    if (c === ')' || c === ']') depth++;
    else if (c === '[' && depth > 0) depth--;
    else if (c === '(' && depth-- === 0) return at;
  }
  return -1;
}

/** What a path means inside a frame. */
export function pathValue(inside: Inside, { file, frame }: Cursor, path: string): Value {
  if (path === '') return NOTHING;
  const text = `x := ${path};`;
  const tree = parse(text, file.tree.dialect);
  const leaf = tree.root.children[0]?.children[0];
  if (leaf?.kind !== N.Assign) return NOTHING;
  const part = view(leaf, 0).parts[2];
  return part === undefined
    ? NOTHING
    : new Reader(inside.world.speak(file.tree.dialect), frame, text, {}).value(part);
}
