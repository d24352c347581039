/** `backup FILE`: a consistent copy of the database while the server runs. The key file is not in it. */

import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { backUpDatabase } from '../store/sqlite/copies.ts';
import { readFlags, usageError } from './flags.ts';

const USAGE = 'Usage: tagloom backup FILE';

export async function backup(args: readonly string[], config: Config): Promise<void> {
  const { words } = readFlags(args, [], USAGE);
  const [file] = words;
  if (!file || words.length > 1) throw usageError(USAGE);
  const bytes = backUpDatabase(config.database, resolve(file));
  process.stdout.write(`${file} ${bytes} bytes\n`);
}
