/**
 * What the store keeps of what was derived: tag rows, their changes, and bodies (summary, lost values, paths, rows of the
 * vendors). It goes there in parts: one large write would keep the database thread, and with it everybody's edits.
 */

import type { LostValue } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import { VENDORS, type VendorId } from '@tagloom/vendor-formats';
import { z } from 'zod';
import { Breath } from './breath.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Room } from './room.ts';
import type { DerivedWrite, Store } from './store/store.ts';
import type { Unsaved } from './unsaved.ts';
import { type Early, lostEarly, type Remembered, type Watch } from './watch.ts';

export type Body = DerivedWrite['bodies'][number];

const LOST = 'lost-values';
const FILES = 'files';
/** Rows that are written as text in one go. */
const ROWS_AT_ONCE = 250;

export class DerivedStore {
  readonly #store: Store;
  readonly #onTrouble: (code: string, error: unknown) => void;
  /** The last write of each project that is not over yet. */
  readonly #writing = new Map<string, Promise<unknown>>();

  constructor(store: Store, onTrouble: (code: string, error: unknown) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  /** Everything that the store knows of a project, and whose edits came since. */
  async remember({ key }: Room): Promise<Remembered> {
    const { project } = key;
    const store = this.#store;
    // Tags that are still on their way would be taken for new ones.
    await this.#writing.get(project);
    const [tags, lost, files] = await Promise.all([
      store.tags(project),
      store.derived(project, LOST),
      store.derived(project, FILES),
    ]);
    const { authors, at } = await store.authorsAfter(key, files?.seq ?? lost?.seq ?? 0);
    return {
      tags,
      lost: readLost(lost?.body),
      files: readFiles(files?.body) ?? (tags.length === 0 ? new Map() : null),
      step: { seq: 0, at, authors },
    };
  }

  /**
   * Stores what the watch has not stored when the writes before are over, and the bodies as they are then. Resolves with
   * the error when not all was stored; then it is tried again with the next write.
   */
  write(watch: Watch, bodies: () => readonly Body[]): Promise<unknown> {
    const { project } = watch.room.key;
    const before = this.#writing.get(project) ?? Promise.resolve();
    const written = before.then(() => this.#writeNow(watch, bodies));
    this.#writing.set(project, written);
    void written.finally(() => {
      if (this.#writing.get(project) === written) this.#writing.delete(project);
    });
    return written;
  }

  /** Keeps what merges made lose in a project that closes before its watch is there. */
  async writeEarly({ key: { project } }: Room, early: Early): Promise<void> {
    const stored = await this.#store.derived(project, LOST);
    const known = readLost(stored?.body);
    const lost = lostEarly(early, known);
    if (JSON.stringify(lost) === JSON.stringify(known)) return;
    const bodies = [{ kind: LOST, body: JSON.stringify(lost) }];
    // Nothing else was derived: what comes next goes on from where it stood.
    const seq = stored?.seq ?? 0;
    await this.#store.saveDerived([{ project, seq, bodies, tags: { put: [], removed: [] }, changes: [] }]);
  }

  /** Resolves when no write of the project is under way. */
  async stored(project: string): Promise<void> {
    await this.#writing.get(project);
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  async #writeNow(watch: Watch, bodies: () => readonly Body[]): Promise<unknown> {
    let left = watch.takeUnsaved();
    try {
      const texts = bodies();
      while (left.put.length + left.removed.length + left.changes.length > 0) {
        const [part, rest] = cut(left);
        await this.#save(watch, part, []);
        left = rest;
      }
      for (const body of texts) await this.#save(watch, left, [body]);
      return undefined;
    } catch (error) {
      this.#onTrouble('DERIVED_NOT_STORED', error);
      watch.giveBack(left);
      return error;
    }
  }

  #save(watch: Watch, { seq, put, removed, changes }: Unsaved, bodies: readonly Body[]): Promise<void> {
    const { project } = watch.room.key;
    return this.#store.saveDerived([{ project, seq, bodies, tags: { put, removed }, changes }]);
  }
}

/** As many rows as one transaction may hold, and the rest. */
function cut({ seq, put, removed, changes }: Unsaved): [Unsaved, Unsaved] {
  const most = SERVER_LIMITS.derivedRows;
  return [
    { seq, put: put.slice(0, most), removed: removed.slice(0, most), changes: changes.slice(0, most) },
    { seq, put: put.slice(most), removed: removed.slice(most), changes: changes.slice(most) },
  ];
}

/** Counts and tags of a project that closes; its large rows are stored when it is open and quiet. */
export function lastWrite(watch: Watch): DerivedWrite {
  const { seq, put, removed, changes } = watch.takeUnsaved();
  return {
    changes,
    project: watch.room.key.project,
    seq,
    bodies: [...smallBodies(watch), itemsBody(watch)],
    tags: { put, removed },
  };
}

/** What is small enough for each write. */
export function smallBodies(watch: Watch): Body[] {
  return [
    { kind: 'summary', body: JSON.stringify(watch.summary()) },
    { kind: LOST, body: JSON.stringify(watch.lostValues()) },
    { kind: FILES, body: JSON.stringify([...watch.files()]) },
  ];
}

export function itemsBody(watch: Watch): Body {
  return { kind: 'items', body: JSON.stringify(watch.items()) };
}

/** The derived rows of every vendor, made in slices because they are large; null when the tags changed meanwhile. */
export async function vendorBodies(watch: Watch): Promise<Body[] | null> {
  const cursor = watch.cursor();
  const bodies: Body[] = [];
  for (const vendor of VENDORS) {
    const body = await rowsText(watch, vendor, () => watch.cursor() === cursor);
    if (body === null) return null;
    bodies.push({ kind: `rows:${vendor}`, body });
  }
  return bodies;
}

/** The same text as of all rows at once. */
async function rowsText(watch: Watch, vendor: VendorId, isSame: () => boolean): Promise<string | null> {
  const breath = new Breath();
  const keys = watch.project.tags().map(({ key }) => key);
  const parts: string[] = [];
  for (let from = 0; from < keys.length; from += ROWS_AT_ONCE) {
    const some = keys.slice(from, from + ROWS_AT_ONCE).flatMap((key) => watch.row(vendor, key) ?? []);
    if (some.length > 0) parts.push(JSON.stringify(some).slice(1, -1));
    await breath.take();
    if (!isSame()) return null;
  }
  return `[${parts.join(',')}]`;
}

const FilePaths = z.array(z.tuple([z.string(), z.string()]));

function readFiles(body: string | undefined): Map<FileId, string> | null {
  const parsed = FilePaths.safeParse(JSON.parse(body ?? 'null'));
  return parsed.success ? new Map(parsed.data) : null;
}

const SetValue = z.object({
  value: z.unknown(),
  client: z.number(),
  clock: z.number(),
  at: z.number().exactOptional(),
});
const LostValues = z.array(
  z.object({ file: z.string().nullable(), key: z.string(), lost: SetValue, won: SetValue }),
);

/** A row of another version counts as none. */
function readLost(body: string | undefined): readonly LostValue[] {
  const parsed = LostValues.safeParse(JSON.parse(body ?? '[]'));
  return parsed.success ? parsed.data : [];
}
