/** Files of any kind in, ST texts out: one bad file never harms the others, and everything left out is said. */
import { type Decoded, decode, lineFeedsOnly } from './encoding.ts';
import { type FileKind, kindByContent, kindByName } from './kinds.ts';
import { readL5x } from './l5x/reader.ts';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
import { asStPath, cleanPath, commonRoot, stemOf, uniquePaths } from './paths.ts';
import { readPlcopen } from './plcopen/reader.ts';
import { readTwincat } from './twincat.ts';
import type { ImportCode, ImportedFile, ImportProblem, ImportResult, SourceFile } from './types.ts';
import type { ContainerNotes } from './writer.ts';
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

/** `inner`: where a text of many stands below its container, `POUs/FB_Valve`. */
type Read = Pick<ImportedFile, 'text' | 'kind' | 'encoding' | 'parts' | 'inner'>;
/** A file with its safe path (null: refused) and the path that messages name. */
interface Candidate {
  readonly file: SourceFile;
  readonly source: string;
  readonly path: string;
}

class Intake {
  readonly #limits: ImportLimits;
  readonly #files: ImportedFile[] = [];
  readonly #originals: SourceFile[] = [];
  readonly #problems: ImportProblem[] = [];
  readonly #unique = uniquePaths();

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  result(): ImportResult {
    return { files: this.#files, originals: this.#originals, problems: this.#problems };
  }

  take(files: readonly SourceFile[]): void {
    const candidates = files.flatMap((file) => this.#unpacked(file));
    const root = commonRoot(candidates.map((one) => one.path));
    for (const { file, source, path } of candidates) {
      const reads = this.#read(file.bytes, source);
      if (reads.length === 0) continue;
      this.#originals.push({ path: path.slice(root.length), bytes: file.bytes });
      for (const read of reads) this.#keep(read, source, path.slice(root.length));
    }
    if (this.#files.length === 0)
      this.#problem(
        'NOTHING_TO_IMPORT',
        '',
        'No file with Structured Text was found; choose ST, TwinCAT, PLCopen XML or L5X files.',
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

  #keep(read: Read, source: string, container: string): void {
    const { inner } = read;
    const wanted = inner === '' ? asStPath(container) : `${stemOf(container)}/${inner}.st`;
    const path = this.#unique(wanted);
    if (path !== wanted)
      this.#problem(
        'PATH_TAKEN',
        source,
        `Another file is already "${wanted}", so this one becomes "${path}".`,
      );
    this.#files.push({ path, source, original: this.#originals.length - 1, ...read });
  }

  #read(bytes: Uint8Array, source: string): readonly Read[] {
    const named = kindByName(source);
    if (named === 'unknown' || named === 'zip') return this.#unknown(source);
    if (bytes.length > this.#limits.xmlBytes) return this.#tooLarge(source, this.#limits.xmlBytes);
    const decoded = decode(bytes);
    if (decoded === null) return named === 'maybe' ? this.#unknown(source) : this.#notText(source);
    const found = kindByContent(decoded.text);
    const kind = named === 'maybe' || (named === 'text' && found !== 'unknown') ? found : named;
    if (kind === 'unknown') return this.#unknown(source);
    const reads =
      kind === 'text' ? this.#text(bytes, decoded, source) : this.#container(kind, decoded, source);
    if (reads.length > 0 && decoded.guessed) this.#guessed(decoded, source);
    return reads;
  }

  #text(bytes: Uint8Array, { text, encoding }: Decoded, source: string): readonly Read[] {
    if (bytes.length > this.#limits.textBytes) return this.#tooLarge(source, this.#limits.textBytes);
    return [{ text: lineFeedsOnly(text), kind: 'st', encoding, parts: [], inner: '' }];
  }

  #container(kind: FileKind, decoded: Decoded, source: string): readonly Read[] {
    try {
      if (kind === 'twincat') return this.#twincat(decoded, source);
      return kind === 'l5x' ? this.#l5x(decoded, source) : this.#plcopen(decoded, source);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const { code, line, col, message } = error;
      const sentence = `${quoted(source)} cannot be read at line ${line}, column ${col}: ${message}.`;
      this.#problem(code, source, sentence, { line, col });
      return [];
    }
  }

  #twincat({ text: source, encoding }: Decoded, path: string): readonly Read[] {
    const read = readTwincat(source, this.#limits.xmlDepth);
    if (read === null) {
      this.#problem(
        'XML_NOT_TWINCAT',
        path,
        `${quoted(path)} holds no POU, GVL, DUT or interface of TwinCAT.`,
      );
      return [];
    }
    this.#note(read, path);
    return [{ text: read.text, kind: read.kind, encoding, parts: read.parts, inner: '' }];
  }

