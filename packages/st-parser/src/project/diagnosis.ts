/** The diagnostics of all files, recomputed only where an edit can have changed them. */

import { duplicates } from '../checks/duplicates.ts';
import { type Finding, type Target, unitOf } from '../checks/findings.ts';
import { Overlaps } from '../checks/overlaps.ts';
import { UnitNames } from '../checks/unitnames.ts';
import { typeNameOf, unknownTypes } from '../checks/unknowns.ts';
import type { Green } from '../syntax/green.ts';
import { errorsOf } from '../syntax/tree.ts';
import type { Diagnostic, FileId, Place } from '../types.ts';
import { type File, unitStarts } from './files.ts';
import { namePlace } from './headers.ts';
import type { Names } from './names.ts';
import { offsetOf, type Slot, type Unit } from './slots.ts';
import { type Symbols, typesOf } from './symbols.ts';

/** What an edit did. */
export interface Step {
  readonly dirty: readonly FileId[];
  readonly removed: readonly Unit[];
  readonly added: readonly Unit[];
  readonly slots: { readonly removed: readonly Slot[]; readonly added: readonly Slot[] };
  /** Names whose slots changed. */
  readonly touched: ReadonlySet<string>;
}

const NONE: readonly Diagnostic[] = [];

export class Diagnosis {
  readonly #symbols: Symbols;
  readonly #names: Names;
  readonly #files: ReadonlyMap<FileId, File>;
  readonly #overlaps = new Overlaps();
  readonly #units = new UnitNames();
  /** Findings by what they are about (a name, a slot, a unit), and the same by the file that shows them. */
  readonly #findings = new Map<unknown, readonly Finding[]>();
  readonly #shown = new Map<FileId, Set<Finding>>();
  /** Findings that point into a second file: they move with its text. */
  readonly #linked = new Set<Finding>();
  readonly #offsets = new WeakMap<Slot, { readonly green: Green; readonly at: number }>();
  /** Units by the lower-case type names that they use. */
  readonly #users = new Map<string, Set<Unit>>();
  readonly #lists = new Map<FileId, readonly Diagnostic[]>();

  constructor(symbols: Symbols, names: Names, files: ReadonlyMap<FileId, File>) {
    this.#symbols = symbols;
    this.#names = names;
    this.#files = files;
  }

  /** The diagnostics of a file as of the last `update`. */
  of(id: FileId): readonly Diagnostic[] {
    return this.#lists.get(id) ?? NONE;
  }

  /** Follows an edit; answers the lists that came out differently. */
  update(step: Step): ReadonlyMap<FileId, readonly Diagnostic[]> {
    const stale = new Set<FileId>(step.dirty);
    for (const { target, related } of this.#linked)
      if (related?.some((r) => stale.has(unitOf(r.target).file))) stale.add(unitOf(target).file);
    for (const base of this.#namesOf(step)) this.#note(base, duplicates(this.#names.bucket(base)), stale);
    for (const name of this.#units.update(step.removed, step.added))
      this.#note(`unit ${name}`, this.#units.findings(name), stale);
    this.#updateOverlaps(step, stale);
    this.#updateUnits(step, stale);
    const out = new Map<FileId, readonly Diagnostic[]>();
    for (const id of stale) this.#list(id, out);
    return out;
  }

  /** Touched names, and names declared more than once in new units: whether that is a mistake depends on the unit. */
  #namesOf({ touched, added }: Step): Set<string> {
    const names = new Set(touched);
    for (const unit of added)
      for (const { base } of unit.slots)
        if (base !== '' && this.#names.bucket(base).length > 1) names.add(base);
    return names;
  }

  #updateOverlaps({ slots }: Step, stale: Set<FileId>): void {
    const touched = this.#overlaps.update(slots.removed, slots.added, (slot) =>
      this.#files.get(slot.unit.file)?.tree.dialect === 'iec' ? 'element' : 'byte',
    );
    for (const slot of slots.removed) this.#note(slot, [], stale);
    for (const slot of touched) {
      const finding = this.#overlaps.finding(slot);
      this.#note(slot, finding === null ? [] : [finding], stale);
    }
  }

  #updateUnits({ removed, added }: Step, stale: Set<FileId>): void {
    const check = new Set(added);
    for (const unit of removed) {
      this.#use(unit, (users) => users.delete(unit));
      this.#note(unit, [], stale);
    }
    for (const unit of added) this.#use(unit, (users) => users.add(unit));
    for (const unit of [...removed, ...added])
      for (const [name] of typesOf(unit.contribution))
        for (const user of this.#users.get(name.toLowerCase()) ?? []) check.add(user);
    for (const unit of check) this.#note(unit, unknownTypes(unit, this.#symbols), stale);
  }

  #use(unit: Unit, change: (users: Set<Unit>) => void): void {
    for (const { entry } of unit.slots) {
      const name = typeNameOf(entry.fact.type)?.toLowerCase();
      if (name === undefined) continue;
      const users = this.#users.get(name) ?? new Set();
      change(users);
      if (users.size === 0) this.#users.delete(name);
      else this.#users.set(name, users);
    }
  }

