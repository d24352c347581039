/** `layout`: sizes and offsets of structures, function blocks and data blocks as `{"diagnostics", "layout"}` (contract section 6). */
import { importFiles } from '@tagloom/containers';
import { type Cpu, layoutReport } from '@tagloom/st-parser';
import { Failure } from './failure.ts';
import { readFlags } from './flags.ts';
import type { Io } from './io.ts';
import { readSources } from './sources.ts';

export const LAYOUT_USAGE = 'Usage: tagloom layout --cpu S7-1500|S7-1200|S7-300|twincat SOURCE...';

const CPUS: readonly Cpu[] = ['S7-1500', 'S7-1200', 'S7-300', 'twincat'];

/** Prints one object. What has no layout is a diagnostic, never a failure. */
export async function layoutCommand(args: readonly string[], io: Io): Promise<void> {
  const { values, words } = readFlags(args, ['cpu'], LAYOUT_USAGE);
  const cpu = CPUS.find((one) => one === values.cpu);
  if (cpu === undefined)
    throw new Failure('USAGE', `"${values.cpu ?? ''}" is not a CPU that is known. ${LAYOUT_USAGE}`);
  if (words.length === 0) throw new Failure('USAGE', `There is no source. ${LAYOUT_USAGE}`);
  const { files, problems } = importFiles(await readSources(words));
  const nothing = problems.find((one) => one.code === 'NOTHING_TO_IMPORT');
  if (nothing !== undefined) throw new Failure('NOTHING_TO_IMPORT', nothing.message);
  const { layouts, unknown } = layoutReport(files, cpu);
  const lost = problems.map(({ code, severity, path, message }) => ({ code, severity, tag: path, message }));
  const left = unknown.map(({ name, why }) => ({
    code: 'LAYOUT_UNKNOWN' as const,
    severity: 'warning',
    tag: name,
    message: `${name} has no layout because ${why}.`,
  }));
  await io.print(`${JSON.stringify({ diagnostics: [...lost, ...left], layout: layouts })}\n`);
}