  #plcopen({ text: source, encoding }: Decoded, path: string): readonly Read[] {
    const read = readPlcopen(source, this.#limits.xmlDepth);
    if (read === null) {
      const why = /<Project\b/.test(source.slice(0, 4096))
        ? 'is IEC 61131-10 XML, which cannot be read yet; export it as PLCopen XML 2.01'
        : 'is no PLCopen XML';
      this.#problem('XML_NOT_PLCOPEN', path, `${quoted(path)} ${why}.`);
      return [];
    }
    return this.#many(read, 'plcopen', encoding, path);
  }

  #l5x({ text: source, encoding }: Decoded, path: string): readonly Read[] {
    const read = readL5x(source, this.#limits.xmlDepth);
    if (read !== null) return this.#many(read, 'l5x', encoding, path);
    this.#problem(
      'XML_NOT_L5X',
      path,
      `${quoted(path)} holds no controller of Studio 5000; export it as L5X again.`,
    );
    return [];
  }

  /** The texts of a container that holds many. */
  #many(
    read: ContainerNotes & Pick<ReturnType<typeof readL5x> & object, 'texts'>,
    kind: 'plcopen' | 'l5x',
    encoding: Decoded['encoding'],
    path: string,
  ): readonly Read[] {
    this.#note(read, path);
    if (read.texts.length === 0)
      this.#problem(
        'CONTENT_NOT_ST',
        path,
        `${quoted(path)} declares nothing: it holds no POU, type or variable.`,
      );
    const unique = uniquePaths();
    return read.texts.map(({ folder, name, text, parts }) => ({
      text,
      kind,
      encoding,
      parts,
      inner: unique(`${folder}${name}`),
    }));
  }

  #note({ drawn, headless, kept }: ContainerNotes, source: string): void {
    for (const owner of drawn)
      this.#problem(
        'BODY_NOT_ST',
        source,
        `The body of ${owner} is not Structured Text: only its declarations came in.`,
      );
    for (const owner of headless)
      this.#problem(
        'DECLARATION_INCOMPLETE',
        source,
        `The declaration of ${owner} names no PROGRAM, FUNCTION_BLOCK, FUNCTION or INTERFACE; complete it.`,
      );
    for (const sentence of kept) this.#problem('CONTENT_NOT_ST', source, `${sentence}.`);
  }

  #unknown(source: string): readonly Read[] {
    this.#problem(
      'FILE_KIND_UNKNOWN',
      source,
      `${quoted(source)} holds no Structured Text that we can read, so it was left out.`,
    );
    return [];
  }

  #notText(source: string): readonly Read[] {
    this.#problem(
      'FILE_NOT_TEXT',
      source,
      `${quoted(source)} is not a text file; export it as text or TwinCAT XML.`,
    );
    return [];
  }

  #tooLarge(source: string, limit: number): readonly Read[] {
    this.#problem('FILE_TOO_LARGE', source, `${quoted(source)} is larger than ${limit} bytes; split it.`);
    return [];
  }

  #guessed({ encoding }: Decoded, source: string): void {
    this.#problem(
      'ENCODING_GUESSED',
      source,
      `${quoted(source)} is not UTF-8 and was read as ${encoding}; check its accented letters.`,
    );
  }

  #problem(
    code: ImportCode,
    path: string,
    message: string,
    place: { line?: number; col?: number } = {},
  ): void {
    this.#problems.push({ code, severity: SEVERITY[code], path, message, ...place });
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
  XML_NOT_PLCOPEN: 'error',
  XML_NOT_L5X: 'error',
  BODY_NOT_ST: 'info',
  CONTENT_NOT_ST: 'info',
  DECLARATION_INCOMPLETE: 'warning',
  EDIT_NOT_RESTORED: 'warning',
  ENCODING_CHANGED: 'warning',
  ZIP_BROKEN: 'error',
  ZIP_TOO_LARGE: 'error',
  ZIP_TOO_MANY: 'error',
};

/** A name inside a sentence: control characters made visible. */
function quoted(name: string): string {
  return JSON.stringify(name);
}
