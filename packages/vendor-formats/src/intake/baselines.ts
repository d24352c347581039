/**
 * What comes back from an export of the project, in the formats of some files of source: what a file says as an export would is
 * no change of whoever sends it, however much the format renames, widens or loses.
 */
import { type ImportedFile, importFiles } from '@tagloom/containers';
import { type FileId, openProject, type Project, type Tag } from '@tagloom/st-parser';
import { exportTags } from '../registry.ts';
import type { FormatId } from '../types.ts';
import { variableOf } from './facts.ts';
import { NameMap } from './remap.ts';

/** A tag of an export as it comes back, and the path of the project's tag that it was made of. */
export interface Baseline {
  readonly tag: Tag;
  readonly path: string;
}

export class Baselines {
  readonly #formats = new Map<string, FormatId>();
  readonly #byPath = new Map<FormatId, ReadonlyMap<string, Baseline>>();
  /** Paths of the project's tags that an export has. */
  readonly #paths = new Set<string>();

  /** Exports `project` once for each format among `files`. */
  constructor(project: Project, files: readonly ImportedFile[]) {
    for (const file of files) {
      const format = S7_TEXT.test(file.source) ? 'siemens-db' : FORMATS[file.kind];
      if (format !== undefined) this.#formats.set(file.path, format);
    }
    for (const format of new Set(this.#formats.values())) {
      const found = baselinesOf(project, format);
      this.#byPath.set(format, found);
      for (const { path } of found.values()) this.#paths.add(path);
    }
  }

  /** What an export has where a tag of the files stands. */
  of({ file, path }: Tag): Baseline | undefined {
    const format = this.#formats.get(file);
    return format && this.#byPath.get(format)?.get(path.toLowerCase());
  }

  /** Whether no export has a tag of the project: files that do not have it either say nothing by that. */
  lack(path: string): boolean {
    return this.#byPath.size > 0 && !this.#paths.has(path);
  }
}

const FORMATS: { readonly [kind in ImportedFile['kind']]?: FormatId } = {
  l5x: 'rockwell-l5x',
  plcopen: 'plcopen',
  tcpou: 'beckhoff',
  tcgvl: 'beckhoff',
  tcdut: 'beckhoff',
  tcio: 'beckhoff',
};

const S7_TEXT = /\.(?:db|udt|scl)$/i;

function baselinesOf(project: Project, format: FormatId): ReadonlyMap<string, Baseline> {
  const { files, map } = exportTags(project, format);
  const back = openProject({ dialect: 'auto' });
  for (const { path, text } of importFiles(files.map(({ name, bytes }) => ({ path: name, bytes }))).files)
    back.set(path as FileId, path, text);
  back.changes('declarations');
  const names = new NameMap({ entries: map });
  const found = new Map<string, Baseline>();
  for (const tag of back.tags()) {
    const kind = tag.owner === 'program' ? 'program' : 'global';
    const scope = { name: tag.scope, kind, variables: [] } as const;
    const entry = names.find(variableOf(tag, format), { ...scope, variables: [] }, new Set());
    if (entry !== null && entry !== 'ambiguous') found.set(tag.path.toLowerCase(), { tag, path: entry.path });
  }
  return found;
}
