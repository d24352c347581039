/** The tags of one open project as rows: lasting ids, places, problems, and what an edit changed of them. */

import {
  JudgedFile,
  MOST_GONE,
  matchTags,
  movePlace,
  randomId,
  type TagPlace,
  tagPlaces,
} from '@tagloom/collab';
import {
  type Edit,
  type FileId,
  type Project,
  type ProjectChange,
  placesIn,
  type Tag,
} from '@tagloom/st-parser';
import type { TagRow, TagState } from './store/store.ts';

/** One row of the tag table (contract section 4), before the vendor's columns. */
export interface BaseRow {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly qualifiers: readonly string[];
  readonly source: { readonly file: string; readonly line: number; readonly col: number };
  readonly problems: readonly string[];
}

export interface Rename {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** What a turn did to the tags. Keys are those of the tag map. */
export interface BookChange {
  /** New rows and rows of which at least one column differs. */
  readonly rows: ReadonlySet<string>;
  /** Ids of tags that are gone. */
  readonly removed: readonly { readonly key: string; readonly id: string }[];
  readonly renamed: readonly Rename[];
  /** What the `tag` table needs. */
  readonly put: readonly TagRow[];
  /** What people did: only what is written in the source, neither places nor problems. */
  readonly changes: readonly TagChange[];
}

/** One tag before and after; null where it is not there. */
export interface TagChange {
  readonly id: string;
  readonly before: TagState | null;
  readonly after: TagState | null;
}

/** What happened to the files since the last update of the book. */
export interface FileChanges {
  /** Edit batches by file, in order. */
  readonly edits: ReadonlyMap<FileId, readonly (readonly Edit[])[]>;
  /** Files of which anything changed. */
  readonly touched: ReadonlySet<FileId>;
}

interface Known extends TagPlace {
  readonly key: string;
  readonly id: string;
  readonly tag: Tag;
  readonly row: BaseRow;
}

/** A tag that is gone, kept for a while: who retypes a name gets the same tag back. */
interface Grave extends TagPlace {
  readonly id: string;
}

export class TagBook {
  readonly #project: Project;
  readonly #known = new Map<string, Known>();
  readonly #byFile = new Map<FileId, Set<string>>();
  /** Lasting ids of tags that were stored and not seen yet. */
  readonly #stored: Map<string, Pick<TagRow, 'id' | 'state'>>;
  #graves: Grave[] = [];
  /** By id: what the tags of this update were before; undefined = nobody knows. */
  #before = new Map<string, TagState | null | undefined>();
  /** Diagnostics by file, for this update. */
  #found = new Map<FileId, JudgedFile>();

  constructor(project: Project, stored: readonly TagRow[]) {
    this.#project = project;
    this.#stored = new Map(stored.map(({ key, id, state }) => [key, { id, state }]));
  }

  row(key: string): BaseRow | undefined {
    return this.#known.get(key)?.row;
  }

