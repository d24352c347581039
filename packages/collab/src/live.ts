/**
 * Where the shared document and the language meet, the only such place: changes of the `Y.Doc` become edits for the
 * parser. `observeSource` reads the document (main thread in the browser), `createAnalysis` owns the `Project` (worker in
 * the browser, beside the room on the server); between them goes plain data that can be posted.
 */

import { type Edit, type FileId, openProject, type Project, type ProjectSettings } from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import type * as Y from 'yjs';
import { fileEntry, filesMap, listFiles, readSettings, settingsMap } from './source.ts';

/** One step of the source document, in the language's own terms. */
export type SourceChange =
  | { readonly type: 'set'; readonly file: FileId; readonly path: string; readonly text: string }
  | { readonly type: 'edit'; readonly file: FileId; readonly edits: readonly Edit[] }
  | { readonly type: 'path'; readonly file: FileId; readonly path: string }
  | { readonly type: 'remove'; readonly file: FileId }
  | { readonly type: 'settings'; readonly settings: ProjectSettings };

/**
 * Emits the whole document once, then each transaction's changes, in order. Deleted files are not there.
 * Returns the function that stops it.
 */
export function observeSource(
  doc: Y.Doc,
  emit: (changes: readonly SourceChange[], transaction?: Y.Transaction) => void,
): () => void {
  const known = new Set<FileId>();
  const files = filesMap(doc);
  const settings = settingsMap(doc);
  const onFiles = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    const changes = readEvents(doc, events, known);
    if (changes.length > 0) emit(changes, transaction);
  };
  const onSettings = () => emit([{ type: 'settings', settings: { dialect: readSettings(doc).dialect } }]);
  files.observeDeep(onFiles as never);
  settings.observe(onSettings);
  emit([{ type: 'settings', settings: { dialect: readSettings(doc).dialect } }, ...wholeSource(doc, known)]);
  return () => {
    files.unobserveDeep(onFiles as never);
    settings.unobserve(onSettings);
  };
}

/** Owns a `Project` and feeds it. `changes()` is the difference since the last call; see `Project.changes` for its depth. */
export interface Analysis {
  readonly project: Project;
  apply(changes: readonly SourceChange[]): void;
  changes: Project['changes'];
}

export function createAnalysis(settings: ProjectSettings = { dialect: 'auto' }): Analysis {
  const project = openProject(settings, LIBRARY);
  return {
    project,
    apply: (changes) => {
      for (const change of changes) applyChange(project, change);
    },
    changes: (depth) => project.changes(depth),
  };
}

/** The edits of a Y.Text event, in offsets of the text before it; null if the text holds what is not text. */
export function deltaToEdits(
  delta: readonly { retain?: number; insert?: unknown; delete?: number }[],
): Edit[] | null {
  const edits: { from: number; to: number; insert: string }[] = [];
  let at = 0;
  for (const op of delta) {
    if (op.retain !== undefined) at += op.retain;
    else if (op.delete !== undefined) {
      pushEdit(edits, at, at + op.delete, '');
      at += op.delete;
    } else if (typeof op.insert === 'string') pushEdit(edits, at, at, op.insert);
    else return null;
  }
  return edits;
}

/** Inserts and deletions that touch are one replacement. */
function pushEdit(
  edits: { from: number; to: number; insert: string }[],
  from: number,
  to: number,
  insert: string,
): void {
  const last = edits[edits.length - 1];
  if (last && last.to === from) {
    last.to = to;
    last.insert += insert;
  } else edits.push({ from, to, insert });
}

function wholeSource(doc: Y.Doc, known: Set<FileId>): SourceChange[] {
  return listFiles(doc).map((entry) => {
    known.add(entry.id);
    return { type: 'set', file: entry.id, path: entry.path, text: entry.text.toString() };
  });
}

function readEvents(
  doc: Y.Doc,
  events: Y.YEvent<Y.AbstractType<unknown>>[],
  known: Set<FileId>,
): SourceChange[] {
  const changes: SourceChange[] = [];
  const whole = new Set<FileId>();
  for (const event of events) {
    if (event.path.length === 0) for (const key of event.keys.keys()) whole.add(key);
    else if (event.path.length === 1) readFields(doc, event, known, whole, changes);
  }
  for (const event of events)
    if (event.path.length === 2 && event.path[1] === 'text') readText(event, known, whole, changes);
  for (const id of whole) changes.push(...replaceFile(doc, id, known));
  return changes;
}

/** A file's fields changed: a rename alone keeps the text, anything else reads the file anew. */
function readFields(
  doc: Y.Doc,
  event: Y.YEvent<Y.AbstractType<unknown>>,
  known: ReadonlySet<FileId>,
  whole: Set<FileId>,
  changes: SourceChange[],
): void {
  const id = event.path[0] as FileId;
  const onlyPath = event.keys.size === 1 && event.keys.has('path');
  const entry = fileEntry(doc, id);
  if (onlyPath && known.has(id) && entry) changes.push({ type: 'path', file: id, path: entry.path });
  else whole.add(id);
}

function readText(
  event: Y.YEvent<Y.AbstractType<unknown>>,
  known: ReadonlySet<FileId>,
  whole: Set<FileId>,
  changes: SourceChange[],
): void {
  const id = event.path[0] as FileId;
  if (!known.has(id) || whole.has(id)) return;
  const edits = deltaToEdits(event.delta as never);
  if (edits === null) whole.add(id);
  else if (edits.length > 0) changes.push({ type: 'edit', file: id, edits });
}

function replaceFile(doc: Y.Doc, id: FileId, known: Set<FileId>): SourceChange[] {
  const entry = fileEntry(doc, id);
  if (!entry || entry.deleted) return known.delete(id) ? [{ type: 'remove', file: id }] : [];
  known.add(id);
  return [{ type: 'set', file: id, path: entry.path, text: entry.text.toString() }];
}

function applyChange(project: Project, change: SourceChange): void {
  if (change.type === 'edit') project.edit(change.file, healPairs(project, change.file, change.edits));
  else if (change.type === 'set') project.set(change.file, change.path, change.text);
  else if (change.type === 'path') project.rename(change.file, change.path);
  else if (change.type === 'remove') project.remove(change.file);
  else project.configure(change.settings);
}

/**
 * Yjs puts U+FFFD in place of both halves of a surrogate pair that an edit splits, and its deltas do not say so.
 * Widens such edits, so that the parser holds what every other peer reads (L4).
 */
function healPairs(project: Project, file: FileId, edits: readonly Edit[]): readonly Edit[] {
  const splitsPair = (at: number) => isPair(project.text(file, at - 1, at + 1));
  if (!edits.some(({ from, to }) => splitsPair(from) || splitsPair(to))) return edits;
  return edits.map(({ from, to, insert }) => {
    const before = splitsPair(from) ? 1 : 0;
    const after = splitsPair(to) ? 1 : 0;
    return {
      from: from - before,
      to: to + after,
      insert: '\uFFFD'.repeat(before) + insert + '\uFFFD'.repeat(after),
    };
  });
}

function isPair(text: string): boolean {
  return isBetween(text.charCodeAt(0), 0xd800, 0xdbff) && isBetween(text.charCodeAt(1), 0xdc00, 0xdfff);
}

function isBetween(unit: number, low: number, high: number): boolean {
  return unit >= low && unit <= high;
}
