/** Members, links that invite, and the audit log of one project. */

import { randomBytes } from 'node:crypto';
import { isRole, ROLES, randomId } from '@tagloom/collab';
import { Hono } from 'hono';
import { z } from 'zod';
import { toUser } from '../auth/access.ts';
import { digest } from '../auth/sessions.ts';
import { INVITES } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { AuditEntry, AuditRow, InviteRow, InviteState, MemberChange } from '../store/store.ts';
import { PersonName } from './account.ts';
import {
  type Entrant,
  enter,
  jsonBody,
  personOf,
  type RouteContext,
  readAfter,
  requireOrigin,
} from './request.ts';
import { beginSession } from './session.ts';

export const RoleField = z.enum(ROLES as unknown as ['owner', ...(typeof ROLES)[number][]]);
export const NewMember = z.strictObject({ name: PersonName, role: RoleField });
export const RoleChange = z.strictObject({ role: RoleField });
export const NewInvite = z.strictObject({
  role: RoleField.exclude(['owner']),
  /** Hours. */
  hours: z.number().int().min(1).max(INVITES.longestHours).default(INVITES.hours),
  uses: z.number().int().min(1).max(INVITES.mostUses).default(1),
});
export const Code = z.strictObject({ code: z.string().min(1).max(200) });
export const UseCode = z.strictObject({ code: z.string().min(1).max(200), name: PersonName.optional() });
const AUDIT_PAGE = 100;

export function memberRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { store } = core;
  const routes = new Hono();

  routes.get('/:project/members', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const members = await store.members(projectId);
    return c.json({ members: members.map(({ person, role }) => ({ ...toUser(person), role })) });
  });

  routes.post('/:project/members', async (c) => {
    const entrant = await enter(c, context, 'members.manage');
    const { name, role } = await jsonBody(c, NewMember);
    const person = await store.personByName(name);
    if (!person)
      throw new Problem('PERSON_UNKNOWN', `Nobody here is called ${name}. Invite them with a link.`, {
        status: 404,
      });
    await store.changeMember(
      entrant.projectId,
      person.id,
      role,
      auditOf(entrant, 'member', `${name}: ${role}`),
    );
    await core.access.refresh();
    return c.json({ ...toUser(person), role }, 201);
  });

  routes.put('/:project/members/:person', async (c) => {
    const entrant = await enter(c, context, 'members.manage');
    const { role } = await jsonBody(c, RoleChange);
    const id = c.req.param('person');
    const [known] = await store.roles([{ project: entrant.projectId, person: id }]);
    if (!known) throw memberUnknown();
    const entry = auditOf(entrant, 'member', `${await nameOf(context, id)}: ${known} to ${role}`);
    requireDone(await store.changeMember(entrant.projectId, id, role, entry));
    await core.access.refresh();
    return c.json({ id, role });
  });

  // Owners end anybody's membership, everybody their own.
  routes.delete('/:project/members/:person', async (c) => {
    const id = c.req.param('person');
    const { user } = await enter(c, context, 'source.read');
    const entrant = await enter(c, context, user.id === id ? 'source.read' : 'members.manage');
    const entry = auditOf(entrant, 'member', `${await nameOf(context, id)}: left`);
    requireDone(await store.changeMember(entrant.projectId, id, null, entry));
    await core.access.refresh();
    return c.body(null, 204);
  });

  routes.get('/:project/invites', async (c) => {
    const { projectId } = await enter(c, context, 'members.manage');
    const invites = await store.invites(projectId, Date.now());
    return c.json({ invites: await Promise.all(invites.map((invite) => inviteJson(context, invite))) });
  });

  routes.post('/:project/invites', async (c) => {
    const entrant = await enter(c, context, 'members.manage');
    const { role, hours, uses } = await jsonBody(c, NewInvite);
    const code = randomBytes(24).toString('base64url');
    const createdAt = Date.now();
    const invite: InviteRow = {
      id: randomId(10),
      project: entrant.projectId,
      role,
      createdBy: entrant.user.id,
      createdAt,
      expiresAt: createdAt + hours * 3_600_000,
      usesLeft: uses,
    };
    const entry = auditOf(entrant, 'invite', `${invite.id} ${role}, uses ${uses}, ${hours} h`);
    await store.addInvite({ ...invite, hash: digest(code) }, entry);
    // The code stands behind the #, which browsers never send: no log of a proxy has it.
    return c.json({ ...(await inviteJson(context, invite)), path: `/join#${code}` }, 201);
  });

  routes.delete('/:project/invites/:invite', async (c) => {
    const entrant = await enter(c, context, 'members.manage');
    const id = c.req.param('invite');
    if (!(await store.revokeInvite(entrant.projectId, id, auditOf(entrant, 'invite.revoke', id))))
      throw new Problem('INVITE_UNKNOWN', 'That link is not in use any more.', { status: 404 });
    return c.body(null, 204);
  });

  routes.get('/:project/audit', async (c) => {
    const { projectId } = await enter(c, context, 'audit.read');
    const before = readAfter(c);
    const rows = await store.audits(projectId, AUDIT_PAGE, before);
    if (c.req.query('format') === 'csv') return csvOf(await everyAudit(context, projectId));
    const next = rows.length === AUDIT_PAGE ? String(rows[rows.length - 1]?.id) : null;
    return c.json({ entries: rows.map(auditJson), next });
  });

  return routes;
}

