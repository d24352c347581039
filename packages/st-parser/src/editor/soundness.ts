/** Whether a text that edits of tags make says what is meant, and nothing else that it did not say before. */

import type { File } from '../project/files.ts';
import { insideOf } from '../project/inside.ts';
import { openProject } from '../project/project.ts';
import type { Green } from '../syntax/green.ts';
import { parse } from '../syntax/tree.ts';
import type { DialectId, Edit, FileId, Project, Tag, TextEdit } from '../types.ts';
import { applied, inOrder } from './editbatch.ts';
import type { TagParts } from './tagparts.ts';
import type { TagWish } from './tagwish.ts';
import { areSameQualifiers, qualifierWords } from './varblocks.ts';

/** A wish with the edits that shall fulfil it. */
export interface Planned {
  readonly wish: TagWish;
  readonly edits: readonly TextEdit[];
  /** What must hold afterwards; null for renames, which check themselves. */
  readonly tag: Tag | null;
}

/**
 * Whether one declaration, cut out and edited, is still one declaration without an error. What is wrong in itself is
 * found here for the price of one line; what only goes wrong in its file is left to `soundPlans`.
 */
export function standsAlone(
  text: string,
  parts: TagParts,
  edits: readonly Edit[],
  dialect: DialectId,
): boolean {
  const { declaration, comments } = parts;
  let from = Math.min(declaration.from, comments[0]?.from ?? declaration.from);
  let to = Math.max(declaration.to, comments.at(-1)?.to ?? 0);
  for (const edit of edits) {
    from = Math.min(from, edit.from);
    to = Math.max(to, edit.to);
  }
  const before = text.slice(from, to);
  const moved = edits.map((edit) => ({ ...edit, from: edit.from - from, to: edit.to - from }));
  return isOneDeclaration(applied(before, moved), dialect) || !isOneDeclaration(before, dialect);
}

/** Whether a text is one declaration of a section, with its comments, and nothing else. */
export function isOneDeclaration(declaration: string, dialect: DialectId): boolean {
  const { root } = parse(`VAR_GLOBAL\n${declaration}\nEND_VAR\n`, dialect);
  return root.errorCount === 0 && leavesIn(root) === WORDS + 1;
}

/** Leaves of a section besides its declarations. */
const WORDS = leavesIn(parse('VAR_GLOBAL\nEND_VAR\n').root);

function leavesIn(green: Green): number {
  return green.children.reduce((sum, child) => sum + leavesIn(child), green.children.length === 0 ? 1 : 0);
}

/** The plans whose text would say what is meant and nothing else; each of the others is told to `refuse`. */
export function soundPlans(
  project: Project,
  plans: readonly Planned[],
  refuse: (plan: Planned) => void,
): Planned[] {
  const bad = new Set<Planned>();
  const files = Map.groupBy(
    plans.filter(({ tag }) => tag !== null),
    ({ tag }) => tag!.file,
  );
  for (const [id, list] of files) {
    const trial = new Trial(insideOf(project).files.get(id)!);
    for (const plan of trial.unsound(list)) bad.add(plan);
  }
  for (const plan of bad) refuse(plan);
  return plans.filter((plan) => !bad.has(plan));
}

interface Declared {
  readonly errors: number;
  readonly tags: ReadonlyMap<string, Tag>;
}

/** A file as it is, against which edited ones are held. */
class Trial {
  readonly #file: File;
  readonly #text: string;
  readonly #before: Declared;

  constructor(file: File) {
    this.#file = file;
    this.#text = file.tree.text.toString();
    this.#before = declared(file, this.#text);
  }

  /** The plans that have to go so that the others are sound: halves are tried until the bad ones are found. */
  unsound(plans: readonly Planned[]): readonly Planned[] {
    if (plans.length === 0 || this.#isSound(plans)) return [];
    if (plans.length === 1) return plans;
    const middle = plans.length >> 1;
    return [...this.unsound(plans.slice(0, middle)), ...this.unsound(plans.slice(middle))];
  }

  /** The file is read before and after: the wished fields differ, everything else stays. */
  #isSound(plans: readonly Planned[]): boolean {
    const edits = inOrder(plans).map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
    const after = declared(this.#file, applied(this.#text, edits));
    if (after.errors > this.#before.errors || after.tags.size !== this.#before.tags.size) return false;
    const wishes = Map.groupBy(plans, ({ tag }) => tag!.path);
    return [...this.#before.tags].every(([key, tag]) => {
      const now = after.tags.get(key);
      const own = wishes.get(tag.path) ?? [];
      return now !== undefined && FIELDS.every((field) => isKept(tag, now, field, own));
    });
  }
}

const FIELDS = ['type', 'initial', 'address', 'comment', 'section', 'qualifiers'] as const;

function isKept(before: Tag, after: Tag, field: (typeof FIELDS)[number], plans: readonly Planned[]): boolean {
  const wish = plans.findLast((plan) => plan.wish.field === field)?.wish;
  const now = saidIn(after, field);
  if (wish === undefined) return saidIn(before, field) === now;
  if (field === 'qualifiers') return areSameQualifiers(after.qualifiers, qualifierWords(wish.value));
  if (field === 'section') return now === wish.value.trim().toUpperCase();
  if (field === 'comment') return now === lines(wish.value);
  if (field === 'address') return now === wish.value.trim().toUpperCase();
  return (now === '') === (wish.value.trim() === '');
}

function saidIn(tag: Tag, field: (typeof FIELDS)[number]): string {
  return field === 'qualifiers' ? tag.qualifiers.join(' ') : (tag[field] ?? '');
}

function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

/** A file alone as a project: fields as texts, which is all that is compared. */
function declared(file: File, text: string): Declared {
  const alone = openProject({ dialect: file.tree.dialect });
  alone.set(file.id as FileId, file.path, text);
  alone.changes('declarations');
  const inside = insideOf(alone).files.get(file.id)!;
  return { errors: inside.tree.root.errorCount, tags: new Map(alone.tags().map((tag) => [tag.key, tag])) };
}
