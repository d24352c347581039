/** One look at many units: what checks say of leaves and branches, with the names that they asked for. */

import { checkBranch, checkLeaf } from '../checks/checks.ts';
import type { LeafFinding } from '../checks/findings.ts';
import type { Green } from '../syntax/green.ts';
import type { Body } from './body.ts';
import type { File } from './files.ts';
import type { Frame } from './frames.ts';
import { type Inspection, maskOf, type Verdict } from './nodes.ts';
import type { Unit } from './slots.ts';
import { AskedNames, type World } from './world.ts';

/** Takes note that names of a unit are asked for once more, or once less. */
export type Count = (unit: Unit, body: Body, names: Iterable<string>, by: 1 | -1) => void;

export class Look implements Inspection {
  readonly changed: ReadonlySet<string>;
  file!: File;
  /** The changed names that the unit asked for. */
  hits!: readonly string[];
  mask!: number;
  isMoved!: boolean;
  readonly #world: World;
  readonly #count: Count;
  readonly #asked = new AskedNames();
  #unit!: Unit;
  #body!: Body;

  constructor(world: World, changed: ReadonlySet<string>, count: Count) {
    this.#world = world;
    this.changed = changed;
    this.#count = count;
  }

  /** What follows is about this unit. */
  turnTo(file: File, unit: Unit, body: Body): void {
    this.file = file;
    this.isMoved = false;
    this.#unit = unit;
    this.#body = body;
    this.hits = both(this.changed, body.asked);
    this.mask = maskOf(this.hits);
  }

  leaf(green: Green, at: number, frame: Frame | null): Verdict {
    this.#world.asked = this.#asked;
    return this.#verdict(checkLeaf(this.#world, this.file, this.#unit, green, at, frame));
  }

  branch(green: Green, at: number, frame: Frame | null): Verdict | null {
    this.#world.asked = this.#asked;
    const verdict = this.#verdict(checkBranch(this.#world, this.file, green, at, frame));
    return verdict.asked.length + verdict.findings.length === 0 ? null : verdict;
  }

  #verdict(findings: readonly LeafFinding[]): Verdict {
    this.#world.asked = null;
    return { asked: this.#asked.take(), findings };
  }

  count(asked: readonly string[], by: 1 | -1): void {
    this.#count(this.#unit, this.#body, asked, by);
  }
}

/** What is in both. */
function both(a: ReadonlySet<string>, b: ReadonlyMap<string, unknown>): string[] {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  return [...few.keys()].filter((name) => many.has(name));
}
