/** What one declaration says, read from its leaf alone: cached with the leaf, so an edit elsewhere costs nothing. */

import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { find, type Part, type View, view } from '../syntax/view.ts';
import { canonicalAddress } from './addresses.ts';
import { attributesOf, commentsOf } from './attributes.ts';
import { readConstant } from './constants.ts';
import { unquoted } from './paths.ts';
import { quickFact } from './quickfacts.ts';
import { type Fact, readType } from './rawtypes.ts';

/** Keeps with a declaration leaf at offset `at` which names it declares; none when it is too broken to have a type. */
export function readDeclaration(leaf: Green, at: number, text: Text): void {
  if (leaf.facts !== null) return;
  const source = text.slice(at, at + leaf.length);
  leaf.facts = quickFact(leaf, source) ?? readFacts(view(leaf, 0), (from, to) => source.slice(from, to));
}

/** What `readDeclaration` found. */
export function saidBy({ facts }: Green): readonly Fact[] {
  return Array.isArray(facts) ? facts : [facts as Fact];
}

/** What a declaration leaf at offset `at` says. */
export function factsOf(leaf: Green, at: number, text: Text): readonly Fact[] {
  readDeclaration(leaf, at, text);
  return saidBy(leaf);
}

/** Reads text between two offsets of the leaf. */
export type Source = (from: number, to: number) => string;

/** The facts of a view; also used for the members of inline structures. */
export function readFacts(leaf: View, source: Source): readonly Fact[] {
  const { parts } = leaf;
  const names = find(parts, N.Names);
  const typeIndex = parts.findIndex((part) => isType(part.kind));
  if (names === undefined || typeIndex < 0) return [];
  const typePart = parts[typeIndex]!;
  const members = (part: Part) => readFacts(inlineView(part, leaf, source), source);
  const { type, args } = readType(typePart, source, members);
  const shared: Partial<Mutable> = { type, typeFrom: typePart.from, typeTo: typePart.to };
  if (args !== undefined) shared.initialArgs = args;
  readTail(parts, typeIndex + 1, source, leaf, shared);
  readNotes(leaf, source, shared);
  return declared(names, source, shared as Mutable);
}

/** A member of an inline structure as a view of its own: with the trivia above it and on its last line. */
function inlineView(part: Part, leaf: View, source: Source): View {
  const above = leaf.trivia.filter((t) => t.to <= part.from);
  const first = above.findLastIndex((t) => /\S/.test(lineBefore(source, t.from))) + 1;
  const inside = leaf.trivia.filter(
    (t) => t.from >= part.from && (t.to <= part.to || !source(part.to, t.from).includes('\n')),
  );
  return { parts: part.parts, trivia: [...above.slice(first), ...inside], from: part.from, to: part.to };
}

/** What stands before an offset on its line. */
function lineBefore(source: Source, at: number): string {
  const text = source(Math.max(0, at - 400), at);
  return text.slice(text.lastIndexOf('\n') + 1);
}

type Mutable = { -readonly [Key in keyof Fact]: Fact[Key] };

function isType(kind: number): boolean {
  if (kind === N.Untyped) return true;
  return kind >= N.ArrayType && kind <= N.InlineStruct && kind !== N.Bounds && kind !== N.EnumValue;
}

/** Edge, access, initial value. */
function readTail(
  parts: readonly Part[],
  from: number,
  source: Source,
  leaf: View,
  out: Partial<Mutable>,
): void {
  for (let i = from; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind === N.Initial) {
      const value = part.parts[1];
      if (value !== undefined && part.parts.length === 2)
        out.constant = readConstant(value, (p) => source(p.from, p.to));
      out.initial = withoutComments(source, part.parts[1]?.from ?? part.to, part.to, leaf);
    } else if (part.kind === K.Keyword) {
      const word = source(part.from, part.to).toUpperCase();
      if (word === 'R_EDGE' || word === 'F_EDGE') out.edge = word;
      else if (word === 'READ_ONLY' || word === 'READ_WRITE') out.access = word;
    }
  }
}

function readNotes(leaf: View, source: Source, out: Partial<Mutable>): void {
  if (leaf.trivia.length === 0) return;
  const { comment, leadingComment } = commentsOf(leaf.trivia, leaf.from, leaf.to, source);
  if (comment !== undefined) out.comment = comment;
  if (leadingComment !== undefined) out.leadingComment = leadingComment;
  const attributes = attributesOf(leaf.trivia, source);
  if (attributes !== undefined) out.attributes = attributes;
}

function declared(names: Part, source: Source, shared: Mutable): Fact[] {
  const only = names.parts.length === 1 ? names.parts[0]! : undefined;
  if (only?.kind === N.Name) return [Object.assign(shared, nameOf(only, source))];
  const facts: Fact[] = [];
  for (const part of names.parts) {
    if (part.kind === N.Name) facts.push({ ...shared, ...nameOf(part, source) });
    else if (part.kind === N.Located) {
      const target = source(part.parts[1]?.from ?? part.to, part.to);
      const last = facts.pop() ?? { ...shared, name: null, from: part.from, to: part.to };
      facts.push(target.startsWith('%') ? { ...last, address: canonicalAddress(target) } : last);
    }
  }
  return facts;
}

function nameOf(part: Part, source: Source): { name: string; from: number; to: number } {
  return { name: unquoted(source(part.from, part.to)), from: part.from, to: part.to };
}

/** Source text with comments and pragmas cut out and runs of blanks made single. */
export function withoutComments(source: Source, from: number, to: number, leaf: View): string {
  let out = '';
  let at = from;
  for (const t of leaf.trivia) {
    if (t.from < from || t.to > to) continue;
    out += `${source(at, t.from)} `;
    at = t.to;
  }
  out += source(at, to);
  return /[\n\r\t]| {2}/.test(out) || at !== from ? squeeze(out) : out;
}

/** Runs of blanks outside of strings become one. */
function squeeze(text: string): string {
  return text
    .split(/('(?:\$.|[^'])*'|"(?:\$.|[^"])*")/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/\s+/g, ' ')))
    .join('')
    .trim();
}
