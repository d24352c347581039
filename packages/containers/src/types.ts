/** What an import found: ST texts with the path they should have in the project, and what did not come in. */
export interface ImportedFile {
  /** Slash-separated, no leading slash, no `..`; ends in `.st`. */
  readonly path: string;
  /** LF only (D1), no BOM. */
  readonly text: string;
  /** The path it was read from; `archive.zip/inner/path` for an entry of a zip. */
  readonly source: string;
  readonly kind: 'st' | 'tcpou' | 'tcgvl' | 'tcdut' | 'tcio' | 'plcopen' | 'l5x';
  /** The encoding that was read. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Where the pieces of `text` stand in the container, in text order; empty for a plain ST file. */
  readonly parts: readonly TextPart[];
  /** Its name inside a container of several texts, unique there; empty when it is the only one. */
  readonly inner: string;
  /** Its container in `ImportResult.originals`; several files may come from one. */
  readonly original: number;
}

/**
 * One piece of ST inside a container: enough to put an edited piece back and leave every other byte alone.
 * Between the parts stand only lines that the import wrote itself (`END_METHOD`, `ACTION name:` ...).
 */
export interface TextPart {
  /** `FB_Valve`, `FB_Valve.Open`, `FB_Valve.Level.Get`. */
  readonly owner: string;
  /** `place`: words that the import made of an element or attribute (a variable's name, type, comment ...). */
  readonly kind: 'declaration' | 'body' | 'place';
  /**
   * How it is written there: `content` is text, escaped or in CDATA; `lines` has one element per line; `whole` is an element
   * that says in XML what the words say in ST.
   */
  readonly form: 'content' | 'lines' | 'whole';
  /** Range in `ImportedFile.text`, UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** Range of the content (CDATA marks included), the attribute's value or the element in the decoded container without its BOM, UTF-16 units. */
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
  /** 1-based place in the file, where there is one. */
  readonly line?: number;
  readonly col?: number;
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
  | 'XML_NOT_PLCOPEN'
  | 'XML_NOT_L5X'
  | 'BODY_NOT_ST'
  | 'CONTENT_NOT_ST'
  | 'DECLARATION_INCOMPLETE'
  | 'EDIT_NOT_RESTORED'
  | 'ENCODING_CHANGED'
  | 'ZIP_BROKEN'
  | 'ZIP_TOO_LARGE'
  | 'ZIP_TOO_MANY';

export interface ImportResult {
  readonly files: readonly ImportedFile[];
  /** The files as they came, entries of zips unpacked: what `toContainer` puts edits back into. */
  readonly originals: readonly SourceFile[];
  readonly problems: readonly ImportProblem[];
}

/** One file as it came from a folder, an upload or a drop. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
