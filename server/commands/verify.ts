/** `verify`: numbering, hashes and replay of every document; exit 1 with the list of what is wrong. Works beside a server. */

import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { refuseNewer } from '../store/sqlite/schema.ts';
import { type Verification, verifyDatabase } from '../store/sqlite/verify.ts';
import { readFlags, requireNoWords } from './flags.ts';

const USAGE = 'Usage: tagloom verify';

export async function verify(args: readonly string[], config: Config): Promise<void> {
  requireNoWords(readFlags(args, [], USAGE), USAGE);
  const { documents, entries, snapshots, segments, problems } = check(config.database);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    `${documents} documents, ${entries} entries, ${segments} segments, ${snapshots} snapshots\n`,
  );
  if (problems.length > 0)
    throw new Problem(
      'VERIFY_FAILED',
      `${problems.length} problems were found; restore a backup, or send this list to whoever looks after Tagloom.`,
    );
}

function check(file: string): Verification {
  if (!existsSync(file))
    throw new Problem('DATABASE_MISSING', `There is no database ${file}; set DATA_DIR to the folder of one.`);
  try {
    const db = new DatabaseSync(file);
    try {
      db.exec('PRAGMA busy_timeout = 10000');
      refuseNewer(db);
      return verifyDatabase(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('DATABASE_BROKEN', `${file} cannot be read: ${(error as Error).message}.`);
  }
}
