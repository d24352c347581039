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
export function editsOf(text: string, parts: TagParts, { field, value }: TagWish): Edit[] {
  switch (field) {
    case 'type':
      return [narrowed(text, parts.type, value.trim())];
    case 'initial':
      return initialEdits(text, parts, value.trim());
    case 'address':
      return addressEdits(text, parts, value.trim());
    default:
      return commentEdits(text, parts, value);
  }
}

function initialEdits(text: string, parts: TagParts, value: string): Edit[] {
  if (value === '') return parts.initial ? [{ from: parts.tail, to: parts.initial.to, insert: '' }] : [];
  if (parts.value) return [narrowed(text, parts.value, value)];
  return [{ from: parts.tail, to: parts.tail, insert: ` := ${value}` }];
}

function addressEdits(text: string, parts: TagParts, value: string): Edit[] {
  const { name, located, address } = parts.names[parts.index]!;
  if (value === '') return located ? [{ from: name.to, to: located.to, insert: '' }] : [];
  if (address) return [narrowed(text, address, value)];
  return [{ from: name.to, to: located?.to ?? name.to, insert: ` AT ${value}` }];
}

/** `a, b : INT;` where only `b` shall differ: it gets a declaration of its own behind. Null when the line holds more. */
export function separated(text: string, parts: TagParts, wish: TagWish): Edit[] | null {
  const { names, index, declaration, comments, commentsAt } = parts;
  const end = commentsAt === 'behind' ? comments.at(-1)!.to : declaration.to;
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  if (text.slice(end, lineEnd).trim() !== '') return null;
  const indent = /[ \t]*$/.exec(text.slice(0, declaration.from))?.[0] ?? '';
  const own = names[index]!;
  const last = names.at(-1)!;
  const copy = text.slice(own.name.from, endOf(own)) + text.slice(endOf(last), end);
  const above =
    commentsAt === 'above' ? comments.map(({ from, to }) => commentText(text.slice(from, to))) : [];
  const told =
    above.length > 0 ? rewritten(copy, { ...wish, field: 'comment', value: above.join('\n') }) : copy;
  const written = told && rewritten(told, wish);
  if (!written) return null;
  const lines = [...parts.attributes.map(({ from, to }) => text.slice(from, to)), written];
  return [
    nameAway(parts),
    { from: end, to: end, insert: lines.map((line) => `\n${indent}${line}`).join('') },
  ];
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

/** Takes a name out of its list, with one comma. */
function nameAway({ names, index }: TagParts): Edit {
  return index > 0
    ? { from: endOf(names[index - 1]!), to: endOf(names[index]!), insert: '' }
    : { from: names[0]!.name.from, to: names[1]!.name.from, insert: '' };
}
