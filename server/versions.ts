/**
 * Named states of a project: the texts of its files as they were, for ever. What a version holds is a record of the server and
 * never part of the shared document (D4). Bringing one back is an ordinary merged edit.
 */

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  allFiles,
  createFile,
  deleteFile,
  fileEntry,
  listFiles,
  readSettings,
  renameFile,
  restoreFile,
  type SourceSettings,
} from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type * as Y from 'yjs';
import { textEdits } from './integrations/textdiff.ts';
import { Problem } from './problem.ts';
import type { StoredVersion } from './store/store.ts';

/** One file of a version. */
export interface VersionFile {
  readonly id: FileId;
  readonly path: string;
  readonly text: string;
}

/** What a version holds. */
export interface VersionContent {
  readonly settings: SourceSettings;
  /** By path. */
  readonly files: readonly VersionFile[];
}

/** A content as it is stored: gzip of its JSON, and the hash of that. */
export interface PackedVersion {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** The state of a document now. */
export function contentOf(doc: Y.Doc): VersionContent {
  const files = listFiles(doc).map(({ id, path, text }) => ({ id, path, text: text.toString() }));
  return { settings: readSettings(doc), files };
}

export async function packVersion(content: VersionContent): Promise<PackedVersion> {
  const bytes = await promisify(gzip)(JSON.stringify(content));
  return { bytes, sha256: hashOf(bytes) };
}

/** Throws `VERSION_BROKEN` for bytes that are not what was stored. */
export async function unpackVersion({
  name,
  bytes,
  sha256,
}: Pick<StoredVersion, 'name' | 'bytes' | 'sha256'>): Promise<VersionContent> {
  if (hashOf(bytes) !== sha256)
    throw new Problem('VERSION_BROKEN', `The files of ${name} are damaged in the database.`, { status: 500 });
  return JSON.parse((await promisify(gunzip)(bytes)).toString()) as VersionContent;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What differs between two states, by path; a file that only moved is `renamed`. */
export interface FileDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** From `before` to `after`: files are the same by id, or by path where one of them was made anew. */
export function fileDifference(
  before: readonly VersionFile[],
  after: readonly VersionFile[],
): FileDifference {
  const pairs = pairsOf(before, after);
  const paired = new Set([...pairs.values()].filter((file) => file !== undefined));
  const both = [...pairs].flatMap(([now, was]) => (was ? [{ was, now }] : []));
  return {
    added: [...pairs].flatMap(([now, was]) => (was ? [] : [now.path])),
    changed: both.flatMap(({ was, now }) => (was.text === now.text ? [] : [now.path])),
    removed: before.flatMap((file) => (paired.has(file) ? [] : [file.path])),
    renamed: both.flatMap(({ was, now }) =>
      was.path === now.path ? [] : [{ from: was.path, to: now.path }],
    ),
  };
}

/** For each file of `after` the one of `before` that it was. */
function pairsOf(
  before: readonly VersionFile[],
  after: readonly VersionFile[],
): ReadonlyMap<VersionFile, VersionFile | undefined> {
  const byId = new Map(before.map((file) => [file.id, file]));
  const ids = new Set(after.map(({ id }) => id));
  const byPath = new Map(
    before.filter(({ id }) => !ids.has(id)).map((file) => [file.path.toLowerCase(), file]),
  );
  return new Map(after.map((file) => [file, byId.get(file.id) ?? byPath.get(file.path.toLowerCase())]));
}

/**
 * Makes the files of `copy` those of a version with the smallest edits, so that cursors, authors and what a colleague types
 * meanwhile stay. Files that the version does not have are deleted as people delete them: they can come back.
 */
export function bringBack(copy: Y.Doc, { files }: VersionContent): void {
  const present = contentOf(copy).files;
  const pairs = pairsOf(present, files);
  const kept = new Set([...pairs.values()].map((file) => file?.id));
  for (const { id } of present) if (!kept.has(id)) deleteFile(copy, id);
  const all = new Set(allFiles(copy).map(({ id }) => id));
  for (const [file, now] of pairs) {
    const id = now?.id ?? (all.has(file.id) ? file.id : null);
    if (id === null) createFile(copy, file.path, file.text);
    else write(copy, id, file);
  }
}

function write(copy: Y.Doc, id: FileId, { path, text }: VersionFile): void {
  const entry = fileEntry(copy, id);
  if (!entry) return;
  if (entry.deleted) restoreFile(copy, id);
  if (entry.path !== path) renameFile(copy, id, path);
  for (const { from, to, insert } of textEdits(entry.text.toString(), text).reverse()) {
    entry.text.delete(from, to - from);
    entry.text.insert(from, insert);
  }
}
