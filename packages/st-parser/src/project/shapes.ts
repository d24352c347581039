/** What a use sees of a declaration: a comment, an initial value or an address may change and no use has to be read again. */

import { SHORT } from './catalog.ts';
import { isGlobal, type Names } from './names.ts';
import type { Slot, Unit } from './slots.ts';

/** Slots and units that came and went. */
export interface Replaced {
  readonly slots: { readonly removed: readonly Slot[]; readonly added: readonly Slot[] };
  readonly units: { readonly removed: readonly Unit[]; readonly added: readonly Unit[] };
}

/** The names under which variables and lists of parameters were asked for that look different now. Slots that look the same inherit. */
export function changedNames({ slots, units }: Replaced, names: Names): Set<string> {
  const changed = new Set<string>();
  const scopes = new Set<string>();
  const old = Map.groupBy(slots.removed, ({ base }) => base);
  for (const slot of slots.added) {
    const [before, ...others] = old.get(slot.base) ?? [];
    scopes.add(slot.entry.scope);
    if (before?.heir !== null || others.length > 0 || !looksSame(before, slot) || names.isContested(slot))
      note(slot, changed);
    else before.heir = slot;
  }
  for (const slot of slots.removed) {
    scopes.add(slot.entry.scope);
    if (slot.heir === null) note(slot, changed);
  }
  const before = listsOf(units.removed, scopes);
  const after = listsOf(units.added, scopes);
  for (const scope of scopes)
    if (before.get(scope)?.join() !== after.get(scope)?.join()) changed.add(`${scope.toLowerCase()}(`);
  return changed;
}

/** The slot that stands in a slot's place now. */
export function present(slot: Slot): Slot {
  let last = slot;
  while (last.heir !== null) last = last.heir;
  if (slot !== last) slot.heir = last;
  return last;
}

function note(slot: Slot, changed: Set<string>): void {
  const { base, entry } = slot;
  if (base === '') return;
  const scope = base.slice(0, entry.scope.length);
  changed.add(base).add(`${scope}(`);
  if (isGlobal(slot)) changed.add(SHORT + base.slice(scope.length + 1));
}

function looksSame(a: Slot, b: Slot): boolean {
  return (
    a.unit.origin.path === b.unit.origin.path &&
    a.declaration.name === b.declaration.name &&
    a.entry.scope === b.entry.scope &&
    a.entry.section === b.entry.section &&
    a.entry.owner === b.entry.owner &&
    a.entry.qualifiers.join() === b.entry.qualifiers.join() &&
    a.declaration.type === b.declaration.type &&
    isFlat(b)
  );
}

/** True for types whose text says all of them. */
function isFlat({ declaration: { typeExpr } }: Slot): boolean {
  let type = typeExpr;
  while (type.kind === 'array' || type.kind === 'pointer' || type.kind === 'reference') type = type.base;
  return type.kind !== 'struct' && type.kind !== 'unknown';
}

/** The variables of some scopes in order, with their sections. */
function listsOf(units: readonly Unit[], scopes: ReadonlySet<string>): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const unit of units)
    for (const { base, entry } of unit.slots) {
      if (!scopes.has(entry.scope)) continue;
      const list = lists.get(entry.scope) ?? [];
      list.push(`${base} ${entry.section}`);
      lists.set(entry.scope, list);
    }
  return lists;
}
