/**
 * Edits of tags as edits of their source: the fewest characters that give a declaration another type, initial value,
 * address or comment, or a tag another name everywhere. What the text would say otherwise than meant is refused.
 */

import { commentText } from '../project/attributes.ts';
import type { File } from '../project/files.ts';
import { insideOf } from '../project/inside.ts';
import { openProject } from '../project/project.ts';
import { parse } from '../syntax/tree.ts';
import type { Edit, FileId, Project, Tag, TextEdit } from '../types.ts';
import { commentEdits } from './commentedits.ts';
import { narrowed } from './narrowed.ts';
import { renameAt } from './rename.ts';
import { type NamePart, partsAt, type TagParts, tagParts } from './tagparts.ts';

export type TagField = 'name' | 'type' | 'initial' | 'address' | 'comment';

/** What a tag shall say. An empty value takes an initial value, an address or a comment away. */
export interface TagWish {
  readonly key: string;
  readonly field: TagField;
  readonly value: string;
}

export type TagEditProblem = 'TAG_GONE' | 'TAG_BROKEN' | 'TAG_ELSEWHERE' | 'TAG_SHARED' | 'TAG_VALUE';

/** A wish that cannot be: why, as a sentence. */
export interface RefusedWish {
  readonly wish: TagWish;
  readonly code: string;
  readonly message: string;
}

/** Edits of all wishes that can be, in (file, offset) order without overlaps, and the others. */
export interface TagEdits {
  readonly edits: readonly TextEdit[];
  readonly refused: readonly RefusedWish[];
}

interface Planned {
  readonly wish: TagWish;
  readonly edits: readonly TextEdit[];
  /** What must hold afterwards; null for renames, which check themselves. */
  readonly tag: Tag | null;
}

/** Works out the edits of many wishes at once, as of the last `project.changes()`. */
export function tagEdits(project: Project, wishes: readonly TagWish[]): TagEdits {
  const refused: RefusedWish[] = [];
  const planned: Planned[] = [];
  const together = wholeDeclarations(project, wishes);
  for (const wish of wishes) {
    const plan = planOf(project, wish, together.get(wish) ?? 'alone');
    if ('edits' in plan) planned.push(plan);
    else refused.push({ wish, ...plan });
  }
  const kept = withoutClashes(planned, refused);
  return { edits: inOrder(soundOf(project, kept, refused)), refused };
}

type Refusal = { readonly code: string; readonly message: string };

function planOf(project: Project, wish: TagWish, role: Role): Planned | Refusal {
  const tag = project.tag(wish.key);
  if (tag === undefined) return refuse('TAG_GONE', `There is no tag \`${wish.key}\` any more`);
  if (wish.field === 'name') return renamed(project, tag, wish);
  const parts = tagParts(project, tag);
  if (parts === null || parts.errors > 0)
    return refuse(
      'TAG_BROKEN',
      `The declaration of \`${tag.name}\` in line ${project.position(tag).line} has a syntax error; correct it in the editor first`,
    );
  if (wish.field === 'initial' && tag.initialOverride !== undefined)
    return refuse(
      'TAG_ELSEWHERE',
      `\`${tag.name}\` gets its value in the BEGIN part of its data block; change it there`,
    );
  const text = project.text(tag.file);
  if (role === 'follows') return { wish, tag, edits: [] };
  const isSplit = role === 'alone' && parts.names.length > 1 && wish.field !== 'address';
  const edits = isSplit ? separated(text, parts, wish) : editsOf(text, parts, wish);
  if (edits === null)
    return refuse(
      'TAG_SHARED',
      `\`${tag.name}\` shares its declaration and its line with others; separate them in the editor first`,
    );
  return {
    wish,
    tag,
    edits: edits.map(({ insert, ...at }) => ({ place: { file: tag.file, ...at }, insert })),
  };
}

function refuse(code: TagEditProblem, message: string): Refusal {
  return { code, message };
}

function renamed(project: Project, tag: Tag, wish: TagWish): Planned | Refusal {
  if (wish.value === tag.name) return { wish, tag: null, edits: [] };
  const answer = renameAt(project, tag.file, project.position(tag).from, wish.value);
  return answer.ok
    ? { wish, tag: null, edits: answer.edits }
    : { code: answer.code, message: answer.message };
}

