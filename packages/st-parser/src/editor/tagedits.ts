/**
 * Edits of tags as edits of their source: the fewest characters that give a declaration another type, initial value,
 * address or comment, or a tag another name everywhere. What the text would say otherwise than meant is refused.
 */

import { commentText } from '../project/attributes.ts';
import { insideOf } from '../project/inside.ts';
import { parse } from '../syntax/tree.ts';
import type { Edit, Project, Tag, TextEdit } from '../types.ts';
import { commentEdits } from './commentedits.ts';
import { type Declaring, declareEdits, type Undeclared } from './declare.ts';
import { applied, inOrder, TakenPlaces } from './editbatch.ts';
import { narrowed } from './narrowed.ts';
import { renameTags } from './renames.ts';
import { type Planned, soundPlans, standsAlone } from './soundness.ts';
import { type NamePart, partsAt, type TagParts, tagParts } from './tagparts.ts';
import type { TagWish } from './tagwish.ts';

export type TagEditProblem = 'TAG_GONE' | 'TAG_BROKEN' | 'TAG_ELSEWHERE' | 'TAG_SHARED' | 'TAG_VALUE';

/** A wish that cannot be: why, as a sentence. */
export interface RefusedWish {
  readonly wish: TagWish;
  readonly code: string;
  readonly message: string;
}

/** Edits of all wishes that can be, in (file, offset) order without overlaps, and the others in their own order. */
export interface TagEdits {
  readonly edits: readonly TextEdit[];
  readonly refused: readonly RefusedWish[];
  /** New tags that cannot be declared. */
  readonly undeclared: readonly Undeclared[];
}

/** Works out the edits of many wishes at once, and of new tags behind those of a section, as of the last `project.changes()`. */
export function tagEdits(
  project: Project,
  wishes: readonly TagWish[],
  declaring: Declaring | null = null,
): TagEdits {
  const refused: RefusedWish[] = [];
  const planned: Planned[] = [];
  const together = wholeDeclarations(project, wishes);
  const names = renamePlans(project, wishes);
  for (const wish of wishes) {
    const plan = names.get(wish) ?? planOf(project, wish, together.get(wish) ?? 'alone');
    if ('edits' in plan) planned.push(plan);
    else refused.push({ wish, code: plan.code, message: plan.message });
  }
  const kept = withoutClashes(planned, refused);
  const sound = soundPlans(project, kept, ({ wish, tag }) => refused.push({ wish, ...unfit(wish, tag) }));
  const order = new Map(wishes.map((wish, at) => [wish, at]));
  refused.sort((a, b) => order.get(a.wish)! - order.get(b.wish)!);
  const { edit, undeclared } = declaring ? declareEdits(project, declaring) : NOTHING_NEW;
  const edits = inOrder(edit ? [...sound, { edits: [edit] }] : sound);
  return { edits: edits.map((one) => least(project, one)), refused, undeclared };
}

/** Whole names tell clashes; what is written is only what differs, or a shared text would be cut into many pieces. */
function least(project: Project, edit: TextEdit): TextEdit {
  const { file, from, to } = edit.place;
  if (from === to || edit.insert === '') return edit;
  const old = project.text(file, from, to);
  const { insert, ...cut } = narrowed(old, { from: 0, to: to - from }, edit.insert);
  return { place: { file, from: from + cut.from, to: from + cut.to }, insert };
}

const NOTHING_NEW = { edit: null, undeclared: [] } as const;

type Refusal = { readonly code: string; readonly message: string };

function planOf(project: Project, wish: TagWish, role: Role): Planned | Refusal {
  const tag = project.tag(wish.key);
  if (tag === undefined) return refuse('TAG_GONE', `There is no tag \`${wish.key}\` any more`);
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
  const { dialect } = insideOf(project).files.get(tag.file)!.tree;
  if (role === 'follows') return { wish, tag, edits: [] };
  const isSplit = role === 'alone' && parts.names.length > 1 && wish.field !== 'address';
  const edits = isSplit ? separated(text, parts, wish) : editsOf(text, parts, wish);
  if (edits === null)
    return refuse(
      'TAG_SHARED',
      `\`${tag.name}\` shares its declaration and its line with others; separate them in the editor first`,
    );
  if (!isSplit && !standsAlone(text, parts, edits, dialect)) return unfit(wish, tag);
  return {
    wish,
    tag,
    edits: edits.map(({ insert, ...at }) => ({ place: { file: tag.file, ...at }, insert })),
  };
}

function refuse(code: TagEditProblem, message: string): Refusal {
  return { code, message };
}

/** The renames among the wishes; those of tags that are gone are left to the others. */
function renamePlans(project: Project, wishes: readonly TagWish[]): Map<TagWish, Planned | Refusal> {
  const plans = new Map<TagWish, Planned | Refusal>();
  const moves = wishes.flatMap((wish) => {
    const tag = wish.field === 'name' ? project.tag(wish.key) : undefined;
    if (tag && wish.value === tag.name) plans.set(wish, { wish, tag: null, edits: [] });
    return tag && wish.value !== tag.name ? [{ wish, tag, name: wish.value }] : [];
  });
  renameTags(project, moves).forEach((answer, at) => {
    const { wish } = moves[at]!;
    plans.set(wish, answer.ok ? { wish, tag: null, edits: answer.edits } : answer);
  });
  return plans;
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
  const taken = new TakenPlaces();
  return planned.filter((plan) => {
    if (taken.take(plan.edits)) return true;
    const name = plan.tag?.name ?? plan.wish.key;
    const message = `Another change of this batch writes to the declaration of \`${name}\`, too`;
    refused.push({ wish: plan.wish, code: 'TAG_SHARED', message });
    return false;
  });
}

function unfit(wish: TagWish, tag: Tag | null): Refusal {
  const name = tag?.name ?? wish.key;
  return refuse('TAG_VALUE', `\`${wish.value}\` cannot be the ${WORDS[wish.field]} of \`${name}\``);
}

const WORDS = {
  name: 'name',
  type: 'type',
  initial: 'initial value',
  address: 'address',
  comment: 'comment',
};
