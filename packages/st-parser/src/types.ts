/**
 * The facts that the language room gives to every other room: edits in, tags and diagnostics out.
 * All types are plain data that survives `structuredClone`, so a worker can post them.
 */

/** A dialect of Structured Text; `auto` decides per file. */
export type DialectId = 'iec' | 'codesys' | 'siemens' | 'rockwell';

/** A file's identity inside one project: random, stable over renames (rule D2). */
export type FileId = string & { readonly __brand?: 'FileId' };

/** One replacement. Offsets are UTF-16 units in the text *before* the edit batch. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A place in a file: UTF-16 offsets. Use `Project.locate` for line and column. */
export interface Place {
  readonly file: FileId;
  readonly from: number;
  readonly to: number;
}

/** One replacement in some file of a project. */
export interface TextEdit {
  readonly place: Place;
  readonly insert: string;
}

/** A safe way out of a problem: what it does, and the edits that do it. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** What is wrong, where, and since it is for people, one sentence they understand. */
export interface Diagnostic {
  /** Stable, upper snake case, listed in the documentation. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  /** Other places that belong to it, for example the first of two declarations. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}

/** A type expression as a tree. `text` is the canonical form of contract section 3. */
export type TypeExpr =
  | { readonly kind: 'elementary'; readonly text: string; readonly name: string }
  | { readonly kind: 'string'; readonly text: string; readonly wide: boolean; readonly length: number | null }
  | {
      readonly kind: 'array';
      readonly text: string;
      readonly dims: readonly Dimension[];
      readonly base: TypeExpr;
    }
  | {
      readonly kind: 'subrange';
      readonly text: string;
      readonly base: TypeExpr;
      readonly range: readonly [number, number] | null;
    }
  | { readonly kind: 'enum'; readonly text: string; readonly values: readonly string[] }
  /** An inline structure; `text` is `STRUCT` or `UNION`. */
  | { readonly kind: 'struct'; readonly text: string; readonly members?: readonly Declaration[] }
  | { readonly kind: 'pointer' | 'reference'; readonly text: string; readonly base: TypeExpr }
  | { readonly kind: 'named'; readonly text: string; readonly name: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** Folded bounds of one array dimension; `*` for `ARRAY[*]`, null where a bound cannot be folded. */
export type Dimension = readonly [number, number] | '*' | null;

/** One declared name, as in contract section 3. */
export interface Declaration {
  readonly name: string | null;
  readonly scope: string;
  readonly section: string;
  readonly qualifiers: readonly string[];
  /** Canonical type text. */
  readonly type: string;
  readonly typeExpr: TypeExpr;
  readonly dims?: readonly (readonly Dimension[])[];
  readonly address?: string;
  readonly initial?: string;
  readonly initialArgs?: string;
  readonly initialOverride?: string;
  readonly comment?: string;
  readonly leadingComment?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly edge?: 'R_EDGE' | 'F_EDGE';
  readonly access?: string;
}

/**
 * A declaration that is a tag: a declared name in a PROGRAM, a global variable list, a CONFIGURATION/RESOURCE or a data block.
 * `key` is unique in the project and equal on every peer: the lower-case path, with `#2`, `#3` ... on duplicates in (file path, position) order.
 * A Tag object keeps its identity (===) between `Project.changes()` calls for as long as no field of it changed.
 */
export interface Tag extends Declaration {
  readonly key: string;
  readonly name: string;
  /** `GVL_IO.xStart`, `MAIN.fbPump`; case as written. */
  readonly path: string;
  /** What declares it. */
  readonly owner: 'program' | 'global' | 'configuration' | 'resource' | 'datablock';
  readonly file: FileId;
}

/** One user-defined type, with members already resolved; see contract section 3 `types`. */
export interface TypeInfo {
  readonly name: string;
  readonly kind: 'struct' | 'union' | 'enum' | 'subrange' | 'alias' | 'functionblock' | 'class' | 'interface';
  readonly base?: string;
  /** What an alias stands for. */
  readonly typeExpr?: TypeExpr;
  readonly initial?: string;
  readonly range?: readonly [number, number];
  readonly values?: readonly { readonly name: string; readonly value: number | null }[];
  readonly members?: readonly Declaration[];
  /** Pragmas of a structure or block: `{attribute 'pack_mode' := '1'}`. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly file: FileId;
}

/** A node of the outline: POU, method, VAR section, variable. */
export interface OutlineNode {
  readonly name: string;
  readonly kind: string;
  readonly detail?: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly OutlineNode[];
}

/** What can be folded: 1-based lines; the first one stays, those up to the last one hide. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly kind: 'block' | 'comment' | 'region';
}

export type NameKind = 'type' | 'function' | 'variable' | 'parameter' | 'constant' | 'keyword';

/** A name in a text, for colouring. */
export interface ColouredName {
  readonly from: number;
  readonly to: number;
  readonly kind: NameKind;
}

/** A part of a text, UTF-16 units, half-open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a text shall look. */
export interface FormatOptions {
  /** Columns of one step, and what it is written with. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
  /** Keywords in capitals, or as they were written. */
  readonly keywords: 'upper' | 'keep';
  /** More empty lines than this in a row are taken out. */
  readonly emptyLines: number;
}

/** What changed in the derived facts since the last call of `Project.changes()`. */
export interface ProjectChange {
  readonly tags: {
    readonly added: readonly Tag[];
    /** Same key, at least one field differs. */
    readonly changed: readonly Tag[];
    readonly removed: readonly string[];
  };
  /** True when a user-defined type changed, so that leaves and vendor rows of unchanged tags may differ. */
  readonly types: boolean;
  /** All diagnostics of every file whose list changed; an empty list for a file that has none any more. */
  readonly diagnostics: ReadonlyMap<FileId, readonly Diagnostic[]>;
}

/** Project-wide choices that the derived facts depend on (L4). */
export interface ProjectSettings {
  readonly dialect: DialectId | 'auto';
}

/**
 * All files of one project and everything derived from them. A mutable engine behind pure results:
 * the results depend on (files, settings) alone, never on the order in which they came (L4).
 */
export interface Project {
  /** Adds a file or replaces its whole text. */
  set(file: FileId, path: string, text: string): void;
  /** Applies edits (ascending, not overlapping, offsets in the text before the batch). Unknown file: throws RangeError. */
  edit(file: FileId, edits: readonly Edit[]): void;
  rename(file: FileId, path: string): void;
  remove(file: FileId): void;
  configure(settings: ProjectSettings): void;
  /**
   * Recomputes what the edits since the last call made stale, and says what came out differently. With `declarations`
   * that is tags and types at the cost of these alone; diagnostics stay as they are until the next call without it.
   * Both calls together say what one without it would have said.
   */
  changes(depth?: 'declarations' | 'all'): ProjectChange;
  /**
   * Checks new bodies ahead of the next `changes()`, which has less to do then, until `isEnough` answers true; true when
   * nothing is left to do ahead. For who must not be busy for long: call it in steps between `changes('declarations')`
   * and `changes()`. Edits may come in between.
   */
  advance(isEnough: () => boolean): boolean;
  /** All tags in (file path, position) order, as of the last `changes()`. */
  tags(): readonly Tag[];
  tag(key: string): Tag | undefined;
  types(): readonly TypeInfo[];
  type(name: string): TypeInfo | undefined;
  /** As of the last `changes()` that was not only about declarations. */
  diagnostics(file?: FileId): readonly Diagnostic[];
  files(): readonly { readonly id: FileId; readonly path: string }[];
  /** The text of a file, or a part of it; a part costs as much as it is long, the whole is built anew after an edit. */
  text(file: FileId, from?: number, to?: number): string;
  /** Where a tag's name stands now, exact at any time: 1-based line and column, UTF-16 columns. */
  position(tag: Tag): {
    readonly line: number;
    readonly col: number;
    readonly from: number;
    readonly to: number;
  };
  /** 1-based line and column of an offset, clamped to the text. */
  locate(file: FileId, offset: number): { readonly line: number; readonly col: number };
}
