/** The blocks of variables of a text, VAR to END_VAR: their heads, and where declarations can be parted. */

import { commentPlaces } from '../project/attributes.ts';
import type { Green } from '../syntax/green.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { K, N } from '../syntax/kinds.ts';
import { view } from '../syntax/view.ts';
import { isSection } from '../syntax/words.ts';
import type { Span } from '../types.ts';
import type { SectionHead } from './sectionrules.ts';

/** Offsets in the file. */
export interface VarBlock {
  readonly head: SectionHead;
  /** From the section word to the last qualifier, and each of the words. */
  readonly words: readonly Span[];
  /** Pragmas in front of the section word, as they are written. */
  readonly pragmas: readonly string[];
  /** Whether comments or pragmas stand at the head, and at the end, outside of all declarations. */
  readonly isNoted: boolean;
  readonly isNotedBelow: boolean;
  /** Blanks in front of the section word when it begins its line. */
  readonly indent: string;
  readonly isLower: boolean;
  readonly leaves: readonly Declared[];
  /** `END_VAR` with its `;`. */
  readonly end: Span;
  /** The blocks in front and behind, with nothing between. */
  before: VarBlock | null;
  next: VarBlock | null;
}

/** One declaration with what belongs to it: comments and pragmas above and behind. */
export interface Declared extends Span {
  /** Where its first name stands. */
  readonly name: number;
  /** Nothing else stands in front of it on its line, and behind it on its last one. */
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
}

/** All blocks of a tree whose text is sound at its head and end, by the offsets of the names in front of their declarations. */
export function varBlocks(root: Green, text: string): ReadonlyMap<number, VarBlock> {
  const found = new Map<number, VarBlock>();
  collect(root, 0, text, found);
  return found;
}

function collect(node: Green, at: number, text: string, found: Map<number, VarBlock>): void {
  let before: VarBlock | null = null;
  for (const child of node.children) {
    let block: VarBlock | null = null;
    if (child.kind === N.Section) block = blockOf(child, at, text);
    else if (child.kind !== N.Body && child.children.length > 0) collect(child, at, text, found);
    if (before !== null) before.next = block;
    if (block !== null) block.before = before;
    for (const { name } of block?.leaves ?? []) found.set(name, block!);
    before = block;
    at += child.length;
  }
}

function blockOf(section: Green, at: number, text: string): VarBlock | null {
  const header = section.children[0]!;
  const last = section.children.at(-1)!;
  if (header.kind !== N.Header || last.kind !== N.End) return null;
  if (header.errorCount + last.errorCount > 0) return null;
  const leaves: Declared[] = [];
  let from = at + header.length;
  for (const child of section.children.slice(1, -1)) {
    if (child.kind === N.VarDecl) leaves.push(declaredAt(child, from, text));
    from += child.length;
  }
  const head = view(header, at);
  const end = view(last, from);
  const words = head.parts.map((part) => ({ from: part.from, to: part.to }));
  const [word, ...qualifiers] = words.map((one) => text.slice(one.from, one.to));
  if (word === undefined || isSection[keywordOf(word)] !== 1) return null;
  const before = lineBefore(text, head.from);
  return {
    head: { word: word.toUpperCase(), qualifiers: qualifiers.map((one) => one.toUpperCase()) },
    words,
    pragmas: head.trivia
      .filter((one) => one.kind === K.Pragma && one.to <= head.from)
      .map((one) => text.slice(one.from, one.to)),
    isNoted: head.trivia.length > 0,
    isNotedBelow: end.trivia.length > 0,
    indent: before.trim() === '' ? before : '',
    isLower: word === word.toLowerCase(),
    leaves,
    end: { from: end.from, to: end.to },
    before: null,
    next: null,
  };
}

function declaredAt(leaf: Green, at: number, text: string): Declared {
  const { trivia, from: name, to: end } = view(leaf, at);
  const { above, behind } = commentPlaces(trivia, name, end, (a, b) => text.slice(a, b));
  const pragmas = trivia.filter((one) => one.kind === K.Pragma && one.to <= name);
  const from = Math.min(name, above[0]?.from ?? name, pragmas[0]?.from ?? name);
  const to = Math.max(end, behind.at(-1)?.to ?? end);
  return {
    from,
    to,
    name,
    isAtStart: lineBefore(text, from).trim() === '',
    isAtEnd: lineBehind(text, to).trim() === '',
  };
}

function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

function lineBehind(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end);
}

/** The words of a list of qualifiers as the source would keep them, each once. */
export function qualifierWords(value: string): readonly string[] {
  const words = value
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  return [...new Set(words)];
}

/** Whether two lists of qualifiers say the same: their order means nothing. */
export function areSameQualifiers(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((word) => b.includes(word));
}

/** Whether two heads say the same. */
export function isSameHead(a: SectionHead, b: SectionHead): boolean {
  return a.word === b.word && areSameQualifiers(a.qualifiers, b.qualifiers);
}
