/** `export`: ST sources to vendor files and `result.json`, without a server. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ImportProblem, importFiles } from '@tagloom/containers';
import { type FileId, openProject, type Project } from '@tagloom/st-parser';
import {
  type ExportResult,
  exportTags,
  FORMATS,
  type FormatId,
  VENDORS,
  type VendorId,
} from '@tagloom/vendor-formats';
import { Failure, reasonOf } from './failure.ts';
import { readFlags } from './flags.ts';
import type { Io } from './io.ts';
import { readOptionsFlag } from './options.ts';
import { readSources } from './sources.ts';

export const EXPORT_USAGE = `Usage: tagloom export --format ${FORMATS.join('|')} [--options JSON|FILE] --out FOLDER SOURCE...`;

/** Writes all files into the folder, `result.json` last. Problems of single sources are said and do not stop the others. */
export async function exportCommand(args: readonly string[], io: Io): Promise<void> {
  const { values, words } = readFlags(args, ['format', 'options', 'out'], EXPORT_USAGE);
  const format = formatOf(values.format);
  const options = await readOptionsFlag(values.options);
  if (values.out === undefined) throw new Failure('USAGE', `--out is missing. ${EXPORT_USAGE}`);
  if (words.length === 0) throw new Failure('USAGE', `There is no source. ${EXPORT_USAGE}`);
  const { project, problems } = await openSources(words);
  for (const problem of problems) io.complain(`${problem.code}: ${problem.message}\n`);
  const result = exportTags(project, format, options);
  await writeAll(values.out, result, problems);
}

function formatOf(text: string | undefined): FormatId | VendorId {
  if (text === undefined) throw new Failure('USAGE', `--format is missing. ${EXPORT_USAGE}`);
  const known = [...FORMATS, ...VENDORS].find((one) => one === text);
  if (known === undefined)
    throw new Failure('FORMAT_UNKNOWN', `There is no format "${text}"; there are ${FORMATS.join(', ')}.`);
  return known;
}

/** A project of everything that the sources hold. Throws `Failure` when that is nothing. */
async function openSources(
  paths: readonly string[],
): Promise<{ project: Project; problems: readonly ImportProblem[] }> {
  const { files, problems } = importFiles(await readSources(paths));
  const nothing = problems.find((one) => one.code === 'NOTHING_TO_IMPORT');
  if (nothing !== undefined) throw new Failure('NOTHING_TO_IMPORT', nothing.message);
  const project = openProject({ dialect: 'auto' });
  for (const file of files) project.set(file.path as FileId, file.path, file.text);
  project.changes();
  return { project, problems };
}

/** A source that did not come in is a loss like any other: its diagnostic carries the file's path in place of a tag's. */
async function writeAll(
  folder: string,
  result: ExportResult,
  problems: readonly ImportProblem[],
): Promise<void> {
  const lost = problems.map(({ code, severity, path, message }) => ({ code, severity, tag: path, message }));
  const { diagnostics, map, layout } = result;
  const summary = { diagnostics: [...lost, ...diagnostics], map, ...(layout ? { layout } : {}) };
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, bytes } of result.files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    await writeFile(join(folder, 'result.json'), `${JSON.stringify(summary, null, 2)}\n`);
  } catch (error) {
    throw new Failure('FILE_UNWRITABLE', `"${folder}" cannot be written (${reasonOf(error)}).`);
  }
}
