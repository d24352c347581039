/** Vendor files in, ST texts out, with an account of every row. Never throws for what a file can get wrong. */
import {
  DEFAULT_LIMITS,
  type ImportedFile,
  type ImportLimits,
  importFiles,
  type SourceFile,
  XmlError,
} from '@tagloom/containers';
import { type FileId, openProject, type Project, type Tag } from '@tagloom/st-parser';
import { missingFiles } from '../beckhoff/plcproj.ts';
import { pousIn } from '../plcopen/pous.ts';
import { iecString } from '../rockwell/strings.ts';
import type { MapEntry, SideMap, VendorOptions } from '../types.ts';
import {
  deviceOf,
  factsOf,
  type TagFact,
  type TypeFact,
  typeModel,
  variableOf,
  withStarts,
} from './facts.ts';
import { Collector, type ImportDiagnostic, type ImportFormatId, mapEntry, type RowAccount } from './model.ts';
import { named, stName } from './names.ts';
import { type ImportSource, type Reader, sourceOf } from './reader.ts';
import { READERS, TEXT_FORMATS } from './readers.ts';
import { NameMap, remapped } from './remap.ts';
import { type SourceText, scopeText, typesText } from './sttext.ts';

export interface ImportRequest {
  /** Found by name and content when it is left out. */
  readonly format?: ImportFormatId;
  readonly options?: VendorOptions;
  /** The side map of an earlier export: names, addresses and types come back as they were. */
  readonly map?: SideMap;
  readonly limits?: Partial<ImportLimits>;
}

export interface ImportOutcome {
  /** Of the first file that was read; null when none was. */
  readonly format: ImportFormatId | null;
  readonly texts: readonly SourceText[];
  readonly tags: readonly TagFact[];
  readonly types: readonly TypeFact[];
  readonly diagnostics: readonly ImportDiagnostic[];
  readonly rows: RowAccount;
  /** The vendor's side of each tag. */
  readonly map: readonly MapEntry[];
}

/** The format of one file, by its content; null when no importer of tags knows it. */
export function formatOfFile(path: string, bytes: Uint8Array): ImportFormatId | null {
  const source = sourceOf(path, bytes);
  return readerOf(source, undefined)?.id ?? textFormat(path);
}

/** True for tables and trees of tags; files that hold ST are read by the containers room. */
export function isTagFile(path: string, bytes: Uint8Array): boolean {
  return readerOf(sourceOf(path, bytes), undefined) !== undefined;
}

/** Reads files of any known format together. */
export function importTags(files: readonly SourceFile[], request: ImportRequest = {}): ImportOutcome {
  return new Import(request).run(files);
}

const TEXT_EXTENSIONS: readonly (readonly [RegExp, ImportFormatId])[] = [
  [/\.l5x$/i, 'rockwell-l5x'],
  [/\.(db|udt|scl|s7dcl)$/i, 'siemens-db'],
  [/\.tc(pou|gvl|dut|io)$|\.plcproj$/i, 'beckhoff'],
  [/\.xml$/i, 'plcopen'],
];

