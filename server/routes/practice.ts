/** A practice copy of the demo plant, for the tour. */

import { Hono } from 'hono';
import { practiceNone } from '../practice/practice.ts';
import { DEMO } from '../seed.ts';
import { type RouteContext, sessionOnly } from './request.ts';

export function practiceRoutes(context: RouteContext): Hono {
  const { core } = context;
  const routes = new Hono();

  // Whoever may read the demo may practise: a role to write in the copy takes nothing from anybody.
  routes.post('/', async (c) => {
    const { user } = await sessionOnly(c, context);
    if (!(await core.access.roleOf(DEMO.id, user.id))) throw practiceNone();
    const { id, endsAt } = await core.practice.open(user);
    return c.json({ id, endsAt: new Date(endsAt).toISOString() }, 201);
  });

  return routes;
}
