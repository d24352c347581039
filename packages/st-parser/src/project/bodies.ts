/**
 * What the checks find in bodies and declarations, kept together with the names that they asked for: an edit reads only
 * the leaves that it touched, and those that asked for something that means something else now (L3, L4).
 */

import { checkBranch, checkLeaf, checkUnit, checkUse } from '../checks/checks.ts';
import type { Finding, LeafFinding } from '../checks/findings.ts';
import type { FileId } from '../types.ts';
import { type File, unitStarts } from './files.ts';
import { eachFinding, forget, type Inspection, type Node, nodeOf, type Verdict } from './nodes.ts';
import { frameOf } from './sites.ts';
import type { Unit } from './slots.ts';
import type { World } from './world.ts';

/** What is known of one unit. */
interface Body {
  root: Node | null;
  /** How often each name was asked for. */
  readonly asked: Map<string, number>;
  /** Findings about declarations, and the names that they depend on. */
  declared: { readonly asked: readonly string[]; readonly findings: readonly Finding[] };
  /** Findings about what nobody uses. */
  unused: readonly Finding[];
}

/** What an edit did. */
export interface BodyStep {
  readonly dirty: Iterable<FileId>;
  readonly removed: readonly Unit[];
  /** Names that mean something else now. */
  readonly changed: ReadonlySet<string>;
}

const NO_NAMES: readonly string[] = [];

export class Bodies {
  readonly #world: World;
  readonly #files: ReadonlyMap<FileId, File>;
  readonly #bodies = new Map<Unit, Body>();
  /** Units that asked for a name. */
  readonly #users = new Map<string, Unit | Set<Unit>>();
  /** Names whose first user came or whose last one went. */
  readonly #moved = new Set<string>();

  constructor(world: World, files: ReadonlyMap<FileId, File>) {
    this.#world = world;
    this.#files = files;
  }

  /** Follows an edit; answers the files whose findings may differ. */
  update({ dirty, removed, changed }: BodyStep): Set<FileId> {
    const heirs = this.#retire(removed);
    const stale = new Set<FileId>(removed.map(({ file }) => file));
    const units = this.#affected(dirty, changed);
    for (const [unit, at] of units) {
      this.#renew(unit, at, heirs, changed);
      stale.add(unit.file);
    }
    for (const unit of heirs.values()) this.#drop(unit);
    this.#settle(new Set(units.keys()), stale);
    return stale;
  }

  /** All findings in a unit's tree in text order, until `visit` answers false. */
  each(unit: Unit, at: number, visit: (finding: LeafFinding, at: number) => boolean): boolean {
    const root = this.#bodies.get(unit)?.root;
    return !root || eachFinding(root, at, visit);
  }

  /** Findings about a unit's declarations. */
  ofUnit(unit: Unit): readonly Finding[] {
    const body = this.#bodies.get(unit);
    if (body === undefined) return [];
    return body.unused.length === 0 ? body.declared.findings : [...body.declared.findings, ...body.unused];
  }

  /** Removed units by what they were called: a new unit of that name takes over what still holds. */
  #retire(removed: readonly Unit[]): Map<string, Unit> {
    const heirs = new Map<string, Unit>();
    for (const unit of removed) {
      if (!this.#bodies.has(unit)) continue;
      const name = callName(unit);
      if (heirs.has(name)) this.#drop(unit);
      else heirs.set(name, unit);
    }
    return heirs;
  }

  /** Units to look at with their starts: another tree, or a changed name that they asked for. */
  #affected(dirty: Iterable<FileId>, changed: ReadonlySet<string>): Map<Unit, number> {
    const users = new Set<Unit>();
    for (const name of changed) for (const unit of this.#usersOf(name)) users.add(unit);
    const ids = new Set(dirty);
    for (const { file } of users) ids.add(file);
    const found = new Map<Unit, number>();
    for (const id of ids) {
      const file = this.#files.get(id);
      if (file === undefined) continue;
      for (const [unit, at] of unitStarts(file))
        if (this.#bodies.get(unit)?.root?.green !== unit.green || users.has(unit)) found.set(unit, at);
    }
    return found;
  }

  #usersOf(name: string): Iterable<Unit> {
    const users = this.#users.get(name);
    return users === undefined ? [] : users instanceof Set ? users : [users];
  }

