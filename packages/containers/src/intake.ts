/** Files of any kind in, ST texts out: one bad file never harms the others, and everything left out is said. */
import { type Decoded, decode, lineFeedsOnly } from './encoding.ts';
import { isTwincat, kindByContent, kindByName } from './kinds.ts';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
import { asStPath, cleanPath, commonRoot, uniquePaths } from './paths.ts';
import { readTwincat } from './twincat.ts';
import type { ImportCode, ImportedFile, ImportProblem, ImportResult, SourceFile } from './types.ts';
import { XmlError } from './xml.ts';
import { readZip } from './zip.ts';

/**
 * Reads everything that holds ST. Files keep the order in which they came; never throws.
 * A root folder that all paths share is dropped; ` (2)` tells two files of one path apart.
 */
export function importFiles(files: readonly SourceFile[], limits: Partial<ImportLimits> = {}): ImportResult {
  const intake = new Intake({ ...DEFAULT_LIMITS, ...limits });
  intake.take(files);
  return intake.result();
}

type Read = Pick<ImportedFile, 'text' | 'kind' | 'encoding' | 'parts'>;
/** A file with its safe path (null: refused) and the path that messages name. */
interface Candidate {
  readonly file: SourceFile;
  readonly source: string;
  readonly path: string;
}

class Intake {
  readonly #limits: ImportLimits;
  readonly #files: ImportedFile[] = [];
  readonly #problems: ImportProblem[] = [];
  readonly #unique = uniquePaths();

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  result(): ImportResult {
    return { files: this.#files, problems: this.#problems };
  }

  take(files: readonly SourceFile[]): void {
    const candidates = files.flatMap((file) => this.#unpacked(file));
    const root = commonRoot(candidates.map((one) => one.path));
    for (const { file, source, path } of candidates) {
      const read = this.#read(file.bytes, source);
      if (read !== null) this.#keep(read, source, asStPath(path.slice(root.length)));
    }
    if (this.#files.length === 0)
      this.#problem(
        'NOTHING_TO_IMPORT',
        '',
        'No file with Structured Text was found; choose ST or TwinCAT files.',
      );
  }

  /** A zip becomes its entries (never zips inside zips); everything else stays itself. */
  #unpacked(file: SourceFile): Candidate[] {
    if (kindByName(file.path) !== 'zip') return this.#candidate(file, file.path);
    const content = readZip(file.bytes, this.#limits);
    if (content.state === 'refused') {
      this.#problem(content.code, file.path, `${content.message} Unpack it and import the folder.`);
      return [];
    }
    return content.files.flatMap((entry) => this.#candidate(entry, `${file.path}/${entry.path}`));
  }

  #candidate(file: SourceFile, source: string): Candidate[] {
    const path = cleanPath(file.path);
    if (path !== null) return [{ file, source, path }];
    this.#problem(
      'PATH_INVALID',
      source,
      `The path ${quoted(source)} is not a relative path of plain names; rename the file.`,
    );
    return [];
  }

  #keep(read: Read, source: string, wanted: string): void {
    const path = this.#unique(wanted);
    if (path !== wanted)
      this.#problem(
        'PATH_TAKEN',
        source,
        `Another file is already "${wanted}", so this one becomes "${path}".`,
      );
    this.#files.push({ path, source, ...read });
  }

  #read(bytes: Uint8Array, source: string): Read | null {
    const named = kindByName(source);
    if (named === 'unknown' || named === 'zip') return this.#unknown(source);
    if (bytes.length > this.#limits.xmlBytes) return this.#tooLarge(source, this.#limits.xmlBytes);
    const decoded = decode(bytes);
    if (decoded === null) return named === 'maybe' ? this.#unknown(source) : this.#notText(source);
    const kind = named === 'maybe' ? kindByContent(decoded.text) : named;
    if (kind === 'unknown') return this.#unknown(source);
    const read =
      kind === 'twincat' || isTwincat(decoded.text)
        ? this.#twincat(decoded, source)
        : this.#text(bytes, decoded, source);
    if (read !== null && decoded.guessed) this.#guessed(decoded, source);
    return read;
  }

  #text(bytes: Uint8Array, decoded: Decoded, source: string): Read | null {
    if (bytes.length > this.#limits.textBytes) return this.#tooLarge(source, this.#limits.textBytes);
    return { text: lineFeedsOnly(decoded.text), kind: 'st', encoding: decoded.encoding, parts: [] };
  }

  #twincat(decoded: Decoded, source: string): Read | null {
    try {
      const read = readTwincat(decoded.text, this.#limits.xmlDepth);
      if (read === null) {
        this.#problem(
          'XML_NOT_TWINCAT',
          source,
          `${quoted(source)} holds no POU, GVL, DUT or interface of TwinCAT.`,
        );
        return null;
      }
      for (const owner of read.drawn)
        this.#problem(
          'BODY_NOT_ST',
          source,
          `The body of ${owner} is not Structured Text: only its declarations came in.`,
        );
      for (const owner of read.headless)
        this.#problem(
          'DECLARATION_INCOMPLETE',
          source,
          `The declaration of ${owner} names no PROGRAM, FUNCTION_BLOCK, FUNCTION or INTERFACE; complete it.`,
        );
      return { text: read.text, kind: read.kind, encoding: decoded.encoding, parts: read.parts };
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      this.#problem(
        error.code,
        source,
        `${quoted(source)} cannot be read at line ${error.line}, column ${error.col}: ${error.message}.`,
      );
      return null;
    }
  }

  #unknown(source: string): null {
    this.#problem(
      'FILE_KIND_UNKNOWN',
      source,
      `${quoted(source)} holds no Structured Text that we can read, so it was left out.`,
    );
    return null;
  }

  #notText(source: string): null {
    this.#problem(
      'FILE_NOT_TEXT',
      source,
      `${quoted(source)} is not a text file; export it as text or TwinCAT XML.`,
    );
    return null;
  }

  #tooLarge(source: string, limit: number): null {
    this.#problem('FILE_TOO_LARGE', source, `${quoted(source)} is larger than ${limit} bytes; split it.`);
    return null;
  }

  #guessed({ encoding }: Decoded, source: string): void {
    this.#problem(
      'ENCODING_GUESSED',
      source,
      `${quoted(source)} is not UTF-8 and was read as ${encoding}; check its accented letters.`,
    );
  }

  #problem(code: ImportCode, path: string, message: string): void {
    this.#problems.push({ code, severity: SEVERITY[code], path, message });
  }
}

const SEVERITY: Readonly<Record<ImportCode, ImportProblem['severity']>> = {
  NOTHING_TO_IMPORT: 'error',
  FILE_KIND_UNKNOWN: 'info',
  FILE_NOT_TEXT: 'error',
  FILE_TOO_LARGE: 'error',
  ENCODING_GUESSED: 'info',
  PATH_INVALID: 'error',
  PATH_TAKEN: 'warning',
  XML_BROKEN: 'error',
  XML_DOCTYPE: 'error',
  XML_TOO_DEEP: 'error',
  XML_NOT_TWINCAT: 'error',
  BODY_NOT_ST: 'info',
  DECLARATION_INCOMPLETE: 'warning',
  ZIP_BROKEN: 'error',
  ZIP_TOO_LARGE: 'error',
  ZIP_TOO_MANY: 'error',
};

/** A name inside a sentence: control characters made visible. */
function quoted(name: string): string {
  return JSON.stringify(name);
}