function textFormat(path: string): ImportFormatId | null {
  return TEXT_EXTENSIONS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** The reader of a wanted format, or the one that recognises the file. */
function readerOf(source: ImportSource, format: ImportFormatId | undefined): Reader | undefined {
  if (format !== undefined && TEXT_FORMATS.includes(format)) return undefined;
  const own = READERS.find((reader) => reader.id === format);
  return own ?? READERS.find((reader) => reader.recognises(source));
}

/** Errors of the parser listed for one import. */
const MOST_ERRORS = 200;

class Import {
  readonly #request: ImportRequest;
  readonly #options: VendorOptions;
  readonly #limits: ImportLimits;
  readonly #collector = new Collector();
  readonly #readers = new Map<string, Reader>();
  readonly #map: MapEntry[] = [];
  readonly #devices = new Map<string, string>();
  #format: ImportFormatId | null = null;

  constructor(request: ImportRequest) {
    this.#request = request;
    this.#options = { ...optionsOf(request.map), ...request.options };
    this.#limits = { ...DEFAULT_LIMITS, ...request.limits };
  }

  run(files: readonly SourceFile[]): ImportOutcome {
    const rest: SourceFile[] = [];
    for (const file of files) if (!this.#readTable(file)) rest.push(file);
    const kept = rest.length === 0 ? [] : this.#readTexts(rest);
    const texts = [...kept, ...this.#texts()];
    const project = projectOf(texts);
    this.#countTexts(kept, project);
    this.#parserErrors(project);
    const { tags, types } = factsOf(project);
    const devices = tags.map((tag) => ({
      ...tag,
      device: this.#devices.get(tag.path.toLowerCase()) ?? tag.device,
    }));
    if (texts.length === 0)
      this.#collector.note(
        'NOTHING_TO_IMPORT',
        '',
        'No tag was found in the files; choose a file of a known format.',
        'error',
      );
    return {
      format: this.#format,
      texts,
      tags: devices,
      types,
      diagnostics: this.#collector.diagnostics,
      rows: this.#collector.account(),
      map: this.#map,
    };
  }

  /** True when a reader took the file, well or not. */
  #readTable(file: SourceFile): boolean {
    const tooLarge = file.bytes.length > this.#limits.xmlBytes;
    const source = sourceOf(file.path, tooLarge ? new Uint8Array(0) : file.bytes);
    const reader = tooLarge ? undefined : readerOf(source, this.#request.format);
    if (reader === undefined) return false;
    const collector = this.#collector;
    collector.open(file.path);
    this.#format ??= reader.id;
    this.#readers.set(reader.id, reader);
    try {
      reader.read(source, collector, {
        options: this.#options,
        limits: this.#limits,
        map: this.#request.map,
      });
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      collector.note(
        error.code,
        file.path,
        `The file cannot be read at line ${error.line}, column ${error.col}: ${error.message}.`,
        'error',
        error.line,
      );
    }
    return true;
  }

  /** Files that hold ST. With a side map, texts whose tags move are taken apart into variables. */
  #readTexts(files: readonly SourceFile[]): SourceText[] {
    const others = files.filter((file) => !this.#readProjectFile(file, files));
    const { files: found, problems } = importFiles(others.map(asText), this.#limits);
    for (const { code, severity, path, message } of problems) {
      if (code === 'NOTHING_TO_IMPORT') continue;
      this.#collector.open(path);
      if (severity === 'error') this.#collector.lost(code);
      this.#collector.note(code, path, message, severity);
    }
    this.#collector.open('');
    if (found.length > 0) this.#format ??= this.#request.format ?? textFormat(others[0]?.path ?? '');
    const apart =
      this.#request.map === undefined ? new Set<string>() : this.#takenApart(found, this.#request.map);
    return found.filter((file) => !apart.has(file.path)).map(({ path, text }) => ({ path, text }));
  }

  /** A TwinCAT project names its files; what is not among them is said. */
  #readProjectFile(file: SourceFile, files: readonly SourceFile[]): boolean {
    if (!/\.plcproj$/i.test(file.path)) return false;
    this.#collector.open(file.path);
    const missing = missingFiles(sourceOf(file.path, file.bytes), files, this.#limits);
    for (const path of missing)
      this.#collector.note(
        'TYPE_EXTERNAL',
        path,
        `The project names ${path}, which is not among the files.`,
        'info',
      );
    return true;
  }

  /** Paths of the texts whose tags the map puts elsewhere; their tags and types are in the collector now. */
  #takenApart(found: readonly ImportedFile[], map: SideMap): ReadonlySet<string> {
    const names = new NameMap(map);
    const project = projectOf(found);
    const moved = project.tags().filter((tag) => isMoved(tag, names, this.#format ?? 'beckhoff'));
    const apart = new Set(moved.map((tag) => String(tag.file)));
    for (const file of filesWithCode(project))
      if (apart.delete(file))
        this.#collector.note(
          'IMPORT_AMBIGUOUS',
          file,
          `${file} holds statements, so its variables keep the names of the vendor.`,
        );
    for (const tag of withStarts(project, project.tags())) {
      if (!apart.has(String(tag.file))) continue;
      const scope = this.#collector.scope(stName(tag.scope), tag.owner === 'program' ? 'program' : 'global');
      this.#collector.variable(scope, wired(variableOf(tag, this.#format ?? 'beckhoff'), this.#options));
    }
    for (const type of project.types()) {
      if (!apart.has(String(type.file))) continue;
      const model = typeModel(type);
      if (model !== null && iecString(model.name) === null) this.#collector.types.push(model);
      this.#collector.taken();
    }
    return apart;
  }

  /** What stands in texts that stayed whole. */
  #countTexts(kept: readonly SourceText[], project: Project): void {
    const paths = new Set(kept.map((one) => one.path));
    for (const tag of project.tags()) {
      if (!paths.has(String(tag.file))) continue;
      this.#collector.taken();
      this.#map.push(mapEntry(tag.path, variableOf(tag, this.#format ?? 'beckhoff')));
    }
    this.#collector.taken(project.types().filter((type) => paths.has(String(type.file))).length);
  }

  /** The texts of everything that was collected, under names of ST. */
  #texts(): SourceText[] {
    const collector = this.#collector;
    collector.open('');
    const { map } = this.#request;
    const [reader] = this.#readers.values();
    const scopes =
      map === undefined
        ? collector.scopes
        : remapped(collector, map, (type) => reader?.iecType?.(type) ?? null);
    const texts = scopes.map((scope) => {
      const own = named(scope, collector, reader?.attribute ?? 'vendor.name');
      for (const variable of own.variables) {
        const path = `${own.name}.${variable.name}`;
        this.#map.push(mapEntry(path, variable));
        const device = variable.device ?? deviceOf(variable.attributes);
        if (device !== null) this.#devices.set(path.toLowerCase(), device);
      }
      return scopeText(own);
    });
    const types = typesText(collector.types);
    return types === null ? texts : [types, ...texts];
  }

  #parserErrors(project: Project): void {
    const errors = project
      .diagnostics()
      .filter(({ severity, code }) => severity === 'error' && code !== 'UNKNOWN_TYPE');
    for (const { code, message, place } of errors.slice(0, MOST_ERRORS)) {
      const { line } = project.locate(place.file, place.from);
      this.#collector.open(String(place.file));
      this.#collector.note(code, String(place.file), message, 'warning', line);
    }
  }
}

