/** Where the parts of a tag's declaration stand in its file: what an edit of one of them has to touch. */

import { attributesOf, commentPlaces } from '../project/attributes.ts';
import { insideOf } from '../project/inside.ts';
import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { find, type Part, type View, view } from '../syntax/view.ts';
import type { Project, Span, Tag } from '../types.ts';

/** One name of a declaration with its address, if it has one. */
export interface NamePart {
  readonly name: Span;
  /** From `AT` to the end of the address. */
  readonly located: Span | null;
  readonly address: Span | null;
}

/** Offsets in the file. */
export interface TagParts {
  /** From the first name to the `;`. */
  readonly declaration: Span;
  readonly names: readonly NamePart[];
  /** Which of the names is the tag's. */
  readonly index: number;
  readonly type: Span;
  /** Behind the type and what qualifies it: where `:= value` begins or would begin. */
  readonly tail: number;
  /** From `:=` to the end of the value, and the value alone. */
  readonly initial: Span | null;
  readonly value: Span | null;
  /** The comments that the tag shows, in text order, and where they stand. */
  readonly comments: readonly Span[];
  readonly commentsAt: 'behind' | 'inside' | 'above' | null;
  /** The pragmas in front that give the tag attributes. */
  readonly attributes: readonly Span[];
  /** Syntax errors of the declaration. */
  readonly errors: number;
}

/** The parts of a tag's declaration; null when it is too broken to have them. As of the last `project.changes()`. */
export function tagParts(project: Project, tag: Tag): TagParts | null {
  const file = insideOf(project).files.get(tag.file);
  if (file === undefined) return null;
  return partsAt(file.tree.root, file.tree.text, project.position(tag).from);
}

/** The parts of the declaration whose name begins at an offset. */
export function partsAt(root: Green, text: Text, offset: number): TagParts | null {
  const found = leafAt(root, 0, offset);
  if (found === null) return null;
  const leaf = view(found.leaf, found.at);
  const { parts } = leaf;
  const typeIndex = parts.findIndex(({ kind }) => isType(kind));
  const type = parts[typeIndex];
  const names = namesOf(find(parts, N.Names), text);
  const index = names.findIndex(({ name }) => name.from <= offset && offset < name.to);
  if (type === undefined || index < 0) return null;
  const tail = parts.slice(typeIndex + 1).find(({ kind }) => kind === N.Initial || kind === K.Semicolon);
  const initial = find(parts, N.Initial);
  const value = initial?.parts[1];
  return {
    declaration: { from: leaf.from, to: leaf.to },
    names,
    index,
    type: span(type),
    tail: beforeBlanks(text, tail?.from ?? leaf.to),
    initial: initial ? span(initial) : null,
    value: initial && value ? { from: value.from, to: initial.to } : null,
    ...commentsOf(leaf, text),
    attributes: attributesIn(leaf, text),
    errors: found.leaf.errorCount,
  };
}

function commentsOf(leaf: View, text: Text): Pick<TagParts, 'comments' | 'commentsAt'> {
  const source = (from: number, to: number) => text.slice(from, to);
  const { behind, inside, above } = commentPlaces(leaf.trivia, leaf.from, leaf.to, source);
  if (behind.length > 0) return { comments: behind.map(span), commentsAt: 'behind' };
  if (inside.length > 0) return { comments: inside.slice(-1).map(span), commentsAt: 'inside' };
  return { comments: above.map(span), commentsAt: above.length > 0 ? 'above' : null };
}

function attributesIn(leaf: View, text: Text): Span[] {
  const source = (from: number, to: number) => text.slice(from, to);
  return leaf.trivia.filter((one) => one.to <= leaf.from && attributesOf([one], source)).map(span);
}

/** Declarations are leaves; how many stand before one does not matter. */
function leafAt(node: Green, at: number, offset: number): { leaf: Green; at: number } | null {
  for (const child of node.children) {
    if (offset < at + child.length)
      return child.children.length > 0 ? leafAt(child, at, offset) : { leaf: child, at };
    at += child.length;
  }
  return null;
}

function namesOf(names: Part | undefined, text: Text): NamePart[] {
  const found: NamePart[] = [];
  for (const part of names?.parts ?? []) {
    if (part.kind === N.Name) found.push({ name: span(part), located: null, address: null });
    const last = found.at(-1);
    const target = part.parts[1];
    if (part.kind !== N.Located || !last || !target) continue;
    const isAddress = text.slice(target.from, target.from + 1) === '%';
    found[found.length - 1] = {
      name: last.name,
      located: span(part),
      address: isAddress ? { from: target.from, to: part.to } : null,
    };
  }
  return found;
}

function beforeBlanks(text: Text, offset: number): number {
  const before = text.slice(Math.max(0, offset - 200), offset);
  return offset - (before.length - before.trimEnd().length);
}

function isType(kind: number): boolean {
  return kind >= N.ArrayType && kind <= N.InlineStruct && kind !== N.Bounds && kind !== N.EnumValue;
}

function span({ from, to }: Span): Span {
  return { from, to };
}
