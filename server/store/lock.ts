/**
 * One server per data folder: two would each keep rooms in memory and tell their people different things. The lock is a
 * SQLite lock on a file of its own, so that the system lets it go when the process dies, however it dies.
 */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../problem.ts';

/** Takes the lock of the folder, which must exist; throws ConfigError `DATA_DIR_IN_USE`. Returns the function that releases it. */
export function lockDataDir(dataDir: string): () => void {
  const db = new DatabaseSync(join(dataDir, 'server.lock'));
  try {
    db.exec('PRAGMA busy_timeout = 0');
    db.exec('BEGIN EXCLUSIVE');
  } catch {
    db.close();
    throw new ConfigError(
      'DATA_DIR_IN_USE',
      `Another server works on ${dataDir}; stop it, or set DATA_DIR to another folder.`,
    );
  }
  return () => db.close();
}