/** The edits inside one declaration. */
function editsOf(text: string, parts: TagParts, { field, value }: TagWish): Edit[] {
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
function separated(text: string, parts: TagParts, wish: TagWish): Edit[] | null {
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
  return [nameAway(parts), { from: end, to: end, insert: `\n${indent}${written}` }];
}

/** A declaration that stands alone as text, with a wish fulfilled. */
function rewritten(declaration: string, wish: TagWish): string | null {
  const shell = 'VAR_GLOBAL\n';
  const text = `${shell}${declaration}\nEND_VAR\n`;
  const tree = parse(text);
  const parts = partsAt(tree.root, tree.text, shell.length);
  return parts && applied(text, editsOf(text, parts, wish)).slice(shell.length, -'\nEND_VAR\n'.length);
}

function endOf({ name, located }: NamePart): number {
  return located?.to ?? name.to;
}

/** Takes a name out of its list, with one comma. */
function nameAway({ names, index }: TagParts): Edit {
  return index > 0
    ? { from: endOf(names[index - 1]!), to: endOf(names[index]!), insert: '' }
    : { from: names[0]!.name.from, to: names[1]!.name.from, insert: '' };
}

/** What a wish does to a declaration of several names: takes its own out, changes it for all, or follows that. */
type Role = 'alone' | 'leads' | 'follows';

/** Wishes that ask the same of all names of a declaration: it is changed once, as a whole. */
function wholeDeclarations(project: Project, wishes: readonly TagWish[]): ReadonlyMap<TagWish, Role> {
  const groups = new Map<string, { names: number; wishes: TagWish[] }>();
  for (const wish of wishes) {
    const tag = project.tag(wish.key);
    const parts = tag && wish.field !== 'name' ? tagParts(project, tag) : null;
    if (!tag || !parts || parts.names.length === 1) continue;
    const id = JSON.stringify([tag.file, parts.declaration.from, wish.field, wish.value]);
    const group = groups.get(id) ?? { names: parts.names.length, wishes: [] };
    group.wishes.push(wish);
    groups.set(id, group);
  }
  const whole = [...groups.values()].filter((group) => group.wishes.length === group.names);
  return new Map(
    whole.flatMap((group) =>
      group.wishes.map((wish, at): [TagWish, Role] => [wish, at === 0 ? 'leads' : 'follows']),
    ),
  );
}

/** Of two wishes that want the same place differently, the later one is refused. */
function withoutClashes(planned: readonly Planned[], refused: RefusedWish[]): Planned[] {
  const taken = new Map<FileId, TextEdit[]>();
  return planned.filter((plan) => {
    const clash = plan.edits.some((edit) =>
      (taken.get(edit.place.file) ?? []).some((other) => clashes(edit, other)),
    );
    if (clash)
      refused.push({
        wish: plan.wish,
        code: 'TAG_SHARED',
        message: `Another change of this batch writes to the declaration of \`${plan.tag?.name ?? plan.wish.key}\`, too`,
      });
    else
      for (const edit of plan.edits) {
        const list = taken.get(edit.place.file) ?? [];
        list.push(edit);
        taken.set(edit.place.file, list);
      }
    return !clash;
  });
}

function clashes(a: TextEdit, b: TextEdit): boolean {
  if (isSameEdit(a, b)) return false;
  return a.place.from < b.place.to && b.place.from < a.place.to;
}

function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.place.from === b.place.from && a.place.to === b.place.to && a.insert === b.insert;
}

/** The plans whose text would say what is meant and nothing else; halves are tried until the bad ones are found. */
function soundOf(project: Project, plans: readonly Planned[], refused: RefusedWish[]): Planned[] {
  if (plans.length === 0 || isSound(project, plans)) return [...plans];
  if (plans.length > 1) {
    const middle = plans.length >> 1;
    return [
      ...soundOf(project, plans.slice(0, middle), refused),
      ...soundOf(project, plans.slice(middle), refused),
    ];
  }
  const { wish, tag } = plans[0]!;
  const what = WORDS[wish.field];
  refused.push({
    wish,
    code: 'TAG_VALUE',
    message: `\`${wish.value}\` cannot be the ${what} of \`${tag?.name ?? wish.key}\``,
  });
  return [];
}

const WORDS = {
  name: 'name',
  type: 'type',
  initial: 'initial value',
  address: 'address',
  comment: 'comment',
};

function isSound(project: Project, plans: readonly Planned[]): boolean {
  const files = new Map<FileId, Planned[]>();
  for (const plan of plans) {
    if (plan.tag === null) continue;
    const list = files.get(plan.tag.file) ?? [];
    list.push(plan);
    files.set(plan.tag.file, list);
  }
  return [...files].every(([id, list]) => isFileSound(insideOf(project).files.get(id)!, list));
}

/** The file is read before and after: the wished fields differ, everything else stays. */
function isFileSound(file: File, plans: readonly Planned[]): boolean {
  const text = file.tree.text.toString();
  const edits = inOrder(plans).map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  const before = declared(file, text);
  const after = declared(file, applied(text, edits));
  if (after.errors > before.errors || after.tags.size !== before.tags.size) return false;
  const wishes = new Map<string, TagWish[]>();
  for (const { wish, tag } of plans) wishes.set(tag!.path, [...(wishes.get(tag!.path) ?? []), wish]);
  return [...before.tags].every(([key, tag]) => {
    const now = after.tags.get(key);
    return now !== undefined && FIELDS.every((field) => isKept(tag, now, field, wishes.get(tag.path) ?? []));
  });
}

const FIELDS = ['type', 'initial', 'address', 'comment'] as const;

function isKept(
  before: Tag,
  after: Tag,
  field: (typeof FIELDS)[number],
  wishes: readonly TagWish[],
): boolean {
  const wish = wishes.findLast((one) => one.field === field);
  const now = after[field] ?? '';
  if (wish === undefined) return (before[field] ?? '') === now;
  if (field === 'comment') return now === lines(wish.value);
  if (field === 'address') return now === wish.value.trim().toUpperCase();
  return (now === '') === (wish.value.trim() === '');
}

function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

/** A file alone as a project: fields as texts, which is all that is compared. */
function declared(file: File, text: string): { errors: number; tags: ReadonlyMap<string, Tag> } {
  const alone = openProject({ dialect: file.tree.dialect });
  alone.set(file.id, file.path, text);
  alone.changes('declarations');
  const inside = insideOf(alone).files.get(file.id)!;
  return { errors: inside.tree.root.errorCount, tags: new Map(alone.tags().map((tag) => [tag.key, tag])) };
}

/** All edits by file and offset, each once. */
function inOrder(plans: readonly Planned[]): TextEdit[] {
  const all = plans.flatMap(({ edits }) => edits);
  all.sort(
    (a, b) =>
      (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
      a.place.from - b.place.from ||
      a.place.to - b.place.to,
  );
  return all.filter((edit, at) => {
    const before = all[at - 1];
    const isAgain = before?.place.file === edit.place.file && isSameEdit(before, edit);
    return !isAgain || edit.place.from === edit.place.to;
  });
}

/** A text after ascending edits. */
function applied(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}
