/**
 * Where a missing END probably belongs: people indent what is inside. Used only to place an error that is there anyway,
 * so that badly indented files are never wrong because of it.
 */

import { type Green, isNodeRecord, recordKind, recordSize } from './green.ts';
import { K, N } from './kinds.ts';
import type { Parser } from './parser.ts';

/** Offset behind which the end of a block is missing, judged by the columns of what is inside; null when they do not tell. */
export function likelyGap(p: Parser, start: number, parts: readonly Green[]): number | null {
  const first = parts[0];
  if (first === undefined) return null;
  // Without a look behind the block (L2): in mid-line its leading trivia is empty, and column 0 misleads nobody.
  const lead = p.lexer.slice(start, start + leadingOf(first));
  const own = widthOf(lead.slice(lead.lastIndexOf('\n') + 1));
  let at = start;
  for (const part of parts) {
    if (part.kind === N.Body) {
      const found = gapInBody(p, part, at, own);
      if (found !== null) return found;
    } else if (part.kind === N.Branch) {
      const found = likelyGapInBranch(p, part, at, own);
      if (found !== null) return found;
    }
    at += part.length;
  }
  return null;
}

function likelyGapInBranch(p: Parser, branch: Green, at: number, own: number): number | null {
  for (const part of branch.children) {
    if (part.kind === N.Body) {
      const found = gapInBody(p, part, at, own);
      if (found !== null) return found;
    }
    at += part.length;
  }
  return null;
}

/** In front of the first item that stands as far left as the block, or inside an item whose end stands left of it. */
function gapInBody(p: Parser, body: Green, at: number, own: number): number | null {
  for (const item of body.children) {
    const column = columnOf(p, item, at);
    if (column !== null && column <= own) return at;
    const end = item.children.at(-1);
    if (column !== null && end?.kind === N.End && end.length > 0) {
      const endColumn = columnOf(p, end, at + item.length - end.length);
      if (endColumn !== null && endColumn < column)
        return likelyGap(p, at, item.children) ?? at + item.length - end.length;
    }
    at += item.length;
  }
  return null;
}

/** The column of a node's first token when it is the first on its line, else null. */
function columnOf(p: Parser, node: Green, at: number): number | null {
  const lead = p.lexer.slice(at, at + leadingOf(node));
  const line = lead.lastIndexOf('\n');
  if (line >= 0) return widthOf(lead.slice(line + 1));
  return p.lexer.slice(at - 1, at) === '\n' ? widthOf(lead) : null;
}

/** Units in front of the first token. */
function leadingOf(node: Green): number {
  let leaf = node;
  while (leaf.children.length > 0) leaf = leaf.children[0]!;
  let length = 0;
  for (let i = leaf.first; i < leaf.last; i++) {
    const record = leaf.records[i]!;
    if (!isNodeRecord(record) && recordKind(record) >= K.Bad) break;
    length += recordSize(record);
  }
  return length;
}

function widthOf(indent: string): number {
  let width = 0;
  for (const char of indent) width = char === '\t' ? (width | 3) + 1 : width + 1;
  return width;
}
