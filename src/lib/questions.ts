/** What the page asks the analysis worker about the language: questions and answers as plain data. */

import type { FormerName } from '@tagloom/collab';
import type {
  ColouredName,
  Edit,
  FileId,
  Fold,
  FormatOptions,
  OutlineNode,
  Place,
  Span,
} from '@tagloom/st-parser';
import type {
  Completion,
  DeclarePlace,
  Declaring,
  HeadChoices,
  Machine,
  Reference,
  RefusedWish,
  Room,
  Signature,
  SymbolInfo,
  TagWish,
  Undeclared,
} from '@tagloom/st-parser/editor';
import type { ExportedFile, VendorOptions } from '@tagloom/vendor-formats';
import type { PlacedAreas } from './placedtags.ts';
import type { Target } from './targets.ts';

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
  readonly hover: { ask: { file: FileId; at: number }; answer: Hovered | null };
  readonly definitions: {
    ask: { file: FileId; at: number; what: DefinitionKind };
    answer: readonly LocatedPlace[];
  };
  readonly references: { ask: { file: FileId; at: number }; answer: References | null };
  readonly occurrences: { ask: { file: FileId; at: number }; answer: readonly Reference[] };
  readonly completion: { ask: { file: FileId; at: number }; answer: Completions };
  readonly signature: { ask: { file: FileId; at: number }; answer: Signature | null };
  readonly renameRange: { ask: { file: FileId; at: number }; answer: RenameRange | null };
  readonly fixes: { ask: { file: FileId } & Span; answer: readonly OfferedFix[] };
  readonly rename: { ask: { file: FileId; at: number; name: string }; answer: RenameAnswer };
  /** The edits that fulfil what the tag table asks for, and what cannot be. */
  readonly tagEdits: {
    ask: { wishes: readonly TagWish[]; declaring: Declaring | null };
    answer: TagEditAnswer;
  };
  /** Sections that can take new tags. */
  readonly declarePlaces: { ask: Record<string, never>; answer: readonly DeclarePlace[] };
  /** The sections and the qualifiers that tags may have. */
  readonly headChoices: { ask: { keys: readonly string[] }; answer: HeadChoices };
  /** Where the name of a tag stands. */
  readonly tagPlace: { ask: { key: string }; answer: LocatedPlace };
  /** What stands right under a tag, or under a part of it: `path` are names of parts, from the tag down. */
  readonly parts: { ask: { key: string; path: readonly string[] }; answer: OpenParts };
  /** The files of a target, computed on this device. */
  readonly export: { ask: { target: Target; options: VendorOptions }; answer: ExportAnswer };
  /** Which bits of %I, %Q and %M the tags use; nothing when they are those of the `known` version. */
  readonly placed: {
    ask: { known: number };
    answer: PlacedAreas;
  };
  /** What tags need of the process image, and all that have a place in it already. */
  readonly rooms: { ask: { keys: readonly string[]; machine: Machine }; answer: readonly Room[] };
  /** Uses of former names that are left. */
  readonly leftovers: { ask: { former: readonly FormerName[] }; answer: readonly LeftUses[] };
  readonly symbols: { ask: { query: string }; answer: readonly WorkspaceSymbol[] };
  /** All edits of a replacement; what meets a place of `left` stays. */
  readonly replace: {
    ask: { options: SearchOptions; left: readonly SpansOfFile[] };
    answer: readonly { file: FileId; edits: readonly Edit[] }[];
  };
  readonly search: { ask: SearchStep; answer: SearchResult };
}

export type Question = keyof Questions;

/** One question with its name, as it is posted. */
export type Asked = { [Name in Question]: { name: Name; ask: Questions[Name]['ask'] } }[Question];

/** A part of a tag, as the worker tells it: a member of a structure or block, an element of an array. */
export interface TagPart {
  readonly name: string;
  readonly type: string;
  readonly initial: string;
  readonly comment: string;
  readonly hasParts: boolean;
}

/** The parts under a tag or a part that is open; `more` are those that are not listed. */
export interface OpenParts {
  readonly parts: readonly TagPart[];
  readonly more: number;
}

/** A place with its 1-based line and column. */
export interface LocatedPlace extends Place {
  readonly line: number;
  readonly col: number;
}

/** A symbol under the pointer; `declared` is null for one of a library. */
export interface Hovered {
  readonly symbol: SymbolInfo;
  readonly place: Place;
  readonly declared: LocatedPlace | null;
}

/** Completion with what calls take: by the key of an instance, and what the call round the cursor still lacks. */
export interface Completions extends Completion {
  readonly calls: Readonly<Record<string, readonly SymbolInfo[]>>;
  readonly parameters: readonly SymbolInfo[];
}

/** A way out of a problem. It is known by code, title and place, and worked out anew when it is applied. */
export interface OfferedFix extends Span {
  readonly code: string;
  readonly title: string;
  /** The first of its problem. */
  readonly isFirst: boolean;
  readonly edits: readonly (readonly [FileId, readonly Edit[]])[];
}

export type DefinitionKind = 'definition' | 'type' | 'implementation';

/** Every use of a symbol. */
export interface References {
  readonly symbol: SymbolInfo;
  readonly files: readonly PlacesOfFile[];
}

/** Uses of a former name, and the edits that write the present one. */
export interface LeftUses {
  readonly former: FormerName;
  /** The former name as it stands at the first use, and the present one. */
  readonly from: string;
  readonly to: string;
  readonly edits: readonly (readonly [FileId, readonly Edit[]])[];
}

/** What would be renamed. */
export interface RenameRange {
  readonly place: Place;
  readonly name: string;
}

/** The edits of a rename by file, with the same places as rows; or why it cannot be done. */
export type RenameAnswer =
  | {
      readonly isPossible: true;
      readonly symbol: SymbolInfo;
      /** The lower-case paths of all that is renamed. */
      readonly keys: readonly string[];
      readonly edits: readonly (readonly [FileId, readonly Edit[]])[];
      readonly files: readonly PlacesOfFile[];
    }
  | {
      readonly isPossible: false;
      readonly message: string;
      /** Names that would mean something else afterwards; the uses of a `list`. */
      readonly files?: readonly PlacesOfFile[];
      /** A list of global variables goes by the name of this file, which can be renamed. */
      readonly list?: FileId;
    };

export interface ExportAnswer {
  readonly files: readonly ExportedFile[];
  readonly losses: number;
}

/** Edits by file, and the wishes that cannot be fulfilled. */
export interface TagEditAnswer {
  readonly edits: readonly (readonly [FileId, readonly Edit[]])[];
  readonly refused: readonly RefusedWish[];
  readonly undeclared: readonly Undeclared[];
}

/** A declared name of the project. */
export interface WorkspaceSymbol {
  readonly symbol: SymbolInfo;
  readonly place: LocatedPlace;
}

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

/** A place that is listed; `role` says what it does with the name, where that is known. */
export type ListedPlace = Omit<Match, 'insert'> & {
  readonly insert?: string | null;
  readonly role?: string;
};

export interface SpansOfFile {
  readonly file: FileId;
  readonly spans: readonly Span[];
}

export interface PlacesOfFile {
  readonly file: FileId;
  readonly matches: readonly ListedPlace[];
}
