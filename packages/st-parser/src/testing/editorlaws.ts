/**
 * The laws of what an editor writes for a person, as checks that throw: the formatter changes blanks and the case of words only,
 * a rename says the same with another name, a fix mends what it is offered for, an edit of a tag changes that tag alone.
 */

import { fixesOf, formatEdits, renameAt, renameRangeAt, type TagField, tagEdits } from '../editor/editor.ts';
import { FORMAT_DEFAULTS } from '../editor/format.ts';
import { LIBRARY } from '../library/library.ts';
import { openProject } from '../project/project.ts';
import { eachToken } from '../syntax/green.ts';
import { K } from '../syntax/kinds.ts';
import { parse, type Tree } from '../syntax/tree.ts';
import type { Diagnostic, Edit, FileId, FormatOptions, Project, Tag, TextEdit } from '../types.ts';
import { applyEdits } from './edits.ts';
import { below, pick, type Random } from './random.ts';

const FILE = 'f' as FileId;

function opened(text: string): Project {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  project.set(FILE, 'File.st', text);
  project.changes();
  return project;
}

function written(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(
    text,
    edits.map(({ place: { from, to }, insert }): Edit => ({ from, to, insert })),
  );
}

function broken(law: string, ...about: unknown[]): Error {
  return new Error(`${law}: ${about.map((one) => JSON.stringify(one)).join(' ')}`);
}

/** The tokens as they are spelled; keywords in capitals. */
function substance(tree: Tree): string {
  const text = tree.text.toString();
  const spelled: string[] = [];
  eachToken(tree.root, 0, (kind, from, to) => {
    if (kind === K.Space || kind === K.Eof) return;
    const token = text.slice(from, to);
    spelled.push(kind === K.Keyword ? token.toUpperCase() : token);
  });
  return spelled.join('\u0001');
}

/** How often each code is found, in alphabetical order. */
function codesOf(project: Project): string {
  return project
    .diagnostics()
    .map(({ code }) => code)
    .sort()
    .join(' ');
}

/** Blanks and the case of words only, nothing the second time, and no other finding, whatever the options are. */
export function checkFormat(text: string, next: Random): void {
  const options: FormatOptions = {
    ...FORMAT_DEFAULTS,
    insertSpaces: next() < 0.5,
    tabSize: pick(next, [2, 4, 8]),
    keywords: pick(next, ['upper', 'keep']),
    emptyLines: below(next, 3),
  };
  const before = opened(text);
  const once = applyEdits(text, formatEdits(before, FILE, options));
  const after = opened(once);
  if (substance(parse(text)) !== substance(parse(once))) throw broken('formatting changes words', options);
  const [again] = formatEdits(after, FILE, options);
  if (again) throw broken('formatting twice changes something', options, again);
  if (codesOf(before) !== codesOf(after))
    throw broken('formatting changes findings', codesOf(before), codesOf(after));
}

/** A rename to a new name leaves findings and the number of tags as they are; the way back, if there is one, has as many places. */
export function checkRename(text: string, next: Random): void {
  const project = opened(text);
  const names: number[] = [];
  eachToken(parse(text).root, 0, (kind, from) => {
    if (kind === K.Ident) names.push(from);
  });
  const at = names.length === 0 ? 0 : pick(next, names);
  const old = renameRangeAt(project, FILE, at);
  const name = `zq${below(next, 1e6)}`;
  const there = old && renameAt(project, FILE, at, name);
  // A variable named like a value of an enumeration stands for either; what is meant is not told by the name.
  if (!old || !there?.ok || isValue(project, old.name)) return;
  const renamed = opened(written(text, there.edits));
  if (codesOf(project) !== codesOf(renamed) || project.tags().length !== renamed.tags().length)
    throw broken('a rename changes findings or tags', old.name, codesOf(project), codesOf(renamed));
  const first = there.edits[0]!.place.from;
  const back = renameAt(renamed, FILE, first, old.name.replaceAll('"', ''));
  // There is none where two things had one name, a library has it too, or it is a word of the language.
  if (!back.ok) return;
  if (back.edits.length !== there.edits.length)
    throw broken('the way back of a rename has other places', old.name);
}

