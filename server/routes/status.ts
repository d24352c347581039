/** How the server is, for its operators; how projects are, for their owners and for operators. */

import { Hono } from 'hono';
import type { Core } from '../core.ts';
import { readItems } from '../items.ts';
import type { ProjectFigures } from '../store/store.ts';
import { EMPTY_SUMMARY, readSummary } from '../summary.ts';
import { VERSION } from '../version.ts';
import { operatorOnly, type RouteContext, readLimit, sessionOnly } from './request.ts';

const DAY_MS = 24 * 3_600_000;
const PAGE = 50;

export function statusRoutes(context: RouteContext): Hono {
  const { core } = context;
  const routes = new Hono();

  routes.get('/', async (c) => {
    await operatorOnly(c, context);
    const since = Number(c.req.query('since') ?? 0);
    return c.json(statusJson(core, Number.isFinite(since) ? since : 0));
  });

  routes.get('/projects', async (c) => {
    const { user, isOperator } = await sessionOnly(c, context);
    const limit = readLimit(c, PAGE, PAGE);
    const rows = await core.store.projectFigures({
      owner: isOperator ? null : user.id,
      after: c.req.query('after') ?? '',
      since: Date.now() - DAY_MS,
      limit: limit + 1,
    });
    const next = rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
    return c.json({ projects: rows.slice(0, limit).map((row) => projectJson(core, row)), next });
  });

  return routes;
}

function statusJson({ figures, health, metrics }: Core, since: number) {
  const free = health.freeBytes();
  return {
    version: VERSION,
    startedAt: new Date(figures.startedAt).toISOString(),
    now: Date.now(),
    reasons: health.reasons(),
    diskFree: Number.isNaN(free) ? null : free,
    samples: figures.since(since),
    refusals: metrics.refusalList(),
  };
}

function projectJson({ presence }: Core, row: ProjectFigures) {
  const { files, lines, tags } = row.summary === null ? EMPTY_SUMMARY : readSummary(row.summary);
  return {
    id: row.id,
    name: row.name,
    online: presence.online(row.id).length,
    files,
    lines,
    tags,
    items: readItems(row.items),
    entries: row.entries,
    logBytes: row.logBytes,
    dayBytes: row.dayBytes,
    snapshotBytes: row.snapshotBytes,
    lastAt: row.lastAt === null ? null : new Date(row.lastAt).toISOString(),
  };
}
