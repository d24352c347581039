/** New variables behind those of a section that is there: where they can stand, and the lines that declare them. */

import { insideOf } from '../project/inside.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { parse } from '../syntax/tree.ts';
import { isReserved } from '../syntax/words.ts';
import type { DialectId, FileId, Project, Tag, TextEdit } from '../types.ts';
import { isOneDeclaration } from './soundness.ts';
import { partsAt, tagParts } from './tagparts.ts';

/** A section that has variables and can take more. */
export interface DeclarePlace {
  /** Names the place until its last variable is another one. */
  readonly id: string;
  readonly file: FileId;
  readonly scope: string;
  /** `VAR_GLOBAL CONSTANT`. */
  readonly section: string;
}

/** A variable that is not there yet; what is empty is left out of its declaration. */
export interface NewTag {
  readonly name: string;
  readonly type: string;
  readonly initial: string;
  readonly address: string;
  readonly comment: string;
}

export interface Declaring {
  /** `DeclarePlace.id`. */
  readonly place: string;
  readonly tags: readonly NewTag[];
}

export interface Undeclared {
  readonly tag: NewTag;
  readonly code: string;
  readonly message: string;
}

const OWNERS: ReadonlySet<Tag['owner']> = new Set(['program', 'global', 'configuration', 'resource']);
const SECTIONS: ReadonlySet<string> = new Set(['VAR', 'VAR_GLOBAL']);

/** The sections in the order of the source, each once for its scope and qualifiers. */
export function declarePlaces(project: Project): readonly DeclarePlace[] {
  return [...lastTags(project).values()].map(placeOf);
}

/** The last variable of each section: new ones go behind it. */
function lastTags(project: Project): Map<string, Tag> {
  const last = new Map<string, Tag>();
  for (const tag of project.tags())
    if (OWNERS.has(tag.owner) && SECTIONS.has(tag.section)) last.set(placeOf(tag).id, tag);
  return last;
}

function placeOf({ file, scope, section, qualifiers }: Tag): DeclarePlace {
  const words = [section, ...qualifiers].join(' ');
  return { id: `${file} ${scope} ${words}`, file, scope, section: words };
}

/** One edit that declares all tags that can be; the others with their reasons. */
export function declareEdits(
  project: Project,
  { place, tags }: Declaring,
): { readonly edit: TextEdit | null; readonly undeclared: readonly Undeclared[] } {
  const last = lastTags(project).get(place);
  const spot = last && spotBehind(project, last);
  if (!last || !spot)
    return { edit: null, undeclared: tags.map((tag) => ({ tag, code: 'TAG_GONE', message: GONE })) };
  const undeclared: Undeclared[] = [];
  const seen = new Set<string>();
  const { dialect } = insideOf(project).files.get(last.file)!.tree;
  const lines = tags.flatMap((tag) => {
    const line = lineOf(tag);
    const problem = problemOf(tag, line, dialect) ?? takenBy(project, last.scope, tag.name, seen);
    if (problem) undeclared.push({ tag, ...problem });
    else seen.add(tag.name.toLowerCase());
    return problem ? [] : [`\n${spot.indent}${line}`];
  });
  const edit = { place: { file: last.file, from: spot.at, to: spot.at }, insert: lines.join('') };
  return { edit: lines.length > 0 ? edit : null, undeclared };
}

const GONE = 'The section that was chosen has no variables any more';

type Problem = { readonly code: string; readonly message: string };

/** The end of the line of a declaration; null when its line holds more than a comment behind it. */
function spotBehind(project: Project, tag: Tag): { at: number; indent: string } | null {
  const parts = tagParts(project, tag);
  if (parts === null) return null;
  const text = project.text(tag.file);
  const behind = parts.commentsAt === 'behind' ? parts.comments.at(-1)!.to : parts.declaration.to;
  const end = text.indexOf('\n', behind);
  if (text.slice(behind, end < 0 ? text.length : end).trim() !== '') return null;
  const lineStart = text.lastIndexOf('\n', parts.declaration.from - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, parts.declaration.from))![0];
  return { at: behind, indent };
}

function lineOf({ name, type, initial, address, comment }: NewTag): string {
  const at = address === '' ? '' : ` AT ${address}`;
  const value = initial === '' ? '' : ` := ${initial}`;
  const told = comment === '' ? '' : comment.includes('\n') ? ` (* ${comment} *)` : ` // ${comment}`;
  return `${name}${at} : ${type}${value};${told}`;
}

/** The line has to say exactly what was meant, alone. */
function problemOf(tag: NewTag, line: string, dialect: DialectId): Problem | null {
  if (!/^[A-Za-z_]\w*$/.test(tag.name) || isReserved[keywordOf(tag.name)] === 1)
    return { code: 'RENAME_NAME', message: `\`${tag.name}\` is not a name` };
  if (tag.type === '') return { code: 'TAG_VALUE', message: `\`${tag.name}\` has no type` };
  const shell = 'VAR_GLOBAL\n';
  const tree = parse(`${shell}${line}\nEND_VAR\n`, dialect);
  const parts = isOneDeclaration(line, dialect) ? partsAt(tree.root, tree.text, shell.length) : null;
  const text = (span: { from: number; to: number } | null | undefined) =>
    span ? tree.text.slice(span.from, span.to) : '';
  const isMeant =
    parts?.names.length === 1 &&
    text(parts.type) === tag.type &&
    text(parts.value) === tag.initial &&
    text(parts.names[0]?.address) === tag.address &&
    !(tag.comment.includes('\n') && tag.comment.includes('*)'));
  return isMeant ? null : { code: 'TAG_VALUE', message: `\`${line}\` is no declaration of \`${tag.name}\`` };
}

function takenBy(project: Project, scope: string, name: string, seen: ReadonlySet<string>): Problem | null {
  const isThere = insideOf(project).world.at(`${scope}.${name}`.toLowerCase()) !== undefined;
  if (!isThere && !seen.has(name.toLowerCase())) return null;
  return { code: 'RENAME_TAKEN', message: `\`${name}\` is declared already in ${scope}` };
}
