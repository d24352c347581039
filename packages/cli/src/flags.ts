/** Reads `--name value` flags; whatever is missing or unknown is wrong usage with one sentence. */
import { parseArgs } from 'node:util';
import { Failure } from './failure.ts';

export interface Flags {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly words: readonly string[];
}

/** Throws `Failure` with `USAGE`. A lone `-` is a word. */
export function readFlags(args: readonly string[], names: readonly string[], usage: string): Flags {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Record<string, string | undefined>, words: positionals };
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new Failure('USAGE', `${sentence.replace(/\.$/, '')}. ${usage}`);
  }
}