  #renew(unit: Unit, at: number, heirs: Map<string, Unit>, changed: ReadonlySet<string>): void {
    const file = this.#files.get(unit.file)!;
    const known = this.#bodies.get(unit);
    const body = known ?? this.#inherit(unit, heirs);
    this.#world.speak(file.tree.dialect);
    const look = this.#inspection(file, unit, body, changed);
    const frame = frameOf(unit.green, at, file.tree.text, null, file.path);
    body.root = nodeOf(look, unit.green, at, frame, body.root);
    if (known === undefined || body.declared.asked.some((name) => changed.has(name)))
      this.#judge(unit, body, file);
  }

  #inherit(unit: Unit, heirs: Map<string, Unit>): Body {
    const heir = heirs.get(callName(unit));
    const body = heir && this.#bodies.get(heir);
    const fresh = body ?? {
      root: null,
      asked: new Map(),
      declared: { asked: NO_NAMES, findings: [] },
      unused: [],
    };
    this.#bodies.set(unit, fresh);
    if (heir === undefined || body === undefined) return fresh;
    heirs.delete(callName(unit));
    this.#bodies.delete(heir);
    for (const name of body.asked.keys()) {
      this.#leave(name, heir);
      this.#join(name, unit);
    }
    return fresh;
  }

  #inspection(file: File, unit: Unit, body: Body, changed: ReadonlySet<string>): Inspection {
    const world = this.#world;
    const listen = (read: () => readonly LeafFinding[]): Verdict => {
      world.asked = new Set();
      const findings = read();
      const asked = world.asked.size === 0 ? NO_NAMES : [...world.asked];
      world.asked = null;
      return { asked, findings };
    };
    return {
      file,
      changed,
      leaf: (green, at, frame) => listen(() => checkLeaf(world, file, unit, green, at, frame)),
      branch: (green, at, frame) => {
        const verdict = listen(() => checkBranch(world, file, green, at, frame));
        return verdict.asked.length + verdict.findings.length === 0 ? null : verdict;
      },
      count: (asked, by) => this.#count(unit, body, asked, by),
    };
  }

  /** Findings about declarations. */
  #judge(unit: Unit, body: Body, file: File): void {
    this.#world.asked = new Set();
    const findings = checkUnit(this.#world, unit, file.tree.dialect);
    const asked = [...this.#world.asked];
    this.#world.asked = null;
    this.#count(unit, body, body.declared.asked, -1);
    this.#count(unit, body, asked, 1);
    body.declared = { asked, findings };
  }

  /** What nobody uses, once everybody has been asked. */
  #settle(units: Set<Unit>, stale: Set<FileId>): void {
    for (const name of this.#moved) {
      for (const { unit } of this.#world.layers[0]!.names.bucket(name))
        if (this.#bodies.has(unit)) units.add(unit);
    }
    this.#moved.clear();
    for (const unit of units) {
      const body = this.#bodies.get(unit)!;
      const unused = unit.green.errorCount > 0 ? [] : checkUse(unit, (name) => this.#users.has(name));
      if (unused.length + body.unused.length > 0) stale.add(unit.file);
      body.unused = unused;
    }
  }

  #drop(unit: Unit): void {
    const body = this.#bodies.get(unit)!;
    this.#count(unit, body, body.declared.asked, -1);
    if (body.root !== null) forget({ count: (asked, by) => this.#count(unit, body, asked, by) }, body.root);
    this.#bodies.delete(unit);
  }

  #count(unit: Unit, { asked }: Body, names: readonly string[], by: 1 | -1): void {
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
