/** What stands before a cursor: the word that is typed, the path before it, the call around it. Works on half-typed text. */

import type { File } from '../project/files.ts';
import type { Frame } from '../project/frames.ts';
import type { Inside } from '../project/inside.ts';
import { NOTHING, type Value } from '../project/meanings.ts';
import { type Site, siteAt } from '../project/sites.ts';
import { Reader } from '../project/values.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { parse } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';
import { isUnitEnd } from '../syntax/words.ts';

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
  /** What the leaf tells of what may stand here, whatever the text in front says; null when it tells nothing. */
  readonly awaits: 'name' | 'value' | 'type' | null;
}

export function cursorAt(file: File, offset: number): Cursor {
  const { text, dialect } = file.tree;
  const site = openSite(file, offset);
  const start = Math.max(site?.at ?? 0, offset - WINDOW);
  const { code, isOpen } = blanked(text.slice(start, offset));
  const isText = dialect !== 'siemens' && openQuote(code) >= 0;
  const awaits = site === null ? null : awaitedIn(site, text, code);
  return { file, frame: site?.frame ?? null, before: code, isQuiet: isOpen || isText, awaits };
}

/** The leaf in front of a cursor. Behind the last leaf of a unit that nothing ends yet it is that one; behind an END the unit is left. */
function openSite(file: File, offset: number): Site | null {
  const site = siteAt(file, offset > 0 ? offset - 1 : 0);
  if (site === null) return null;
  const open = site.frame === null && site.at > 0 ? siteAt(file, site.at - 1) : site;
  if (open?.frame == null) return site;
  return isUnitClosed(open, file.tree.text, offset) ? { ...site, frame: open.frame.parent } : open;
}

function isUnitClosed({ leaf, at }: Site, text: Text, offset: number): boolean {
  if (leaf.kind !== N.End) return false;
  const [ahead = '', word = ''] = /^\W*(\w+)/.exec(text.slice(at, at + leaf.length)) ?? [];
  return isUnitEnd[keywordOf(word)] === 1 && offset > at + ahead.length;
}

const SECTION_HEAD = /^\s*(?:VAR(?:_[A-Z]+)?|STRUCT|UNION)\b[\s\w]*\s$/i;
const STEP_HEAD = /^\s*(?:INITIAL_)?STEP\b[^:]*:\s*$/i;
const SECTION_END = /^\s*END_(?:VAR|STRUCT|UNION)\b/i;

/** Behind a label a statement begins; in a section or structure a name is declared and none used, up to its colon. */
function awaitedIn({ leaf, at }: Site, text: Text, before: string): Cursor['awaits'] {
  const ahead = before.slice(0, wordStart(before));
  const { kind } = leaf;
  if (kind === N.CaseLabel || kind === N.Label) return ahead.trimEnd().endsWith(':') ? 'value' : null;
  if (kind === N.InstanceOf) return 'type';
  if (kind === N.Step) return STEP_HEAD.test(ahead) ? 'value' : null;
  if (kind === N.Header) return SECTION_HEAD.test(ahead) ? 'name' : null;
  if (kind === N.End)
    return before.trim() === '' && SECTION_END.test(text.slice(at, at + leaf.length)) ? 'name' : null;
  if (kind !== N.VarDecl && kind !== N.Member) return null;
  return /:|\bAT\s+$/i.test(ahead.slice(ahead.lastIndexOf(';') + 1)) ? null : 'name';
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

/** Text behind a cursor, comments and strings blanked. */
export function codeBehind(file: File, offset: number): string {
  return blanked(file.tree.text.slice(offset, offset + WINDOW)).code;
}

/** The unfinished word at the end of a text with its signs, `#"my ti`: its start, counted from the text's. */
export function wordStart(code: string): number {
  const quote = openQuote(code);
  if (quote >= 0) return code[quote - 1] === '#' ? quote - 1 : quote;
  return code.length - (/#?\w*$/.exec(code)?.[0].length ?? 0);
}

/** Where the double quote stands that the last line of a text leaves open, or -1. */
function openQuote(code: string): number {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const quotes = line.split('"').length - 1;
  return quotes % 2 === 0 ? -1 : code.lastIndexOf('"');
}

/** A name with its signs; one in quotes may hold blanks. */
const NAME_END = /#?"[^"\n]*"$|[\w"#]+$/;

/** The path that ends at the end of a text, `a.b[i]^`; empty when there is none. */
export function pathBefore(code: string): string {
  let at = code.length;
  for (;;) {
    const end = at;
    at = skipBlanks(code, at);
    if (code[at - 1] === ']' || code[at - 1] === ')') at = skipBrackets(code, at);
    else if (code[at - 1] === '^') at--;
    else if (/[\w"#]/.test(code[at - 1] ?? '')) {
      at -= NAME_END.exec(code.slice(0, at))![0].length;
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
