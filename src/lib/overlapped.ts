/** Tags that stand first on bits which others take, too: the finding is of the later one, its row is not the only one to mark. */

import type { Diagnostic, FileId, Place } from '@tagloom/st-parser';
import type { TagProblem } from './analysis.ts';

const CODE = 'ADDRESS_OVERLAP';

type Places = ReadonlyMap<string, { readonly from: number }>;

export class Overlapped {
  readonly #placesOf: (file: FileId) => Places;
  /** By the first tag's key, what is found in each file of later ones. */
  readonly #found = new Map<string, Map<FileId, TagProblem[]>>();
  readonly #keys = new Map<FileId, ReadonlySet<string>>();

  /** `placesOf` answers where the names of a file's tags stand, by key. */
  constructor(placesOf: (file: FileId) => Places) {
    this.#placesOf = placesOf;
  }

  /** Takes what is found in a file now; answers the tags that it is about, and those that it was about. */
  update(file: FileId, diagnostics: readonly Diagnostic[]): Set<string> {
    const before = this.#keys.get(file) ?? new Set();
    for (const key of before) this.#found.get(key)?.delete(file);
    const keyAt = this.#finder();
    const now = new Set<string>();
    for (const { code, severity, message, related } of diagnostics) {
      const first = code === CODE ? related?.[0]?.place : undefined;
      const key = first && keyAt(first);
      if (key === undefined) continue;
      now.add(key);
      const own = this.#found.get(key) ?? new Map<FileId, TagProblem[]>();
      this.#found.set(key, own.set(file, [...(own.get(file) ?? []), { code, severity, message }]));
    }
    for (const key of before) if (this.#found.get(key)?.size === 0) this.#found.delete(key);
    this.#keys.set(file, now);
    if (now.size === 0) this.#keys.delete(file);
    return new Set([...before, ...now]);
  }

  /** What later tags share with this one. */
  of(key: string): TagProblem[] {
    const found = this.#found.get(key);
    return found ? [...found.values()].flat() : [];
  }

  /** Finds the tag whose name stands at a place; each file is read once. */
  #finder(): (place: Place) => string | undefined {
    const files = new Map<FileId, ReadonlyMap<number, string>>();
    return ({ file, from }) => {
      const keys =
        files.get(file) ?? new Map([...this.#placesOf(file)].map(([key, place]) => [place.from, key]));
      files.set(file, keys);
      return keys.get(from);
    };
  }
}
