/** Renaming many variables at once: each file is read once, whatever their number, and names may change places. */

import { insideOf } from '../project/inside.ts';
import type { Sym, World } from '../project/world.ts';
import type { Project, Tag, TextEdit } from '../types.ts';
import { leavingOf, type Move, workOut } from './moves.ts';
import { holderOf, siblingKey } from './naming.ts';
import { mixedUp, nameProblem, type RenameProblem, refused } from './rename.ts';
import { infoOf } from './symbols.ts';
import { useAt } from './uses.ts';

/** A tag and the name that it shall have. */
export interface TagRename {
  readonly tag: Tag;
  readonly name: string;
}

export type TagRenamed =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly code: RenameProblem; readonly message: string };

interface TagMove extends Move {
  /** Of its rename among the others. */
  readonly at: number;
}

/** The edits of each rename, or why there is none, in the order of `renames`. As of the last `project.changes()`. */
export function renameTags(project: Project, renames: readonly TagRename[]): readonly TagRenamed[] {
  const inside = insideOf(project);
  const answers: TagRenamed[] = [];
  let moves: readonly TagMove[] = renames.flatMap(({ tag, name }, at) => {
    const { from } = project.position(tag);
    const use = useAt(inside, tag.file, from);
    const problem = nameProblem(project, tag.file, use, name);
    answers.push(problem ?? { ok: true, edits: [] });
    return use === null || problem ? [] : [{ at, sym: use.sym, name, key: siblingKey(use.sym, name) }];
  });
  for (;;) {
    moves = withoutTaken(inside.world, moves, answers);
    const { edits, mixed } = workOut(project, inside, moves);
    for (const { move, other } of mixed) answers[move.at] = mixedUp(inside.world, move.name, other);
    if (mixed.length === 0) {
      for (const [move, list] of Map.groupBy(edits, (one) => one.move))
        answers[move.at] = { ok: true, edits: list.map(({ edit }) => edit) };
      return answers;
    }
    const captured = new Set(mixed.map(({ move }) => move));
    moves = moves.filter((move) => !captured.has(move));
  }
}

/** A name that is there may be taken when its owner moves away; one that has to stay may refuse others in turn. */
function withoutTaken(world: World, moves: readonly TagMove[], answers: TagRenamed[]): readonly TagMove[] {
  let kept = moves;
  for (;;) {
    const leaving = leavingOf(kept);
    const coming = new Map<string, Sym>();
    const going = new Map<Sym, string>();
    const next = kept.filter((move) => {
      const there = holderOf(world, move.key);
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

function takenBy(world: World, { name }: TagMove, other: Sym): TagRenamed {
  const { path } = infoOf(world, other);
  const isThere = path.toLowerCase().endsWith(`.${name.toLowerCase()}`);
  return refused(
    'RENAME_TAKEN',
    isThere
      ? `\`${name}\` is declared already, as \`${path}\``
      : `\`${path}\` shall be called \`${name}\`, too`,
  );
}
