/** L4 for whole projects: after any edits of files that depend on one another, everything known equals what a project opened afresh knows. */

import {
  completionAt,
  definitionsOf,
  findSymbols,
  referencesOf,
  roomsOf,
  symbolAt,
  useCountsIn,
} from '../editor/editor.ts';
import { LIBRARY } from '../library/library.ts';
import { leavesOfDeclaration } from '../project/leaves.ts';
import { outlineIn } from '../project/outline.ts';
import { placesIn } from '../project/places.ts';
import { openProject } from '../project/project.ts';
import type { Diagnostic, DialectId, FileId, Project, ProjectChange, Tag } from '../types.ts';
import { changed, dialectOf, editBetween, pathOf, type Sheet, sheetOf } from './plants.ts';
import { below, pick, type Random, random } from './random.ts';

/** What somebody does to a project. */
export type Act =
  | { readonly kind: 'set'; readonly id: FileId; readonly path: string; readonly text: string }
  | { readonly kind: 'write'; readonly id: FileId; readonly text: string }
  | { readonly kind: 'rename'; readonly id: FileId; readonly path: string }
  | { readonly kind: 'remove'; readonly id: FileId }
  | { readonly kind: 'configure'; readonly dialect: DialectId | 'auto' }
  /** Changes are asked for; tags first, and so many bodies ahead, when `ahead` says so. */
  | { readonly kind: 'follow'; readonly ahead: number | null };

const STEPS = 14;

/** Follows one random project for some steps. Throws with the place of the first difference. */
export function checkProject(seed: number): void {
  const acts: Act[] = [];
  const difference = differenceOf(acting(random(seed), acts), seed);
  if (difference !== null) throw new Error(`seed ${seed}, act ${acts.length}: ${difference}`);
}

/** Does some acts and compares after each look at the changes; the first difference, or null. */
export function differenceOf(acts: Iterable<Act>, seed: number): string | null {
  const followed = new Followed();
  for (const act of acts) {
    followed.do(act);
    const difference = act.kind === 'follow' ? followed.difference(random(seed)) : null;
    if (difference !== null) return difference;
  }
  return null;
}

/** The acts of one seed; `done` gets each of them. */
export function* acting(next: Random, done: Act[]): Generator<Act> {
  const sheets = new Map<FileId, Sheet>();
  const past: { id: FileId; text: string }[] = [];
  const tell = (act: Act) => {
    done.push(act);
    return act;
  };
  const put = (): Act => {
    const id = `f${below(next, 8)}` as FileId;
    const sheet = sheetOf(next);
    sheets.set(id, sheet);
    return { kind: 'set', id, ...sheet };
  };
  yield tell({ kind: 'configure', dialect: dialectOf(next) });
  for (let n = 2 + below(next, 4); n > 0; n--) yield tell(put());
  yield tell({ kind: 'follow', ahead: null });
  for (let step = 0; step < STEPS; step++) {
    for (let n = next() < 0.7 ? 1 : 3; n > 0; n--) yield tell(actOn(next, sheets, past, put));
    if (next() < 0.85) yield tell({ kind: 'follow', ahead: next() < 0.3 ? below(next, 6) : null });
  }
}

function actOn(
  next: Random,
  sheets: Map<FileId, Sheet>,
  past: { id: FileId; text: string }[],
  put: () => Act,
): Act {
  const id = pick(next, [...sheets.keys()]);
  const sheet = sheets.get(id)!;
  const write = (id: FileId, text: string): Act => {
    past.push({ id, text: sheets.get(id)!.text });
    sheets.get(id)!.text = text;
    return { kind: 'write', id, text };
  };
  switch (below(next, 24)) {
    case 0:
      return put();
    case 1:
      if (sheets.size < 2) return put();
      sheets.delete(id);
      return { kind: 'remove', id };
    case 2:
    case 3:
      sheet.path = pathOf(next);
      return { kind: 'rename', id, path: sheet.path };
    case 4:
      if (next() < 0.3) return { kind: 'configure', dialect: dialectOf(next) };
  }
  const last = next() < 0.2 ? past.pop() : undefined;
  if (last !== undefined && sheets.has(last.id)) return write(last.id, last.text);
  return write(id, changed(next, sheet.text, [...sheets.values()]));
}

/** A project that follows, the texts that it should be of, and what a listener made of its changes. */
class Followed {
  #dialect: DialectId | 'auto' = 'iec';
  readonly #sheets = new Map<FileId, Sheet>();
  readonly #project = openProject({ dialect: 'iec' }, LIBRARY);
  readonly #tags = new Map<string, Tag>();
  readonly #lists = new Map<FileId, readonly Diagnostic[]>();
  #types = '[]';

  do(act: Act): void {
    if (act.kind === 'follow') this.#follow(act.ahead);
    else if (act.kind === 'configure') {
      this.#dialect = act.dialect;
      this.#project.configure(act);
    } else this.#touch(act);
  }

