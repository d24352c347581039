/** Tags to named drafts, incrementally: the one engine behind live rows and whole exports, so both always agree. */
import type { Project, Tag, TypeInfo } from '@tagloom/st-parser';
import { type NameRule, NameScope, sanitise } from './names.ts';
import { notesOn } from './notes.ts';
import type { TypeLookup } from './shapes.ts';
import type { TagChange, VendorDiagnostic, VendorRow, VendorRows } from './types.ts';

/** A tag converted, before names are given out. Targets add what their writers need. */
export interface Draft {
  readonly tag: Tag;
  /** The vendor scope inside which names must differ; null: the tag is left out, and a diagnostic says why. */
  readonly scope: string | null;
  /** The name it should have, unchanged from the source. */
  readonly wanted: string;
  /** The name of its container (a data block), which no tag of that other scope may have. */
  readonly container?: { readonly scope: string; readonly name: string };
  readonly type: string;
  readonly address: string;
  /** Qualifiers for the side map, where the file itself has no place for them and loses nothing by it. */
  readonly kept?: readonly string[];
  readonly diagnostics: readonly VendorDiagnostic[];
}

/** One vendor format: how a tag becomes a draft, and what a name may be. */
export interface Target<D extends Draft> {
  readonly rule: NameRule;
  draft(tag: Tag, lookup: TypeLookup): D;
  /** The name as rows and side maps show it. */
  shown(draft: D, name: string): string;
}

/** A draft with its name and its row. */
export interface Entry<D extends Draft> {
  readonly draft: D;
  /** The name given to it, without any container. */
  readonly name: string;
  readonly row: VendorRow;
}

export interface Table<D extends Draft> extends VendorRows {
  /** In tag order. */
  entries(): readonly Entry<D>[];
}

/** An empty table; its first `update` takes all tags of the project. */
export function createTable<D extends Draft>(target: Target<D>): Table<D> {
  return new LiveTable(target);
}

class LiveTable<D extends Draft> implements Table<D> {
  readonly #target: Target<D>;
  readonly #drafts = new Map<string, D>();
  readonly #entries = new Map<string, Entry<D>>();
  readonly #scopes = new Map<string, NameScope>();
  /** Type names that each draft looked up, and the keys behind each name (lower case). */
  readonly #uses = new Map<string, readonly string[]>();
  readonly #users = new Map<string, Set<string>>();
  #types = new Map<string, string>();
  #project: Project | undefined;
  /** Type names (lower case) that the present draft looked up. */
  #asked: string[] = [];
  readonly #lookup: TypeLookup = {
    type: (name) => {
      const lower = name.toLowerCase();
      if (!this.#asked.includes(lower)) this.#asked.push(lower);
      return this.#project?.type(name);
    },
  };

  constructor(target: Target<D>) {
    this.#target = target;
  }

