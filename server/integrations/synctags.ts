/**
 * Code of outside tools comes in: compared with what its sender last saw and merged as ordinary edits of the sender, so
 * that nothing that a colleague wrote meanwhile is overwritten.
 */

import {
  createFile,
  listFiles,
  normalizeText,
  pathProblem,
  SOURCE_ROOTS,
  type SourceEntry,
} from '@tagloom/collab';
import * as Y from 'yjs';
import { SERVER_LIMITS } from '../limits.ts';
import type { Position } from '../position.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import type { Store } from '../store/store.ts';
import { textEdits } from './textdiff.ts';

/** What a tool's own text is: the document behind an entry, and what the tool itself added since. */
export interface Seen {
  readonly epoch: string;
  readonly seq: number;
  readonly updates: readonly Uint8Array[];
}

/** One text of one file, as a person's tool has it. */
export interface ForeignCode {
  readonly person: string;
  readonly code: string;
  /** Null where the project has at most one file. */
  readonly path: string | null;
  /** Number of the entry that the tool had seen. */
  readonly base: number;
  /** Where the tool did not say its base: what it may have in place of `base`. The one with fewer edits is taken. */
  readonly older?: Seen | null;
}

export interface Merged extends Position {
  readonly path: string;
  /** What the tool has now. */
  readonly seen: Seen;
}

export interface ForeignMerges {
  /** Resolves when the edits are durable. Throws `base_too_old`, `path_required`, a path's problem or the gate's. */
  merge(room: Room, foreign: ForeignCode): Promise<Merged>;
  /** Whether the file at a path has the text now that it had behind entry `base`; false when it is not there. */
  isUnchanged(room: Room, path: string, base: number): Promise<boolean>;
}

interface Writer {
  readonly client: number;
  readonly seq: number;
}

export function createForeignMerges(
  store: Store,
  mayClaim: (person: string, count: number) => boolean,
): ForeignMerges {
  // A person's merges go on under one Yjs client id as long as each has seen the one before: ids are for ever.
  const writers = new Map<string, Writer>();
  return {
    isUnchanged: async (room, path, base) => {
      const now = fileFor(room.doc, path)?.text.toString();
      const doc = await documentAt(store, room, base);
      const then = fileFor(doc, path)?.text.toString();
      doc.destroy();
      return now !== undefined && now === then;
    },
    merge: async (room, foreign) => {
      const { person, code, path } = foreign;
      const name = `${person} ${room.key.project} ${room.epoch}`;
      const { doc, seq, updates } = await baseOf(store, room, foreign);
      const writer = writers.get(name);
      writers.delete(name);
      if (writer && (writer.seq <= seq || updates.length > 0)) doc.clientID = writer.client;
      const entry = fileFor(doc, path);
      const update = updateOf(doc, () => write(doc, entry, path, normalizeText(code)));
      const { clientID } = doc;
      doc.destroy();
      const found = entry?.path ?? path ?? FIRST;
      const { epoch } = room;
      if (!update) {
        if (writer) writers.set(name, writer);
        return { ...room.head, path: found, seen: { epoch, seq, updates } };
      }
      const rules = { person, roots: SOURCE_ROOTS, mayClaim: (count: number) => mayClaim(person, count) };
      const position = await room.push(update, rules, `Edit of ${found} by a tool`);
      writers.set(name, { client: clientID, seq: position.seq });
      return { ...position, path: found, seen: { epoch, seq, updates: [...updates, update] } };
    },
  };
}

/** Of a project that has no file yet. */
const FIRST = 'Main.st';

interface Base extends Omit<Seen, 'epoch'> {
  readonly doc: Y.Doc;
}

/**
 * The state that the code is made from. A tool that does not say so may or may not have taken in what it was told last: code
 * without a colleague's lines is taken as older code, never as an order to take them away.
 */
async function baseOf(store: Store, room: Room, foreign: ForeignCode): Promise<Base> {
  const { path, older } = foreign;
  const newest: Base = { doc: await documentAt(store, room, foreign.base), seq: foreign.base, updates: [] };
  const before = older?.epoch === room.epoch ? await documentOf(store, room, older) : null;
  if (!older || !before) return newest;
  const code = normalizeText(foreign.code);
  const isOlder = costOf(fileFor(before, path), code) < costOf(fileFor(newest.doc, path), code);
  (isOlder ? newest.doc : before).destroy();
  return isOlder ? { doc: before, seq: older.seq, updates: older.updates } : newest;
}

/** Null when it cannot be made any more. */
async function documentOf(store: Store, room: Room, { seq, updates }: Seen): Promise<Y.Doc | null> {
  if (updates.length > SERVER_LIMITS.syncOwnUpdates) return null;
  try {
    const doc = await documentAt(store, room, seq);
    for (const update of updates) Y.applyUpdate(doc, update);
    return doc;
  } catch (error) {
    if (error instanceof Problem && error.code === 'base_too_old') return null;
    throw error;
  }
}

/** Characters that differ; a file that is not there costs all. */
function costOf(entry: SourceEntry | undefined, code: string): number {
  if (!entry) return Number.POSITIVE_INFINITY;
  return textEdits(entry.text.toString(), code).reduce(
    (sum, { from, to, insert }) => sum + (to - from) + insert.length,
    0,
  );
}

/** The document as it was behind entry `seq`. Throws `base_too_old`. */
export async function documentAt(store: Store, room: Room, seq: number): Promise<Y.Doc> {
  const doc = new Y.Doc();
  if (seq === room.head.seq) {
    Y.applyUpdate(doc, room.state());
    return doc;
  }
  const past = await store.past(room.key, seq, SERVER_LIMITS.syncBaseEntries);
  if (!past)
    throw new Problem(
      'base_too_old',
      'Too much happened since that base; subscribe again and merge what you get.',
      { status: 409 },
    );
  doc.transact(() => {
    if (past.snapshot) Y.applyUpdate(doc, past.snapshot);
    for (const update of past.updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

function fileFor(doc: Y.Doc, path: string | null): SourceEntry | undefined {
  const files = listFiles(doc);
  if (path !== null) return files.find((file) => file.path.toLowerCase() === path.toLowerCase());
  if (files.length > 1)
    throw new Problem('path_required', `The project has ${files.length} files; say which one in "path".`);
  return files[0];
}

function write(doc: Y.Doc, entry: SourceEntry | undefined, path: string | null, code: string): void {
  if (!entry) {
    const wrong = pathProblem(path ?? FIRST);
    if (wrong) throw new Problem(wrong.code, wrong.message, { status: 422 });
    createFile(doc, path ?? FIRST, code);
    return;
  }
  for (const { from, to, insert } of textEdits(entry.text.toString(), code).reverse()) {
    entry.text.delete(from, to - from);
    entry.text.insert(from, insert);
  }
}

/** What one transaction adds; null when it changes nothing. */
function updateOf(doc: Y.Doc, act: () => void): Uint8Array | null {
  let made: Uint8Array | null = null;
  doc.once('update', (update: Uint8Array) => {
    made = update;
  });
  doc.transact(act);
  return made;
}
