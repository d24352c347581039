/** `restore FILE`: puts a backup in the place of the database. Refused while a server uses it; the old one is kept. */

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomId } from '@tagloom/collab';
import type { Config } from '../config.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { lockDataDir } from '../store/lock.ts';
import { restoreDatabase } from '../store/sqlite/copies.ts';
import { openDatabase } from '../store/sqlite/database.ts';
import type { DocumentKey } from '../store/store.ts';
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
    renewAll(config.database, file, now);
    process.stdout.write(`${config.database} is now ${file}\n`);
    if (kept) process.stdout.write(`What was there is kept as ${kept}\n`);
  } finally {
    unlock();
  }
}

/**
 * The log is another one than clients remember: each document begins a new epoch at once, so that whoever holds edits that the
 * backup lacks can bring them back, also those of others. Opening brings an older schema up to date, too.
 */
function renewAll(file: string, backup: string, at: number): void {
  const { db, operations, close } = openDatabase(file);
  try {
    operations.audit({ at, person: null, project: null, action: 'database.restore', detail: backup });
    const documents = db.prepare('SELECT project, document FROM document').all() as unknown as DocumentKey[];
    for (const { project, document } of documents) {
      const detail = `${document}: restored from ${backup}`;
      operations.renewEpoch(
        { project, document },
        {
          epoch: randomId(12),
          recoverUntil: at + SERVER_LIMITS.recoveryMs,
          audit: { at, person: null, project, action: 'epoch.renewed', detail },
        },
      );
    }
  } finally {
    close();
  }
}