  has(id: string): boolean {
    for (const known of this.#known.values()) if (known.id === id) return true;
    return false;
  }

  size(): number {
    return this.#known.size;
  }

  /** Tags that were stored and are not there any more; asked once after the first update. */
  takeOrphans(): Pick<TagRow, 'id' | 'state'>[] {
    const orphans = [...this.#stored.values()];
    this.#stored.clear();
    return orphans;
  }

  /** Takes tags in while a project is opened, in the order of the tag map: all are new to the book, none is gone. */
  enter(tags: readonly Tag[]): Pick<BookChange, 'put' | 'removed' | 'changes'> {
    this.#before = new Map();
    this.#found = new Map();
    const paths = this.#paths();
    for (const [tag, place] of tagPlaces(this.#project, tags))
      this.#remember(tag, place, this.#idFor(tag), paths);
    const keys = new Set(tags.map(({ key }) => key));
    return { put: this.#rowsFor(tags), removed: [], changes: this.#changesOf(keys) };
  }

  update(change: ProjectChange, files: FileChanges): BookChange {
    this.#before = new Map();
    this.#found = new Map();
    const paths = this.#paths();
    this.#move(files.edits);
    const gone = change.tags.removed.flatMap((key) => this.#known.get(key) ?? []);
    for (const known of gone) this.#forget(known);
    const born = [...tagPlaces(this.#project, change.tags.added)].map(([tag, place]) => ({ tag, ...place }));
    const matched = matchTags(gone, born);
    const rows = new Set<string>();
    const renamed: Rename[] = [];
    for (const [old, now] of matched.pairs) {
      this.#before.set(old.id, stateIn(old));
      this.#remember(now.tag, now, old.id, paths);
      rows.add(now.tag.key);
      if (old.path !== now.tag.path) renamed.push({ id: old.id, from: old.path, to: now.tag.path });
    }
    const revived = matchTags(this.#graves, matched.added);
    for (const [grave, now] of revived.pairs) {
      this.#before.set(grave.id, null);
      this.#remember(now.tag, now, grave.id, paths);
    }
    for (const now of revived.added) this.#remember(now.tag, now, this.#idFor(now.tag), paths);
    for (const { tag } of matched.added) rows.add(tag.key);
    this.#graves = [...revived.removed, ...matched.removed].slice(-MOST_GONE);
    this.#refresh(change, files.touched, paths, rows);
    const deleted = matched.removed.map((old) => ({ id: old.id, before: stateIn(old), after: null }));
    return {
      rows,
      removed: matched.removed.map(({ key, id }) => ({ key, id })),
      renamed,
      put: this.#rowsFor([...change.tags.added, ...change.tags.changed]),
      changes: [...deleted, ...this.#changesOf(rows)],
    };
  }

  #paths(): ReadonlyMap<FileId, string> {
    return new Map(this.#project.files().map(({ id, path }) => [id, path]));
  }

  #changesOf(keys: ReadonlySet<string>): TagChange[] {
    return [...keys].flatMap((key): TagChange[] => {
      const known = this.#known.get(key);
      const before = known && this.#before.get(known.id);
      if (!known || before === undefined) return [];
      const after = stateIn(known);
      return before && isSameState(before, after) ? [] : [{ id: known.id, before, after }];
    });
  }

  #idFor(tag: Tag): string {
    const stored = this.#stored.get(tag.key);
    this.#stored.delete(tag.key);
    const id = stored?.id ?? randomId(12);
    this.#before.set(id, stored ? (stored.state ?? undefined) : null);
    return id;
  }

  /** Moves known names and graves of edited files to where they stand now. */
  #move(edits: FileChanges['edits']): void {
    for (const [file, batches] of edits) {
      for (const key of this.#byFile.get(file) ?? []) {
        const known = this.#known.get(key);
        if (known)
          this.#known.set(
            key,
            batches.reduce((place: Known, batch) => movePlace(place, batch), known),
          );
      }
    }
    this.#graves = this.#graves.map((grave) =>
      (edits.get(grave.file) ?? []).reduce((place: Grave, batch) => movePlace(place, batch), grave),
    );
  }

  /** Rows whose tag, place or problems changed. */
  #refresh(
    change: ProjectChange,
    touched: ReadonlySet<FileId>,
    paths: ReadonlyMap<FileId, string>,
    rows: Set<string>,
  ): void {
    for (const [tag, place] of tagPlaces(this.#project, change.tags.changed))
      this.#renew(tag, place, paths, rows);
    for (const file of new Set([...touched, ...change.diagnostics.keys()])) {
      if (!paths.has(file)) continue;
      for (const [key, { from, to }] of placesIn(this.#project, file)) {
        const tag = this.#project.tag(key);
        if (tag) this.#renew(tag, { file, path: tag.path, from, to, behind: to }, paths, rows);
      }
    }
  }

  #renew(tag: Tag, place: TagPlace, paths: ReadonlyMap<FileId, string>, rows: Set<string>): void {
    const old = this.#known.get(tag.key);
    if (!old || this.#isUpToDate(old, tag, place, paths)) return;
    const now = this.#remember(tag, place, old.id, paths);
    if (isSameRow(old.row, now.row) && old.tag.section === now.tag.section) return;
    rows.add(tag.key);
    if (!this.#before.has(old.id)) this.#before.set(old.id, stateIn(old));
  }

  /** Most tags of an edited file only stand elsewhere, if at all: no row is made to find that out. */
  #isUpToDate(old: Known, tag: Tag, place: TagPlace, paths: ReadonlyMap<FileId, string>): boolean {
    const { row } = old;
    if (old.tag !== tag || old.from !== place.from || old.to !== place.to || old.behind !== place.behind)
      return false;
    const { line, col } = this.#project.locate(tag.file, place.from);
    const { source } = row;
    if (source.line !== line || source.col !== col || source.file !== (paths.get(tag.file) ?? ''))
      return false;
    const found = this.#problems(tag.file).at(place);
    return found.length === 0 ? row.problems.length === 0 : codesOf(found).join() === row.problems.join();
  }

  #remember(tag: Tag, place: TagPlace, id: string, paths: ReadonlyMap<FileId, string>): Known {
    const { line, col } = this.#project.locate(tag.file, place.from);
    const row: BaseRow = {
      id,
      path: tag.path,
      type: tag.type,
      initial: tag.initial ?? null,
      address: tag.address ?? null,
      comment: tag.comment ?? null,
      qualifiers: tag.qualifiers,
      source: { file: paths.get(tag.file) ?? '', line, col },
      problems: codesOf(this.#problems(tag.file).at(place)),
    };
    const known: Known = { ...place, key: tag.key, id, tag, row };
    const old = this.#known.get(tag.key);
    // A duplicate that became the first of its name may stand in another file now.
    if (old && old.file !== tag.file) this.#forget(old);
    this.#known.set(tag.key, known);
    const keys = this.#byFile.get(tag.file);
    if (keys) keys.add(tag.key);
    else this.#byFile.set(tag.file, new Set([tag.key]));
    return known;
  }

  #forget({ key, file }: Known): void {
    this.#known.delete(key);
    this.#byFile.get(file)?.delete(key);
  }

  #problems(file: FileId): JudgedFile {
    const known = this.#found.get(file) ?? new JudgedFile(this.#project.diagnostics(file));
    this.#found.set(file, known);
    return known;
  }

  #rowsFor(tags: readonly Tag[]): TagRow[] {
    return tags.flatMap(({ key, path, scope, type }) => {
      const known = this.#known.get(key);
      return known ? [{ id: known.id, key, path, scope, type, state: stateIn(known) }] : [];
    });
  }
}

function codesOf(problems: readonly { readonly code: string }[]): string[] {
  return [...new Set(problems.map(({ code }) => code))];
}

function stateIn({ row, tag }: Pick<Known, 'row' | 'tag'>): TagState {
  return { ...stateOf(row), section: tag.section };
}

function stateOf({ path, type, initial, address, comment, qualifiers }: TagState): TagState {
  return { path, type, initial, address, comment, qualifiers };
}

/** States that were written before sections were kept say nothing of theirs. */
function isSameState(a: TagState, b: TagState): boolean {
  const isSameSection = a.section === undefined || b.section === undefined || a.section === b.section;
  return isSameSection && JSON.stringify(stateOf(a)) === JSON.stringify(stateOf(b));
}

function isSameRow(a: BaseRow, b: BaseRow): boolean {
  return (
    a.id === b.id &&
    a.path === b.path &&
    a.type === b.type &&
    a.initial === b.initial &&
    a.address === b.address &&
    a.comment === b.comment &&
    a.qualifiers.join() === b.qualifiers.join() &&
    a.source.file === b.source.file &&
    a.source.line === b.source.line &&
    a.source.col === b.source.col &&
    a.problems.join() === b.problems.join()
  );
}
