/** Exports of tags: files, what they lose, and what differs from the last ones. Each is kept with the state that it came from. */

import { readOptions, type VendorOptions } from '@tagloom/vendor-formats';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { createExporting } from '../exporting.ts';
import type { ExportOutput, ExportWish, ExportWork } from '../exportwork.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { codeOf, Problem } from '../problem.ts';
import type { Target } from '../watchviews.ts';
import { optionsOf, readOptionsOf } from './options.ts';
import { type Entrant, enter, jsonBody, type RouteContext } from './request.ts';
import { attachment, formatUnknown, readTarget } from './targets.ts';
import { readVersion } from './versions.ts';

/** `files` are the texts of then, of an export that a page made while it was offline; `at` says when, milliseconds since 1970. */
export const TakenExport = z.strictObject({
  options: z.looseObject({}).default({}),
  at: z.int().positive().optional(),
  files: z
    .array(z.strictObject({ id: z.string(), path: z.string(), text: z.string() }))
    .max(10_000)
    .optional(),
});

/** What is wanted of an export. */
interface Wanted {
  readonly target: Target;
  readonly options: VendorOptions;
  readonly wish: ExportWish;
}

/** What came out, and the state that it was made of. */
interface Made extends ExportOutput {
  readonly epoch: string;
  readonly seq: number;
}

/** An export as it is kept. */
interface Kept extends Pick<Made, 'rows' | 'epoch' | 'seq'> {
  readonly target: Target;
  readonly options: VendorOptions;
  readonly at: number;
}

export function exportRoutes(context: RouteContext): Hono {
  const { observer, jobs, store, access, log } = context.core;
  const exporting = createExporting();
  const routes = new Hono();

  routes.get('/:project/export/:format/report', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const { report } = await makeOf(projectId, c, 'report');
    return c.body(report, 200, { 'Content-Type': 'application/json' });
  });

  routes.get('/:project/export/:format/difference', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const target = needTarget(c);
    const last = await store.lastExport(projectId, target);
    if (!last) return c.json({ last: null, added: [], changed: [], removed: [] });
    const options = readOptions(JSON.parse(last.options));
    const { difference } = await liveOf(projectId, { target, options, wish: { before: last.bytes } });
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
    const made = await liveOf(projectId, { target, options, wish: 'rows' }, files);
    await note(entrant, { ...made, target, options, at: Math.min(at, Date.now()) });
    return c.body(null, 204);
  });

  routes.get('/:project/export/:format', async (c) => {
    const entrant = await enter(c, context, 'source.read');
    const { projectId } = entrant;
    const format = c.req.param('format');
    const title = `The export ${format}`;
    const { name, bytes } = await jobs.run({ project: projectId, kind: 'export', title }, async (job) => {
      const made = await makeOf(projectId, c, 'files');
      if (!made.download)
        throw new Problem('NOTHING_TO_EXPORT', 'The project holds no tag that this format can carry.', {
          status: 404,
        });
      await note(entrant, { ...made, target: needTarget(c), options: readOptionsOf(c), at: Date.now() });
      job.result({ files: made.names, diagnostics: made.diagnostics });
      return made.download;
    });
    return attachment(name, bytes);
  });

  /** A database that cannot write now must not keep people from their exports: then it is only logged. */
  const note = async (
    { user, projectId }: Entrant,
    { target, options, epoch, seq, at, rows }: Kept,
  ): Promise<void> => {
    const entry = { at, person: user.id, project: projectId, action: 'export', detail: target };
    const row = { project: projectId, target, options: JSON.stringify(options), epoch, seq, at, bytes: rows };
    try {
      await store.noteExport({ ...row, person: user.id }, entry);
    } catch (error) {
      log.warn({ code: codeOf(error), action: 'export', project: projectId }, 'Not in the audit log.');
    }
  };

  /** The export that a request asks for: of a version, or of the present state. */
  const makeOf = async (projectId: string, c: Context, wish: ExportWish): Promise<Made> => {
    const target = needTarget(c);
    const options = readOptionsOf(c);
    const name = c.req.query('version');
    if (name === undefined) return liveOf(projectId, { target, options, wish });
    const { version, content } = await readVersion(context, projectId, name);
    const { epoch, seq } = version;
    const output = await exporting.run(() => ({
      wish,
      files: content.files,
      dialect: content.settings.dialect,
      target,
      options: { version: version.name, ...options },
      ids: null,
      name: `${projectId}-${target}`,
    }));
    return { ...output, epoch, seq };
  };

  /** Off the main thread where the project is large: others' edits do not wait for it. `files` are texts of then. */
  const liveOf = async (
    projectId: string,
    { target, options, wish }: Wanted,
    files?: ExportWork['files'],
  ): Promise<Made> => {
    const lease = await observer.open(projectId);
    try {
      const { watch } = lease;
      let place = watch.place();
      const read = (): ExportWork => {
        place = watch.place();
        return {
          wish,
          files:
            files ??
            watch.project.files().map(({ id, path }) => ({ id, path, text: watch.project.text(id) })),
          dialect: watch.dialect,
          target,
          options,
          ids: files ? null : watch.idsByPath(),
          name: `${projectId}-${target}`,
        };
      };
      const output = await exporting.run(read, files ? undefined : watch.project);
      return { ...output, ...place };
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
