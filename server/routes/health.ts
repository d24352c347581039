/** Health for load balancers and people, metrics for Prometheus. */

import { Hono } from 'hono';
import type { Core } from '../core.ts';
import { Problem } from '../problem.ts';

/**
 * `live`: the process answers. `ready`: it can take people in; 503 while it stops or its database does not answer. Degraded
 * is ready, with reasons: a disk that fills up must not take away reading too.
 */
export function healthRoutes({ health, metrics }: Core, isStopping: () => boolean): Hono {
  const routes = new Hono();
  const ready = async () => {
    if (isStopping()) throw new Problem('STOPPING', 'The server is stopping.', { status: 503 });
    if (!(await health.answers()))
      throw new Problem('STORE_UNAVAILABLE', 'The database does not answer.', { status: 503 });
    const reasons = health.reasons();
    return Response.json(reasons.length === 0 ? { status: 'ok' } : { status: 'degraded', reasons });
  };
  routes.get('/health/live', () => Response.json({ status: 'ok' }));
  routes.get('/health/ready', ready);
  routes.get('/health', ready);
  routes.get('/metrics', async (c) =>
    c.text(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
  );
  return routes;
}
