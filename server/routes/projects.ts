/** Projects: list, create, rename, trash, members. */

import { PROJECT_ID, randomId } from '@tagloom/collab';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { toUser } from '../auth/access.ts';
import type { Core } from '../core.ts';
import { Problem, projectUnknown } from '../problem.ts';
import type { ProjectListRow } from '../store/store.ts';
import { EMPTY_SUMMARY, readSummary } from '../summary.ts';
import { enter, jsonBody, type Principal, principalOf, type RouteContext, sessionOnly } from './request.ts';

const ProjectId = z
  .string()
  .regex(PROJECT_ID, 'an id has 2 to 63 characters out of a-z, 0-9 and -, and does not begin with -');
const Name = z.string().trim().min(1, 'a project needs a name').max(100, 'a name has at most 100 characters');
export const NewProject = z.object({ name: Name, id: ProjectId.optional() });
export const Rename = z.object({ name: Name });

const PAGE = 100;

export function projectRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { store } = core;
  const routes = new Hono();

  routes.get('/', async (c) => {
    const { user, project } = await principalOf(c, context);
    const limit = readLimit(c);
    const rows = await store.listProjects(user.id, c.req.query('after') ?? '', limit + 1);
    const page = rows.slice(0, limit).filter((row) => (project ?? row.id) === row.id);
    const next = rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
    return c.json({ projects: page.map((row) => projectJson(core, row)), next });
  });

  routes.post('/', async (c) => {
    const principal = await sessionOnly(c, context);
    const { name, id } = await jsonBody(c, NewProject);
    if (id !== undefined) {
      if (!(await create(core, principal, id, name))) throw taken(id);
      return c.json({ id, name }, 201);
    }
    return c.json({ id: await createNamed(core, principal, name), name }, 201);
  });

  routes.put('/:project', async (c) => {
    const principal = await sessionOnly(c, context);
    const id = c.req.param('project');
    if (!PROJECT_ID.test(id))
      throw new Problem('ID_INVALID', `"${id.slice(0, 70)}" cannot be a project id.`, { status: 422 });
    const { name } = await jsonBody(c, Rename);
    if (await create(core, principal, id, name)) return c.json({ id, name }, 201);
    const { projectId } = await enter(c, context, 'project.rename').catch((error) => {
      // A taken id must not tell strangers that the project exists by name.
      throw error instanceof Problem && error.status === 404 ? taken(id) : error;
    });
    await store.renameProject(projectId, name);
    return c.json({ id, name }, 200);
  });

  routes.get('/:project', async (c) => {
    const { projectId, user } = await enter(c, context, 'source.read');
    const row = await store.projectOf(projectId, user.id);
    if (!row) throw projectUnknown(projectId);
    return c.json(projectJson(core, row));
  });

  routes.patch('/:project', async (c) => {
    const { projectId } = await enter(c, context, 'project.rename');
    const { name } = await jsonBody(c, Rename);
    await store.renameProject(projectId, name);
    return c.json({ id: projectId, name });
  });

  routes.delete('/:project', async (c) => {
    const { projectId, user } = await enter(c, context, 'project.delete');
    const at = Date.now();
    await store.trashProject(projectId, {
      at,
      person: user.id,
      project: projectId,
      action: 'project.trash',
      detail: '',
    });
    await core.access.refresh();
    return c.body(null, 204);
  });

  return routes;
}

async function create({ store }: Core, { user }: Principal, id: string, name: string): Promise<boolean> {
  const at = Date.now();
  const audit = { at, person: user.id, project: id, action: 'project.create', detail: name };
  if (!(await store.createProject({ id, org: 'main', name, createdAt: at }, audit))) return false;
  await store.setMember(id, user.id, 'owner', at);
  return true;
}

/** An id out of the name, with a random end where that is taken. */
async function createNamed(core: Core, principal: Principal, name: string): Promise<string> {
  const stem = slugOf(name);
  for (const id of [stem, `${stem.slice(0, 55)}-${randomId(6)}`])
    if (PROJECT_ID.test(id) && (await create(core, principal, id, name))) return id;
  throw taken(stem);
}

function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 55);
  return slug.length >= 2 ? slug : `project-${randomId(6)}`;
}

function taken(id: string): Problem {
  return new Problem('PROJECT_EXISTS', `There is already a project ${id}; choose another id.`, {
    status: 409,
  });
}

function readLimit(c: Context): number {
  const limit = Number(c.req.query('limit') ?? PAGE);
  return Number.isInteger(limit) && limit >= 1 && limit <= 500 ? limit : PAGE;
}

function projectJson(core: Core, row: ProjectListRow) {
  const summary = row.summary === null ? EMPTY_SUMMARY : readSummary(row.summary);
  return {
    id: row.id,
    name: row.name,
    org: row.org,
    role: row.role,
    files: summary.files,
    lines: summary.lines,
    tags: summary.tags,
    problems: { errors: summary.errors, warnings: summary.warnings },
    online: core.presence.online(row.id),
    lastChange: row.lastChange && {
      at: new Date(row.lastChange.at).toISOString(),
      by: toUser(row.lastChange.person),
    },
    dialect: summary.dialect,
    vendor: summary.vendor,
  };
}
