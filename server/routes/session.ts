/** Signing in, access tokens for sockets, and who I am. */

import { PRACTICE_ID, PROJECT_ID, type Role } from '@tagloom/collab';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { type BegunSession, SESSION_COOKIE } from '../auth/sessions.ts';
import { isLoopback } from '../config.ts';
import type { Core } from '../core.ts';
import { PASSWORDS } from '../limits.ts';
import { practiceEnded } from '../practice/practice.ts';
import { Problem, projectUnknown } from '../problem.ts';
import type { Person } from '../store/store.ts';
import { addressOfRequest, jsonBody, principalOf, type RouteContext, requireOrigin } from './request.ts';

/** With a one-time code, or with a name (or e-mail) and a password. */
export const SignIn = z.union([
  z.strictObject({ code: z.string().min(1).max(200) }),
  z.strictObject({
    name: z.string().trim().min(1).max(200),
    password: z.string().min(1).max(PASSWORDS.longest),
  }),
]);
export const TokenRequest = z.object({ projectId: z.string().max(200) });

export function sessionRoutes(context: RouteContext): Hono {
  const { core, origins } = context;
  const routes = new Hono();

  routes.get('/me', async (c) => {
    const { user, isOperator } = await principalOf(c, context);
    return c.json({ person: user, operator: isOperator });
  });

  // What the sign-in page offers.
  routes.get('/session/ways', (c) =>
    c.json({ company: core.company ? new URL(core.company.issuer).host : null }),
  );

  routes.post('/session', async (c) => {
    if (c.req.header('origin') !== undefined) requireOrigin(c, origins);
    const proof = await jsonBody(c, SignIn);
    const address = addressOfRequest(c, context);
    if ('code' in proof) {
      await refuseFirstFromAfar(context, address);
      keepSession(c, context, await core.sessions.signIn(proof.code, agentOf(c)));
    } else {
      const person = await core.accounts.signIn(proof.name, proof.password, address);
      await beginSession(c, context, person, 'password');
    }
    return c.body(null, 204);
  });

  routes.delete('/session', async (c) => {
    requireOrigin(c, origins);
    const secret = getCookie(c, SESSION_COOKIE);
    if (secret) await core.sessions.signOut(secret);
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.body(null, 204);
  });

  routes.post('/session/token', async (c) => {
    const { user, claims } = await principalOf(c, context);
    // A token that could fetch the next one would never end.
    if (claims !== null)
      throw new Problem('SIGN_IN_NEEDED', 'A token cannot fetch another one; sign in.', { status: 401 });
    const { projectId } = await jsonBody(c, TokenRequest);
    const role = await roleIn(core, projectId, user.id);
    if (!role) throw projectUnknown(projectId);
    const { token, expiresAt } = await core.tokens.issue({ person: user.id, project: projectId });
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString(), role, person: user });
  });

  return routes;
}

/** In a practice copy its person may do all that there is to do. Throws PRACTICE_ENDED (404). */
async function roleIn(core: Core, project: string, person: string): Promise<Role | null> {
  if (PRACTICE_ID.test(project)) {
    if (!core.practice.mayEnter(project, person)) throw practiceEnded();
    return 'editor';
  }
  return PROJECT_ID.test(project) ? core.access.roleOf(project, person) : null;
}

/** Begins a session for somebody who has proved who they are, and gives the browser its cookie. */
export async function beginSession(
  c: Context,
  context: RouteContext,
  person: Person,
  how: string,
): Promise<void> {
  keepSession(c, context, await context.core.sessions.begin(person, agentOf(c), how));
}

function keepSession(c: Context, { core }: RouteContext, { secret, expiresAt }: BegunSession): void {
  setCookie(c, SESSION_COOKIE, secret, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: core.config.publicUrl?.startsWith('https:') ?? false,
    expires: new Date(expiresAt),
  });
}

/** Until somebody has signed in on the machine itself, a link that leaked opens nothing from elsewhere. */
async function refuseFirstFromAfar({ core }: RouteContext, address: string): Promise<void> {
  if (isLoopback(address.replace(/^::ffff:/, '')) || (await core.store.hasSignedIn())) return;
  throw new Problem(
    'FIRST_SIGN_IN_LOCAL',
    "The first sign-in happens on the server's own machine, at a loopback address.",
    { status: 403 },
  );
}

function agentOf(c: Context): string {
  return c.req.header('user-agent') ?? '';
}