  update(project: Project, change: TagChange): { rows: readonly VendorRow[]; removed: readonly string[] } {
    const isFirst = this.#project === undefined;
    this.#project = project;
    if (isFirst) return { rows: this.#fill(project), removed: [] };
    const touched = new Map<string, Tag>();
    const retyped = change.types ? this.#changedTypes(project) : [];
    for (const tag of this.#usersOf(retyped)) touched.set(tag.key, tag);
    for (const tag of [...change.added, ...change.changed]) touched.set(tag.key, tag);
    const removed = change.removed.filter((key) => this.#remove(key));
    for (const key of removed) touched.delete(key);
    for (const tag of touched.values()) this.#take(tag);
    const renamed = this.#settle(project);
    return { rows: this.#rebuild([...touched.keys(), ...renamed]), removed };
  }

  /** All tags at once: an export does nothing else, so nothing is compared and no list is made twice. */
  #fill(project: Project): VendorRow[] {
    this.#changedTypes(project);
    for (const tag of project.tags()) {
      const draft = this.#draft(tag);
      this.#drafts.set(tag.key, draft);
      this.#note(tag.key, this.#asked);
      this.#enter(draft);
    }
    this.#settle(project);
    const rows: VendorRow[] = [];
    for (const [key, draft] of this.#drafts) {
      const entry = this.#entry(draft);
      this.#entries.set(key, entry);
      rows.push(entry.row);
    }
    return rows;
  }

  row(key: string): VendorRow | undefined {
    return this.#entries.get(key)?.row;
  }

  all(): readonly VendorRow[] {
    return this.entries().map((entry) => entry.row);
  }

  entries(): readonly Entry<D>[] {
    const entries: Entry<D>[] = [];
    for (const { key } of this.#project?.tags() ?? []) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /** Names of types whose outside changed: kind, base, range, values. Members do not show in a row. */
  #changedTypes(project: Project): string[] {
    const now = new Map(project.types().map((type) => [type.name.toLowerCase(), outside(type)]));
    const names = new Set([...this.#types.keys(), ...now.keys()]);
    const before = this.#types;
    this.#types = now;
    return [...names].filter((name) => before.get(name) !== now.get(name));
  }

  #usersOf(types: readonly string[]): Tag[] {
    const keys = new Set(types.flatMap((name) => [...(this.#users.get(name) ?? [])]));
    return [...keys].flatMap((key) => this.#drafts.get(key)?.tag ?? []);
  }

  /** The draft of a tag; `#asked` holds the types that it looked up. */
  #draft(tag: Tag): D {
    if (this.#asked.length > 0) this.#asked = [];
    return this.#target.draft(tag, this.#lookup);
  }

  #take(tag: Tag): void {
    const draft = this.#draft(tag);
    const before = this.#drafts.get(tag.key);
    this.#drafts.set(tag.key, draft);
    this.#forget(tag.key);
    this.#note(tag.key, this.#asked);
    if (before !== undefined && sameClaim(before, draft)) return;
    if (before !== undefined) this.#leave(before);
    this.#enter(draft);
  }

  #remove(key: string): boolean {
    const draft = this.#drafts.get(key);
    if (draft === undefined) return false;
    this.#drafts.delete(key);
    this.#entries.delete(key);
    this.#forget(key);
    this.#leave(draft);
    return true;
  }

  #enter({ scope, container, wanted, tag }: D): void {
    if (scope === null) return;
    if (container !== undefined) this.#scope(container.scope).reserve(container.name);
    this.#scope(scope).set(tag.key, wanted);
  }

  #leave({ scope, container, tag }: D): void {
    if (scope === null) return;
    this.#scope(scope).delete(tag.key);
    if (container !== undefined) this.#scope(container.scope).release(container.name);
  }

  #forget(key: string): void {
    for (const name of this.#uses.get(key) ?? []) this.#users.get(name)?.delete(key);
    this.#uses.delete(key);
  }

  #note(key: string, uses: readonly string[]): void {
    if (uses.length === 0) return;
    this.#uses.set(key, uses);
    for (const name of uses) {
      const users = this.#users.get(name);
      if (users === undefined) this.#users.set(name, new Set([key]));
      else users.add(key);
    }
  }

  #scope(name: string): NameScope {
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const scope = new NameScope(this.#target.rule);
    this.#scopes.set(name, scope);
    return scope;
  }

  /** Declaration order matters only among contested names; without two of them the tags are not walked. */
  #settle(project: Project): string[] {
    const lists = new Map<NameScope, string[]>();
    const scopeOf = new Map<string, NameScope>();
    for (const scope of this.#scopes.values()) {
      lists.set(scope, scope.contested.size === 1 ? [...scope.contested] : []);
      if (scope.contested.size > 1) for (const key of scope.contested) scopeOf.set(key, scope);
    }
    if (scopeOf.size > 0)
      for (const { key } of project.tags()) {
        const scope = scopeOf.get(key);
        if (scope !== undefined) lists.get(scope)?.push(key);
      }
    return [...lists].flatMap(([scope, order]) => scope.settle(order));
  }

  #rebuild(keys: Iterable<string>): VendorRow[] {
    const rows: VendorRow[] = [];
    for (const key of new Set(keys)) {
      const draft = this.#drafts.get(key);
      if (draft === undefined) continue;
      const before = this.#entries.get(key);
      const entry = this.#entry(draft);
      if (before !== undefined && sameRow(before.row, entry.row))
        this.#entries.set(key, { ...entry, row: before.row });
      else {
        this.#entries.set(key, entry);
        rows.push(entry.row);
      }
    }
    return rows;
  }

  #entry(draft: D): Entry<D> {
    const { tag, type, address, scope } = draft;
    const given = scope === null ? '' : this.#scope(scope).name(tag.key);
    const name = scope === null ? '' : this.#target.shown(draft, given);
    const naming = namingNotes(draft, given, this.#target.rule);
    const diagnostics = naming.length === 0 ? draft.diagnostics : [...naming, ...draft.diagnostics];
    return { draft, name: given, row: { key: tag.key, name, address, type, diagnostics } };
  }
}

const NO_NOTES: readonly VendorDiagnostic[] = [];

/** What sanitising and collisions did to one name. */
function namingNotes(draft: Draft, given: string, rule: NameRule): readonly VendorDiagnostic[] {
  if (draft.scope === null || draft.wanted === given) return NO_NOTES;
  const { note, list } = notesOn(draft.tag.path);
  const clean = rule.legal(draft.wanted) ? draft.wanted : sanitise(draft.wanted, rule.max);
  if (clean !== draft.wanted) note('NAME_CHANGED', `"${draft.wanted}" is written as "${given}".`);
  if (clean !== given) note('NAME_COLLISION', `"${clean}" is already taken, so this one becomes "${given}".`);
  return list;
}

function sameClaim(a: Draft, b: Draft): boolean {
  const sameContainer = a.container?.scope === b.container?.scope && a.container?.name === b.container?.name;
  return a.scope === b.scope && a.wanted === b.wanted && sameContainer;
}

function outside(type: TypeInfo): string {
  return JSON.stringify([type.name, type.kind, type.base, type.range, type.values]);
}

function sameRow(a: VendorRow, b: VendorRow): boolean {
  const plain = a.name === b.name && a.address === b.address && a.type === b.type;
  return plain && JSON.stringify(a.diagnostics) === JSON.stringify(b.diagnostics);
}
