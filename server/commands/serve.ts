/** `serve`: the server on an existing build. */

import type { Config } from '../config.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { usageError } from './flags.ts';

export async function serve(args: readonly string[], config: Config): Promise<void> {
  if (args.length > 0) throw usageError('Usage: tagloom serve');
  // The database thread starts while the rest of the server is read; what goes wrong there is told when it is awaited.
  const opening = openSqliteStore(config.database);
  opening.catch(() => undefined);
  const { run } = await import('../run.ts');
  await run(config, opening);
}
