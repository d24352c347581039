/**
 * Which PLC project of a folder a file belongs to: a repository often holds a library, its tests and its examples, and
 * what two of them declare is no mistake of either. The vendors' tools make folders of fixed names inside each project.
 */

import type { Unit } from '../project/slots.ts';

const STANDARD = /(?:^|\/)(?:POUs|DUTs|GVLs|VISUs|Program blocks|PLC data types|PLC tags)\//i;

/** The folder of the PLC project that a path shows, with a slash at its end; null when it shows none. */
function rootIn({ origin: { path } }: Unit): string | null {
  const found = STANDARD.exec(path);
  return found === null ? null : path.slice(0, found.index + (found[0][0] === '/' ? 1 : 0));
}

/** True when one of two files lies outside of the PLC project of the other, as far as their paths say. */
export function areApart(a: Unit, b: Unit): boolean {
  const isOutside = (root: string | null, { origin: { path } }: Unit) =>
    root !== null && !path.startsWith(root);
  return isOutside(rootIn(a), b) || isOutside(rootIn(b), a);
}

/** The PLC projects that the files of a folder show. */
export class Roots {
  /** How many units show each. */
  readonly #counts = new Map<string, number>();

  /** Replaces units; true when there is another project, or one less. */
  update(removed: ReadonlySet<Unit>, added: ReadonlySet<Unit>): boolean {
    const { size } = this.#counts;
    for (const unit of added) this.#count(rootIn(unit), 1);
    const isMore = this.#counts.size > size;
    for (const unit of removed) this.#count(rootIn(unit), -1);
    return isMore || this.#counts.size < size;
  }

  /** The innermost project that a unit lies in; empty for none. */
  of({ origin: { path } }: Unit): string {
    let inner = '';
    for (const root of this.#counts.keys())
      if (path.startsWith(root) && root.length > inner.length) inner = root;
    return inner;
  }

  #count(root: string | null, by: number): void {
    if (root === null) return;
    const count = (this.#counts.get(root) ?? 0) + by;
    if (count === 0) this.#counts.delete(root);
    else this.#counts.set(root, count);
  }
}
