/**
 * What the checks find in bodies and declarations, kept together with the names that they asked for: an edit reads only
 * the leaves that it touched, and those that asked for something that means something else now (L3, L4).
 */

import { checkUnit, checkUse } from '../checks/checks.ts';
import type { FileId } from '../types.ts';
import { type Body, bodyOf, countFindings, emptyBody } from './body.ts';
import type { File } from './files.ts';
import { RESULT } from './frames.ts';
import { type Count, Look } from './looks.ts';
import { forget, nodeOf, outlooksOf, renewOutlooks } from './nodes.ts';
import { frameOf } from './sites.ts';
import type { Unit } from './slots.ts';
import { CONSTANTS, type World } from './world.ts';

/** What an edit did. */
export interface BodyStep {
  /** Units with another tree. */
  readonly units: ReadonlySet<Unit>;
  readonly removed: ReadonlySet<Unit>;
  /** Names that mean something else now. */
  readonly changed: ReadonlySet<string>;
}

const NO_CHANGE: ReadonlySet<string> = new Set();

export class Bodies {
  readonly #world: World;
  readonly #files: ReadonlyMap<FileId, File>;
  /** Units that asked for a name. */
  readonly #users = new Map<string, Unit | Set<Unit>>();
  /** Names whose first user came or whose last one went. */
  readonly #moved = new Set<string>();
  /** Units that were looked at ahead of the next `update`, and those of them about whose variables nothing is known yet. */
  readonly #ahead = new Set<Unit>();
  readonly #unsettled = new Set<Unit>();
  readonly #staleAhead = new Set<FileId>();
  readonly #count: Count = (unit, { asked }, names, by) => {
    for (const name of names) {
      const n = (asked.get(name) ?? 0) + by;
      if (n === 0) {
        asked.delete(name);
        this.#leave(name, unit);
      } else {
        asked.set(name, n);
        if (n === 1 && by === 1) this.#join(name, unit);
      }
    }
  };

  constructor(world: World, files: ReadonlyMap<FileId, File>) {
    this.#world = world;
    this.#files = files;
  }

  /** Follows an edit; answers the files whose findings may differ. */
  update({ units, removed, changed }: BodyStep): Set<FileId> {
    const heirs = this.#retire(removed);
    const stale = new Set<FileId>();
    for (const { file } of removed) stale.add(file);
    this.#takeAhead(stale);
    const look = new Look(this.#world, changed, this.#count);
    for (const unit of this.#affected(units, changed)) {
      if (bodyOf(unit)?.root?.green !== unit.green) this.#unsettled.add(unit);
      if (this.#renew(unit, heirs, look)) stale.add(unit.file);
    }
    for (const unit of heirs.values()) this.#drop(unit);
    this.#settle(stale, () => false);
    return stale;
  }

  /**
   * Looks at new units ahead of `update`, until `isEnough` answers true; true when none is left. What is found may be
   * found anew by `update`, when names changed in between.
   */
  advance({ units, removed }: BodyStep, isEnough: () => boolean): boolean {
    const heritages = new Set([...removed].map(callName));
    const fresh = new Map<string, Unit>();
    const look = new Look(this.#world, NO_CHANGE, this.#count);
    for (const unit of units) {
      if (unit.body !== null || heritages.has(callName(unit)) || !this.#isThere(unit)) continue;
      if (isEnough()) return false;
      this.#renew(unit, fresh, look);
      this.#ahead.add(unit);
      this.#unsettled.add(unit);
    }
    return this.#settle(this.#staleAhead, isEnough);
  }

  /** The units that were looked at ahead; those that have gone since are forgotten, because no step says so. */
  #takeAhead(stale: Set<FileId>): void {
    for (const unit of this.#ahead) {
      stale.add(unit.file);
      if (!this.#isThere(unit) && unit.body !== null) this.#drop(unit);
    }
    for (const file of this.#staleAhead) stale.add(file);
    this.#staleAhead.clear();
    this.#ahead.clear();
  }

  /** Nobody asked for anything yet: names that change concern nobody. */
  get isIdle(): boolean {
    return this.#users.size === 0;
  }

  /** Removed units by what they were called: a new unit of that name takes over what still holds. */
  #retire(removed: ReadonlySet<Unit>): Map<string, Unit> {
    const heirs = new Map<string, Unit>();
    for (const unit of removed) {
      if (unit.body === null) continue;
      const name = callName(unit);
      if (heirs.has(name)) this.#drop(unit);
      else heirs.set(name, unit);
    }
    return heirs;
  }

  /** Units to look at: another tree, or a changed name that they asked for. */
  #affected(units: ReadonlySet<Unit>, changed: ReadonlySet<string>): Set<Unit> {
    const found = new Set<Unit>();
    for (const name of changed) for (const unit of this.#usersOf(name)) found.add(unit);
    for (const unit of units) if (bodyOf(unit)?.root?.green !== unit.green) found.add(unit);
    for (const unit of found) if (!this.#isThere(unit)) found.delete(unit);
    return found;
  }

  #isThere(unit: Unit): boolean {
    return this.#files.get(unit.file)?.units[unit.origin.order] === unit;
  }

  #usersOf(name: string): Iterable<Unit> {
    const users = this.#users.get(name);
    return users === undefined ? [] : users instanceof Set ? users : [users];
  }

  /** True when the unit's findings may differ. */
  #renew(unit: Unit, heirs: Map<string, Unit>, look: Look): boolean {
    const file = this.#files.get(unit.file)!;
    const known = bodyOf(unit);
    const body = known ?? this.#inherit(unit, heirs);
    this.#world.speak(file.tree.dialect);
    const before = body.root;
    this.#lookAt(unit, body, file, look, known === null);
    const isJudged = known === null || look.hits.some((name) => body.declared.asked.has(name));
    if (isJudged) this.#judge(unit, body, file);
    if (!isJudged && !look.isMoved && body.root === before) return false;
    body.shown = null;
    countFindings(unit, body);
    return true;
  }

  /**
   * Brings a unit's nodes up to date. While its tree stays and nothing under its own name changes, only the leaves that
   * looked outside can differ, and what names inside mean is as it was.
   */
  #lookAt(unit: Unit, body: Body, file: File, look: Look, isNew: boolean): void {
    look.turnTo(file, unit, body);
    const { root } = body;
    const frame = () => frameOf(unit.green, unit.at, file, null);
    if (!isNew && root?.green === unit.green && look.hits.every((name) => !name.startsWith(root.scope))) {
      body.outlooks ??= outlooksOf(file, root, unit.at, frame());
      renewOutlooks(look, body.outlooks, unit.at);
      return;
    }
    body.outlooks = null;
    body.root = nodeOf(look, unit.green, unit.at, frame(), root);
  }

  #inherit(unit: Unit, heirs: Map<string, Unit>): Body {
    const call = callName(unit);
    const heir = heirs.get(call);
    const body = (heir && bodyOf(heir)) ?? emptyBody();
    unit.body = body;
    if (heir === undefined) return body;
    heirs.delete(call);
    heir.body = null;
    for (const name of body.asked.keys()) {
      this.#leave(name, heir);
      this.#join(name, unit);
    }
    return body;
  }

  /** Findings about declarations. */
  #judge(unit: Unit, body: Body, file: File): void {
    const asked = new Set<string>();
    this.#world.asked = asked;
    // Types with constants in them are resolved anew when one changes; the unit stays.
    if (unit.slots.some(({ entry }) => !entry.fact.type.isClosed)) asked.add(CONSTANTS);
    const findings = checkUnit(this.#world, unit, file.tree.dialect);
    this.#world.asked = null;
    this.#count(unit, body, asked, 1);
    this.#count(unit, body, body.declared.asked, -1);
    body.declared = { asked, findings };
    body.told = null;
  }

  /** What nobody uses, once everybody has been asked; true when all units are through. */
  #settle(stale: Set<FileId>, isEnough: () => boolean): boolean {
    const { names, catalog } = this.#world.layers[0]!;
    for (const name of this.#moved) {
      const owners = name.endsWith(RESULT) ? catalog.all(name.slice(0, -1)) : names.bucket(name);
      for (const { unit } of owners) if (unit.body !== null) this.#unsettled.add(unit);
    }
    this.#moved.clear();
    for (const unit of this.#unsettled) {
      if (isEnough()) return false;
      this.#unsettled.delete(unit);
      this.#settleUnit(unit, stale);
    }
    return true;
  }

  #settleUnit(unit: Unit, stale: Set<FileId>): void {
    const body = bodyOf(unit);
    if (body === null) return;
    const unused = unit.green.errorCount > 0 ? [] : checkUse(unit, (name) => this.#users.has(name));
    if (unused.length + body.unused.length > 0) {
      stale.add(unit.file);
      body.shown = null;
    }
    body.unused = unused;
    body.told = null;
    countFindings(unit, body);
  }

  #drop(unit: Unit): void {
    const body = bodyOf(unit)!;
    this.#count(unit, body, body.declared.asked, -1);
    if (body.root !== null) forget({ count: (asked, by) => this.#count(unit, body, asked, by) }, body.root);
    unit.body = null;
  }

  #join(name: string, unit: Unit): void {
    const users = this.#users.get(name);
    if (users === undefined) {
      this.#users.set(name, unit);
      this.#moved.add(name);
    } else if (users instanceof Set) users.add(unit);
    else if (users !== unit) this.#users.set(name, new Set([users, unit]));
  }

  #leave(name: string, unit: Unit): void {
    const users = this.#users.get(name);
    if (users instanceof Set) users.delete(unit);
    if (users !== unit && !(users instanceof Set && users.size === 0)) return;
    this.#users.delete(name);
    this.#moved.add(name);
  }
}

function callName(unit: Unit): string {
  return `${unit.file} ${unit.summary.kind} ${unit.items[0]?.key ?? ''}`;
}
