/** What has to be read of a whole project to write an export and to say what it wrote, pure: texts in, bytes or a difference out. Runs in a thread for large projects. */

import { type DialectId, openProject, type Project } from '@tagloom/st-parser';
import { type ExportResult, exportTags, type VendorOptions } from '@tagloom/vendor-formats';
import { zipSync } from 'fflate';
import {
  type ExportDifference,
  exportDifference,
  exportedOf,
  packExported,
  unpackExported,
} from './exported.ts';
import type { Target } from './watchviews.ts';

/** Zips carry a fixed date, so that equal tags give equal bytes (L5). */
const ZIP_DATE = '1980-01-01T00:00:00';

/** `files`: what is downloaded, and its rows. `report`: what is said of it. `rows`: these alone. A difference is one to packed rows of before. */
export type ExportWish = 'files' | 'report' | 'rows' | { readonly before: Uint8Array };

export interface ExportWork {
  readonly wish: ExportWish;
  readonly files: readonly { readonly id: string; readonly path: string; readonly text: string }[];
  readonly dialect: DialectId | 'auto';
  readonly target: Target;
  readonly options: VendorOptions;
  /** Lasting ids of tags by path; null where nobody knows them. */
  readonly ids: ReadonlyMap<string, string> | null;
  /** Of a zip of several files, without its ending. */
  readonly name: string;
}

/** What was wished for; everything else is empty. */
export interface ExportOutput {
  /** Rows as they are kept. */
  readonly rows: Uint8Array;
  readonly difference: ExportDifference;
  /** JSON of the report. */
  readonly report: string;
  /** One file, or a zip of several; null where nothing can be exported. */
  readonly download: { readonly name: string; readonly bytes: Uint8Array } | null;
  /** Names of the files, and how many diagnostics there are. */
  readonly names: readonly string[];
  readonly diagnostics: number;
}

const NOTHING: ExportOutput = {
  rows: new Uint8Array(),
  difference: { added: [], changed: [], removed: [] },
  report: '',
  download: null,
  names: [],
  diagnostics: 0,
};

export async function workOut(work: ExportWork): Promise<ExportOutput> {
  const project = openProject({ dialect: work.dialect });
  for (const { id, path, text } of work.files) project.set(id, path, text);
  project.changes('declarations');
  return outputOf(project, work);
}

/** The same for a project that is open already. */
export async function outputOf(project: Project, work: ExportWork): Promise<ExportOutput> {
  const result = exportTags(project, work.target, work.options);
  const { wish } = work;
  if (wish === 'report') return { ...NOTHING, report: reportOf(result) };
  const now = exportedOf(project, result, work.ids);
  if (typeof wish === 'object')
    return { ...NOTHING, difference: exportDifference(await unpackExported(wish.before), now) };
  const isFull = wish === 'files' && result.files.length > 0;
  const download = isFull ? downloadOf(result, work.name) : null;
  return {
    ...NOTHING,
    rows: await packExported(now),
    download,
    names: result.files.map(({ name }) => name),
    diagnostics: result.diagnostics.length,
  };
}

function downloadOf({ files }: ExportResult, name: string): NonNullable<ExportOutput['download']> {
  const [only, ...more] = files;
  if (only && more.length === 0) return { name: only.name, bytes: only.bytes };
  const entries = Object.fromEntries(files.map((file) => [file.name, file.bytes]));
  return { name: `${name}.zip`, bytes: zipSync(entries, { mtime: ZIP_DATE }) };
}

/** What an export says, with the names and sizes of its files. */
function reportOf({ files, diagnostics, map, layout }: ExportResult): string {
  return JSON.stringify({
    diagnostics,
    map,
    ...(layout === undefined ? {} : { layout }),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
  });
}
