/** The entry: `node server/main.ts` serves the existing build, `node server/main.ts <command>` runs a command. */

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import { Problem } from './problem.ts';

/** Wrong usage exits with 2 (contract: "Errors everywhere"). */
const USAGE = new Set(['COMMAND_UNKNOWN', 'USAGE']);

// Compiled modules are kept, here and in worker threads. Nothing happens where it cannot write.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', '.cache', 'compile');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const [name = 'serve', ...args] = process.argv.slice(2);

try {
  const { commands } = await import('./commands/index.ts');
  const load = commands[name];
  if (!load)
    throw new Problem(
      'COMMAND_UNKNOWN',
      `There is no command "${name}"; there are ${Object.keys(commands).join(', ')}.`,
    );
  const command = await load();
  await command(args, readConfig(process.env));
} catch (error) {
  fail(error);
}

/** One sentence and a code for what is expected, the whole trace for what is not. */
function fail(error: unknown): never {
  if (error instanceof Problem) process.stderr.write(`${error.code}: ${error.message}\n`);
  else process.stderr.write(`INTERNAL: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(error instanceof Problem && USAGE.has(error.code) ? 2 : 1);
}
