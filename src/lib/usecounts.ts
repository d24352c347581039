/** How often each tag is used, counted file by file at leisure: only what a change may have touched is counted again. */

import type { FileId, Project } from '@tagloom/st-parser';
import { useCountsIn } from '@tagloom/st-parser/editor';

export class UseCounts {
  readonly #project: Project;
  readonly #byFile = new Map<FileId, ReadonlyMap<string, number>>();
  readonly #totals = new Map<string, number>();
  readonly #stale = new Set<FileId>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** The text of a file changed, or the file went. */
  touch(file: FileId): void {
    this.#stale.add(file);
  }

  /** Names came or went: what any text means may have changed. */
  touchAll(): void {
    for (const { id } of this.#project.files()) this.#stale.add(id);
    for (const file of this.#byFile.keys()) this.#stale.add(file);
  }

  /** Counts stale files for about so many milliseconds, one at least. Answers the tags with another count, and how many. */
  step(ms: number, now: () => number = () => performance.now()): Map<string, number> {
    const end = now() + ms;
    const changed = new Set<string>();
    const alive = new Set(this.#project.files().map(({ id }) => id));
    for (const file of this.#stale) {
      this.#stale.delete(file);
      this.#count(file, alive.has(file) ? useCountsIn(this.#project, file) : new Map(), changed);
      if (now() >= end) break;
    }
    return new Map([...changed].map((key) => [key, this.#totals.get(key) ?? 0]));
  }

  isDone(): boolean {
    return this.#stale.size === 0;
  }

  #count(file: FileId, counts: ReadonlyMap<string, number>, changed: Set<string>): void {
    const before = this.#byFile.get(file) ?? new Map<string, number>();
    this.#byFile.set(file, counts);
    for (const key of new Set([...before.keys(), ...counts.keys()])) {
      const more = (counts.get(key) ?? 0) - (before.get(key) ?? 0);
      if (more === 0) continue;
      changed.add(key);
      const total = (this.#totals.get(key) ?? 0) + more;
      if (total === 0) this.#totals.delete(key);
      else this.#totals.set(key, total);
    }
  }
}
