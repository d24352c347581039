/**
 * The project engine: files and settings in, tags, types and diagnostics out.
 * Mutable inside, but its results are a function of (files, settings) alone (L4); the cost of an edit follows the edit (L3).
 */

import type {
  Diagnostic,
  Edit,
  FileId,
  Project,
  ProjectChange,
  ProjectSettings,
  Tag,
  TypeInfo,
} from '../types.ts';
import { Catalog } from './catalog.ts';
import { Diagnosis } from './diagnosis.ts';
import { editFile, type File, openFile, refresh, unitStart } from './files.ts';
import { expose } from './inside.ts';
import { type Library, layersOf } from './library.ts';
import { Names } from './names.ts';
import type { Entry } from './scopes.ts';
import { changedNames } from './shapes.ts';
import { difference, offsetOf, type Slot, slotsOf, type Unit } from './slots.ts';
import { hasTypes, Symbols } from './symbols.ts';
import { typeInfos } from './typeinfos.ts';
import { CONSTANTS, World } from './world.ts';

const NO_LISTS: ReadonlyMap<FileId, readonly Diagnostic[]> = new Map();

/** Opens an empty project. A library says what standard function blocks and functions look like. */
export function openProject(settings: ProjectSettings, library?: Library): Project {
  return new Engine(settings, library);
}

class Engine implements Project {
  #settings: ProjectSettings;
  readonly #files = new Map<FileId, File>();
  readonly #symbols = new Symbols();
  readonly #names = new Names();
  readonly #catalog = new Catalog();
  readonly #world: World;
  readonly #diagnosis: Diagnosis;
  readonly #dirty = new Set<FileId>();
  /** Units of removed or replaced files, until the next `changes`. */
  readonly #gone: Unit[] = [];
  #ordered: readonly Tag[] | null = null;
  #types: ReadonlyMap<string, TypeInfo> | null = null;

