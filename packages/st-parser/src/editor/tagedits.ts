/**
 * Edits of tags as edits of their source, which give a declaration another type, initial value, address or comment, or a tag
 * another name everywhere. Each replaces what it is about as a whole and touches nothing beside it, so that edits of two
 * people who did not know of each other merge. What the text would say otherwise than meant is refused.
 */

import { insideOf } from '../project/inside.ts';
import type { Project, Tag, TextEdit } from '../types.ts';
import { editsOf, separated } from './declarationedits.ts';
import { type Declaring, declareEdits, type Undeclared } from './declare.ts';
import { inOrder, TakenPlaces } from './editbatch.ts';
import { renameTags } from './renames.ts';
import { sectionPlans } from './sectionedits.ts';
import { type Planned, soundPlans, standsAlone } from './soundness.ts';
import { tagParts } from './tagparts.ts';
import type { TagWish } from './tagwish.ts';

export type TagEditProblem =
  | 'TAG_GONE'
  | 'TAG_BROKEN'
  | 'TAG_ELSEWHERE'
  | 'TAG_SHARED'
  | 'TAG_VALUE'
  | 'TAG_SECTION'
  | 'TAG_QUALIFIER';

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
  const apart = partedDeclarations(project, wishes, together);
  const names = renamePlans(project, wishes);
  const sections = sectionPlans(project, wishes);
  // Behind the others: a comment that comes behind a declaration stands in front of the END_VAR that comes there, too.
  const borders: Planned[] = [];
  for (const wish of wishes) {
    const border = sections.get(wish);
    const plan =
      border ?? names.get(wish) ?? planOf(project, wish, together.get(wish) ?? 'alone', apart.get(wish));
    if ('edits' in plan) (border ? borders : planned).push(plan);
    else refused.push({ wish, code: plan.code, message: plan.message });
  }
  const kept = withoutClashes([...planned, ...borders], refused);
  const sound = soundPlans(project, kept, ({ wish, tag }) => refused.push({ wish, ...unfit(wish, tag) }));
  const order = new Map(wishes.map((wish, at) => [wish, at]));
  refused.sort((a, b) => order.get(a.wish)! - order.get(b.wish)!);
  const { edit, undeclared } = declaring ? declareEdits(project, declaring) : NOTHING_NEW;
  const edits = inOrder(edit ? [...sound, { edits: [edit] }] : sound);
  return { edits, refused, undeclared };
}

const NOTHING_NEW = { edit: null, undeclared: [] } as const;

type Refusal = { readonly code: string; readonly message: string };

function planOf(project: Project, wish: TagWish, role: Role, parted?: Parted): Planned | Refusal {
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
  const edits = parted ? separated(text, parts, parted) : editsOf(text, parts, wish);
  if (edits === null)
    return refuse(
      'TAG_SHARED',
      `\`${tag.name}\` shares its declaration and its line with others; separate them in the editor first`,
    );
  if (!parted && !standsAlone(text, parts, edits, dialect)) return unfit(wish, tag);
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

/** What a wish does to a declaration of several names: takes its own out, changes it for all, or follows that. */
type Role = 'alone' | 'leads' | 'follows';

/** Whether a wish is about what stands in the declaration itself. */
function isInside({ field }: TagWish): boolean {
  return field !== 'name' && field !== 'section' && field !== 'qualifiers';
}

/** Wishes that ask the same of all names of a declaration: it is changed once, as a whole. */
function wholeDeclarations(project: Project, wishes: readonly TagWish[]): Map<TagWish, Role> {
  const groups = new Map<string, { names: number; wishes: TagWish[] }>();
  for (const wish of wishes) {
    const tag = project.tag(wish.key);
    const parts = tag && isInside(wish) ? tagParts(project, tag) : null;
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

/** What is asked of the names of one declaration, by their place in it. */
type Parted = ReadonlyMap<number, readonly TagWish[]>;

/** Wishes for which names get declarations of their own: all of a declaration come with the first, the others follow it. */
function partedDeclarations(
  project: Project,
  wishes: readonly TagWish[],
  roles: Map<TagWish, Role>,
): ReadonlyMap<TagWish, Parted> {
  const found = new Map<string, { leads: TagWish; names: Map<number, TagWish[]> }>();
  for (const wish of wishes) {
    const tag = project.tag(wish.key);
    const parts = tag && isInside(wish) && wish.field !== 'address' ? tagParts(project, tag) : null;
    if (!tag || !parts || parts.names.length === 1 || roles.has(wish)) continue;
    // It says so already.
    if (editsOf(project.text(tag.file), parts, wish).length === 0) continue;
    const id = `${parts.declaration.from} ${tag.file}`;
    const group = found.get(id) ?? { leads: wish, names: new Map() };
    found.set(id, group);
    group.names.set(parts.index, [...(group.names.get(parts.index) ?? []), wish]);
    if (group.leads !== wish) roles.set(wish, 'follows');
  }
  return new Map([...found.values()].map(({ leads, names }) => [leads, names]));
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
  section: 'section',
  qualifiers: 'qualifiers',
};
