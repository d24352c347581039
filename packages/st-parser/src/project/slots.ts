/** Declarations with their types resolved, and the units of a file that hold them. */

import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { Declaration, FileId, Tag, TypeExpr } from '../types.ts';
import { dimsOf, resolve } from './rawtypes.ts';
import type { Contribution, Entry, NamedType, Scope } from './scopes.ts';
import type { Summary } from './summary.ts';
import { isTypeScope, type Origin, type Symbols } from './symbols.ts';

/** One top-level unit of a file in its present version. */
export interface Unit {
  readonly file: FileId;
  /** The tree of the unit now; replaced while the summary stays. */
  green: Green;
  readonly summary: Summary;
  readonly contribution: Contribution;
  readonly origin: Origin;
  readonly constantKey: string;
  readonly items: readonly Item[];
  /** Where it starts in its file, as of the last `refresh`. */
  at: number;
  /** What `bodies.ts` keeps about it. */
  body: object | null;
  /** How many findings it has. */
  findings: number;
  slots: readonly Slot[];
}

/** A named thing that is no variable. */
export interface Item {
  /** `list`: the variables at the top of a file under the file's name. */
  readonly kind: 'scope' | 'type' | 'value' | 'list';
  /** The lower-case path. */
  readonly key: string;
  readonly name: string;
  readonly unit: Unit;
  /** Counts inside the unit. */
  readonly order: number;
  readonly scope: Scope | null;
  /** The alias, enumeration or subrange; of a value, the enumeration that it belongs to. */
  readonly type: NamedType | null;
}

/** One entry, resolved. It lives as long as its declaration says the same, also when its unit is replaced. */
export class Slot {
  unit: Unit;
  entry: Entry;
  /** Lower-case `scope.name`; empty for what has no name. */
  readonly base: string;
  /** The tag that the rest of the world sees; null for members of types. */
  published: Tag | null = null;
  /** The slot that replaced it, when no use can tell the two apart. */
  heir: Slot | null = null;
  #declaration: Declaration | null;

  constructor(unit: Unit, entry: Entry, symbols: Constants) {
    this.unit = unit;
    this.entry = entry;
    const { name, type } = entry.fact;
    this.base = name === null ? '' : `${entry.scope}.${name}`.toLowerCase();
    // What constants say now must be asked now; everything else is worked out when somebody asks.
    this.#declaration = type.isClosed ? null : declarationOf(entry, symbols);
  }

  get declaration(): Declaration {
    this.#declaration ??= declarationOf(this.entry, NO_CONSTANTS);
    return this.#declaration;
  }
}

type Constants = Pick<Symbols, 'constant'>;

const NO_CONSTANTS: Constants = { constant: () => null };

/** Resolves all entries of a unit. Slots of `old` that still say the same move over. */
export function slotsOf(unit: Unit, symbols: Symbols, old: Map<Entry['fact'], Slot>): Slot[] {
  return unit.contribution.entries.map((entry) => {
    const before = old.get(entry.fact);
    if (before !== undefined && entry.fact.type.isClosed && sameContext(before.entry, entry)) {
      // What two names of one declaration hold stands in two entries, and is two slots.
      old.delete(entry.fact);
      before.unit = unit;
      before.entry = entry;
      return before;
    }
    return new Slot(unit, entry, symbols);
  });
}

/** What is only in one of two lists that are mostly equal. */
export function difference(
  before: readonly Slot[],
  after: readonly Slot[],
): { removed: Slot[]; added: Slot[] } {
  if (before.length === 0) return { removed: [], added: [...after] };
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let a = before.length;
  let b = after.length;
  while (a > from && b > from && before[a - 1] === after[b - 1]) {
    a--;
    b--;
  }
  const old = new Set(before.slice(from, a));
  const added = after.slice(from, b).filter((slot) => !old.delete(slot));
  return { removed: [...old], added };
}

function sameContext(a: Entry, b: Entry): boolean {
  return (
    a.scope === b.scope &&
    a.section === b.section &&
    a.owner === b.owner &&
    a.override === b.override &&
    (a.qualifiers === b.qualifiers || a.qualifiers.join() === b.qualifiers.join())
  );
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An entry as contract section 3 shows it. Written out field by field: this runs once per declaration of a project. */
export function declarationOf(entry: Entry, symbols: Constants): Declaration {
  const { fact, scope, section, qualifiers } = entry;
  const { name } = fact;
  const typeExpr = resolve(fact.type, (path) => symbols.constant(path, scope));
  const out = { name, scope, section, qualifiers, type: typeExpr.text, typeExpr };
  return detailed(out, entry, typeExpr);
}

/** Adds what most declarations do not have. */
function detailed<T extends Mutable<Declaration>>(out: T, entry: Entry, typeExpr: TypeExpr): T {
  const { fact } = entry;
  const dims = dimsOf(typeExpr);
  if (dims !== undefined) out.dims = dims;
  if (fact.address !== undefined) out.address = fact.address;
  if (fact.initial !== undefined) out.initial = fact.initial;
  if (fact.initialArgs !== undefined) out.initialArgs = fact.initialArgs;
  if (entry.override !== undefined) out.initialOverride = entry.override;
  if (fact.comment !== undefined) out.comment = fact.comment;
  if (fact.leadingComment !== undefined) out.leadingComment = fact.leadingComment;
  if (fact.attributes !== undefined) out.attributes = fact.attributes;
  if (fact.edge !== undefined) out.edge = fact.edge;
  if (fact.access !== undefined) out.access = fact.access;
  return out;
}

/** The tag of a slot under a key, or null when it is no tag. */
export function tagOf(slot: Slot, key: string): Tag | null {
  const { entry, unit } = slot;
  const { fact, scope, section, qualifiers, owner } = entry;
  const { name } = fact;
  if (owner === null || name === null) return null;
  const typeExpr = fact.type.isClosed ? resolve(fact.type, () => null) : slot.declaration.typeExpr;
  const path = `${scope}.${name}`;
  const { text } = typeExpr;
  const { file } = unit;
  return detailed(
    { name, scope, section, qualifiers, type: text, typeExpr, key, path, owner, file },
    entry,
    typeExpr,
  );
}

/** True when two tags say the same. */
export function sameTag(a: Tag, b: Tag): boolean {
  return a.key === b.key && a.path === b.path && a.type === b.type && JSON.stringify(a) === JSON.stringify(b);
}

/** The offset of a leaf from the start of a unit, or -1. Bodies are not searched. */
export function offsetOf(unit: Green, leaf: Green): number {
  let at = 0;
  for (const child of unit.children) {
    if (child === leaf) return at;
    if (child.kind !== N.Body && child.children.length > 0) {
      const inside = offsetOf(child, leaf);
      if (inside >= 0) return at + inside;
    }
    at += child.length;
  }
  return -1;
}

/** True for items that a variable can be of. */
export function isTypeItem({ kind, scope }: Item): boolean {
  return kind === 'type' || (scope !== null && isTypeScope(scope));
}
