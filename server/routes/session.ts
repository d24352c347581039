/** Signing in, access tokens for sockets, and who I am. */

import { PROJECT_ID } from '@tagloom/collab';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { SESSION_COOKIE } from '../auth/sessions.ts';
import { Problem, projectUnknown } from '../problem.ts';
import { jsonBody, principalOf, type RouteContext, requireOrigin } from './request.ts';

const SignIn = z.object({ code: z.string().min(1).max(200) });
const TokenRequest = z.object({ projectId: z.string().max(200) });

export function sessionRoutes(context: RouteContext): Hono {
  const { core, origins } = context;
  const routes = new Hono();

  routes.get('/me', async (c) => {
    const { user, isOperator } = await principalOf(c, context);
    return c.json({ person: user, operator: isOperator });
  });

  routes.post('/session', async (c) => {
    if (c.req.header('origin') !== undefined) requireOrigin(c, origins);
    const { code } = await jsonBody(c, SignIn);
    const { secret, expiresAt } = await core.sessions.signIn(code);
    setCookie(c, SESSION_COOKIE, secret, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: core.config.publicUrl?.startsWith('https:') ?? false,
      expires: new Date(expiresAt),
    });
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
    const { user, project } = await principalOf(c, context);
    // A token that could fetch the next one would never end.
    if (project !== null)
      throw new Problem('SIGN_IN_NEEDED', 'A token cannot fetch another one; sign in.', { status: 401 });
    const { projectId } = await jsonBody(c, TokenRequest);
    const role = PROJECT_ID.test(projectId) ? await core.access.roleOf(projectId, user.id) : null;
    if (!role) throw projectUnknown(projectId);
    const { token, expiresAt } = await core.tokens.issue({ person: user.id, project: projectId });
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString(), role, person: user });
  });

  return routes;
}