  constructor(settings: ProjectSettings, library: Library | undefined) {
    this.#settings = settings;
    const own = { names: this.#names, catalog: this.#catalog, symbols: this.#symbols };
    this.#world = new World(own, library === undefined ? new Map() : layersOf(library));
    this.#diagnosis = new Diagnosis(this.#world, this.#names, this.#files);
    expose(this, { world: this.#world, files: this.#files });
  }

  set(id: FileId, path: string, text: string): void {
    this.remove(id);
    this.#files.set(id, openFile(id, path, text, this.#settings));
    this.#dirty.add(id);
  }

  edit(id: FileId, edits: readonly Edit[]): void {
    editFile(this.#file(id), edits);
    this.#dirty.add(id);
  }

  rename(id: FileId, path: string): void {
    const file = this.#file(id);
    if (file.path !== path) this.set(id, path, file.tree.text.toString());
  }

  remove(id: FileId): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    for (const unit of file.units) this.#gone.push(unit);
    this.#files.delete(id);
    this.#dirty.add(id);
  }

  configure(settings: ProjectSettings): void {
    if (settings.dialect === this.#settings.dialect) return;
    this.#settings = settings;
    for (const file of [...this.#files.values()]) this.set(file.id, file.path, file.tree.text.toString());
  }

  changes(depth: 'declarations' | 'all' = 'all'): ProjectChange {
    const removed = this.#gone.splice(0);
    const added: Unit[] = [];
    const units: Unit[] = [];
    for (const id of this.#dirty) {
      const file = this.#files.get(id);
      if (file === undefined) continue;
      const change = refresh(file);
      for (const unit of change.removed) removed.push(unit);
      for (const unit of change.added) added.push(unit);
      for (const unit of change.touched) units.push(unit);
    }
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    const { types, slots, constants } = this.#rename(removed, added);
    const { change, crowded } = this.#names.update(slots.removed, slots.added);
    const changed = this.#diagnosis.isIdle
      ? new Set<string>()
      : changedNames({ slots, units: { removed, added } }, this.#names);
    this.#catalog.update(removed, added, changed);
    this.#world.forget();
    if (constants) changed.add(CONSTANTS);
    const hasTags = change.added.length + change.changed.length + change.removed.length > 0;
    if (hasTags || removed.length + added.length > 0) this.#ordered = null;
    if (types) this.#types = null;
    this.#diagnosis.follow({ dirty, removed, added, units, slots, crowded, changed });
    return { tags: change, types, diagnostics: depth === 'all' ? this.#diagnosis.settle() : NO_LISTS };
  }

  advance(isEnough: () => boolean): boolean {
    return this.#dirty.size > 0 || this.#diagnosis.advance(isEnough);
  }

  tags(): readonly Tag[] {
    this.#ordered ??= this.#sortedFiles().flatMap((file) =>
      file.units.flatMap((unit) => unit.slots.flatMap(({ published }) => published ?? [])),
    );
    return this.#ordered;
  }

  tag(key: string): Tag | undefined {
    return this.#names.tag(key);
  }

  types(): readonly TypeInfo[] {
    return [...this.#typeMap().values()];
  }

  type(name: string): TypeInfo | undefined {
    const key = name.toLowerCase();
    return this.#typeMap().get(key) ?? this.#typeMap().get(key.slice(key.lastIndexOf('.') + 1));
  }

  diagnostics(id?: FileId): readonly Diagnostic[] {
    if (id !== undefined) return this.#diagnosis.of(id);
    return this.#sortedFiles().flatMap((file) => this.#diagnosis.of(file.id));
  }

  files(): readonly { readonly id: FileId; readonly path: string }[] {
    return this.#sortedFiles().map(({ id, path }) => ({ id, path }));
  }

  text(id: FileId, from?: number, to?: number): string {
    const { text } = this.#file(id).tree;
    return from === undefined ? text.toString() : text.slice(from, to ?? text.length);
  }

  position(tag: Tag): { line: number; col: number; from: number; to: number } {
    const slot = this.#names.slot(tag.key);
    if (slot === undefined) throw new RangeError(`There is no tag ${tag.key} any more`);
    const file = this.#file(tag.file);
    const leaf = unitStart(file, slot.unit) + offsetOf(slot.unit.green, slot.entry.leaf);
    const { from, to } = slot.entry.fact;
    return { ...file.tree.text.locate(leaf + from), from: leaf + from, to: leaf + to };
  }

  locate(id: FileId, offset: number): { line: number; col: number } {
    return this.#file(id).tree.text.locate(offset);
  }

  #file(id: FileId): File {
    const file = this.#files.get(id);
    if (file === undefined) throw new RangeError(`There is no file ${id} in the project`);
    return file;
  }

  #sortedFiles(): File[] {
    return [...this.#files.values()].sort((a, b) =>
      a.path === b.path ? (a.id < b.id ? -1 : 1) : a.path < b.path ? -1 : 1,
    );
  }

  #typeMap(): ReadonlyMap<string, TypeInfo> {
    if (this.#types === null) {
      const types = new Map<string, TypeInfo>();
      for (const file of this.#sortedFiles())
        for (const unit of file.units)
          for (const info of typeInfos(unit, this.#symbols)) {
            const key = info.name.toLowerCase();
            if (!types.has(key)) types.set(key, info);
          }
      this.#types = types;
    }
    return this.#types;
  }

  /** Moves the symbol tables and the slots from the removed units to the added ones. */
  #rename(
    removed: readonly Unit[],
    added: readonly Unit[],
  ): { types: boolean; constants: boolean; slots: { removed: Slot[]; added: Slot[] } } {
    const symbols = this.#symbols;
    let constants = keysOf(removed) !== keysOf(added);
    for (const unit of removed) symbols.remove(unit.contribution, unit.origin);
    for (const unit of added) if (symbols.add(unit.contribution, unit.origin)) constants = true;
    if (constants) this.#symbols.forget();
    const before = removed.flatMap((unit) => unit.slots);
    const old = new Map<Entry['fact'], Slot>(before.map((slot) => [slot.entry.fact, slot]));
    for (const unit of added) unit.slots = slotsOf(unit, this.#symbols, old);
    const slots = difference(
      before,
      added.flatMap((unit) => unit.slots),
    );
    if (constants) this.#resolveAgain(new Set(added), slots);
    const types = constants || [...removed, ...added].some((unit) => hasTypes(unit.contribution));
    return { types, constants, slots };
  }

  /** A constant changed: declarations whose bounds use names are resolved again. */
  #resolveAgain(fresh: ReadonlySet<Unit>, slots: { removed: Slot[]; added: Slot[] }): void {
    for (const file of this.#files.values())
      for (const unit of file.units) {
        if (fresh.has(unit) || unit.slots.every((slot) => slot.entry.fact.type.isClosed)) continue;
        const before = unit.slots;
        unit.slots = slotsOf(unit, this.#symbols, new Map(before.map((slot) => [slot.entry.fact, slot])));
        const { removed, added } = difference(before, unit.slots);
        slots.removed.push(...removed);
        slots.added.push(...added);
      }
  }
}

/** A text that differs when the constants of two lists of units differ. */
function keysOf(units: readonly Unit[]): string {
  return units
    .map((unit) => unit.constantKey)
    .filter((key) => key !== '')
    .sort()
    .join();
}
