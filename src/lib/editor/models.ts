/** The files that are open: one model, one binding with its undo, and where the reader was, until the tab is closed. */

import type { FileId } from '@tagloom/st-parser';
import { editor, Uri } from 'monaco-editor/editor';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { MonacoBinding } from './binding.ts';
import type { UndoJournal } from './journal.ts';
import { languageOf } from './language/words.ts';
import type { Steps } from './steps.ts';

export interface OpenFile {
  readonly model: editor.ITextModel;
  readonly binding: MonacoBinding;
  /** Whether this person may not write to it now. */
  readOnly: boolean;
  /** Where the reader was, by group of tabs. */
  readonly views: Map<string, editor.ICodeEditorViewState | null>;
}

export interface FileSource {
  readonly fileId: FileId;
  readonly path: string;
  readonly text: Y.Text;
  readonly awareness: Awareness | null;
  readonly readOnly: boolean;
  readonly steps?: Steps | null;
  readonly journal?: UndoJournal | null;
}

const open = new Map<FileId, OpenFile>();

/** The open file, opened if need be. The same file of another document replaces it. */
export function openModel({ fileId, path, text, awareness, readOnly, ...kept }: FileSource): OpenFile {
  const known = open.get(fileId);
  if (known?.binding.ytext === text) {
    known.readOnly = readOnly;
    if (known.model.getLanguageId() !== languageOf(path))
      editor.setModelLanguage(known.model, languageOf(path));
    return known;
  }
  closeModel(fileId);
  const model = editor.createModel('', languageOf(path), Uri.from({ scheme: 'tagloom', path: `/${fileId}` }));
  model.updateOptions({ tabSize: 4, insertSpaces: true });
  const binding = new MonacoBinding(text, model, [], awareness, {
    fileId,
    readOnly: () => file.readOnly,
    ...kept,
  });
  const file: OpenFile = { model, binding, readOnly, views: new Map() };
  binding.doc.on('destroy', closeModels);
  open.set(fileId, file);
  return file;
}

/** The file if it is open. */
export function openFileOf(fileId: FileId): OpenFile | null {
  return open.get(fileId) ?? null;
}

/** Writes edits of others that wait for a frame, so that offsets of the model are those of the shared text. */
export function flushFile(fileId: FileId): void {
  open.get(fileId)?.binding.flush();
}

/** Forgets a file whose tab was closed, its undo too unless a journal keeps it. */
export function closeModel(fileId: FileId): void {
  const file = open.get(fileId);
  if (!file) return;
  open.delete(fileId);
  file.binding.destroy();
  file.model.dispose();
}

/** Closes the files of a document that have no tab any more: closed here, or deleted by anybody. */
export function keepModels(doc: Y.Doc, tabs: ReadonlySet<FileId>): void {
  for (const [fileId, file] of [...open])
    if (file.binding.doc === doc && !tabs.has(fileId)) closeModel(fileId);
}

/** Closes every file of a document; happens by itself when it is destroyed. */
export function closeModels(doc: Y.Doc): void {
  doc.off('destroy', closeModels);
  for (const [fileId, file] of [...open]) if (file.binding.doc === doc) closeModel(fileId);
}
