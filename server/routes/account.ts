/** What people see and change about themselves: name, e-mail, password, the browsers they are signed in with. */

import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { z } from 'zod';
import { toUser } from '../auth/access.ts';
import { digest, SESSION_COOKIE } from '../auth/sessions.ts';
import { PASSWORDS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { SessionRow } from '../store/store.ts';
import { addressOfRequest, jsonBody, type Principal, type RouteContext, sessionOnly } from './request.ts';

/** Names stand in lists, flags and audit lines: one line, no blanks around them. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]*$/u, 'has a control character');
export const AccountChanges = z.strictObject({
  name: PersonName.optional(),
  email: z.email().max(200).nullable().optional(),
});
export const NewPassword = z.strictObject({
  current: z.string().max(PASSWORDS.longest).optional(),
  password: z.string().max(PASSWORDS.longest),
});
export const Confirmation = z.strictObject({ confirm: z.string().max(200) });

export function accountRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { store } = core;
  const routes = new Hono();
  const audit = ({ user }: Principal, action: string, detail = '') => ({
    at: Date.now(),
    person: user.id,
    project: null,
    action,
    detail,
  });

  routes.get('/account', async (c) => {
    const { user, isOperator } = await sessionOnly(c, context);
    const account = await store.account(user.id);
    const { email = null, hasPassword = false, isGuest = false } = account ?? {};
    return c.json({ person: user, email, hasPassword, isGuest, operator: isOperator });
  });

  routes.patch('/account', async (c) => {
    const principal = await sessionOnly(c, context);
    const { name, email } = await jsonBody(c, AccountChanges);
    const changes = { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
    const fields = Object.keys(changes).join(', ');
    const outcome = await store.changePerson(principal.user.id, changes, audit(principal, 'account', fields));
    if (outcome === 'name-taken') throw takenName(name ?? '');
    if (outcome === 'email-taken')
      throw new Problem('EMAIL_TAKEN', `Somebody else here uses ${email}.`, { status: 409 });
    core.access.forget(principal.user.id);
    return c.json({ person: toUser({ id: principal.user.id, name: name ?? principal.user.name }) });
  });

  routes.put('/password', async (c) => {
    const { user, isOperator } = await sessionOnly(c, context);
    const { current, password } = await jsonBody(c, NewPassword);
    const person = { id: user.id, name: user.name, operator: isOperator };
    await core.accounts.setPassword(person, current ?? null, password, addressOfRequest(c, context));
    return c.body(null, 204);
  });

  routes.get('/sessions', async (c) => {
    const { user } = await sessionOnly(c, context);
    const current = currentHash(c);
    const sessions = await store.sessions(user.id, Date.now());
    return c.json({ sessions: sessions.map((session) => sessionJson(session, current)) });
  });

  // `?others=true` keeps the browser that asks.
  routes.delete('/sessions', async (c) => {
    const principal = await sessionOnly(c, context);
    const kept = c.req.query('others') === 'true' ? currentHash(c) : null;
    const ended = await store.endSessions(principal.user.id, kept, audit(principal, 'logout.all'));
    if (kept === null) deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.json({ ended });
  });

  routes.delete('/sessions/:session', async (c) => {
    const { user } = await sessionOnly(c, context);
    if (!(await store.endSessionOf(user.id, c.req.param('session'))))
      throw new Problem('SESSION_UNKNOWN', 'That browser is not signed in any more.', { status: 404 });
    return c.body(null, 204);
  });

  routes.delete('/account', async (c) => {
    const principal = await sessionOnly(c, context);
    const { confirm } = await jsonBody(c, Confirmation);
    if (confirm !== principal.user.name)
      throw new Problem('CONFIRMATION_WRONG', `Type the name ${principal.user.name} to delete the account.`, {
        status: 422,
      });
    await refuseLastOwner(context, principal);
    const alias = `Former member ${principal.user.id.slice(0, 6)}`;
    await store.forgetPerson(principal.user.id, alias, audit(principal, 'account.delete'));
    core.access.forget(principal.user.id);
    await core.access.refresh();
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.body(null, 204);
  });

  return routes;
}

/** A project that would have no owner any more needs another one, or is deleted, first. */
async function refuseLastOwner({ core: { store } }: RouteContext, { user }: Principal): Promise<void> {
  for (const { id, name, role } of await store.listProjects(user.id, '', 10_000)) {
    if (role !== 'owner') continue;
    const owners = (await store.members(id)).filter((member) => member.role === 'owner');
    if (owners.length === 1)
      throw new Problem('LAST_OWNER', `You are the only owner of ${name}. Make somebody else owner first.`, {
        status: 409,
      });
  }
}

function currentHash(c: Context): string | null {
  const secret = getCookie(c, SESSION_COOKIE);
  return secret ? digest(secret) : null;
}

function sessionJson({ id, hash, createdAt, seenAt, agent }: SessionRow, current: string | null) {
  const time = (at: number) => (at === 0 ? null : new Date(at).toISOString());
  return { id, createdAt: time(createdAt), seenAt: time(seenAt), agent, isCurrent: hash === current };
}

function takenName(name: string): Problem {
  return new Problem('NAME_TAKEN', `Somebody here is called ${name} already.`, { status: 409 });
}
