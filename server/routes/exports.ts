/** Exports of tags: files, what they lose, and what differs from the last ones. Each is kept with the state that it came from. */

import type { Project } from '@tagloom/st-parser';
import { type ExportResult, exportTags, readOptions, type VendorOptions } from '@tagloom/vendor-formats';
import { zipSync } from 'fflate';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type ExportDifference, exportedOf, packExported } from '../exported.ts';
import { createExporting } from '../exporting.ts';
import type { ExportWork } from '../exportwork.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { codeOf, Problem } from '../problem.ts';
import type { Target } from '../watchviews.ts';
import { optionsOf, readOptionsOf } from './options.ts';
import { type Entrant, enter, jsonBody, type RouteContext } from './request.ts';
import { attachment, formatUnknown, readTarget } from './targets.ts';
import { projectOf, readVersion } from './versions.ts';

/** Zips carry a fixed date, so that equal tags give equal bytes (L5). */
const ZIP_DATE = '1980-01-01T00:00:00';

/** `files` are the texts of then, of an export that a page made while it was offline; `at` says when, milliseconds since 1970. */
export const TakenExport = z.strictObject({
  options: z.looseObject({}).default({}),
  at: z.int().positive().optional(),
  files: z
    .array(z.strictObject({ id: z.string(), path: z.string(), text: z.string() }))
    .max(10_000)
    .optional(),
});

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

/** An export of which rows are to be kept, or compared with `before`. */
interface Wanted {
  readonly target: Target;
  readonly options: VendorOptions;
  readonly before: Uint8Array | null;
}

/** An export as it is kept. */
interface Kept extends Pick<Made, 'target' | 'options' | 'epoch' | 'seq'> {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export function exportRoutes(context: RouteContext): Hono {
  const { observer, jobs, store, access, log } = context.core;
  const exporting = createExporting();
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
    const { difference } = await liveWork(projectId, { target, options, before: last.bytes });
    const by = await access.user(last.person);
    const at = new Date(last.at).toISOString();
    const told = { at, by, cursor: `${last.epoch}.${last.seq}`, options };
    return c.json({ last: told, ...difference });
  });

  /**
   * Files that a page made by itself: they are kept as the state that the server has now, or as the texts of then. What is
   * older than the last export changes nothing, so that saying it twice does no harm.
   */
  routes.post('/:project/export/:format/taken', async (c) => {
    const entrant = await enter(c, context, 'source.read');
    const { projectId } = entrant;
    const target = needTarget(c);
    const {
      options: asked,
      files,
      at = Date.now(),
    } = await jsonBody(c, TakenExport, SERVER_LIMITS.takenBytes);
    const options = optionsOf(() => asked);
    const last = await store.lastExport(projectId, target);
    if (last && last.at >= at) return c.body(null, 204);
    const { bytes, epoch, seq } = await liveWork(projectId, { target, options, before: null }, files);
    await note(entrant, { target, options, epoch, seq, at: Math.min(at, Date.now()), bytes });
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
  const keep = async (entrant: Entrant, made: Made): Promise<void> => {
    const bytes = await packExported(exportedOf(made.project, made.result, made.ids));
    await note(entrant, { ...made, at: Date.now(), bytes });
  };

  const note = async (
    { user, projectId }: Entrant,
    { target, options, epoch, seq, at, bytes }: Kept,
  ): Promise<void> => {
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

  /** Off the main thread where the project is large: others' edits do not wait for it. `files` are texts of then. */
  const liveWork = async (
    projectId: string,
    { target, options, before }: Wanted,
    files?: ExportWork['files'],
  ) => {
    const lease = await observer.open(projectId);
    try {
      const { watch } = lease;
      const place = watch.place();
      const output = await exporting.run(() => ({
        files:
          files ?? watch.project.files().map(({ id, path }) => ({ id, path, text: watch.project.text(id) })),
        dialect: watch.dialect,
        target,
        options,
        ids: files ? null : watch.idsByPath(),
        before,
      }));
      return { ...NO_OUTPUT, ...output, ...place };
    } finally {
      lease.release();
    }
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
      const ids = lease.watch.idsByPath();
      return await use({ result, project, target, options, epoch, seq, ids });
    } finally {
      lease.release();
    }
  };

  return routes;
}

/** One of both is there, as it was asked for. */
const NO_OUTPUT = {
  bytes: new Uint8Array(),
  difference: { added: [], changed: [], removed: [] },
} satisfies { bytes: Uint8Array; difference: ExportDifference };

function needTarget(c: Context): Target {
  const target = readTarget(c.req.param('format'));
  if (!target) throw formatUnknown('');
  return target;
}
