/** `parse`: one JSON object per file and line (contract section 3). */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  decode,
  type ImportedFile,
  type ImportProblem,
  type ImportResult,
  importFiles,
  placesIn,
} from '@tagloom/containers';
import { type DialectId, parseOutputs } from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import { Failure, reasonOf } from './failure.ts';
import { readFlags } from './flags.ts';
import type { Io } from './io.ts';

export const PARSE_USAGE = 'Usage: tagloom parse [--dialect auto|iec|codesys|siemens|rockwell] [FILES...|-]';

type Dialect = DialectId | 'auto';
const DIALECTS: readonly Dialect[] = ['auto', 'iec', 'codesys', 'siemens', 'rockwell'];

/** Prints a line for each file, also for one that cannot be read; only wrong usage fails. */
export async function parseCommand(args: readonly string[], io: Io): Promise<void> {
  const { values, words } = readFlags(args, ['dialect'], PARSE_USAGE);
  const dialect = DIALECTS.find((one) => one === (values.dialect ?? 'auto'));
  if (dialect === undefined)
    throw new Failure('USAGE', `"${values.dialect}" is not a dialect. ${PARSE_USAGE}`);
  if (words.length === 0) throw new Failure('USAGE', `There is no file. ${PARSE_USAGE}`);
  for (const file of await listed(words, io)) {
    for (const output of await outputsOf(file, dialect)) await io.print(`${JSON.stringify(output)}\n`);
  }
}

/** The named files; `-` stands for the paths on standard input. */
async function listed(words: readonly string[], io: Io): Promise<string[]> {
  const lists = await Promise.all(
    words.map(async (word) => (word === '-' ? linesOf(await io.input()) : [word])),
  );
  return lists.flat();
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/** One object for a text or container, one per entry for a zip. */
async function outputsOf(path: string, dialect: Dialect): Promise<readonly object[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return [
      refused(path, { code: 'FILE_UNREADABLE', message: `"${path}" cannot be read (${reasonOf(error)}).` }),
    ];
  }
  const start = cpuClock();
  const result = contentOf(path, bytes);
  const { files, problems } = result;
  const problem = problems.find((one) => one.severity === 'error' && one.code !== 'NOTHING_TO_IMPORT');
  if (files.length === 0 && isReadable(result)) return [parsed(path, result, [], dialect, start)];
  if (files.length === 0) return [refused(path, problem ?? problems[0] ?? UNKNOWN)];
  const entries = Map.groupBy(files, (file) => file.original);
  return [...entries.values()].map((texts) => {
    const inner = texts[0]?.source.slice(basename(path).length) ?? '';
    return parsed(entries.size === 1 ? path : `${path}${inner}`, result, texts, dialect, start);
  });
}

const UNKNOWN = { code: 'FILE_KIND_UNKNOWN', message: 'The file holds no Structured Text.' } as const;

/** A container of ours that declares nothing is read all the same. */
function isReadable({ problems }: ImportResult): boolean {
  const others = problems.filter(({ code }) => code !== 'NOTHING_TO_IMPORT');
  return others.length > 0 && others.every(({ code }) => code === 'CONTENT_NOT_ST' || code === 'BODY_NOT_ST');
}

/** A file that somebody names is meant as ST, whatever its extension. */
function contentOf(path: string, bytes: Uint8Array): ImportResult {
  const name = basename(path);
  const result = importFiles([{ path: name, bytes }]);
  const isUnknown = result.problems.some((one) => one.code === 'FILE_KIND_UNKNOWN');
  return result.files.length === 0 && isUnknown ? importFiles([{ path: `${name}.st`, bytes }]) : result;
}

/** Lines and columns are those of the file as it is on the disk. `start` is when its reading began. */
function parsed(
  path: string,
  { originals }: ImportResult,
  files: readonly ImportedFile[],
  dialect: Dialect,
  start: number,
): object {
  const container = decode(originals[files[0]?.original ?? -1]?.bytes ?? new Uint8Array())?.text ?? '';
  const sources = files.map((file) => ({
    path: file.kind === 'st' ? path : file.path,
    text: file.text,
    locate: placesIn(container, file),
  }));
  const known = dialect === 'auto' && files[0]?.kind === 'l5x' ? 'rockwell' : dialect;
  const output = parseOutputs(sources, { dialect: known, file: path, library: LIBRARY });
  return { ...output, ms: cpuClock() - start };
}

function cpuClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The same shape as a parsed file, with the reason as its only error. */
function refused(
  path: string,
  problem: Pick<ImportProblem, 'message' | 'line' | 'col'> & {
    code: ImportProblem['code'] | 'FILE_UNREADABLE';
  },
): object {
  const nothing = { declarations: [], leaves: [], types: [], scopes: [] };
  const { code, message, line = 1, col = 1 } = problem;
  const errors = [{ code, line, col, message }];
  return { file: path, ok: false, ms: 0, dialect: 'auto', errors, ...nothing };
}
