/** What the page and the analysis worker say to each other: plain data that can be posted. */

import type { Rekeyed, SourceChange } from '@tagloom/collab';
import type { FileId, Severity, Tag } from '@tagloom/st-parser';
import type { VendorOptions, VendorRow } from '@tagloom/vendor-formats';
import type { Person } from './api.ts';
import type { Asked, Question, Questions } from './questions.ts';
import type { Target } from './targets.ts';

/** The shape of a file's main declaration: decides its icon. */
export type FileKind =
  | 'program'
  | 'functionblock'
  | 'function'
  | 'globals'
  | 'struct'
  | 'enum'
  | 'interface'
  | 'configuration'
  | 'file';

/** One row of the tag table. Fields that a declaration has not are empty, so that columns sort alike. */
export interface TagRow {
  /** `Tag.key`: unique in the project, the same on every peer. */
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly scope: string;
  readonly section: string;
  readonly type: string;
  readonly initial: string;
  readonly address: string;
  readonly comment: string;
  readonly qualifiers: readonly string[];
  readonly owner: Tag['owner'];
  readonly file: FileId;
  /** Diagnostics that stand at the tag's name. */
  readonly problems: readonly TagProblem[];
  /** It is a structure, a block or an array. */
  readonly hasParts?: true;
  /** Where the page keeps its text for the search. */
  slot?: number;
}

export interface TagProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/**
 * A diagnostic by lines and columns (1-based, UTF-16), as it was when it was computed. Keys in other lines do not change
 * it, so that it is sent only when a reader would see a difference.
 */
export interface Problem extends LineRange {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Other places of the same file that belong to it. */
  readonly related: readonly (LineRange & { readonly message: string })[];
}

export interface LineRange {
  readonly line: number;
  readonly col: number;
  readonly endLine: number;
  readonly endCol: number;
}

/** An outline node with lines in place of offsets. */
export interface OutlineItem {
  readonly name: string;
  readonly kind: string;
  readonly detail: string;
  readonly line: number;
  readonly col: number;
  readonly endLine: number;
  readonly children: readonly OutlineItem[];
}

export interface FileFacts {
  readonly kind: FileKind;
  readonly lines: number;
}

export type ToAnalysis =
  | {
      readonly type: 'changes';
      readonly batch: number;
      readonly changes: readonly SourceChange[];
      /** Who made them, when it was somebody else. */
      readonly author: Person | null;
    }
  | {
      readonly type: 'vendor';
      readonly target: Target;
      readonly options: VendorOptions;
      /** Counts choices: rows of an older one are of no use. */
      readonly choice: number;
    }
  | { readonly type: 'focus'; readonly file: FileId | null }
  /** Counts of uses are wanted, or no more. */
  | { readonly type: 'uses'; readonly isWanted: boolean }
  | { readonly type: 'locate'; readonly request: number; readonly key: string }
  | { readonly type: 'ask'; readonly request: number; readonly asked: Asked };

export type FromAnalysis =
  | {
      readonly type: 'facts';
      /** The batch that these facts contain. */
      readonly batch: number;
      /** Further parts of the same facts follow: rows, in the table's usual order. */
      readonly more: boolean;
      /** When the worker posted them, in milliseconds of the clock that all threads share (`timeOrigin` + `now`). */
      readonly at: number;
      /** When it began with the batch, by the same clock; 0 when there was none. */
      readonly began: number;
      readonly author: Person | null;
      readonly put: readonly TagRow[];
      readonly removed: readonly string[];
      /** Tags that go by another key now: the old one is in `removed` or was before, the new one in `put`. */
      readonly renamed: readonly Rekeyed[];
      /** Types may have changed: what stands under tags may be something else. */
      readonly types: boolean;
      readonly problems: readonly (readonly [FileId, readonly Problem[]])[];
      readonly files: readonly (readonly [FileId, FileFacts | null])[];
      readonly vendor: VendorChange;
      /** Tags of the focused file in source order, when they may have changed. */
      readonly focused: { readonly file: FileId; readonly keys: readonly string[] } | null;
    }
  /** Tags that are used more or less often than was said before; all others not at all. */
  | { readonly type: 'uses'; readonly counts: ReadonlyMap<string, number> }
  | {
      readonly type: 'outline';
      readonly file: FileId;
      readonly items: readonly OutlineItem[];
      readonly keys: readonly string[];
    }
  | {
      readonly type: 'answer';
      readonly request: number;
      /** Null when what was asked about is not there. */
      readonly answer: Questions[Question]['answer'] | null;
    }
  | {
      readonly type: 'place';
      readonly request: number;
      readonly place: { readonly file: FileId; readonly line: number; readonly col: number } | null;
    };

/** Rows of the chosen vendor that are new or differ; `isWhole` replaces all that was known. */
export interface VendorChange {
  readonly choice: number;
  readonly isWhole: boolean;
  readonly rows: readonly VendorRow[];
  readonly removed: readonly string[];
}
