/**
 * The formatter: edits that touch blanks and the case of words, nothing else, and only where something is wrong. So it
 * meets a colleague's keys only where both changed the same blanks, and formatting twice changes nothing.
 */

import { eachToken } from '../syntax/green.ts';
import { K } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';
import type { Edit, FormatOptions, Span } from '../types.ts';
import { gapBetween, type Token } from './gaps.ts';
import { indentsOf } from './indents.ts';
import { Lines } from './lines.ts';
import { narrowed } from './narrowed.ts';

export const FORMAT_DEFAULTS: FormatOptions = {
  tabSize: 4,
  insertSpaces: true,
  keywords: 'upper',
  emptyLines: 2,
};

/** Ascending edits that bring a text (or the lines that `span` touches) into form. */
export function formatTree(tree: Tree, options: FormatOptions = FORMAT_DEFAULTS, span?: Span): Edit[] {
  const text = tree.text.toString();
  const tokens = tokensOf(tree);
  const lines = new Lines(text);
  const indents = indentsOf(tree, lines, options);
  const edits: Edit[] = [];
  const put = (from: number, to: number, insert: string) => {
    if (text.slice(from, to) !== insert) edits.push({ from, to, insert });
  };
  let before: Token | null = null;
  for (const token of tokens) {
    const from = before?.to ?? 0;
    const gap = text.slice(from, token.from);
    const breaks = gap.split('\n').length - 1;
    if (before === null || breaks > 0) {
      const indent = indents.get(lines.at(token.from)) ?? null;
      const wanted = lineGap({ gap, breaks, indent, isFirst: before === null, options });
      edits.push(...gapEdits(from, gap, wanted));
    } else put(from, token.from, gapBetween(before, token, gap));
    if (token.kind === K.Keyword && options.keywords === 'upper')
      put(token.from, token.to, text.slice(token.from, token.to).toUpperCase());
    before = token;
  }
  endOfText(text, before?.to ?? 0, put);
  return span ? inside(edits, lines, span) : edits;
}

/** Everything but blanks, with what stands around it in the tree. */
function tokensOf(tree: Tree): Token[] {
  const tokens: Token[] = [];
  eachToken(tree.root, 0, (kind, from, to) => {
    if (kind === K.Space || kind === K.Eof || from === to) return;
    tokens.push({ kind, from, to, isUnary: isUnary(kind, tokens[tokens.length - 1]) });
  });
  return tokens;
}

/** A sign in front of a value: behind an operator, a bracket or a keyword it is not a subtraction. */
function isUnary(kind: number, before: Token | undefined): boolean {
  if (kind !== K.Minus && kind !== K.Plus && kind !== K.Amp) return false;
  if (before === undefined) return true;
  const isOperand =
    (before.kind >= K.Ident && before.kind <= K.Address) ||
    before.kind === K.Bit ||
    before.kind === K.RParen ||
    before.kind === K.RBracket ||
    before.kind === K.Caret;
  return !isOperand;
}

interface LineGap {
  readonly gap: string;
  readonly breaks: number;
  /** What the line shall begin with; null leaves it. */
  readonly indent: string | null;
  readonly isFirst: boolean;
  readonly options: FormatOptions;
}

/** Blanks over a line's end: nothing hangs on the line before, not too many empty lines, the indent of the new line. */
function lineGap({ gap, breaks, indent, isFirst, options }: LineGap): string {
  const kept = gap.slice(gap.lastIndexOf('\n') + 1);
  const most = options.emptyLines + (isFirst ? 0 : 1);
  return '\n'.repeat(Math.min(breaks, most)) + (indent ?? kept);
}

/**
 * A gap over a line's end, line by line: a line break that stays is the same character afterwards, so what a colleague
 * writes at the end of a line meanwhile stays in that line.
 */
function gapEdits(from: number, gap: string, wanted: string): Edit[] {
  const lines = gap.split('\n');
  const ends = wanted.split('\n');
  const last = ends.pop()!;
  const edits: Edit[] = [];
  let at = 0;
  for (const [index, end] of ends.entries()) {
    const line = lines[index]!;
    if (line !== end) edits.push({ from: from + at, to: from + at + line.length, insert: end });
    at += line.length + 1;
  }
  const rest = gap.slice(at);
  if (rest !== last) edits.push(moved(narrowed(gap, { from: at, to: gap.length }, last), from));
  return edits;
}

function moved({ from, to, insert }: Edit, by: number): Edit {
  return { from: from + by, to: to + by, insert };
}

function endOfText(
  text: string,
  from: number,
  put: (from: number, to: number, insert: string) => void,
): void {
  const rest = text.slice(from);
  if (from === 0 || /[^\s]/.test(rest)) return;
  put(from, text.length, '\n');
}

/** Edits whose lines the span touches. */
function inside(edits: readonly Edit[], lines: Lines, span: Span): Edit[] {
  const first = lines.start(lines.at(span.from));
  const last = lines.at(Math.max(span.from, span.to - 1));
  const end = last < lines.count ? lines.start(last + 1) : Number.POSITIVE_INFINITY;
  return edits.filter(({ from, to }) => to >= first && to < end && from >= first - 1);
}
