/** Copies of the database file: a consistent one made while a server writes, and the exchange of the present one for an older one. */

import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError, Problem } from '../../problem.ts';
import { readVersion, SCHEMA_VERSION } from './schema.ts';

/** Waiting time for a lock that a server holds, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Writes one consistent, checked copy of `file` to `target` while a server goes on writing. It appears whole or not at all.
 * Throws Problem `DATABASE_MISSING`, `FILE_EXISTS`, `BACKUP_FAILED`. Returns its size in bytes.
 */
export function backUpDatabase(file: string, target: string): number {
  if (!existsSync(file))
    throw new Problem('DATABASE_MISSING', `There is no database ${file}; set DATA_DIR to the folder of one.`);
  if (existsSync(target))
    throw new Problem(
      'FILE_EXISTS',
      `${target} is there already; name another file, backups are not overwritten.`,
    );
  const part = `${target}.part`;
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    rmSync(part, { force: true });
    copyPages(file, part);
    requireUsable(part);
    sync(part);
    // A link, unlike a rename, never replaces what came there meanwhile.
    linkSync(part, target);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'BACKUP_FAILED',
      `The backup ${target} could not be written: ${(error as Error).message}.`,
    );
  } finally {
    rmSync(part, { force: true });
  }
  sync(dirname(target));
  return statSync(target).size;
}

/** One read transaction over the whole file; writers of the log go on beside it. */
function copyPages(file: string, part: string): void {
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    db.prepare('VACUUM INTO ?').run(part);
  } finally {
    db.close();
  }
  chmodSync(part, 0o600);
}

/**
 * Puts `backup` in the place of `file`; no server and no command may work on it. What stood there is kept beside it under
 * the name that is returned. Whenever the machine dies, either the old or the new database is there, whole.
 * Throws Problem `BACKUP_UNUSABLE` or `DATABASE_UNAVAILABLE`; then nothing was changed.
 */
export function restoreDatabase(backup: string, file: string, now: number): string | null {
  requireUsable(backup);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.restoring`;
  rmSync(fresh, { force: true });
  copyFileSync(backup, fresh);
  chmodSync(fresh, 0o600);
  sync(fresh);
  const kept = existsSync(file) ? keepPresent(file, now) : null;
  renameSync(fresh, file);
  sync(dirname(file));
  return kept;
}

/** A second name for the present database, after everything in its write-ahead log has gone into the file itself. */
function keepPresent(file: string, now: number): string {
  foldLog(file);
  if (existsSync(`${file}-wal`))
    throw new Problem('DATABASE_UNAVAILABLE', `${file} is in use by a command; try again when it has ended.`);
  const kept = `${file}.before-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  linkSync(file, kept);
  return kept;
}

/** A broken database cannot be folded; it is kept as it is, its log too. */
function foldLog(file: string): void {
  try {
    const db = new DatabaseSync(file);
    try {
      db.exec('PRAGMA busy_timeout = 0');
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.exec('PRAGMA journal_mode = DELETE');
    } finally {
      db.close();
    }
  } catch {
    for (const end of ['-wal', '-shm'])
      if (existsSync(file + end)) renameSync(file + end, `${file}.broken${end}`);
  }
}

/** Throws unless the file is a whole database of ours that this version can read. */
function requireUsable(file: string): void {
  if (!existsSync(file)) throw new Problem('BACKUP_UNUSABLE', `There is no file ${file}.`);
  const version = checkedVersion(file);
  if (version === null || version === 0)
    throw new Problem('BACKUP_UNUSABLE', `${file} is not a whole Tagloom database; nothing was changed.`);
  if (version > SCHEMA_VERSION)
    throw new ConfigError(
      'DATABASE_NEWER',
      `${file} was written by a newer Tagloom (schema ${version}, this one knows ${SCHEMA_VERSION}); use that version.`,
    );
}

/** The schema version; null for a file that is broken or no database. */
function checkedVersion(file: string): number | null {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const { quick_check: verdict } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
      return verdict === 'ok' ? readVersion(db) : null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

/** Bytes of a file, or names of a folder, are on disk afterwards. */
function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
