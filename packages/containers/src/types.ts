/** What an import found: ST texts with the path they should have in the project, and what did not come in. */
export interface ImportedFile {
  /** Slash-separated, no leading slash, no `..`; ends in `.st`. */
  readonly path: string;
  /** LF only (D1), no BOM. */
  readonly text: string;
  /** The path it was read from; `archive.zip/inner/path` for an entry of a zip. */
  readonly source: string;
  readonly kind: 'st' | 'tcpou' | 'tcgvl' | 'tcdut' | 'tcio';
  /** The encoding that was read. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Where the pieces of `text` stand in the container, in text order; empty for a plain ST file. */
  readonly parts: readonly TextPart[];
}

/**
 * One piece of ST inside a container: enough to put an edited piece back and leave every other byte alone.
 * Between the parts stand only lines that the import wrote itself (`END_METHOD`, `ACTION name:` ...).
 */
export interface TextPart {
  /** `FB_Valve`, `FB_Valve.Open`, `FB_Valve.Level.Get`. */
  readonly owner: string;
  readonly kind: 'declaration' | 'body';
  /** Range in `ImportedFile.text`, UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** Range of the element's content (CDATA marks included) in the decoded container without its BOM, UTF-16 units. */
  readonly sourceFrom: number;
  readonly sourceTo: number;
  /** 1-based line of the container on which the piece begins. */
  readonly sourceLine: number;
}

/** One thing an import could not take or had to change: nothing is dropped in silence. */
export interface ImportProblem {
  readonly code: ImportCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** The path as it came in. */
  readonly path: string;
  /** One sentence that names the thing and what to do. */
  readonly message: string;
}

/** Every code an import can give. */
export type ImportCode =
  | 'NOTHING_TO_IMPORT'
  | 'FILE_KIND_UNKNOWN'
  | 'FILE_NOT_TEXT'
  | 'FILE_TOO_LARGE'
  | 'ENCODING_GUESSED'
  | 'PATH_INVALID'
  | 'PATH_TAKEN'
  | 'XML_BROKEN'
  | 'XML_DOCTYPE'
  | 'XML_TOO_DEEP'
  | 'XML_NOT_TWINCAT'
  | 'BODY_NOT_ST'
  | 'DECLARATION_INCOMPLETE'
  | 'ZIP_BROKEN'
  | 'ZIP_TOO_LARGE'
  | 'ZIP_TOO_MANY';

export interface ImportResult {
  readonly files: readonly ImportedFile[];
  readonly problems: readonly ImportProblem[];
}

/** One file as it came from a folder, an upload or a drop. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
