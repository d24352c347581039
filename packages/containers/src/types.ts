/** What an import found: ST texts with the path they should have in the project, and what did not come in. */
export interface ImportedFile {
  /** Slash-separated, no leading slash, no `..`; ends in `.st`. */
  readonly path: string;
  /** LF only (D1), no BOM. */
  readonly text: string;
  /** The path it was read from. */
  readonly source: string;
  readonly kind: 'st' | 'tcpou' | 'tcgvl' | 'tcdut' | 'tcio';
  /** The encoding that was read. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/** One thing an import could not take or had to change: nothing is dropped in silence. */
export interface ImportProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The path as it came in. */
  readonly path: string;
  /** One sentence that names the thing and what to do. */
  readonly message: string;
}

export interface ImportResult {
  readonly files: readonly ImportedFile[];
  readonly problems: readonly ImportProblem[];
}

/** One file as it came from a folder, an upload or a drop. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
