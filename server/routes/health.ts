/** Health for load balancers and metrics for Prometheus. */

import { Hono } from 'hono';
import type { Core } from '../core.ts';

export function healthRoutes(core: Core, isStopping: () => boolean): Hono {
  const routes = new Hono();
  const ready = () =>
    isStopping()
      ? Response.json({ code: 'STOPPING', message: 'The server is stopping.' }, { status: 503 })
      : Response.json({ status: 'ok' });
  routes.get('/health/live', () => Response.json({ status: 'ok' }));
  routes.get('/health/ready', ready);
  routes.get('/health', ready);
  routes.get('/metrics', (c) =>
    c.text(core.metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return routes;
}