/** Files whose POUs have statements: taking them apart would lose those. */
function filesWithCode(project: Project): string[] {
  return project
    .files()
    .filter(({ id }) => pousIn(project, id).some((pou) => pou.body !== '' || pou.members.length > 0))
    .map(({ id }) => String(id));
}

function isMoved(tag: Tag, names: NameMap, format: ImportFormatId): boolean {
  const kind = tag.owner === 'program' ? 'program' : 'global';
  const entry = names.find(variableOf(tag, format), { name: tag.scope, kind, variables: [] }, new Set());
  if (entry === null || entry === 'ambiguous') return false;
  const isString = format === 'rockwell-l5x' && (iecString(tag.type) !== null || /\bSTRING$/.test(tag.type));
  return isString || entry.path.toLowerCase() !== tag.path.toLowerCase() || entry.qualifiers !== undefined;
}

/** Operands that the I/O map names become addresses again. */
function wired(
  variable: ReturnType<typeof variableOf>,
  { ioMap }: VendorOptions,
): ReturnType<typeof variableOf> {
  const operand = variable.attributes?.AliasFor;
  const address = Object.entries(ioMap ?? {}).find(
    ([, to]) => to.toLowerCase() === operand?.toLowerCase(),
  )?.[0];
  if (operand === undefined || address === undefined) return variable;
  const { AliasFor: _, ...attributes } = variable.attributes ?? {};
  return { ...variable, address, attributes, device: operand };
}

function optionsOf(map: SideMap | undefined): VendorOptions {
  return typeof map?.options === 'object' && map.options !== null ? (map.options as VendorOptions) : {};
}

/** SIMATIC SD documents are SCL with another way to name types. */
function asText(file: SourceFile): SourceFile {
  if (!/\.s7dcl$/i.test(file.path)) return file;
  const text = new TextDecoder().decode(file.bytes).replace(/(:\s*|of\s+)_\./gi, '$1');
  return { path: `${file.path.slice(0, -'.s7dcl'.length)}.scl`, bytes: new TextEncoder().encode(text) };
}

function projectOf(texts: readonly { readonly path: string; readonly text: string }[]): Project {
  const project = openProject({ dialect: 'auto' });
  for (const { path, text } of texts) project.set(path as FileId, path, text);
  project.changes();
  return project;
}
