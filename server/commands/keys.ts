/** `keys rotate`: a fresh key signs from now on; a running server notices by itself. */

import { rotateKeys } from '../auth/keys.ts';
import type { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { readFlags, usageError } from './flags.ts';

const USAGE = 'Usage: tagloom keys rotate';

export async function keys(args: readonly string[], config: Config): Promise<void> {
  const { words } = readFlags(args, [], USAGE);
  if (words.length !== 1 || words[0] !== 'rotate') throw usageError(USAGE);
  if (config.secrets)
    throw new Problem(
      'KEYS_FROM_ENVIRONMENT',
      'The key is JWT_SECRET: set JWT_SECRET_PREVIOUS to it and JWT_SECRET to a fresh one, then restart the server.',
    );
  const { current, previous } = await rotateKeys(config.dataDir);
  process.stdout.write(
    `Key ${current} signs now; tokens of ${previous} stay valid until the next rotation.\n`,
  );
}
