/** `restore FILE`: puts a backup in the place of the database. Refused while a server uses it; the old one is kept. */

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { lockDataDir } from '../store/lock.ts';
import { restoreDatabase } from '../store/sqlite/copies.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { readFlags, usageError } from './flags.ts';

const USAGE = 'Usage: tagloom restore FILE';

export async function restore(args: readonly string[], config: Config): Promise<void> {
  const { words } = readFlags(args, [], USAGE);
  const [file] = words;
  if (!file || words.length > 1) throw usageError(USAGE);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(config.dataDir);
  try {
    const now = Date.now();
    const kept = restoreDatabase(resolve(file), config.database, now);
    await note(config, file, now);
    process.stdout.write(`${config.database} is now ${file}\n`);
    if (kept) process.stdout.write(`What was there is kept as ${kept}\n`);
  } finally {
    unlock();
  }
}

/** Opening also brings an older schema up to date. */
async function note(config: Config, file: string, at: number): Promise<void> {
  const store = await openSqliteStore(config.database);
  try {
    await store.audit({ at, person: null, project: null, action: 'database.restore', detail: file });
  } finally {
    await store.close();
  }
}
