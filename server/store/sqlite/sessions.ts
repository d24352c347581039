/** Sign-in links, sessions and the audit log in SQLite. Synchronous; runs in the worker. */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { AuditRow, LinkUse, SessionRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import { type Row, type Transact, toPerson, toPersonOrNull } from './people.ts';

/** A session's "last seen" is written at most this often, milliseconds. */
const SEEN_EVERY_MS = 5 * 60_000;

export function sessionOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<
  Operations,
  | 'addLoginLink'
  | 'useLoginLink'
  | 'hasSignedIn'
  | 'addSession'
  | 'session'
  | 'endSession'
  | 'sessions'
  | 'endSessions'
  | 'endSessionOf'
  | 'audit'
  | 'audits'
> {
  const addLink = db.prepare('INSERT INTO login_link (hash, person, expires_at) VALUES (?, ?, ?)');
  const link = db.prepare(
    'SELECT l.expires_at, l.used_at, p.id, p.name, p.operator FROM login_link l JOIN person p ON p.id = l.person WHERE hash = ?',
  );
  const markUsed = db.prepare('UPDATE login_link SET used_at = ? WHERE hash = ?');
  const anyUsed = db.prepare('SELECT 1 FROM login_link WHERE used_at IS NOT NULL LIMIT 1');
  const add = db.prepare(
    'INSERT INTO session (hash, person, expires_at, created_at, seen_at, agent) VALUES (?1, ?2, ?3, ?4, ?4, ?5)',
  );
  const find = db.prepare(
    'SELECT p.id, p.name, p.operator, s.seen_at FROM session s JOIN person p ON p.id = s.person WHERE s.hash = ? AND s.expires_at > ?',
  );
  const seen = db.prepare('UPDATE session SET seen_at = ? WHERE hash = ?');
  const list = db.prepare(
    'SELECT hash, created_at, seen_at, expires_at, agent FROM session WHERE person = ? AND expires_at > ? ORDER BY seen_at DESC',
  );
  const end = db.prepare('DELETE FROM session WHERE hash = ?');
  const endAll = db.prepare("DELETE FROM session WHERE person = ? AND hash <> coalesce(?, '')");
  const dropOld = db.prepare('DELETE FROM session WHERE expires_at < ?');
  const audit = auditWriter(db);
  const audits = db.prepare(
    `SELECT a.id, a.at, a.person, a.project, a.action, a.detail, p.name FROM audit a LEFT JOIN person p ON p.id = a.person
     WHERE a.project = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?`,
  );
  const sessionsOf = (person: string, now: number) =>
    list.all(person, now).map((row): SessionRow => sessionRow(row as Row));

  return {
    addLoginLink: ({ hash, person, expiresAt }) => void addLink.run(hash, person, expiresAt),
    useLoginLink: (hash, now): LinkUse =>
      transact(() => {
        const row = link.get(hash) as Row | undefined;
        if (!row) return { state: 'unknown' };
        if (row.used_at !== null) return { state: 'used' };
        if (Number(row.expires_at) <= now) return { state: 'expired' };
        markUsed.run(now, hash);
        return { state: 'valid', person: toPerson(row) };
      }),
    hasSignedIn: () => anyUsed.get() !== undefined,
    addSession: ({ hash, person, expiresAt, at, agent }, entry) =>
      transact(() => {
        dropOld.run(at);
        add.run(hash, person, expiresAt, at, agent);
        audit(entry);
      }),
    session: (hash, now) => {
      const row = find.get(hash, now) as Row | undefined;
      if (row && now - Number(row.seen_at) > SEEN_EVERY_MS) seen.run(now, hash);
      return toPersonOrNull(row);
    },
    endSession: (hash) => void end.run(hash),
    sessions: sessionsOf,
    endSessions: (person, but, entry) =>
      transact(() => {
        audit(entry);
        return Number(endAll.run(person, but).changes);
      }),
    endSessionOf: (person, id) => {
      const session = sessionsOf(person, 0).find((one) => one.id === id);
      if (session) end.run(session.hash);
      return session !== undefined;
    },
    audit,
    audits: (project, limit, before = Number.MAX_SAFE_INTEGER) =>
      audits.all(project, before, limit).map((row): AuditRow => auditRow(row as Row)),
  };
}

/** The id is made from the stored hash, which itself opens nothing. */
function sessionRow(row: Row): SessionRow {
  const hash = String(row.hash);
  return {
    id: createHash('sha256').update(hash).digest('base64url').slice(0, 12),
    hash,
    createdAt: Number(row.created_at),
    seenAt: Number(row.seen_at),
    expiresAt: Number(row.expires_at),
    agent: String(row.agent),
  };
}

function auditRow(row: Row): AuditRow {
  const text = (value: string | number | null | undefined) => (value === null ? null : String(value));
  return {
    id: Number(row.id),
    at: Number(row.at),
    person: text(row.person),
    name: text(row.name),
    project: text(row.project),
    action: String(row.action),
    detail: String(row.detail),
  };
}
