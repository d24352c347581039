/** Exports of tags: files, what they lose, and what differs from the last ones. Each is kept with the state that it came from. */

import type { Project } from '@tagloom/st-parser';
import { type ExportResult, exportTags, readOptions, type VendorOptions } from '@tagloom/vendor-formats';
import { zipSync } from 'fflate';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { exportDifference, exportedOf, packExported, unpackExported } from '../exported.ts';
import { codeOf, Problem } from '../problem.ts';
import type { Target } from '../watch.ts';
import { optionsOf, readOptionsOf } from './options.ts';
import { type Entrant, enter, jsonBody, type RouteContext } from './request.ts';
import { attachment, formatUnknown, readTarget } from './targets.ts';
import { projectOf, readVersion } from './versions.ts';

/** Zips carry a fixed date, so that equal tags give equal bytes (L5). */
const ZIP_DATE = '1980-01-01T00:00:00';

export const TakenExport = z.strictObject({ options: z.looseObject({}).default({}) });

/** An export with what it was made of. */
interface Made {
  readonly result: ExportResult;
  readonly project: Project;
  readonly target: Target;
  readonly options: VendorOptions;
  readonly epoch: string;
  readonly seq: number;
  /** Lasting ids by path; null for a version. */
  readonly ids: ReadonlyMap<string, string> | null;
}

export function exportRoutes(context: RouteContext): Hono {
  const { observer, jobs, store, access, log } = context.core;
  const routes = new Hono();

  routes.get('/:project/export/:format/report', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const { files, diagnostics, map, layout } = await makeOf(projectId, c, ({ result }) => result);
    return c.json({
      diagnostics,
      map,
      ...(layout === undefined ? {} : { layout }),
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    });
  });

  routes.get('/:project/export/:format/difference', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const target = needTarget(c);
    const last = await store.lastExport(projectId, target);
    if (!last) return c.json({ last: null, added: [], changed: [], removed: [] });
    const options = readOptions(JSON.parse(last.options));
    const before = await unpackExported(last.bytes);
    const now = await liveOf(projectId, target, options, ({ project, result, ids }) =>
      exportedOf(project, result, ids),
    );
    const by = await access.user(last.person);
    const at = new Date(last.at).toISOString();
    const told = { at, by, cursor: `${last.epoch}.${last.seq}`, options };
    return c.json({ last: told, ...exportDifference(before, now) });
  });

  /** Files that a page made by itself: they are kept as the state that the server has now. */
  routes.post('/:project/export/:format/taken', async (c) => {
    const entrant = await enter(c, context, 'source.read');
    const target = needTarget(c);
    const { options } = await jsonBody(c, TakenExport);
    await liveOf(
      entrant.projectId,
      target,
      optionsOf(() => options),
      (made) => keep(entrant, made),
    );
    return c.body(null, 204);
  });

  routes.get('/:project/export/:format', async (c) => {
    const entrant = await enter(c, context, 'source.read');
    const { projectId } = entrant;
    const format = c.req.param('format');
    const title = `The export ${format}`;
    const files = await jobs.run({ project: projectId, kind: 'export', title }, (job) =>
      makeOf(projectId, c, async (made) => {
        const { files, diagnostics } = made.result;
        if (files.length === 0)
          throw new Problem('NOTHING_TO_EXPORT', 'The project holds no tag that this format can carry.', {
            status: 404,
          });
        await keep(entrant, made);
        job.result({ files: files.map(({ name }) => name), diagnostics: diagnostics.length });
        return files;
      }),
    );
    const [only, ...more] = files;
    if (only && more.length === 0) return attachment(only.name, only.bytes);
    const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
    return attachment(`${projectId}-${format}.zip`, zipSync(entries, { mtime: ZIP_DATE }));
  });

  /** A database that cannot write now must not keep people from their exports: then it is only logged. */
  const keep = async ({ user, projectId }: Entrant, made: Made): Promise<void> => {
    const { target, options, epoch, seq } = made;
    const at = Date.now();
    const bytes = await packExported(exportedOf(made.project, made.result, made.ids));
    const entry = { at, person: user.id, project: projectId, action: 'export', detail: target };
    const row = { project: projectId, target, options: JSON.stringify(options), epoch, seq, at, bytes };
    try {
      await store.noteExport({ ...row, person: user.id }, entry);
    } catch (error) {
      log.warn({ code: codeOf(error), action: 'export', project: projectId }, 'Not in the audit log.');
    }
  };

  /** The export that a request asks for: of a version, or of the present state. */
  const makeOf = async <T>(
    projectId: string,
    c: Context,
    use: (made: Made) => T | Promise<T>,
  ): Promise<T> => {
    const target = needTarget(c);
    const options = readOptionsOf(c);
    const name = c.req.query('version');
    if (name === undefined) return liveOf(projectId, target, options, use);
    const { version, content } = await readVersion(context, projectId, name);
    const project = projectOf(content);
    const { epoch, seq } = version;
    const result = exportTags(project, target, { version: version.name, ...options });
    return use({ result, project, target, options, epoch, seq, ids: null });
  };

  const liveOf = async <T>(
    projectId: string,
    target: Target,
    options: VendorOptions,
    use: (made: Made) => T | Promise<T>,
  ): Promise<T> => {
    const lease = await observer.open(projectId);
    try {
      const { project } = lease.watch;
      const { epoch, seq } = lease.watch.place();
      const result = exportTags(project, target, options);
      const ids = new Map(lease.watch.rows(null).map(({ path, id }) => [path, id]));
      return await use({ result, project, target, options, epoch, seq, ids });
    } finally {
      lease.release();
    }
  };

  return routes;
}

function needTarget(c: Context): Target {
  const target = readTarget(c.req.param('format'));
  if (!target) throw formatUnknown('');
  return target;
}
