/** Renaming many variables at once: each file is read once, whatever their number, and names may change places. */

import type { File } from '../project/files.ts';
import { type Inside, insideOf } from '../project/inside.ts';
import { eachSite } from '../project/sites.ts';
import type { Sym, World } from '../project/world.ts';
import type { Project, Tag, TextEdit } from '../types.ts';
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
  const moves: Move[] = [];
  renames.forEach(({ tag, name }, at) => {
    const { from } = project.position(tag);
    const use = useAt(inside, tag.file, from);
    const problem = nameProblem(project, tag.file, use, name);
    answers.push(problem ?? { ok: true, edits: [] });
    if (use !== null && problem === null)
      moves.push({ at, sym: use.sym, name, key: siblingKey(use.sym, name) });
  });
  const kept = withoutTaken(inside.world, moves, answers);
  for (const [move, edits] of editsOf(project, inside, kept)) answers[move.at] = { ok: true, edits };
  return answers;
}

/** A name that is there may be taken when its owner moves away; one that has to stay may refuse others in turn. */
function withoutTaken(world: World, moves: readonly Move[], answers: TagRenamed[]): readonly Move[] {
  let kept = moves;
  for (;;) {
    const leaving = new Set(kept.filter(({ sym, key }) => keyOf(sym) !== key).map(({ sym }) => sym));
    const coming = new Map<string, Sym>();
    const next = kept.filter((move) => {
      const there = world.at(move.key);
      const isFree = there === undefined || there === move.sym || leaving.has(there);
      const other = isFree ? coming.get(move.key) : there;
      if (other !== undefined && other !== move.sym) {
        answers[move.at] = takenBy(world, move, other);
        return false;
      }
      coming.set(move.key, move.sym);
      return true;
    });
    if (next.length === kept.length) return kept;
    kept = next;
  }
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

/** All uses of all moves, with one look at each file. */
function editsOf(project: Project, inside: Inside, moves: readonly Move[]): Map<Move, TextEdit[]> {
  const edits = new Map<Move, TextEdit[]>(moves.map((move) => [move, []]));
  const bySym = new Map<Sym, Move>();
  const words = new Set<string>();
  for (const move of moves) {
    const sym = declared(inside.world, move.sym);
    const word = nameOf(sym).toLowerCase();
    if (/^\w+$/.test(word)) {
      bySym.set(sym, move);
      words.add(word);
    } else
      for (const use of uses(inside, sym, project))
        edits.get(move)!.push(renameEdit(project, use, move.name));
  }
  if (words.size > 0)
    for (const { id } of project.files())
      eachUse(inside, inside.files.get(id)!, { words, bySym }, (move, use) => {
        edits.get(move)!.push(renameEdit(project, use, move.name));
      });
  for (const list of edits.values()) list.sort((a, b) => a.place.from - b.place.from);
  return edits;
}

function eachUse(
  inside: Inside,
  file: File,
  { words, bySym }: { words: ReadonlySet<string>; bySym: ReadonlyMap<Sym, Move> },
  visit: (move: Move, use: Use) => void,
): void {
  const offsets = wordsIn(file.tree.text.toString(), words);
  if (offsets.length === 0) return;
  eachSite(
    file,
    (site) => {
      for (const use of usesOf(inside.world, site, file)) {
        const move = bySym.get(declared(inside.world, use.sym));
        if (move !== undefined) visit(move, use);
      }
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
