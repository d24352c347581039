/** What the page asks the analysis worker about the language: questions and answers as plain data. */

import type { ColouredName, Edit, FileId, Fold, FormatOptions, OutlineNode, Span } from '@tagloom/st-parser';

/** Every question by its name; offsets are UTF-16 units of the text as it is when the question is asked. */
export interface Questions {
  readonly folds: { ask: { file: FileId }; answer: readonly Fold[] };
  readonly colours: { ask: { file: FileId } & Span; answer: readonly ColouredName[] };
  readonly outline: { ask: { file: FileId }; answer: readonly OutlineNode[] };
  readonly blockWords: { ask: { file: FileId; at: number }; answer: readonly Span[] };
  readonly format: {
    ask: { file: FileId; options: FormatOptions; span: Span | null };
    answer: readonly Edit[];
  };
  /** All edits of a replacement; `left` are ids of matches that stay. */
  readonly replace: {
    ask: { options: SearchOptions; left: readonly string[] };
    answer: readonly { file: FileId; edits: readonly Edit[] }[];
  };
  readonly search: { ask: SearchStep; answer: SearchResult };
}

export type Question = keyof Questions;

/** One question with its name, as it is posted. */
export type Asked = { [Name in Question]: { name: Name; ask: Questions[Name]['ask'] } }[Question];

/** What is searched for in all files. */
export interface SearchOptions {
  readonly text: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  readonly isWholeWord: boolean;
  /** What shall stand there instead; null only finds. */
  readonly replacement: string | null;
}

/** One step of a search: `after` continues behind a file; null begins. */
export interface SearchStep {
  readonly options: SearchOptions;
  readonly after: FileId | null;
}

/** A match with the line round it. */
export interface Match extends Span {
  /** 1-based. */
  readonly line: number;
  readonly col: number;
  /** The line, cut to what a row shows, and where the match is in it. */
  readonly excerpt: string;
  readonly at: number;
  readonly length: number;
  /** What would stand there instead, groups filled in; null in a search alone. */
  readonly insert: string | null;
}

export interface SearchResult {
  readonly files: readonly { readonly file: FileId; readonly matches: readonly Match[] }[];
  /** The file to go on behind; null when all were searched. */
  readonly next: FileId | null;
  /** Why the pattern cannot be searched for. */
  readonly problem: string | null;
}
