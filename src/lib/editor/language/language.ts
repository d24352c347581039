/** Where the editor's language services get their answers: the open project's analysis. One project is open at a time. */

import type { FileId, FormatOptions } from '@tagloom/st-parser';
import type { editor, IPosition, IRange } from 'monaco-editor/editor';
import type { RelativePosition } from 'yjs';
import type { Answer } from '../../facts.svelte.ts';
import type { LocatedPlace, OfferedFix, Question, Questions } from '../../questions.ts';
import type { FileSource } from '../models.ts';

/** What the editor needs of the open project. */
export interface Language {
  ask<Name extends Question>(name: Name, ask: Questions[Name]['ask']): Promise<Answer<Name> | null>;
  /** Shows a place, in another tab if need be. */
  goTo(file: FileId, line: number, col: number): void;
  formatOptions(): FormatOptions;
  /** Lines (1-based) of a file in which colleagues stand. */
  busyLines(file: FileId): ReadonlySet<number>;
  /** The file's name for people; empty when it is gone. */
  nameOf(file: FileId): string;
  /** Who changed a declared name last, as a sentence; null when nobody knows. It may take as long as the server. */
  lastChange(key: string, declared: LocatedPlace): Promise<string | null>;
  /** What a model of the file needs; null when it is gone. */
  source(file: FileId): FileSource | null;
  /** A place that moves with the text, whoever writes; null when the file is gone. */
  anchor(file: FileId, at: number): RelativePosition | null;
  /** Applies a fix where the place of its problem is by now. */
  applyFix(file: FileId, fix: OfferedFix, anchor: RelativePosition | null): Promise<void>;
  /** Lists the uses of the symbol at an offset. */
  showReferences(file: FileId, at: number): Promise<void>;
  /** Goes to what implements or extends the symbol at an offset; of several the person chooses. */
  showImplementations(file: FileId, at: number): Promise<void>;
  /** Asks for the new name of the symbol at an offset. */
  startRename(file: FileId, at: number): Promise<void>;
}

let current: Language | null = null;

/** Sets the project that answers; the result takes it back. */
export function useLanguage(language: Language): () => void {
  current = language;
  return () => {
    if (current === language) current = null;
  };
}

export function currentLanguage(): Language | null {
  return current;
}

/** The file that a model shows; null for models that are no files, such as the one of a field. */
export function fileOf(model: { readonly uri: editor.ITextModel['uri'] }): FileId | null {
  return model.uri.scheme === 'tagloom' ? model.uri.path.slice(1) : null;
}

/** Asks about a model's file; null without a project, when the file is gone, or when the text changed meanwhile. */
export async function askAbout<Name extends Question>(
  model: editor.ITextModel,
  name: Name,
  ask: Omit<Questions[Name]['ask'], 'file'>,
): Promise<Questions[Name]['answer'] | null> {
  const file = fileOf(model);
  if (!current || file === null) return null;
  const answer = await current.ask(name, { ...ask, file } as Questions[Name]['ask']);
  if (answer === null || model.isDisposed()) return null;
  return answer.value;
}

/** A span of offsets as Monaco's range. */
export function rangeIn(model: editor.ITextModel, from: number, to: number): IRange {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

export function offsetIn(model: editor.ITextModel, position: IPosition): number {
  return model.getOffsetAt(position);
}
