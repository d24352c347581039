/** Lasting tokens: what a person makes and takes back, and what owners see and take back in their project. */

import { atMost, ROLES } from '@tagloom/collab';
import { Hono } from 'hono';
import { z } from 'zod';
import { createLastingTokens } from '../auth/lasting.ts';
import { TOKENS } from '../limits.ts';
import { Problem, projectUnknown } from '../problem.ts';
import type { AccessTokenRow } from '../store/store.ts';
import { enter, jsonBody, type RouteContext, sessionOnly } from './request.ts';

export const NewToken = z.strictObject({
  name: z.string().trim().min(1).max(60),
  projectId: z.string().max(200),
  role: z.enum(ROLES as unknown as ['owner', ...(typeof ROLES)[number][]]),
  days: z.number().int().min(1).max(TOKENS.longestDays).default(TOKENS.days),
});

/** Below `/api/me`. */
export function ownTokenRoutes(context: RouteContext): Hono {
  const { store, access } = context.core;
  const lasting = createLastingTokens(store);
  const routes = new Hono();

  routes.get('/tokens', async (c) => {
    const { user } = await sessionOnly(c, context);
    const tokens = await store.tokens({ person: user.id }, Date.now());
    return c.json({ tokens: tokens.map(tokenJson) });
  });

  routes.post('/tokens', async (c) => {
    const { user } = await sessionOnly(c, context);
    const { name, projectId, role, days } = await jsonBody(c, NewToken);
    const own = await access.roleOf(projectId, user.id);
    if (!own) throw projectUnknown(projectId);
    if (atMost(role, own) !== role)
      throw new Problem('FORBIDDEN', `A token cannot be more than its person; you are ${own}.`, {
        status: 403,
      });
    const { secret, row } = await lasting.make({ person: user.id, project: projectId, role, name, days });
    return c.json({ ...tokenJson(row), token: secret }, 201);
  });

  routes.delete('/tokens/:token', async (c) => {
    const { user } = await sessionOnly(c, context);
    await revoke(context, c.req.param('token'), { person: user.id }, user.id);
    return c.body(null, 204);
  });

  return routes;
}

/** Below `/api/projects`. */
export function projectTokenRoutes(context: RouteContext): Hono {
  const { store } = context.core;
  const routes = new Hono();

  routes.get('/:project/tokens', async (c) => {
    const { projectId } = await enter(c, context, 'members.manage');
    const tokens = await store.tokens({ project: projectId }, Date.now());
    const named = tokens.map(async (row) => ({
      ...tokenJson(row),
      person: await context.core.access.user(row.person),
    }));
    return c.json({ tokens: await Promise.all(named) });
  });

  routes.delete('/:project/tokens/:token', async (c) => {
    const { projectId, user } = await enter(c, context, 'members.manage');
    await revoke(context, c.req.param('token'), { project: projectId }, user.id);
    return c.body(null, 204);
  });

  return routes;
}

async function revoke(
  { core: { store, access } }: RouteContext,
  id: string,
  of: { readonly person?: string; readonly project?: string },
  by: string,
): Promise<void> {
  const token = (await store.tokens(of, Date.now())).find((row) => row.id === id);
  const entry = {
    at: Date.now(),
    person: by,
    project: token?.project ?? null,
    action: 'token.revoke',
    detail: id,
  };
  if (!token || !(await store.revokeToken(id, of, entry)))
    throw new Problem('TOKEN_UNKNOWN', 'That token is not in use any more.', { status: 404 });
  await access.refresh();
}

function tokenJson({ id, name, project, role, createdAt, expiresAt, usedAt }: AccessTokenRow) {
  return {
    id,
    name,
    projectId: project,
    role,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    usedAt: usedAt === 0 ? null : new Date(usedAt).toISOString(),
  };
}
