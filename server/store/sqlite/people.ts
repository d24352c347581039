/** People, members and projects in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '@tagloom/collab';
import type { MemberChangeRow, MemberRow, Person, ProjectListRow, ProjectRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';

export type Row = Record<string, string | number | null>;
export type Transact = <T>(act: () => T) => T;

export function peopleOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<
  Operations,
  | 'ensurePerson'
  | 'adoptPerson'
  | 'person'
  | 'personByName'
  | 'setOperator'
  | 'setMember'
  | 'removeMember'
  | 'members'
  | 'memberChanges'
  | 'roles'
  | 'accessRevision'
> {
  const byId = db.prepare('SELECT id, name, operator FROM person WHERE id = ?');
  const byName = db.prepare('SELECT id, name, operator FROM person WHERE name = ?');
  const add = db.prepare(
    'INSERT INTO person (id, name, operator, created_at) SELECT ?1, ?2, NOT EXISTS (SELECT 1 FROM person), ?3 WHERE NOT EXISTS (SELECT 1 FROM person WHERE name = ?2)',
  );
  const setOperator = db.prepare('UPDATE person SET operator = 1 WHERE id = ?');
  const setMember = db.prepare(
    `INSERT INTO member (project, person, role, created_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (person, project) DO UPDATE SET role = ?3, by_claim = 0 WHERE role <> ?3`,
  );
  const removeMember = db.prepare('DELETE FROM member WHERE project = ? AND person = ?');
  const members = db.prepare(
    'SELECT p.id, p.name, p.operator, m.role FROM member m JOIN person p ON p.id = m.person WHERE m.project = ? ORDER BY p.name',
  );
  const roleOf = db.prepare(
    'SELECT m.role FROM member m JOIN project p ON p.id = m.project WHERE m.project = ? AND m.person = ? AND p.deleted_at IS NULL',
  );
  const memberChanges = db.prepare(
    'SELECT number, person, before, after, at FROM member_change WHERE project = ? AND number > ? ORDER BY number LIMIT ?',
  );
  const revision = db.prepare("SELECT value FROM counter WHERE name = 'access'");

  return {
    ensurePerson: (id, name, at) =>
      transact(() => {
        add.run(id, name, at);
        return toPerson(byName.get(name) as Row);
      }),
    adoptPerson: (id, name, at) =>
      transact(() => {
        const known = byId.get(id) as Row | undefined;
        if (known) return toPerson(known);
        const free = byName.get(name) ? `${name} (${id.slice(0, 6)})` : name;
        add.run(id, free, at);
        return toPerson(byId.get(id) as Row);
      }),
    person: (id) => toPersonOrNull(byId.get(id)),
    personByName: (name) => toPersonOrNull(byName.get(name)),
    setOperator: (person) => void setOperator.run(person),
    setMember: (project, person, role, at) => void setMember.run(project, person, role, at),
    removeMember: (project, person) => Number(removeMember.run(project, person).changes) > 0,
    members: (project) => members.all(project).map((row): MemberRow => memberRow(row as Row)),
    memberChanges: (project, number, limit) =>
      memberChanges.all(project, number, limit).map((row) => ({ ...row }) as unknown as MemberChangeRow),
    roles: (pairs) =>
      pairs.map(({ project, person }) => {
        const row = roleOf.get(project, person) as { role: Role } | undefined;
        return row?.role ?? null;
      }),
    accessRevision: () => Number((revision.get() as Row).value),
  };
}

export function projectOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<
  Operations,
  | 'createProject'
  | 'project'
  | 'projectOf'
  | 'listProjects'
  | 'renameProject'
  | 'trashProject'
  | 'countProjects'
> {
  const add = db.prepare('INSERT OR IGNORE INTO project (id, org, name, created_at) VALUES (?, ?, ?, ?)');
  const addOrg = db.prepare('INSERT OR IGNORE INTO org VALUES (?, ?)');
  const get = db.prepare('SELECT id, org, name, created_at FROM project WHERE id = ? AND deleted_at IS NULL');
  const columns = `SELECT p.id, p.org, p.name, p.created_at, m.role, d.body AS summary, u.at, u.author,
      who.name AS author_name, who.operator AS author_operator
    FROM member m JOIN project p ON p.id = m.project
    LEFT JOIN derived d ON d.project = p.id AND d.kind = 'summary'
    LEFT JOIN document o ON o.project = p.id AND o.document = 'source'
    LEFT JOIN update_log u ON u.document = o.id AND u.seq = o.head_seq
    LEFT JOIN person who ON who.id = u.author
    WHERE m.person = ? AND p.deleted_at IS NULL`;
  const one = db.prepare(`${columns} AND p.id = ?`);
  const list = db.prepare(`${columns} AND p.id > ? ORDER BY p.id LIMIT ?`);
  const rename = db.prepare('UPDATE project SET name = ? WHERE id = ?');
  const trash = db.prepare('UPDATE project SET deleted_at = ? WHERE id = ?');
  const count = db.prepare('SELECT count(*) AS n FROM project');
  const audit = auditWriter(db);

  return {
    createProject: ({ id, org, name, createdAt }, entry = null) =>
      transact(() => {
        addOrg.run(org, org);
        const isNew = Number(add.run(id, org, name, createdAt).changes) > 0;
        if (isNew) audit(entry);
        return isNew;
      }),
    project: (id) => {
      const row = get.get(id) as Row | undefined;
      return row ? projectRow(row) : null;
    },
    projectOf: (id, person) => {
      const row = one.get(person, id) as Row | undefined;
      return row ? listRow(row) : null;
    },
    listProjects: (person, after, limit) => list.all(person, after, limit).map((row) => listRow(row as Row)),
    renameProject: (id, name) => void rename.run(name, id),
    trashProject: (id, entry) =>
      transact(() => {
        trash.run(entry.at, id);
        audit(entry);
      }),
    countProjects: () => Number((count.get() as Row).n),
  };
}

export function toPerson(row: Row): Person {
  return { id: String(row.id), name: String(row.name), operator: row.operator === 1 };
}

export function toPersonOrNull(row: unknown): Person | null {
  return row ? toPerson(row as Row) : null;
}

function memberRow(row: Row): MemberRow {
  return { person: toPerson(row), role: row.role as Role };
}

function projectRow(row: Row): ProjectRow {
  return {
    id: String(row.id),
    org: String(row.org),
    name: String(row.name),
    createdAt: Number(row.created_at),
  };
}

function listRow(row: Row): ProjectListRow {
  const author = {
    id: String(row.author),
    name: String(row.author_name ?? row.author),
    operator: row.author_operator === 1,
  };
  return {
    ...projectRow(row),
    role: row.role as Role,
    summary: row.summary === null ? null : String(row.summary),
    lastChange: row.at === null ? null : { at: Number(row.at), person: author },
  };
}
