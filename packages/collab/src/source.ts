/**
 * The source document of a project: which files there are and what they are called.
 * Shape: `files: Y.Map<FileId, Y.Map { path, text: Y.Text, deleted?: true, knew?: Knowledge }>`, `settings: Y.Map`,
 * `renames: Y.Map` (`renames.ts`).
 * Files are never taken out of `files` and a `text` is never replaced (rule M1): deleting sets `deleted`.
 */

import type { DialectId, FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import { newFileId } from './ids.ts';

/** The only roots a source document may have. */
export const SOURCE_ROOTS = ['files', 'settings', 'renames'] as const;

/** Longest path of a file, in UTF-16 units. */
export const MAX_PATH_LENGTH = 240;

/** Project-wide choices that live in the document, so that they merge and travel with it. */
export interface SourceSettings {
  readonly dialect: DialectId | 'auto';
  readonly vendor: 'rockwell' | 'siemens' | 'beckhoff';
}

const DEFAULT_SETTINGS: SourceSettings = { dialect: 'auto', vendor: 'rockwell' };

/** One file as it stands in the document. `text` is live. */
export interface SourceEntry {
  readonly id: FileId;
  readonly path: string;
  readonly text: Y.Text;
  readonly deleted: boolean;
}

export function filesMap(doc: Y.Doc): Y.Map<Y.Map<unknown>> {
  return doc.getMap('files');
}

export function settingsMap(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('settings');
}

/** The entry of one file, or undefined when the id is unknown or its value holds no text. */
export function fileEntry(doc: Y.Doc, id: FileId): SourceEntry | undefined {
  const value = filesMap(doc).get(id);
  if (!(value instanceof Y.Map)) return undefined;
  const text = value.get('text');
  const path = value.get('path');
  if (!(text instanceof Y.Text)) return undefined;
  // A path that somebody took away or made a number must not take the file along.
  return {
    id,
    path: typeof path === 'string' ? path : `unnamed-${id}.st`,
    text,
    deleted: value.get('deleted') === true,
  };
}

/** All files that are not deleted, by path and then id, the same on every peer. */
export function listFiles(doc: Y.Doc): SourceEntry[] {
  return allFiles(doc).filter((entry) => !entry.deleted);
}

/** All files, deleted ones too. */
export function allFiles(doc: Y.Doc): SourceEntry[] {
  const entries: SourceEntry[] = [];
  for (const id of filesMap(doc).keys()) {
    const entry = fileEntry(doc, id);
    if (entry) entries.push(entry);
  }
  return entries.sort(byPath);
}

/** Adds a file. `text` is shared with LF only (D1). Returns its id. */
export function createFile(doc: Y.Doc, path: string, text = '', origin: unknown = null): FileId {
  const id = newFileId();
  doc.transact(() => {
    const content = new Y.Text();
    if (text !== '') content.insert(0, normalizeText(text));
    const file = new Y.Map<unknown>();
    file.set('path', path);
    file.set('text', content);
    filesMap(doc).set(id, file);
  }, origin);
  return id;
}

export function renameFile(doc: Y.Doc, id: FileId, path: string, origin: unknown = null): void {
  doc.transact(() => filesMap(doc).get(id)?.set('path', path), origin);
}

/** Next clocks of the clients in a text, by client id: what somebody knew of it. */
export type Knowledge = Readonly<Record<string, number>>;

/** Soft delete: the text stays in the document and can come back (M1); with it goes what its deleter knew of the text. */
export function deleteFile(doc: Y.Doc, id: FileId, origin: unknown = null): void {
  const file = filesMap(doc).get(id);
  const text = fileEntry(doc, id)?.text;
  doc.transact(() => {
    file?.set('deleted', true);
    if (text) file?.set('knew', clocksOf(text));
  }, origin);
}

function clocksOf(text: Y.Text): Knowledge {
  const clocks: Record<string, number> = {};
  for (let item = text._start; item; item = item.right) {
    const { client, clock } = item.id;
    clocks[client] = Math.max(clocks[client] ?? 0, clock + item.length);
  }
  return clocks;
}

/** What the deleter of a file knew of its text; undefined when it was not said. */
export function knowledgeOf(doc: Y.Doc, id: FileId): Knowledge | undefined {
  const knew = filesMap(doc).get(id)?.get('knew');
  return typeof knew === 'object' && knew !== null ? (knew as Knowledge) : undefined;
}

/** The Yjs client that deleted a file, so that its person can be named; undefined while the file is not deleted. */
export function deleterOf(doc: Y.Doc, id: FileId): number | undefined {
  return fileEntry(doc, id)?.deleted ? filesMap(doc).get(id)?._map.get('deleted')?.id.client : undefined;
}

export function restoreFile(doc: Y.Doc, id: FileId, origin: unknown = null): void {
  const file = filesMap(doc).get(id);
  doc.transact(() => {
    file?.delete('deleted');
    file?.delete('knew');
  }, origin);
}

export function readSettings(doc: Y.Doc): SourceSettings {
  const map = settingsMap(doc);
  const dialect = map.get('dialect');
  const vendor = map.get('vendor');
  return {
    dialect: isDialect(dialect) ? dialect : DEFAULT_SETTINGS.dialect,
    vendor: isVendor(vendor) ? vendor : DEFAULT_SETTINGS.vendor,
  };
}

export function writeSettings(doc: Y.Doc, change: Partial<SourceSettings>, origin: unknown = null): void {
  doc.transact(() => {
    for (const [key, value] of Object.entries(change)) settingsMap(doc).set(key, value);
  }, origin);
}

/** LF only, no byte order mark (D1). */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** Why a path cannot be used, as a code and one sentence; null when it can. */
export function pathProblem(
  path: string,
  taken: Iterable<string> = [],
): { code: string; message: string } | null {
  if (path.trim() === '') return { code: 'PATH_EMPTY', message: 'A file needs a name.' };
  if (path.length > MAX_PATH_LENGTH)
    return {
      code: 'PATH_TOO_LONG',
      message: `A path has at most ${MAX_PATH_LENGTH} characters; this one has ${path.length}.`,
    };
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(path))
    return {
      code: 'PATH_CHARACTER',
      message: `"${path}" holds a character that file systems refuse (\\ : * ? " < > | or a control character).`,
    };
  if (path.split('/').some((part) => part.trim() === '' || part === '.' || part === '..'))
    return { code: 'PATH_SEGMENT', message: `"${path}" has an empty folder name, "." or "..".` };
  const wanted = path.toLowerCase();
  for (const other of taken)
    if (other.toLowerCase() === wanted)
      return { code: 'PATH_TAKEN', message: `There is already a file ${other}.` };
  return null;
}

function byPath(a: SourceEntry, b: SourceEntry): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function isDialect(value: unknown): value is SourceSettings['dialect'] {
  return (
    value === 'auto' || value === 'iec' || value === 'codesys' || value === 'siemens' || value === 'rockwell'
  );
}

function isVendor(value: unknown): value is SourceSettings['vendor'] {
  return value === 'rockwell' || value === 'siemens' || value === 'beckhoff';
}
