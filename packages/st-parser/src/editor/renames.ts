/** Renaming many variables at once: each file is read once, whatever their number, and names may change places. */

import type { File } from '../project/files.ts';
import { type Inside, insideOf } from '../project/inside.ts';
import { eachSite, type Site } from '../project/sites.ts';
import type { Sym, World } from '../project/world.ts';
import type { Project, Tag, TextEdit } from '../types.ts';
import { captures, hiddenBy, standsAloneIn } from './captures.ts';
import { keyOf, nameOf, nameProblem, type RenameProblem, refused, renameEdit, siblingKey } from './rename.ts';
import { infoOf } from './symbols.ts';
import { declared, type Use, useAt, uses, usesOf } from './uses.ts';

/** A tag and the name that it shall have. */
export interface TagRename {
  readonly tag: Tag;
  readonly name: string;
}

export type TagRenamed =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly code: RenameProblem; readonly message: string };

interface Move {
  readonly at: number;
  readonly sym: Sym;
  readonly name: string;
  /** The lower-case path that it would have. */
  readonly key: string;
}

/** The edits of each rename, or why there is none, in the order of `renames`. As of the last `project.changes()`. */
export function renameTags(project: Project, renames: readonly TagRename[]): readonly TagRenamed[] {
  const inside = insideOf(project);
  const answers: TagRenamed[] = [];
  let moves: readonly Move[] = renames.flatMap(({ tag, name }, at) => {
    const { from } = project.position(tag);
    const use = useAt(inside, tag.file, from);
    const problem = nameProblem(project, tag.file, use, name);
    answers.push(problem ?? { ok: true, edits: [] });
    return use === null || problem ? [] : [{ at, sym: use.sym, name, key: siblingKey(use.sym, name) }];
  });
  for (;;) {
    moves = withoutTaken(inside.world, moves, answers);
    const { edits, captured } = workOut(project, inside, moves);
    for (const [move, answer] of captured) answers[move.at] = answer;
    if (captured.size === 0) {
      for (const [move, list] of edits) answers[move.at] = { ok: true, edits: list };
      return answers;
    }
    moves = moves.filter((move) => !captured.has(move));
  }
}

/** A name that is there may be taken when its owner moves away; one that has to stay may refuse others in turn. */
function withoutTaken(world: World, moves: readonly Move[], answers: TagRenamed[]): readonly Move[] {
  let kept = moves;
  for (;;) {
    const leaving = leavingOf(kept);
    const coming = new Map<string, Sym>();
    const going = new Map<Sym, string>();
    const next = kept.filter((move) => {
      const there = world.at(move.key);
      const isFree = there === undefined || there === move.sym || leaving.has(there);
      const other = isFree ? coming.get(move.key) : there;
      const isElsewhere = (going.get(move.sym) ?? move.key) !== move.key;
      if (isElsewhere || (other !== undefined && other !== move.sym)) {
        answers[move.at] = takenBy(world, move, other ?? move.sym);
        return false;
      }
      coming.set(move.key, move.sym);
      going.set(move.sym, move.key);
      return true;
    });
    if (next.length === kept.length) return kept;
    kept = next;
  }
}

/** The symbols whose names become free. */
function leavingOf(moves: readonly Move[]): ReadonlySet<Sym> {
  return new Set(moves.filter(({ sym, key }) => keyOf(sym) !== key).map(({ sym }) => sym));
}

function takenBy(world: World, { name }: Move, other: Sym): TagRenamed {
  const { path } = infoOf(world, other);
  const isThere = path.toLowerCase().endsWith(`.${name.toLowerCase()}`);
  return refused(
    'RENAME_TAKEN',
    isThere
      ? `\`${name}\` is declared already, as \`${path}\``
      : `\`${path}\` shall be called \`${name}\`, too`,
  );
}

interface WorkedOut {
  readonly edits: Map<Move, TextEdit[]>;
  /** Renames after which some name would mean something else. */
  readonly captured: Map<Move, TagRenamed>;
}

/** All uses of all moves, with one look at each file. */
function workOut(project: Project, inside: Inside, moves: readonly Move[]): WorkedOut {
  const { world } = inside;
  const edits = new Map<Move, TextEdit[]>(moves.map((move) => [move, []]));
  const captured = new Map<Move, TagRenamed>();
  const plain = moves.filter(({ sym }) => /^\w+$/.test(nameOf(sym)));
  const bySym = new Map(plain.map((move) => [declared(world, move.sym), move]));
  const byName = Map.groupBy(moves, ({ name }) => name.toLowerCase());
  const leaving = leavingOf(moves);
  for (const move of moves)
    if (!/^\w+$/.test(nameOf(move.sym)))
      for (const use of uses(inside, declared(world, move.sym), project))
        edits.get(move)!.push(renameEdit(project, use, move.name));
  const words = new Set([...plain.map(({ sym }) => nameOf(sym).toLowerCase()), ...byName.keys()]);
  const visit = (use: Use, frame: Site['frame']) => {
    const target = declared(world, use.sym);
    const move = bySym.get(target);
    if (move !== undefined) edits.get(move)!.push(renameEdit(project, use, move.name));
    if (!standsAloneIn(use)) return;
    const hider = move && hiddenBy(world, frame, move, leaving);
    if (move && hider) captured.set(move, capturedBy(world, move, hider));
    if (move || leaving.has(target)) return;
    for (const one of byName.get(nameOf(target).toLowerCase()) ?? [])
      if (one.sym !== target && captures(one, frame, target))
        captured.set(one, capturedBy(world, one, target));
  };
  if (words.size > 0)
    for (const { id } of project.files()) eachUse(inside, inside.files.get(id)!, words, visit);
  for (const list of edits.values()) list.sort((a, b) => a.place.from - b.place.from);
  return { edits, captured };
}

function capturedBy(world: World, { name }: Move, other: Sym): TagRenamed {
  const message = `Where only \`${name}\` is written, it would be mixed up with \`${infoOf(world, other).path}\``;
  return refused('RENAME_HIDDEN', message);
}

function eachUse(
  inside: Inside,
  file: File,
  words: ReadonlySet<string>,
  visit: (use: Use, frame: Site['frame']) => void,
): void {
  const offsets = wordsIn(file.tree.text.toString(), words);
  if (offsets.length === 0) return;
  eachSite(
    file,
    (site) => {
      for (const use of usesOf(inside.world, site, file)) visit(use, site.frame);
    },
    offsets,
  );
}

/** Where any of some lower-case words stands in a text. */
function wordsIn(text: string, words: ReadonlySet<string>): number[] {
  const lengths = new Set([...words].map((word) => word.length));
  const found: number[] = [];
  for (const match of text.matchAll(/\w+/g))
    if (lengths.has(match[0].length) && words.has(match[0].toLowerCase())) found.push(match.index);
  return found;
}
