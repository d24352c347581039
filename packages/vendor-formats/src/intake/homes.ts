/**
 * Where the tags of source files stand in the project. Tags of a Logix controller belong to no list: when the project has no
 * list of the controller's name, a tag is the only global one of its name, in whichever list it is declared.
 */
import type { Project, Tag } from '@tagloom/st-parser';

/** The place of a tag. */
export interface Home {
  readonly scope: string;
  /** As the project says it, or would. */
  readonly path: string;
  /** The lists that have a global tag of this name, when there are several. */
  readonly among: readonly string[];
}

export class Homes {
  readonly #globals: ReadonlyMap<string, readonly Tag[]>;
  readonly #scopes: ReadonlySet<string>;
  readonly #isController: (tag: Tag) => boolean;
  /** By scope of the controller in lower case, the list that new ones join. */
  readonly #joined = new Map<string, string>();

  /** `isController` tells the controller's tags among `tags`, those of the files. */
  constructor(project: Project, tags: readonly Tag[], isController: (tag: Tag) => boolean) {
    const known = project.tags();
    this.#scopes = new Set(known.map(({ scope }) => scope.toLowerCase()));
    const globals = known.filter(({ owner, key, path }) => owner === 'global' && key === path.toLowerCase());
    this.#globals = Map.groupBy(globals, ({ name }) => name.toLowerCase());
    this.#isController = (tag) => isController(tag) && !this.#scopes.has(tag.scope.toLowerCase());
    const own = tags.filter(this.#isController);
    for (const [scope, list] of Map.groupBy(own, (tag) => tag.scope.toLowerCase())) this.#join(scope, list);
  }

  of(tag: Tag): Home {
    const { scope, path, name } = tag;
    if (!this.#isController(tag)) return { scope, path, among: [] };
    const [one, ...others] = this.#globals.get(name.toLowerCase()) ?? [];
    if (one && others.length === 0) return { scope: one.scope, path: one.path, among: [] };
    if (one) return { scope, path, among: [one, ...others].map((tag) => tag.scope) };
    const joined = this.#joined.get(scope.toLowerCase());
    return joined === undefined
      ? { scope, path, among: [] }
      : { scope: joined, path: `${joined}.${name}`, among: [] };
  }

  /** New tags join the list that has most of the others; of equal ones the first in the project. */
  #join(scope: string, tags: readonly Tag[]): void {
    const counts = new Map<string, number>();
    for (const { name } of tags) {
      const found = this.#globals.get(name.toLowerCase()) ?? [];
      if (found.length === 1) counts.set(found[0]!.scope, (counts.get(found[0]!.scope) ?? 0) + 1);
    }
    const most = Math.max(0, ...counts.values());
    const [list] = [...counts].find(([, count]) => count === most) ?? [];
    if (list !== undefined) this.#joined.set(scope, list);
  }
}