/** Links from their other end: what one opens, and going through it. No project is named in the path. */
export function inviteRoutes(context: RouteContext): Hono {
  const { core, origins } = context;
  const routes = new Hono();

  routes.post('/look', async (c) => {
    const { code } = await jsonBody(c, Code);
    const { state, invite } = await core.store.invite(digest(code), Date.now());
    const project = invite && state === 'valid' ? await core.store.project(invite.project) : null;
    if (!invite || !project) throw inviteProblem(state);
    return c.json({ project: { name: project.name }, ...(await inviteJson(context, invite)) });
  });

  routes.post('/use', async (c) => {
    requireOrigin(c, origins);
    const { code, name } = await jsonBody(c, UseCode);
    const known = await personOf(c, context);
    if (!known && name === undefined)
      throw new Problem('NAME_NEEDED', 'Give the name under which the others see you.', { status: 422 });
    const person = known?.id ?? randomId();
    const guest = known || name === undefined ? null : { name };
    const used = await core.store.useInvite({ hash: digest(code), person, guest, at: Date.now() });
    if (used.state !== 'valid') throw inviteProblem(used.state);
    await core.access.refresh();
    if (!known) {
      const made = await core.store.person(person);
      if (made) await beginSession(c, context, made, 'invite');
    }
    return c.json({ projectId: used.project, role: used.role });
  });

  return routes;
}

function auditOf({ user, projectId }: Entrant, action: string, detail: string): AuditEntry {
  return { at: Date.now(), person: user.id, project: projectId, action, detail };
}

async function nameOf({ core }: RouteContext, person: string): Promise<string> {
  return (await core.store.person(person))?.name ?? person;
}

function requireDone(change: MemberChange): void {
  if (change === 'unknown') throw memberUnknown();
  if (change === 'last-owner')
    throw new Problem('LAST_OWNER', 'A project keeps at least one owner. Make somebody else owner first.', {
      status: 409,
    });
}

function memberUnknown(): Problem {
  return new Problem('MEMBER_UNKNOWN', 'That person is not a member of this project.', { status: 404 });
}

const SENTENCES: Readonly<Record<Exclude<InviteState, 'valid'>, string>> = {
  unknown: 'This server does not know the invitation. Check that the link is complete, or ask for a new one.',
  expired: 'This invitation has expired. Ask for a new one.',
  used: 'This invitation was used as often as it may be. Ask for a new one.',
  revoked: 'This invitation was taken back. Ask for a new one.',
};

function inviteProblem(state: InviteState): Problem {
  const known = state === 'valid' ? 'unknown' : state;
  return new Problem(`INVITE_${known.toUpperCase()}`, SENTENCES[known], { status: 404 });
}

async function inviteJson(
  context: RouteContext,
  { id, role, createdBy, createdAt, expiresAt, usesLeft }: InviteRow,
) {
  const by = await context.core.store.person(createdBy);
  return {
    id,
    role: isRole(role) ? role : 'viewer',
    by: by && toUser(by),
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    usesLeft,
  };
}

function auditJson({ id, at, person, name, action, detail }: AuditRow) {
  return { id, at: new Date(at).toISOString(), person, name, action, detail };
}

async function everyAudit({ core }: RouteContext, project: string): Promise<AuditRow[]> {
  const all: AuditRow[] = [];
  for (;;) {
    const page = await core.store.audits(project, 1_000, all[all.length - 1]?.id);
    all.push(...page);
    if (page.length < 1_000) return all;
  }
}

/** Quoted throughout; a leading `'` keeps spreadsheets from taking a name for a formula. */
function csvOf(rows: readonly AuditRow[]): Response {
  const field = (value: string) => `"${value.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const lines = rows.map((row) => {
    const { at, name, person, action, detail } = auditJson(row);
    return [at, name ?? '', person ?? '', action, detail].map(field).join(',');
  });
  return new Response(`${['"time","name","person","action","detail"', ...lines].join('\r\n')}\r\n`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit.csv"',
    },
  });
}
