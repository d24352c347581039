/** What of a file can be folded: units, sections, blocks, branches, regions, comments. */

import { eachToken, type Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';
import type { Fold } from '../types.ts';
import { Lines } from './lines.ts';

const REGION_START = /^(?:\{\s*region\b|\/\/\s*#?region\b)/i;
const REGION_END = /^(?:\{\s*endregion\b|\/\/\s*#?endregion\b)/i;

/** All folds, by first line. The line with the END word stays in view. */
export function foldsOf(tree: Tree): Fold[] {
  const text = tree.text.toString();
  const lines = new Lines(text);
  const folds: Fold[] = [];
  blocks(tree.root, 0, lines, folds);
  trivia(tree.root, text, lines, folds);
  return folds.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** Each header folds up to the next header or the END of its block. */
function blocks(green: Green, at: number, lines: Lines, folds: Fold[]): void {
  let open = 0;
  for (const child of green.children) {
    const isHeader = child.kind === N.Header || child.kind === N.CaseLabel;
    // An END that is missing has no place: what it would end goes on to the last line.
    if (isHeader || (child.kind === N.End && child.length > 0)) {
      const line = firstLine(child, at, lines);
      close(folds, open, line - 1);
      open = isHeader && green.kind !== N.File ? line : 0;
    }
    if (child.children.length > 0) blocks(child, at, lines, folds);
    at += child.length;
  }
  if (open > 0) close(folds, open, lastLine(at, lines));
}

function close(folds: Fold[], from: number, to: number): void {
  if (from > 0 && to > from) folds.push({ from, to, kind: 'block' });
}

function firstLine(leaf: Green, at: number, lines: Lines): number {
  return lines.at(view(leaf, at).from);
}

/** The line of the last unit before `end`; a line feed there belongs to the line that it ends. */
function lastLine(end: number, lines: Lines): number {
  return lines.at(Math.max(0, end - 1));
}

/** Comments over several lines, runs of line comments, and regions made of pragmas or comments. */
function trivia(root: Green, text: string, lines: Lines, folds: Fold[]): void {
  const regions: number[] = [];
  let run = 0;
  let last = 0;
  const endRun = () => {
    if (last > run) folds.push({ from: run, to: last, kind: 'comment' });
    run = 0;
    last = 0;
  };
  eachToken(root, 0, (kind, from, to) => {
    if (kind !== K.LineComment && kind !== K.BlockComment && kind !== K.Pragma) return;
    const line = lines.at(from);
    const start = text.slice(from, Math.min(to, from + 24));
    if (REGION_START.test(start)) regions.push(line);
    else if (REGION_END.test(start)) {
      const open = regions.pop();
      if (open !== undefined && line > open) folds.push({ from: open, to: line, kind: 'region' });
    } else if (kind === K.LineComment && isAlone(text, from)) {
      if (line !== last + 1) endRun();
      if (run === 0) run = line;
      last = line;
    } else if (kind === K.BlockComment) {
      const end = lines.at(to - 1);
      if (end > line) folds.push({ from: line, to: end, kind: 'comment' });
    }
  });
  endRun();
}

/** Whether only blanks stand before this offset on its line. */
function isAlone(text: string, from: number): boolean {
  for (let at = from - 1; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    if (unit === 10) return true;
    if (unit !== 32 && unit !== 9 && unit !== 13) return false;
  }
  return true;
}
