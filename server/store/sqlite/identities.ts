/** People of an outside issuer, and the memberships that their claims give, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '@tagloom/collab';
import type { ClaimRuleRow, Person } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import { type Row, type Transact, toPerson } from './people.ts';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, reviewer: 1, editor: 2, owner: 3 };

/** Rules that operators made. */
export function claimRuleOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'claimRules' | 'addClaimRule' | 'removeClaimRule'> {
  const all = db.prepare('SELECT id, claim, value, org, role FROM claim_rule ORDER BY claim, value, org');
  const add = db.prepare('INSERT OR IGNORE INTO claim_rule VALUES (?, ?, ?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM claim_rule WHERE id = ?');
  const audit = auditWriter(db);
  return {
    claimRules: () => all.all().map((row) => ({ ...row }) as unknown as ClaimRuleRow),
    addClaimRule: ({ id, claim, value, org, role }, entry) =>
      transact(() => {
        const isNew = Number(add.run(id, claim, value, org, role, entry.at).changes) > 0;
        if (isNew) audit(entry);
        return isNew;
      }),
    removeClaimRule: (id, entry) =>
      transact(() => {
        const isGone = Number(remove.run(id).changes) > 0;
        if (isGone) audit(entry);
        return isGone;
      }),
  };
}

export function identityOperations(db: DatabaseSync, transact: Transact): Pick<Operations, 'companyPerson'> {
  const known = db.prepare(
    'SELECT p.* FROM identity i JOIN person p ON p.id = i.person WHERE i.issuer = ? AND i.subject = ?',
  );
  const nameOwner = db.prepare('SELECT id FROM person WHERE name = ?');
  const addPerson = db.prepare('INSERT INTO person (id, name, operator, created_at) VALUES (?, ?, 0, ?)');
  const addIdentity = db.prepare('INSERT INTO identity (issuer, subject, person) VALUES (?, ?, ?)');
  const projects = db.prepare('SELECT id FROM project WHERE org = ? AND deleted_at IS NULL');
  const memberships = db.prepare('SELECT project, role, by_claim FROM member WHERE person = ?');
  const otherOwners = db.prepare(
    "SELECT count(*) AS n FROM member WHERE project = ? AND person <> ? AND role = 'owner'",
  );
  const put = db.prepare(
    `INSERT INTO member (project, person, role, created_at, by_claim) VALUES (?1, ?2, ?3, ?4, 1)
     ON CONFLICT (person, project) DO UPDATE SET role = ?3`,
  );
  const remove = db.prepare('DELETE FROM member WHERE project = ? AND person = ?');
  const audit = auditWriter(db);

  const make = (wanted: Parameters<Operations['companyPerson']>[0]): Person => {
    const { issuer, subject, id, name, at } = wanted;
    const free = nameOwner.get(name) ? `${name} (${id.slice(0, 6)})` : name;
    addPerson.run(id, free, at);
    addIdentity.run(issuer, subject, id);
    audit({ at, person: id, project: null, action: 'person.create', detail: issuer });
    return { id, name: free, operator: false };
  };

  const isLastOwner = (project: string, person: string, was: Role, role: Role | null): boolean =>
    was === 'owner' && role !== 'owner' && Number((otherOwners.get(project, person) as Row).n) === 0;

  /** What claims gave follows the claims; what people gave stays, and so does the last owner of a project. */
  const follow = (person: string, wanted: ReadonlyMap<string, Role>, at: number): void => {
    const missing = new Map(wanted);
    for (const found of memberships.all(person)) {
      const {
        project,
        role: was,
        by_claim: byClaim,
      } = found as { project: string; role: Role; by_claim: number };
      const role = wanted.get(project) ?? null;
      missing.delete(project);
      if (byClaim === 0 || role === was || isLastOwner(project, person, was, role)) continue;
      if (role === null) remove.run(project, person);
      else put.run(project, person, role, at);
      audit({ at, person, project, action: 'member', detail: `by claim: ${was} to ${role ?? 'none'}` });
    }
    for (const [project, role] of missing) {
      put.run(project, person, role, at);
      audit({ at, person, project, action: 'member', detail: `by claim: ${role}` });
    }
  };

  const rolesOf = (grants: readonly { readonly org: string; readonly role: Role }[]): Map<string, Role> => {
    const roles = new Map<string, Role>();
    for (const { org, role } of grants)
      for (const row of projects.all(org)) {
        const id = String((row as Row).id);
        const has = roles.get(id);
        if (has === undefined || RANK[role] > RANK[has]) roles.set(id, role);
      }
    return roles;
  };

  return {
    companyPerson: (wanted) =>
      transact(() => {
        const row = known.get(wanted.issuer, wanted.subject) as Row | undefined;
        const person = row ? toPerson(row) : make(wanted);
        follow(person.id, rolesOf(wanted.grants), wanted.at);
        return person;
      }),
  };
}
