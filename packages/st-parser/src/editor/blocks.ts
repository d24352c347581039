/** The words of one block: `IF`, `THEN`, `ELSIF`, `ELSE`, `END_IF`, as the cursor stands on one of them. */

import type { Green } from '../syntax/green.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import type { Tree } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';
import { isQualifier } from '../syntax/words.ts';
import type { Span } from '../types.ts';

/** All words of the block of which `offset` touches one, in text order; empty when it touches none. */
export function blockWordsOf(tree: Tree, offset: number): Span[] {
  let green = tree.root;
  let at = 0;
  for (;;) {
    const words = wordsOf(green, at, tree.text);
    if (words.some(({ from, to }) => from <= offset && offset <= to)) return words;
    const next = childAt(green, at, offset);
    if (next === null) return [];
    [green, at] = next;
  }
}

function childAt(green: Green, at: number, offset: number): [Green, number] | null {
  let found: [Green, number] | null = null;
  for (const child of green.children) {
    if (at <= offset && offset <= at + child.length && child.children.length > 0) found ??= [child, at];
    // The offset behind the last unit of one child is the first of the next one.
    if (at <= offset && offset < at + child.length) return child.children.length > 0 ? [child, at] : found;
    at += child.length;
  }
  return found;
}

/** What says more about a block and is no part of it. */
const BESIDE = /^(?:EXTENDS|IMPLEMENTS)$/i;

/** The keywords of a block's own headers and of its END; names, `PUBLIC` and the like of a header are not among them. */
function wordsOf(green: Green, at: number, text: Text): Span[] {
  const words: Span[] = [];
  for (const child of green.children) {
    if (child.kind === N.Header || child.kind === N.End)
      for (const part of view(child, at).parts)
        if (part.kind === K.Keyword && isOfBlock(text.slice(part.from, part.to)))
          words.push({ from: part.from, to: part.to });
    at += child.length;
  }
  return words.length > 1 ? words : [];
}

function isOfBlock(word: string): boolean {
  return isQualifier[keywordOf(word)] === 0 && !BESIDE.test(word);
}
