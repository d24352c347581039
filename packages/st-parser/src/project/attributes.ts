/** Comments and attributes of a declaration, from the trivia of its leaf. */

import { K } from '../syntax/kinds.ts';
import type { Trivium } from '../syntax/view.ts';

/** The text of a comment without its delimiters, lines trimmed and joined by line feeds. */
export function commentText(raw: string): string {
  const inner = raw.startsWith('//')
    ? raw.replace(/^\/+/, '')
    : raw.replace(/^\(\*+|^\/\*+|^\(\/\*+/, '').replace(/\*+\)$|\*+\/\)?$/, '');
  const lines = inner.split('\n').map((line) => line.trim());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}

/** Comments joined; undefined when there is none with text. */
function joined(texts: readonly string[]): string | undefined {
  const all = texts.filter((text) => text !== '').join('\n');
  return all === '' ? undefined : all;
}

/** The comments that belong to a declaration between two offsets of its leaf. */
export interface Comments {
  readonly comment: string | undefined;
  readonly leadingComment: string | undefined;
}

/** Splits the comments of a leaf into the lines directly above `from` and those behind or inside the declaration. */
export function commentsOf(trivia: readonly Trivium[], from: number, to: number, source: Slice): Comments {
  const places = commentPlaces(trivia, from, to, source);
  const textOf = (t: Trivium) => commentText(source(t.from, t.to));
  const last = joined(places.behind.map(textOf)) ?? joined(places.inside.slice(-1).map(textOf));
  const above = joined(places.above.map(textOf));
  return last === undefined
    ? { comment: above, leadingComment: undefined }
    : { comment: last, leadingComment: above };
}

/** The comments of a leaf by where they stand: behind its last token, among its tokens, on the lines directly above. */
export function commentPlaces(
  trivia: readonly Trivium[],
  from: number,
  to: number,
  source: Slice,
): { behind: Trivium[]; inside: Trivium[]; above: Trivium[] } {
  return {
    behind: trivia.filter((t) => isComment(t) && t.from >= to),
    inside: trivia.filter((t) => isComment(t) && t.from > from && t.from < to),
    above: aboveOf(trivia, from, source),
  };
}

/** Reads text between two offsets. */
export type Slice = (from: number, to: number) => string;

function isComment(t: Trivium): boolean {
  return t.kind === K.LineComment || t.kind === K.BlockComment || t.kind === K.OpenComment;
}

/** Comments above, upwards until a blank line. Pragmas in between do not interrupt. */
function aboveOf(trivia: readonly Trivium[], from: number, source: Slice): Trivium[] {
  const out: Trivium[] = [];
  let end = from;
  for (let i = trivia.length - 1; i >= 0; i--) {
    const t = trivia[i]!;
    if (t.from >= from) continue;
    if (source(t.to, end).split('\n').length > 2) break;
    if (isComment(t)) out.unshift(t);
    end = t.from;
  }
  return out;
}

const ATTRIBUTE = /^\{\s*attribute\s+'((?:\$.|[^'])*)'\s*(?::=\s*'((?:\$.|[^'])*)')?\s*\}$/i;
const SETTING = /([A-Za-z_][\w.]*)\s*:=\s*(?:'((?:\$.|[^'])*)'|"([^"]*)")/g;

/** `{attribute 'n' := 'v'}` and SCL's `{ n := 'v'; m := 'w' }`; undefined when there is none. */
export function attributesOf(trivia: readonly Trivium[], source: Slice): Record<string, string> | undefined {
  let found: Record<string, string> | undefined;
  for (const t of trivia) {
    if (t.kind !== K.Pragma) continue;
    const text = source(t.from, t.to);
    const attribute = ATTRIBUTE.exec(text);
    if (attribute !== null) {
      found ??= {};
      found[attribute[1]!] = attribute[2] ?? '';
    } else if (text.includes(':=') && !/^\{\s*attribute\b/i.test(text)) {
      for (const setting of text.matchAll(SETTING)) {
        found ??= {};
        found[setting[1]!] = setting[2] ?? setting[3] ?? '';
      }
    }
  }
  return found;
}