function isValue(project: Project, name: string): boolean {
  const isIt = (value: { readonly name: string }) => value.name.toLowerCase() === name.toLowerCase();
  return project.types().some(({ values }) => values?.some(isIt));
}

/** What is offered for a finding takes it away, adds no error and no tag is lost by it, but for a variable that it removes. */
export function checkFixes(text: string, next: Random): void {
  const project = opened(text);
  const all = project.diagnostics();
  if (all.length === 0) return;
  const one = pick(next, all);
  for (const { title, edits } of fixesOf(project, one)) {
    const mended = opened(written(text, edits));
    const left = mended.diagnostics();
    const about = [title, one.message, edits];
    if (left.some((other) => isSame(other, one, edits)))
      throw broken('a fix leaves what it is for', ...about);
    if (errorsIn(left) > errorsIn(all)) throw broken('a fix makes errors', ...about);
    const lost = project.tags().filter(({ key }) => !mended.tag(key)).length;
    if (lost > (one.code === 'UNUSED_VARIABLE' ? 1 : 0)) throw broken('a fix loses tags', ...about);
  }
}

/** Whether a finding says after edits what another said before, at the place where that is now. */
function isSame(after: Diagnostic, before: Diagnostic, edits: readonly TextEdit[]): boolean {
  const at = edits.reduce(
    (sum, { place: { from, to }, insert }) =>
      to <= before.place.from ? sum + insert.length - (to - from) : sum,
    before.place.from,
  );
  return after.code === before.code && after.message === before.message && after.place.from === at;
}

function errorsIn(list: readonly Diagnostic[]): number {
  return list.filter(({ severity }) => severity === 'error').length;
}

const WISHES: readonly (readonly [TagField, readonly string[]])[] = [
  ['comment', ['', 'hello', 'two\nlines', 'has (* in *) it', 'a // b', 'quote \' " $', 'ends with *', '{x}']],
  ['initial', ['', '1', 'TRUE']],
  ['address', ['', '%MW100', '%IX7.1']],
  ['type', ['INT', 'ARRAY [0..3] OF BOOL', 'STRING[20]']],
];

/** One field of one tag says what was wished, or the wish is refused; every other field and every other tag is as before. */
export function checkTagEdit(text: string, next: Random): void {
  const project = opened(text);
  if (project.tags().length === 0) return;
  const { key } = pick(next, project.tags());
  const [field, values] = pick(next, WISHES);
  const value = pick(next, values);
  const { edits, refused } = tagEdits(project, [{ key, field, value }]);
  if (refused.length > 0) return;
  const edited = opened(written(text, edits));
  // One name of several moves into a declaration of its own.
  const wanted = project
    .tags()
    .map((tag) => saysOf(tag, tag.key === key ? { field, value } : null))
    .sort();
  const found = edited
    .tags()
    .map((tag) => saysOf(tag, null))
    .sort();
  const at = wanted.findIndex((tag, index) => tag !== found[index]);
  if (at >= 0 || found.length !== wanted.length)
    throw broken('an edit of a tag does something else', key, field, value, wanted[at], found[at]);
}

/** What a tag says, blanks and case aside. */
function saysOf(tag: Tag, wish: { field: TagField; value: string } | null): string {
  const { key, type, initial, address, comment, section, qualifiers, attributes } = tag;
  const said = { key, type, initial, address, comment, section, ...(wish && { [wish.field]: wish.value }) };
  const plain = Object.values(said).map((one) => (one ?? '').replace(/\s+/g, ' ').toLowerCase());
  return JSON.stringify([plain, qualifiers, attributes]);
}

/** A text with one or two slips: a word left out, misspelt or doubled. */
export function slipped(text: string, next: Random): string {
  let out = text;
  for (let slips = 1 + below(next, 2); slips > 0; slips--) {
    const tokens: [number, number][] = [];
    eachToken(parse(out).root, 0, (kind, from, to) => {
      if (kind !== K.Space && from !== to) tokens.push([from, to]);
    });
    if (tokens.length === 0) return out;
    const [from, to] = pick(next, tokens);
    const word = out.slice(from, to);
    out = out.slice(0, from) + pick(next, ['', `${word.slice(0, -1)}x`, `${word} ${word}`]) + out.slice(to);
  }
  return out;
}
