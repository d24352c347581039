/** What others changed while this person had no connection: counted when it comes back. */

import type { FileId } from '@tagloom/st-parser';
import type { TagRow } from './analysis.ts';

export interface AwayReport {
  /** When the connection was lost, `Date.now()`. */
  readonly since: number;
  readonly files: readonly FileId[];
  /** Paths of tags that came, went, or read differently now. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** The changes come in pieces; the report is made when none came for this long. */
const CALM_MS = 600;
/** How long after the return a change still counts as one of the time away. */
const GRACE_MS = 2_000;

export class Away {
  report = $state.raw<AwayReport | null>(null);
  readonly #tags: ReadonlyMap<string, TagRow>;
  #since: number | null = null;
  #before: Map<string, string> | null = null;
  #files = new Set<FileId>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(tags: ReadonlyMap<string, TagRow>) {
    this.#tags = tags;
  }

  /** The connection was lost. */
  leave(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#since ??= Date.now();
  }

  /** The connection is there again: what comes within a short time is still news of the time away. */
  arrive(): void {
    if (this.#since === null || this.#grace !== undefined) return;
    this.#grace = setTimeout(() => {
      this.#grace = undefined;
      if (!this.#before) this.#since = null;
    }, GRACE_MS);
  }

  /** Somebody else's change of a file, before its facts are known. */
  note(files: Iterable<FileId>): void {
    if (this.#since === null) return;
    this.#before ??= prints(this.#tags);
    for (const file of files) this.#files.add(file);
    this.wait();
  }

  /** Facts changed: the report waits until they are calm. */
  wait(): void {
    if (!this.#before) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#make(), CALM_MS);
  }

  close(): void {
    clearTimeout(this.#grace);
    clearTimeout(this.#timer);
  }

  #make(): void {
    const before = this.#before;
    if (!before || this.#since === null) return;
    const after = prints(this.#tags);
    const added = [...after.keys()].filter((key) => !before.has(key));
    const changed = [...after].filter(([key, print]) => before.has(key) && before.get(key) !== print);
    this.report = {
      since: this.#since,
      files: [...this.#files],
      added,
      removed: [...before.keys()].filter((key) => !after.has(key)),
      changed: changed.map(([key]) => key),
    };
    this.#since = null;
    this.#before = null;
    this.#files = new Set();
  }
}

function prints(tags: ReadonlyMap<string, TagRow>): Map<string, string> {
  return new Map(
    Array.from(tags.values(), ({ path, type, initial, address, comment }) => [
      path,
      JSON.stringify([type, initial, address, comment]),
    ]),
  );
}
