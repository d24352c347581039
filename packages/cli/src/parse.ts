/** `parse`: one JSON object per file and line (contract section 3). */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ImportedFile, type ImportProblem, importFiles } from '@tagloom/containers';
import { type DialectId, parseOutput } from '@tagloom/st-parser';
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

/** One object for a text or TwinCAT file, one per entry for a zip. */
async function outputsOf(path: string, dialect: Dialect): Promise<readonly object[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return [
      refused(path, { code: 'FILE_UNREADABLE', message: `"${path}" cannot be read (${reasonOf(error)}).` }),
    ];
  }
  const { files, problems } = contentOf(path, bytes);
  const problem = problems.find((one) => one.severity === 'error') ?? problems[0];
  if (files.length === 0 && problem !== undefined) return [refused(path, problem)];
  return files.map((file) =>
    parsed(files.length === 1 ? path : `${path}${file.source.slice(basename(path).length)}`, file, dialect),
  );
}

/** A file that somebody names is meant as ST, whatever its extension. */
function contentOf(path: string, bytes: Uint8Array): ReturnType<typeof importFiles> {
  const name = basename(path);
  const result = importFiles([{ path: name, bytes }]);
  const isUnknown = result.problems.some((one) => one.code === 'FILE_KIND_UNKNOWN');
  return result.files.length === 0 && isUnknown ? importFiles([{ path: `${name}.st`, bytes }]) : result;
}

function parsed(path: string, file: ImportedFile, dialect: Dialect): object {
  return parseOutput(file.text, { dialect, file: path, clock: cpuClock });
}

function cpuClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The same shape as a parsed file, with the reason as its only error. */
function refused(
  path: string,
  { code, message }: { code: ImportProblem['code'] | 'FILE_UNREADABLE'; message: string },
): object {
  const nothing = { declarations: [], leaves: [], types: [], scopes: [] };
  const errors = [{ code, line: 1, col: 1, message }];
  return { file: path, ok: false, ms: 0, dialect: 'auto', errors, ...nothing };
}
