/** The diagnostics of all files, recomputed only where an edit can have changed them. */

import { duplicates } from '../checks/duplicates.ts';
import { type Finding, type LeafFinding, type LeafFix, type Target, unitOf } from '../checks/findings.ts';
import { Overlaps } from '../checks/overlaps.ts';
import { statementsOutside } from '../checks/strays.ts';
import { UnitNames } from '../checks/unitnames.ts';
import type { SyntaxFault } from '../syntax/errors.ts';
import type { Green } from '../syntax/green.ts';
import { errorsOf } from '../syntax/tree.ts';
import type { Diagnostic, FileId, Fix, Place } from '../types.ts';
import { Bodies } from './bodies.ts';
import { type Body, bodyOf } from './body.ts';
import type { File } from './files.ts';
import { namePlace } from './headers.ts';
import type { Names } from './names.ts';
import { eachFinding } from './nodes.ts';
import { present } from './shapes.ts';
import { offsetOf, type Slot, type Unit } from './slots.ts';
import type { World } from './world.ts';

/** What an edit did. */
export interface Step {
  readonly dirty: readonly FileId[];
  readonly removed: readonly Unit[];
  readonly added: readonly Unit[];
  /** Units with another tree. */
  readonly units: readonly Unit[];
  readonly slots: { readonly removed: readonly Slot[]; readonly added: readonly Slot[] };
  /** Names that several slots have, or had. */
  readonly crowded: ReadonlySet<string>;
  /** Names that mean something else now. */
  readonly changed: ReadonlySet<string>;
}

/** All steps since the diagnostics were computed; what came and went in between is in none of its sets. */
class Backlog {
  readonly dirty = new Set<FileId>();
  readonly removed = new Set<Unit>();
  readonly added = new Set<Unit>();
  readonly units = new Set<Unit>();
  readonly slots = { removed: new Set<Slot>(), added: new Set<Slot>() };
  readonly crowded = new Set<string>();
  readonly changed = new Set<string>();

  /** Adds a step. */
  pile({ dirty, units, crowded, changed, removed, added, slots }: Step): void {
    put(this.dirty, dirty);
    put(this.units, units);
    put(this.crowded, crowded);
    put(this.changed, changed);
    replace(this.removed, this.added, removed, added);
    replace(this.slots.removed, this.slots.added, slots.removed, slots.added);
  }
}

function put<T>(all: Set<T>, more: Iterable<T>): void {
  for (const one of more) all.add(one);
}

/** What came since and goes now never was. */
function replace<T>(gone: Set<T>, come: Set<T>, removed: readonly T[], added: readonly T[]): void {
  for (const one of removed) if (!come.delete(one)) gone.add(one);
  put(come, added);
}

/** Findings inside bodies that one file shows; a file with more says so. */
const SHOWN = 500;

/** Whoever asks for tags alone pays nothing for diagnostics, unless steps become so many. */
const MANY = 8;

const NONE: readonly Diagnostic[] = [];

export class Diagnosis {
  readonly #bodies: Bodies;
  /** Steps since the last `settle`, newest last; piled up before they are many. */
  #steps: Step[] = [];
  #backlog = new Backlog();
  readonly #names: Names;
  readonly #files: ReadonlyMap<FileId, File>;
  readonly #overlaps = new Overlaps();
  readonly #units = new UnitNames();
  /** Findings by what they are about (a name, a slot, a unit), and the same by the file that shows them. */
  readonly #findings = new Map<unknown, readonly Finding[]>();
  readonly #shown = new Map<FileId, Set<Finding>>();
  readonly #offsets = new WeakMap<Slot, { readonly green: Green; readonly at: number }>();
  /** Files that the diagnostics of a file point into. */
  readonly #mentioned = new Map<FileId, ReadonlySet<FileId>>();
  readonly #lists = new Map<FileId, readonly Diagnostic[]>();
  /** Units whose lists were made ahead of the next `settle`. */
  readonly #listed = new Set<Unit>();

  constructor(world: World, names: Names, files: ReadonlyMap<FileId, File>) {
    this.#bodies = new Bodies(world, files);
    this.#names = names;
    this.#files = files;
  }

  /** Nobody has to be told of names that change. */
  get isIdle(): boolean {
    return this.#bodies.isIdle;
  }

  /** The diagnostics of a file as of the last `update`. */
  of(id: FileId): readonly Diagnostic[] {
    return this.#lists.get(id) ?? NONE;
  }