  #touch(act: Exclude<Act, { kind: 'follow' | 'configure' }>): void {
    const { id } = act;
    const sheet = this.#sheets.get(id);
    if (act.kind === 'set') {
      this.#sheets.set(id, { path: act.path, text: act.text });
      this.#project.set(id, act.path, act.text);
    } else if (sheet === undefined) return;
    else if (act.kind === 'write') {
      this.#project.edit(id, [editBetween(sheet.text, act.text)]);
      sheet.text = act.text;
    } else if (act.kind === 'rename') {
      this.#project.rename(id, act.path);
      sheet.path = act.path;
    } else {
      this.#project.remove(id);
      this.#sheets.delete(id);
    }
  }

  #follow(ahead: number | null): void {
    if (ahead !== null) {
      let left = ahead;
      this.#take(this.#project.changes('declarations'));
      this.#project.advance(() => left-- <= 0);
    }
    this.#take(this.#project.changes());
  }

  /** Takes changes as a listener does. */
  #take({ tags, types, diagnostics }: ProjectChange): void {
    for (const key of tags.removed) this.#tags.delete(key);
    for (const tag of [...tags.added, ...tags.changed]) this.#tags.set(tag.key, tag);
    for (const [id, list] of diagnostics) this.#lists.set(id, list);
    if (types) this.#types = JSON.stringify(this.#project.types());
  }

  /** The same project, opened in another order. */
  #fresh(next: Random): Project {
    const project = openProject({ dialect: this.#dialect }, LIBRARY);
    const order = [...this.#sheets].map((entry) => ({ entry, at: next() })).sort((a, b) => a.at - b.at);
    for (const { entry } of order) project.set(entry[0], entry[1].path, entry[1].text);
    project.changes();
    return project;
  }

  /** The first thing that differs from a project opened afresh, or null. */
  difference(next: Random): string | null {
    const fresh = this.#fresh(next);
    const heard = {
      'tags heard': [...this.#tags.values()].sort(byKey),
      'types heard': JSON.parse(this.#types),
      'diagnostics heard': fresh.files().map(({ id }) => this.#lists.get(id) ?? []),
    };
    const told = {
      'tags heard': fresh.tags().toSorted(byKey),
      'types heard': fresh.types(),
      'diagnostics heard': fresh.files().map(({ id }) => fresh.diagnostics(id)),
    };
    const a: Record<string, unknown> = { ...allOf(this.#project), ...heard };
    for (const [key, value] of Object.entries({ ...allOf(fresh), ...told }))
      if (JSON.stringify(value) !== JSON.stringify(a[key])) return `${key}: ${apart(a[key], value)}`;
    const isOther = this.#project.tags().some((tag) => this.#tags.get(tag.key) !== tag);
    return isOther ? 'a tag is another object than the one that was told' : null;
  }
}

const byKey = (a: Tag, b: Tag) => (a.key < b.key ? -1 : 1);

/** Keys that are asked for besides those of tags. */
const KEYS = ['s.a', 'e', 'e.red', 'fb_a', 'fb_b.b', 'fb_a.m', 'ns.s', 'g', 'f', 'f.a', 'i', 'g.n'];

/** Everything that can be asked of a project. */
function allOf(project: Project): Record<string, unknown> {
  const tags = project.tags();
  const keys = [...tags.map(({ key }) => key), ...KEYS];
  const each = <T>(ask: (id: FileId) => T) => project.files().map(({ id }) => ask(id));
  return {
    files: project.files(),
    tags,
    types: project.types(),
    ...Object.fromEntries(each((id) => [`diagnostics ${id}`, project.diagnostics(id)])),
    places: each((id) => [...placesIn(project, id)]),
    outlines: each((id) => outlineIn(project, id)),
    positions: tags.map((tag) => [tag.key, project.position(project.tag(tag.key)!)]),
    leaves: tags.map((tag) => leavesOfDeclaration(tag.path, tag, project).slice(0, 50)),
    counts: each((id) => [...useCountsIn(project, id)]),
    definitions: keys.map((key) => [key, definitionsOf(project, key)]),
    references: keys.map((key) => [key, referencesOf(project, key)]),
    symbols: each((id) => offsets(project, id, 61).map((at) => symbolAt(project, id, at))),
    completions: each((id) => offsets(project, id, 1499).map((at) => completed(project, id, at))),
    found: findSymbols(project, 'a'),
    rooms: roomsOf(project, new Set(keys), 'file'),
  };
}

/** What is offered, in any order. */
function completed(project: Project, id: FileId, at: number): unknown {
  const { symbols, ...rest } = completionAt(project, id, at, 1e6);
  return { ...rest, symbols: symbols.map((symbol) => JSON.stringify(symbol)).sort() };
}

/** Some places of a text. */
function offsets(project: Project, id: FileId, step: number): number[] {
  return Array.from({ length: Math.ceil(project.text(id).length / step) }, (_, n) => n * step + 3);
}

/** Where two answers differ first. */
function apart(a: unknown, b: unknown): string {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${JSON.stringify(a)} instead of ${JSON.stringify(b)}`;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const key = Object.keys({ ...y, ...x }).find((key) => JSON.stringify(x[key]) !== JSON.stringify(y[key]));
  return `${key}: ${apart(x[key!], y[key!])}`;
}
