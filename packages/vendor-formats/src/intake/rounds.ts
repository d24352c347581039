/**
 * Writes a difference of tags into a project, one round after the other: what changes, then what is new behind it, for a tag
 * that moved to another section may have been the last of its own. All edits are those of the tag table: around what stays.
 */
import type { Edit, FileId, Project, TextEdit } from '@tagloom/st-parser';
import { type RefusedWish, type TagWish, tagEdits } from '@tagloom/st-parser/editor';

/** Edits of each file, ascending and without overlaps, in the text that the round before left. */
export type Round = ReadonlyMap<FileId, readonly Edit[]>;

export class Rounds {
  readonly #project: Project;
  readonly #rounds: Round[] = [];

  /** `project` goes along: it has the edits of all rounds. */
  constructor(project: Project) {
    this.#project = project;
  }

  get all(): readonly Round[] {
    return this.#rounds;
  }

  /** Fulfils wishes; those that cannot be are answered with their reasons. */
  wish(wishes: readonly TagWish[]): readonly RefusedWish[] {
    const { edits, refused } = tagEdits(this.#project, wishes);
    this.write(edits);
    return refused;
  }

  write(edits: readonly TextEdit[]): void {
    if (edits.length === 0) return;
    const round = new Map<FileId, Edit[]>();
    for (const [file, list] of Map.groupBy(edits, ({ place }) => place.file)) {
      const plain = list.map(({ place: { from, to }, insert }): Edit => ({ from, to, insert }));
      round.set(
        file,
        plain.sort((a, b) => a.from - b.from || a.to - b.to),
      );
    }
    for (const [file, list] of round) this.#project.edit(file, list);
    this.#project.changes('declarations');
    this.#rounds.push(round);
  }
}
