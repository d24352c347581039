/** The edits of one declaration: its type, initial value, address or comment, and a name that leaves those beside it. */

import { commentText } from '../project/attributes.ts';
import { parse } from '../syntax/tree.ts';
import type { Edit } from '../types.ts';
import { commentEdits } from './commentedits.ts';
import { applied } from './editbatch.ts';
import { narrowed } from './narrowed.ts';
import { type NamePart, partsAt, type TagParts } from './tagparts.ts';
import type { TagWish } from './tagwish.ts';

/** The edits that fulfil a wish inside of its declaration. */
export function editsOf(text: string, parts: TagParts, wish: TagWish): Edit[] {
  // What says the same already would be a second one beside what a colleague writes.
  return editsFor(text, parts, wish).filter(({ from, to, insert }) => text.slice(from, to) !== insert);
}

function editsFor(text: string, parts: TagParts, { field, value }: TagWish): Edit[] {
  switch (field) {
    case 'type':
      return [typeEdit(text, parts, value.trim())];
    case 'initial':
      return initialEdits(text, parts, value.trim());
    case 'address':
      return addressEdits(text, parts, value.trim());
    default:
      return commentEdits(text, parts, value);
  }
}

/**
 * A value goes with its `:=`, an address with its `AT`: whoever takes it away meanwhile leaves no half of the other one, and
 * of two who change it neither is written into the other. Values of many parts are changed only where they differ.
 */
function initialEdits(text: string, parts: TagParts, value: string): Edit[] {
  const { tail, initial, value: old } = parts;
  if (value === '') return initial ? [{ from: tail, to: initial.to, insert: '' }] : [];
  if (!initial || !old) return [{ from: tail, to: tail, insert: ` := ${value}` }];
  if (/[[(]/.test(text.slice(old.from, old.to) + value)) return [narrowed(text, old, value)];
  return [{ from: tail, to: initial.to, insert: text.slice(tail, old.from) + value }];
}

function typeEdit(text: string, { type }: TagParts, value: string): Edit {
  const isWord = !/[^\w.]/.test(text.slice(type.from, type.to) + value);
  return isWord ? { ...type, insert: value } : narrowed(text, type, value);
}

/** A new one stands behind the blank: what is written at the end of a name is part of the name. */
function addressEdits(text: string, { names, index }: TagParts, value: string): Edit[] {
  const { name, located, address } = names[index]!;
  if (value === '') return located ? [{ from: name.to, to: located.to, insert: '' }] : [];
  if (located) {
    const before = text.slice(name.to, address?.from ?? located.from);
    const insert = address ? `${before}${value}` : ` AT ${value}`;
    return [{ from: name.to, to: located.to, insert }];
  }
  if (text[name.to] !== ' ') return [{ from: name.to, to: name.to, insert: ` AT ${value}` }];
  return [{ from: name.to + 1, to: name.to + 1, insert: `AT ${value} ` }];
}

/** How names part besides: what stands between one and the next, where they must, and in front of each but the first. */
export interface Parting {
  readonly between?: (at: number) => string | null;
  /** Whole lines and the indent; without it attributes are said again, and comments above behind each. */
  readonly lead?: string;
}

/**
 * `a, b, c : INT;` where some names shall differ: each of these becomes a declaration of its own, in its place, and keeps its
 * characters. What comes between two of them stands for the comma, so that two people who part them at the same time do it
 * once. Null when the line holds more, or something stands between the names.
 */
export function separated(
  text: string,
  parts: TagParts,
  wishes: ReadonlyMap<number, readonly TagWish[]>,
  { lead, between = () => null }: Parting = {},
): Edit[] | null {
  const { names, declaration } = parts;
  const end = endWithComment(parts);
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  if (text.slice(end, lineEnd).trim() !== '') return null;
  const indent = /[ \t]*$/.exec(text.slice(0, declaration.from))?.[0] ?? '';
  const attributes = parts.attributes.map(({ from, to }) => `\n${indent}${text.slice(from, to)}`).join('');
  const front = lead === undefined ? `${attributes}\n${indent}` : `\n${lead}`;
  const edits: Edit[] = [];
  let first = 0;
  for (let at = 0; at < names.length; at++) {
    const [own, behind] = [wishes.get(at) ?? [], names[at + 1]];
    const border = behind ? between(at) : null;
    if (behind && border === null && own.length === 0 && !wishes.has(at + 1)) continue;
    if (!behind) {
      edits.push(...lastEdits(text, { ...parts, index: at }, own, first === 0 || lead !== undefined));
      continue;
    }
    const gap = { from: endOf(names[at]!), to: behind.name.from };
    const tail = tailFor(text, { ...parts, index: at }, own, first === 0 || lead !== undefined);
    if (tail === null || !/^\s*,\s*$/.test(text.slice(gap.from, gap.to))) return null;
    edits.push({ ...gap, insert: `${tail}${border ?? ''}${front}` });
    first = at + 1;
  }
  return edits;
}

/** What stands behind a name that gets a declaration of its own; null when it would be none. */
function tailFor(text: string, parts: TagParts, wishes: readonly TagWish[], isTold: boolean): string | null {
  const { names, index } = parts;
  const end = endWithComment(parts);
  const name = text.slice(names[index]!.name.from, endOf(names[index]!));
  let written: string | null = name + text.slice(endOf(names.at(-1)!), end);
  const above = told(text, parts);
  if (above !== '' && !isTold) written = rewritten(written, commentOf(parts, above));
  for (const wish of wishes) written = written && rewritten(written, wish);
  return written?.startsWith(name) ? written.slice(name.length) : null;
}

/** The last name keeps what stands there. */
function lastEdits(text: string, parts: TagParts, wishes: readonly TagWish[], isTold: boolean): Edit[] {
  const above = isTold ? '' : told(text, parts);
  const own = above === '' ? parts : { ...parts, comments: [], commentsAt: null };
  const isSaid = above !== '' && !wishes.some(({ field }) => field === 'comment');
  return [...wishes, ...(isSaid ? [commentOf(parts, above)] : [])]
    .flatMap((wish) => editsOf(text, own, wish))
    .sort((a, b) => a.from - b.from);
}

function endWithComment({ declaration, comments, commentsAt }: TagParts): number {
  return commentsAt === 'behind' ? comments.at(-1)!.to : declaration.to;
}

/** What a comment above the declaration tells of all its names. */
function told(text: string, { comments, commentsAt }: TagParts): string {
  return commentsAt !== 'above'
    ? ''
    : comments.map(({ from, to }) => commentText(text.slice(from, to))).join('\n');
}

function commentOf({ index }: TagParts, value: string): TagWish {
  return { key: String(index), field: 'comment', value };
}

/** A declaration that stands alone as text, with a wish fulfilled. */
function rewritten(declaration: string, wish: TagWish): string | null {
  const shell = 'VAR_GLOBAL\n';
  const text = `${shell}${declaration}\nEND_VAR\n`;
  const tree = parse(text);
  const parts = partsAt(tree.root, tree.text, shell.length);
  return parts && applied(text, editsOf(text, parts, wish)).slice(shell.length, -'\nEND_VAR\n'.length);
}

/** The end of a name with its address. */
export function endOf({ name, located }: NamePart): number {
  return located?.to ?? name.to;
}
