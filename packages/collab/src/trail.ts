/**
 * Follows where the names of tags stand, so that a peer knows a renamed tag as the one that it was (`match.ts` is the rule,
 * the same as on the server). Costs a key nothing but a note; places are read anew at leisure.
 */

import {
  type Edit,
  type FileId,
  type Project,
  type ProjectChange,
  placesIn,
  type Tag,
} from '@tagloom/st-parser';
import type { SourceChange } from './live.ts';
import { MOST_GONE, matchTags, movePlace, type TagPlace } from './match.ts';

/** The key of a tag before and after. */
export type Rekeyed = readonly [from: string, to: string];

/** More tags of one file than this are found in one walk over it. */
const ONE_BY_ONE = 4;

/** Edits of a file since its places were read. Another log means that older places say nothing. */
interface Log {
  readonly batches: (readonly Edit[])[];
}

interface Kept extends TagPlace {
  readonly key: string;
  readonly log: Log | null;
  /** How many batches of the log the place has behind it. */
  readonly since: number;
}

export class TagTrail {
  readonly #project: Project;
  readonly #files = new Set<FileId>();
  readonly #logs = new Map<FileId, Log>();
  readonly #kept = new Map<string, Kept>();
  #gone: Kept[] = [];

  /** Follows a project to which every change goes through `note`. */
  constructor(project: Project) {
    this.#project = project;
  }

  /** Call it before the project gets the changes. */
  note(changes: readonly SourceChange[]): void {
    for (const change of changes) {
      if (change.type === 'edit') this.#noteEdit(change.file, change.edits);
      else if (change.type === 'set' || change.type === 'remove') {
        this.#logs.delete(change.file);
        this.#files.delete(change.file);
      }
    }
    for (const change of changes) {
      if (change.type === 'set') this.#files.add(change.file);
      else if (change.type === 'remove') this.#files.delete(change.file);
    }
  }

  /** The tags that go by another key now. Call it with what the project says of the noted changes. */
  follow({ tags }: ProjectChange): Rekeyed[] {
    const gone = tags.removed.map((key) => this.#now(this.#take(key)));
    const mayReturn = tags.added.length > 0 && gone.length + this.#gone.length > 0;
    const renamed = mayReturn ? this.#match(gone, tags.added) : [];
    if (!mayReturn) this.#bury(gone);
    if (this.#logs.size === 0) return renamed;
    // Duplicates share a path and change keys among themselves without a word about those that stay.
    if (tags.removed.some(isNumbered) || tags.added.some(({ key }) => isNumbered(key))) this.settle();
    this.#keep([...tags.added, ...tags.changed.filter((tag) => this.#kept.get(tag.key)?.file !== tag.file)]);
    return renamed;
  }

  /** Reads the places of edited files anew. Call it at leisure, when the project is up to date. */
  settle(): void {
    for (const [file, { batches }] of this.#logs) {
      if (batches.length === 0) continue;
      this.#gone = this.#gone.map((kept) => (kept.file === file ? this.#now(kept) : kept));
      const log = this.#read(file);
      this.#gone = this.#gone.map((kept) =>
        kept.file === file && kept.log ? { ...kept, log, since: 0 } : kept,
      );
    }
  }

  #match(gone: readonly Kept[], added: readonly Tag[]): Rekeyed[] {
    const born = [...tagPlaces(this.#project, added)].map(([tag, place]) => ({ key: tag.key, ...place }));
    const matched = matchTags(gone, born);
    const revived = matchTags(
      this.#gone.map((kept) => this.#now(kept)),
      matched.added,
    );
    this.#gone = [...revived.removed];
    this.#bury(matched.removed);
    return [...matched.pairs, ...revived.pairs].flatMap(([old, now]): Rekeyed[] =>
      old.key === now.key ? [] : [[old.key, now.key]],
    );
  }

  #bury(gone: readonly Kept[]): void {
    if (gone.length > 0) this.#gone = [...this.#gone, ...gone].slice(-MOST_GONE);
  }

  #noteEdit(file: FileId, edits: readonly Edit[]): void {
    if (!this.#logs.has(file) && this.#files.has(file)) this.#read(file);
    this.#logs.get(file)?.batches.push(edits);
  }

  #read(file: FileId): Log {
    const log: Log = { batches: [] };
    this.#logs.set(file, log);
    for (const [key, { from, to }] of placesIn(this.#project, file))
      this.#kept.set(key, { key, file, path: pathOf(key), from, to, behind: to, log, since: 0 });
    return log;
  }

  #take(key: string): Kept {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept ?? nowhere(key, '');
  }

  /** The place as it is after all noted edits; nowhere when its file was replaced whole. */
  #now(kept: Kept): Kept {
    const log = this.#logs.get(kept.file);
    if (kept.log === null || kept.log !== log) return nowhere(kept.key, kept.file);
    const moved = log.batches.slice(kept.since).reduce((place: Kept, batch) => movePlace(place, batch), kept);
    return { ...moved, since: log.batches.length };
  }

  /** Only files that are followed already: others are read whole before their first edit. */
  #keep(tags: readonly Tag[]): void {
    const followed = tags.filter(({ file }) => this.#logs.has(file));
    for (const [{ key }, place] of tagPlaces(this.#project, followed)) {
      const log = this.#logs.get(place.file) ?? null;
      this.#kept.set(key, { ...place, key, log, since: log?.batches.length ?? 0 });
    }
  }
}

/** Where the names of these tags stand now. */
export function tagPlaces(project: Project, tags: readonly Tag[]): Map<Tag, TagPlace> {
  const counts = new Map<FileId, number>();
  for (const { file } of tags) counts.set(file, (counts.get(file) ?? 0) + 1);
  const walked = new Map<FileId, ReturnType<typeof placesIn>>();
  for (const [file, count] of counts) if (count > ONE_BY_ONE) walked.set(file, placesIn(project, file));
  return new Map(
    tags.map((tag) => {
      const { from, to } = walked.get(tag.file)?.get(tag.key) ?? project.position(tag);
      return [tag, { file: tag.file, path: tag.path, from, to, behind: to }];
    }),
  );
}

function nowhere(key: string, file: FileId): Kept {
  return { key, file, path: pathOf(key), from: 0, to: 0, behind: null, log: null, since: 0 };
}

function isNumbered(key: string): boolean {
  return key.includes('#');
}

/** A key is the lower-case path; duplicates carry a number. */
function pathOf(key: string): string {
  return key.replace(/#\d+$/, '');
}