  /** Replaces the findings about something, and notes the files that show them. */
  #note(about: unknown, findings: readonly Finding[], stale: Set<FileId>): void {
    const before = this.#findings.get(about);
    if (before === undefined && findings.length === 0) return;
    for (const finding of before ?? []) {
      const { file } = unitOf(finding.target);
      stale.add(file);
      this.#shown.get(file)?.delete(finding);
      this.#linked.delete(finding);
    }
    if (findings.length === 0) this.#findings.delete(about);
    else this.#findings.set(about, findings);
    for (const finding of findings) this.#show(finding, stale);
  }

  #show(finding: Finding, stale: Set<FileId>): void {
    const { file } = unitOf(finding.target);
    stale.add(file);
    const shown = this.#shown.get(file) ?? new Set();
    shown.add(finding);
    this.#shown.set(file, shown);
    if (finding.related?.some((r) => unitOf(r.target).file !== file)) this.#linked.add(finding);
  }

  #list(id: FileId, out: Map<FileId, readonly Diagnostic[]>): void {
    const file = this.#files.get(id);
    const before = this.of(id);
    const after = file === undefined ? NONE : this.#diagnose(file);
    if (isSameList(before, after)) return;
    if (file === undefined) this.#lists.delete(id);
    else this.#lists.set(id, after);
    out.set(id, after);
  }

  #diagnose(file: File): readonly Diagnostic[] {
    const out: Diagnostic[] = errorsOf(file.tree).map(({ code, from, to, message }) => ({
      code,
      severity: 'error',
      message,
      place: { file: file.id, from, to },
    }));
    const starts = new Map<Unit, number>();
    for (const finding of this.#shown.get(file.id) ?? []) out.push(this.#diagnostic(finding, starts));
    return out.sort(
      (a, b) => a.place.from - b.place.from || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    );
  }

  #diagnostic({ code, severity, message, target, related }: Finding, starts: Map<Unit, number>): Diagnostic {
    const place = this.#place(target, starts);
    if (related === undefined) return { code, severity, message, place };
    const more = related.map((r) => ({ place: this.#place(r.target, starts), message: r.message }));
    return { code, severity, message, place, related: more };
  }

  #place(target: Target, starts: Map<Unit, number>): Place {
    const unit = unitOf(target);
    const file = this.#files.get(unit.file)!;
    if (!starts.has(unit)) for (const [other, start] of unitStarts(file)) starts.set(other, start);
    const start = starts.get(unit) ?? 0;
    if (!('slot' in target))
      return { file: file.id, ...namePlace(unit.green, start, file.tree.text, target.scope) };
    const { fact } = target.slot.entry;
    const at = start + this.#offset(target.slot);
    const isName = target.part === 'name';
    return {
      file: file.id,
      from: at + (isName ? fact.from : fact.typeFrom),
      to: at + (isName ? fact.to : fact.typeTo),
    };
  }

  /** Where a slot's leaf is inside its unit; remembered as long as the unit's tree is the same. */
  #offset(slot: Slot): number {
    const { green } = slot.unit;
    const known = this.#offsets.get(slot);
    if (known?.green === green) return known.at;
    const at = offsetOf(green, slot.entry.leaf);
    this.#offsets.set(slot, { green, at });
    return at;
  }
}

function isSameList(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a === b || (a.length === b.length && a.every((item, i) => isSame(item, b[i]!)));
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.code === b.code &&
    a.place.from === b.place.from &&
    a.place.to === b.place.to &&
    a.message === b.message &&
    a.severity === b.severity &&
    (a.related === b.related || JSON.stringify(a.related) === JSON.stringify(b.related))
  );
}
