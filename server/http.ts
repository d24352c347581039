/** HTTP: health, metrics, the API and the built app. Errors leave as problem JSON `{ code, message, details? }`. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { OriginRules } from './auth/origin.ts';
import type { Core } from './core.ts';
import { Problem } from './problem.ts';
import { accountRoutes } from './routes/account.ts';
import { companyRoutes } from './routes/company.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { docsRoutes } from './routes/docs.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { fileRoutes } from './routes/files.ts';
import { folderRoutes } from './routes/folder.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/import.ts';
import { inviteRoutes, memberRoutes } from './routes/members.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { practiceRoutes } from './routes/practice.ts';
import { projectRoutes } from './routes/projects.ts';
import type { RouteContext } from './routes/request.ts';
import { sessionRoutes } from './routes/session.ts';
import { statusRoutes } from './routes/status.ts';
import { syncRoutes } from './routes/sync.ts';
import { tagRoutes } from './routes/tags.ts';
import { ownTokenRoutes, projectTokenRoutes } from './routes/tokens.ts';
import { versionRoutes } from './routes/versions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createStatic } from './static.ts';

export interface HttpOptions {
  readonly core: Core;
  readonly origins: OriginRules;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export interface Http {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Everything but health answers 503 from now on. */
  refuse(): void;
  /** Every route, as the router has them: for the test that holds them against the API document. */
  routes(): readonly { readonly method: string; readonly path: string }[];
}

export function createHttp({ core, origins, onTrouble }: HttpOptions): Http {
  let isStopping = false;
  const context: RouteContext = { core, origins };
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'same-origin');
    if (c.req.path.startsWith('/api')) c.header('Cache-Control', 'no-store');
  });
  app.route(
    '/',
    healthRoutes(core, () => isStopping),
  );
  app.use('/api/*', async (_c, next) => {
    if (isStopping) throw new Problem('STOPPING', 'The server is stopping.', { status: 503 });
    await next();
  });
  app.route('/api', docsRoutes());
  app.route('/api', sessionRoutes(context));
  app.route('/api/oidc', oidcRoutes(context));
  app.route('/api/company', companyRoutes(context));
  app.route('/api/me', accountRoutes(context));
  app.route('/api/me', ownTokenRoutes(context));
  app.route('/api/status', statusRoutes(context));
  app.route('/api/invites', inviteRoutes(context));
  app.route('/api/practice', practiceRoutes(context));
  app.route('/api/projects', projectRoutes(context));
  app.route('/api/projects', memberRoutes(context));
  app.route('/api/projects', projectTokenRoutes(context));
  app.route('/api/projects', webhookRoutes(context));
  app.route('/api/projects', fileRoutes(context));
  app.route('/api/projects', versionRoutes(context));
  app.route('/api/projects', importRoutes(context));
  // Before the formats of tags: `project` is none of them.
  app.route('/api/projects', folderRoutes(context));
  app.route('/api/projects', eventRoutes(context));
  app.route('/api/projects', tagRoutes(context));
  app.route('/api/projects', exportRoutes(context));
  app.route('/api/projects', syncRoutes(context));
  app.route('/api/projects', conflictRoutes(context));
  app.all('/api/*', (c) => {
    throw new Problem('PATH_UNKNOWN', `There is no ${c.req.method} ${c.req.path}.`, { status: 404 });
  });
  if (core.config.build) app.get('*', createStatic(core.config.build));
  app.notFound((c) =>
    problemResponse(new Problem('PATH_UNKNOWN', `There is no ${c.req.path}.`, { status: 404 })),
  );
  app.onError((error) => {
    if (error instanceof Problem) {
      core.metrics.refused(error.code);
      return problemResponse(error);
    }
    onTrouble('REQUEST_FAILED', error);
    return problemResponse(new Problem('INTERNAL', 'The server failed; its log says why.', { status: 500 }));
  });
  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    handle: (request, response) => void handle(request, response),
    routes: () => app.routes,
    refuse: () => {
      isStopping = true;
    },
  };
}

function problemResponse({ code, message, status, details }: Problem): Response {
  const body = JSON.stringify(details === undefined ? { code, message } : { code, message, details });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}
