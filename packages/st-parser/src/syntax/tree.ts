/** Parsing and reparsing: `parse` reads a text, `reparse` follows edits and takes over what they did not touch (L1 to L3). */

import { DETECTION_WINDOW, DIALECTS, detect } from '../dialects/dialects.ts';
import type { DialectId, Edit } from '../types.ts';
import type { SyntaxFault } from './errors.ts';
import { eachToken, type Green } from './green.ts';
import { Parser } from './parser.ts';
import { Reuse } from './reuse.ts';
import { Text } from './text.ts';
import { file } from './units.ts';

/** What a parse needs to know besides the text. */
export interface ParseOptions {
  readonly dialect: DialectId | 'auto';
  /** Part of a container (a TcPOU declaration or body): a unit may lack its END word. */
  readonly isPart?: boolean;
}

/** A parsed text. Immutable. */
export interface Tree {
  readonly text: Text;
  readonly root: Green;
  readonly options: ParseOptions;
  /** What `auto` decided. */
  readonly dialect: DialectId;
  /** Tokens that were read to make this tree; the others were taken over. */
  readonly reads: number;
  /** Tokens read and looked at: what making this tree cost. */
  readonly work: number;
}

/** Parses a text. Never throws, never fails: mistakes become errors of the tree. */
export function parse(text: string, dialect: DialectId | 'auto' | ParseOptions = 'auto'): Tree {
  const options = typeof dialect === 'string' ? { dialect } : dialect;
  return build(Text.of(text), options, null, []);
}

/** The tree of the text after ascending edits that do not overlap; equals `parse` of the new text. */
export function reparse(tree: Tree, edits: readonly Edit[]): Tree {
  const real = edits.filter(({ from, to, insert }) => to > from || insert !== '');
  if (real.length === 0) return tree;
  return build(tree.text.edit(real), tree.options, tree, real);
}

function build(text: Text, options: ParseOptions, old: Tree | null, edits: readonly Edit[]): Tree {
  const dialect = dialectOf(text, options, old, edits);
  const isSame = old !== null && old.dialect === dialect;
  const parser = new Parser(
    text,
    DIALECTS[dialect],
    isSame ? new Reuse(old.root, edits) : null,
    options.isPart === true,
  );
  const root = file(parser);
  const { reads, work } = parser.lexer;
  parser.finish();
  return { text, root, options, dialect, reads, work };
}

function dialectOf(text: Text, options: ParseOptions, old: Tree | null, edits: readonly Edit[]): DialectId {
  if (options.dialect !== 'auto') return options.dialect;
  if (old !== null && edits[0]!.from > DETECTION_WINDOW) return old.dialect;
  return detect(text.slice(0, DETECTION_WINDOW));
}

/** All errors of a tree in text order. The cost follows the number of errors, not the size of the text. */
export function errorsOf(tree: Tree): SyntaxFault[] {
  const out: SyntaxFault[] = [];
  collect(tree.root, 0, out);
  return out.sort((a, b) => a.from - b.from || a.to - b.to);
}

function collect(green: Green, at: number, out: SyntaxFault[]): void {
  if (green.errorCount === 0) return;
  for (const { code, from, to, message } of green.errors)
    out.push({ code, from: at + from, to: at + to, message });
  for (const child of green.children) {
    collect(child, at, out);
    at += child.length;
  }
}

/** The text as its tokens spell it; equals the text (L1). */
export function spell(tree: Tree): string {
  const text = tree.text.toString();
  let out = '';
  eachToken(tree.root, 0, (_kind, from, to) => {
    out += text.slice(from, to);
  });
  return out;
}
