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

/** One text of one file, as a person's tool has it. */
export interface ForeignCode {
  readonly person: string;
  readonly code: string;
  /** Null where the project has at most one file. */
  readonly path: string | null;
  /** Number of the entry that the tool had seen. */
  readonly base: number;
}

export interface Merged extends Position {
  readonly path: string;
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
    merge: async (room, { person, code, path, base }) => {
      const name = `${person} ${room.key.project} ${room.epoch}`;
      const doc = await documentAt(store, room, base);
      const writer = writers.get(name);
      writers.delete(name);
      if (writer && writer.seq <= base) doc.clientID = writer.client;
      const entry = fileFor(doc, path);
      const update = updateOf(doc, () => write(doc, entry, path, normalizeText(code)));
      const { clientID } = doc;
      doc.destroy();
      const found = entry?.path ?? path ?? FIRST;
      if (!update) {
        if (writer) writers.set(name, writer);
        return { ...room.head, path: found };
      }
      const rules = { person, roots: SOURCE_ROOTS, mayClaim: (count: number) => mayClaim(person, count) };
      const position = await room.push(update, rules, `Edit of ${found} by a tool`);
      writers.set(name, { client: clientID, seq: position.seq });
      return { ...position, path: found };
    },
  };
}

/** Of a project that has no file yet. */
const FIRST = 'Main.st';

/** The document as it was behind entry `seq`. */
async function documentAt(store: Store, room: Room, seq: number): Promise<Y.Doc> {
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
