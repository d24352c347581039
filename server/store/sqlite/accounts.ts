/** Local accounts, memberships with their audit, and links that invite, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '@tagloom/collab';
import type { Account, InviteRow, InviteState, MemberChange } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import { type Row, type Transact, toPerson } from './people.ts';

export function accountOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'account' | 'login' | 'setPassword' | 'changePerson' | 'forgetPerson'> {
  const byId = db.prepare(
    'SELECT id, name, operator, email, password IS NOT NULL AS has_password, guest FROM person WHERE id = ? AND forgotten_at IS NULL',
  );
  const byLogin = db.prepare(
    'SELECT id, name, operator, password FROM person WHERE (name = ?1 OR lower(email) = lower(?1)) AND forgotten_at IS NULL ORDER BY name = ?1 DESC LIMIT 1',
  );
  const setPassword = db.prepare('UPDATE person SET password = ?, guest = 0 WHERE id = ?');
  const setName = db.prepare('UPDATE person SET name = ? WHERE id = ?');
  const setEmail = db.prepare('UPDATE person SET email = ? WHERE id = ?');
  const nameOwner = db.prepare('SELECT id FROM person WHERE name = ?');
  const emailOwner = db.prepare('SELECT id FROM person WHERE lower(email) = lower(?)');
  const forget = db.prepare(
    'UPDATE person SET name = ?, email = NULL, password = NULL, operator = 0, guest = 0, forgotten_at = ? WHERE id = ?',
  );
  const leaveAll = db.prepare('DELETE FROM member WHERE person = ?');
  const endAll = db.prepare('DELETE FROM session WHERE person = ?');
  const dropTokens = db.prepare('DELETE FROM access_token WHERE person = ?');
  const dropIdentities = db.prepare('DELETE FROM identity WHERE person = ?');
  const dropLinks = db.prepare('DELETE FROM login_link WHERE person = ?');
  const audit = auditWriter(db);

  const isTaken = (owner: unknown, person: string) => owner !== undefined && (owner as Row).id !== person;

  return {
    account: (id) => {
      const row = byId.get(id) as Row | undefined;
      return row ? accountRow(row) : null;
    },
    login: (nameOrEmail) => {
      const row = byLogin.get(nameOrEmail) as Row | undefined;
      if (!row) return null;
      return { person: toPerson(row), password: row.password === null ? null : String(row.password) };
    },
    setPassword: (person, password, entry) =>
      transact(() => {
        setPassword.run(password, person);
        audit(entry);
      }),
    changePerson: (person, { name, email }, entry) =>
      transact(() => {
        if (name !== undefined && isTaken(nameOwner.get(name), person)) return 'name-taken';
        if (typeof email === 'string' && isTaken(emailOwner.get(email), person)) return 'email-taken';
        if (name !== undefined) setName.run(name, person);
        if (email !== undefined) setEmail.run(email, person);
        audit(entry);
        return 'done';
      }),
    forgetPerson: (person, name, entry) =>
      transact(() => {
        forget.run(name, entry.at, person);
        for (const statement of [leaveAll, endAll, dropLinks, dropTokens, dropIdentities])
          statement.run(person);
        audit(entry);
      }),
  };
}

export function membershipOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'changeMember' | 'addInvite' | 'invites' | 'revokeInvite' | 'invite' | 'useInvite'> {
  const roleOf = db.prepare('SELECT role FROM member WHERE project = ? AND person = ?');
  const otherOwners = db.prepare(
    "SELECT count(*) AS n FROM member WHERE project = ? AND person <> ? AND role = 'owner'",
  );
  const setRole = db.prepare(
    `INSERT INTO member (project, person, role, created_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (person, project) DO UPDATE SET role = ?3, by_claim = 0`,
  );
  const remove = db.prepare('DELETE FROM member WHERE project = ? AND person = ?');
  const add = db.prepare(
    'INSERT INTO invite (id, hash, project, role, created_by, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const open = db.prepare(
    'SELECT * FROM invite WHERE project = ? AND revoked_at IS NULL AND expires_at > ? AND uses_left > 0 ORDER BY created_at DESC, id',
  );
  const revoke = db.prepare(
    'UPDATE invite SET revoked_at = ? WHERE project = ? AND id = ? AND revoked_at IS NULL',
  );
  const byHash = db.prepare(
    'SELECT i.* FROM invite i JOIN project p ON p.id = i.project WHERE i.hash = ? AND p.deleted_at IS NULL',
  );
  const count = db.prepare('UPDATE invite SET uses_left = uses_left - 1 WHERE id = ?');
  const addGuest = db.prepare('INSERT INTO person (id, name, created_at, guest) VALUES (?, ?, ?, 1)');
  const nameOwner = db.prepare('SELECT id FROM person WHERE name = ?');
  const audit = auditWriter(db);

  const look = (hash: string, now: number): { state: InviteState; invite: InviteRow | null } => {
    const row = byHash.get(hash) as Row | undefined;
    return row ? { state: stateOf(row, now), invite: inviteRow(row) } : { state: 'unknown', invite: null };
  };

  const changeMember: Operations['changeMember'] = (project, person, role, entry) =>
    transact((): MemberChange => {
      const row = roleOf.get(project, person) as { role: Role } | undefined;
      if (!row && role === null) return 'unknown';
      const isOwnerLost = row?.role === 'owner' && role !== 'owner';
      if (isOwnerLost && Number((otherOwners.get(project, person) as Row).n) === 0) return 'last-owner';
      if (role === null) remove.run(project, person);
      else setRole.run(project, person, role, entry.at);
      audit(entry);
      return 'done';
    });

  return {
    changeMember,
    addInvite: (invite, entry) =>
      transact(() => {
        const { id, hash, project, role, createdBy, createdAt, expiresAt, usesLeft } = invite;
        add.run(id, hash, project, role, createdBy, createdAt, expiresAt, usesLeft);
        audit(entry);
      }),
    invites: (project, now) => open.all(project, now).map((row) => inviteRow(row as Row)),
    revokeInvite: (project, id, entry) =>
      transact(() => {
        const isRevoked = Number(revoke.run(entry.at, project, id).changes) > 0;
        if (isRevoked) audit(entry);
        return isRevoked;
      }),
    invite: look,
    useInvite: ({ hash, person, guest, at }) =>
      transact(() => {
        const { state, invite } = look(hash, at);
        const project = invite?.project ?? '';
        const has = (roleOf.get(project, person) as { role: Role } | undefined)?.role ?? null;
        // Who is in already needs no use of the link, also when it is used up.
        if (invite && has !== null && !isHigher(invite.role, has))
          return { state: 'valid', project, role: has };
        if (state !== 'valid' || !invite) return { state, project, role: 'viewer' };
        if (guest) addGuest.run(person, freeName(guest.name, person), at);
        setRole.run(project, person, invite.role, at);
        count.run(invite.id);
        audit({ at, person, project, action: 'invite.use', detail: `${invite.id} ${invite.role}` });
        return { state, project, role: invite.role };
      }),
  };

  function freeName(name: string, id: string): string {
    return nameOwner.get(name) ? `${name} (${id.slice(0, 6)})` : name;
  }
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, reviewer: 1, editor: 2, owner: 3 };

function isHigher(role: Role, than: Role): boolean {
  return RANK[role] > RANK[than];
}

function stateOf(row: Row, now: number): InviteState {
  if (row.revoked_at !== null) return 'revoked';
  if (Number(row.expires_at) <= now) return 'expired';
  return Number(row.uses_left) > 0 ? 'valid' : 'used';
}

function accountRow(row: Row): Account {
  return {
    person: toPerson(row),
    email: row.email === null ? null : String(row.email),
    hasPassword: row.has_password === 1,
    isGuest: row.guest === 1,
  };
}

function inviteRow(row: Row): InviteRow {
  return {
    id: String(row.id),
    project: String(row.project),
    role: row.role as Role,
    createdBy: String(row.created_by),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    usesLeft: Number(row.uses_left),
  };
}
