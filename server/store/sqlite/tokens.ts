/** Lasting tokens for tools, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '@tagloom/collab';
import type { AccessTokenRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import type { Row, Transact } from './people.ts';

/** "Last used" is written at most this often, milliseconds. */
const USED_EVERY_MS = 5 * 60_000;

export function tokenOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'addToken' | 'token' | 'tokens' | 'revokeToken'> {
  const add = db.prepare(
    'INSERT INTO access_token (id, hash, person, project, role, name, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const byHash = db.prepare('SELECT * FROM access_token WHERE hash = ? AND expires_at > ?');
  const used = db.prepare('UPDATE access_token SET used_at = ? WHERE id = ?');
  const list = db.prepare(
    `SELECT * FROM access_token WHERE person = coalesce(?1, person) AND project = coalesce(?2, project) AND expires_at > ?3
     ORDER BY created_at DESC, id`,
  );
  const revoke = db.prepare(
    'DELETE FROM access_token WHERE id = ?1 AND person = coalesce(?2, person) AND project = coalesce(?3, project)',
  );
  const audit = auditWriter(db);

  return {
    addToken: ({ id, hash, person, project, role, name, createdAt, expiresAt }, entry) =>
      transact(() => {
        add.run(id, hash, person, project, role, name, createdAt, expiresAt);
        audit(entry);
      }),
    token: (hash, now) => {
      const row = byHash.get(hash, now) as Row | undefined;
      if (!row) return null;
      if (now - Number(row.used_at) > USED_EVERY_MS) used.run(now, String(row.id));
      return tokenRow(row);
    },
    tokens: ({ person = null, project = null }, now) =>
      list.all(person, project, now).map((row) => tokenRow(row as Row)),
    revokeToken: (id, { person = null, project = null }, entry) =>
      transact(() => {
        const isRevoked = Number(revoke.run(id, person, project).changes) > 0;
        if (isRevoked) audit(entry);
        return isRevoked;
      }),
  };
}

function tokenRow(row: Row): AccessTokenRow {
  return {
    id: String(row.id),
    person: String(row.person),
    project: String(row.project),
    role: row.role as Role,
    name: String(row.name),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    usedAt: Number(row.used_at),
  };
}