  /** Takes note of a step. */
  follow(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length === MANY) this.#pile();
  }

  #pile(): void {
    for (const step of this.#steps) this.#backlog.pile(step);
    this.#steps = [];
  }

  /** Does a part of what `settle` has to do; true when only that is left which cannot be done ahead. */
  advance(isEnough: () => boolean): boolean {
    this.#pile();
    if (this.isIdle) this.#backlog.changed.clear();
    return this.#bodies.advance(this.#backlog, isEnough) && this.#listAhead(isEnough);
  }

  /** What units show is kept with them. */
  #listAhead(isEnough: () => boolean): boolean {
    for (const id of this.#backlog.dirty)
      for (const unit of this.#files.get(id)?.units ?? []) {
        if (unit.findings === 0 || this.#listed.has(unit)) continue;
        if (isEnough()) return false;
        this.#unitList(unit);
        this.#listed.add(unit);
      }
    return true;
  }

  /** Computes what all steps since the last call made stale; answers the lists that came out differently. */
  settle(): ReadonlyMap<FileId, readonly Diagnostic[]> {
    this.#pile();
    this.#listed.clear();
    const step = this.#backlog;
    this.#backlog = new Backlog();
    const stale = new Set<FileId>(step.dirty);
    for (const [file, others] of this.#mentioned)
      for (const id of step.dirty) if (others.has(id)) stale.add(file);
    put(stale, this.#bodies.update(step));
    for (const base of this.#namesOf(step))
      this.#note(base, duplicates(this.#names.bucket(base), this.#between), stale);
    for (const name of this.#units.update(step.removed, step.added))
      this.#note(`unit ${name}`, this.#units.findings(name), stale);
    this.#updateOverlaps(step, stale);
    const out = new Map<FileId, readonly Diagnostic[]>();
    for (const id of stale) this.#list(id, out);
    return out;
  }

  /** Names declared more than once, also those of new units: whether that is a mistake depends on the unit. */
  #namesOf({ crowded, added }: Backlog): Set<string> {
    const names = new Set(crowded);
    for (const unit of added)
      for (const { base } of unit.slots)
        if (base !== '' && this.#names.bucket(base).length > 1) names.add(base);
    return names;
  }

  readonly #between = (slot: Slot, later: Slot): string => {
    const { file, from } = this.#place({ slot, part: 'name' });
    return this.#files.get(file)!.tree.text.slice(from, this.#place({ slot: later, part: 'name' }).from);
  };

  #updateOverlaps({ slots }: Backlog, stale: Set<FileId>): void {
    const touched = this.#overlaps.update(slots.removed, slots.added, (slot) =>
      this.#files.get(slot.unit.file)?.tree.dialect === 'iec' ? 'element' : 'byte',
    );
    for (const slot of slots.removed) this.#note(slot, [], stale);
    for (const slot of touched) {
      const finding = this.#overlaps.finding(slot);
      this.#note(slot, finding === null ? [] : [finding], stale);
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
  }

  #list(id: FileId, out: Map<FileId, readonly Diagnostic[]>): void {
    const file = this.#files.get(id);
    const before = this.of(id);
    const after = file === undefined ? NONE : this.#diagnose(file);
    this.#mention(id, after);
    if (isSameList(before, after)) return;
    if (file === undefined) this.#lists.delete(id);
    else this.#lists.set(id, after);
    out.set(id, after);
  }

  #mention(id: FileId, list: readonly Diagnostic[]): void {
    let others: Set<FileId> | null = null;
    for (const { related } of list) {
      if (related === undefined) continue;
      for (const { place } of related)
        if (place.file !== id) {
          others ??= new Set();
          others.add(place.file);
        }
    }
    if (others !== null) this.#mentioned.set(id, others);
    else this.#mentioned.delete(id);
  }

  #diagnose(file: File): readonly Diagnostic[] {
    const out: Diagnostic[] = errorsOf(file.tree).map((fault) => syntaxDiagnostic(file.id, fault));
    for (const finding of this.#shown.get(file.id) ?? []) out.push(this.#diagnostic(finding));
    out.push(...statementsOutside(file.units));
    this.#diagnoseBodies(file, out);
    return out.sort((a, b) => a.place.from - b.place.from || order(a.code + a.message, b.code + b.message));
  }

  /** The first findings in text order. */
  #diagnoseBodies(file: File, out: Diagnostic[]): void {
    let left = SHOWN;
    for (const unit of file.units) {
      if (unit.findings === 0) continue;
      const list = this.#unitList(unit);
      for (let i = 0; i < list.length && left >= 0; i++, left--) if (left > 0) out.push(list[i]!);
      if (left >= 0) continue;
      const place = { file: file.id, from: unit.at, to: unit.at };
      const message = `Only the first ${SHOWN} problems of bodies are listed`;
      out.push({ code: 'MORE_PROBLEMS', severity: 'info', message, place });
      return;
    }
  }

  /** What a unit shows; the same objects while it stands where it stood and nothing in it changed. */
  #unitList(unit: Unit): readonly Diagnostic[] {
    const body = bodyOf(unit)!;
    const { at } = unit;
    if (body.shown?.at === at) return body.shown.list;
    const list = [...this.#declared(unit, body)];
    let isFixed = body.told !== null;
    const add = (finding: LeafFinding, from: number) => {
      if (finding.related !== undefined) isFixed = false;
      list.push(this.#bodyDiagnostic(unit.file, finding, from));
      return list.length <= SHOWN;
    };
    if (body.root !== null) eachFinding(body.root, at, add);
    if (isFixed) body.shown = { at, list };
    return list;
  }

  /** What is said of a unit's own declarations; kept when it points nowhere else. */
  #declared({ at, green }: Unit, body: Body): readonly Diagnostic[] {
    const { told, declared, unused } = body;
    if (told?.at === at && told.green === green) return told.list;
    const list = [...declared.findings, ...unused].map((finding) => this.#diagnostic(finding));
    body.told = list.some(({ related }) => related !== undefined) ? null : { at, green, list };
    return list;
  }

  /** A finding of a leaf that starts at `at`; what was made of it before stays as long as it stands there. */
  #bodyDiagnostic(file: FileId, finding: LeafFinding, at: number): Diagnostic {
    const { shown, code, severity, message, related, fix } = finding;
    const from = at + finding.from;
    if (shown?.place.from === from) return shown;
    const place = { file, from, to: at + finding.to };
    if (related !== undefined) return { code, severity, message, place, related: this.#related(related) };
    finding.shown =
      fix === undefined
        ? { code, severity, message, place }
        : { code, severity, message, place, fixes: [fixAt(place, fix)] };
    return finding.shown;
  }

  #diagnostic({ code, severity, message, target, related }: Finding): Diagnostic {
    const place = this.#place(target);
    if (related === undefined) return { code, severity, message, place };
    return { code, severity, message, place, related: this.#related(related) };
  }

  /** A file that is gone may still be pointed at while lists are made ahead. */
  #related(list: NonNullable<Finding['related']>): NonNullable<Diagnostic['related']> {
    return list.flatMap(({ target, message }) =>
      this.#files.has(unitOf(target).file) ? { place: this.#place(target), message } : [],
    );
  }

  #place(target: Target): Place {
    const unit = 'slot' in target ? present(target.slot).unit : target.unit;
    const file = this.#files.get(unit.file)!;
    const start = unit.at;
    if (!('slot' in target))
      return { file: file.id, ...namePlace(unit.green, start, file.tree.text, target.scope) };
    const slot = present(target.slot);
    const { fact } = slot.entry;
    const at = start + this.#offset(slot);
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

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function syntaxDiagnostic(file: FileId, { code, from, to, message }: SyntaxFault): Diagnostic {
  const diagnostic = { code, severity: 'error', message, place: { file, from, to } } as const;
  const insert = fixOf(code, message);
  if (insert === undefined) return diagnostic;
  return { ...diagnostic, fixes: [fixAt(diagnostic.place, { title: `Write \`${insert}\``, insert })] };
}

function fixAt(place: Place, { title, insert }: LeafFix): Fix {
  return { title, edits: [{ place, insert }] };
}

/** What a syntax error's range should read, where there is no doubt. */
function fixOf(code: string, message: string): string | undefined {
  if (code === 'MISSING_SEMICOLON') return ';';
  return message.startsWith('`=` compares') ? ':=' : undefined;
}

function isSameList(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a === b || (a.length === b.length && a.every((item, i) => isSame(item, b[i]!)));
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a === b || (a.place.from === b.place.from && JSON.stringify(a) === JSON.stringify(b));
}
