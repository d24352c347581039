/** The whole project as a zip in the formats that its files came in, and what such a zip cannot carry. */

import { listFiles } from '@tagloom/collab';
import { zipSync } from 'fflate';
import { Hono } from 'hono';
import { type Folder, projectFolder } from '../folder.ts';
import { enter, type RouteContext } from './request.ts';
import { readVersion } from './versions.ts';

/** A fixed date, so that equal projects give equal bytes. */
const ZIP_DATE = '1980-01-01T00:00:00';

export function folderRoutes(context: RouteContext): Hono {
  const { rooms, store, jobs } = context.core;
  const routes = new Hono();

  /** Of the present, or of a version. */
  const folderOf = async (project: string, version: string | undefined): Promise<Folder> => {
    if (version !== undefined) {
      const { content } = await readVersion(context, project, version);
      return projectFolder(content.files, await store.originals(project));
    }
    const lease = await rooms.acquire({ project, document: 'source' });
    try {
      const live = listFiles(lease.room.doc).map(({ id, path, text }) => ({
        id,
        path,
        text: text.toString(),
      }));
      return await projectFolder(live, await store.originals(project));
    } finally {
      lease.release();
    }
  };

  routes.get('/:project/export/project/report', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const { files, problems } = await folderOf(projectId, c.req.query('version'));
    return c.json({ problems, files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })) });
  });

  routes.get('/:project/export/project', async (c) => {
    const { projectId, user } = await enter(c, context, 'source.read');
    const version = c.req.query('version');
    const title = 'The export of the project';
    const { files } = await jobs.run({ project: projectId, kind: 'export', title }, async (job) => {
      const folder = await folderOf(projectId, version);
      job.result({ files: folder.files.length, problems: folder.problems.length });
      return folder;
    });
    const entry = {
      person: user.id,
      project: projectId,
      action: 'export',
      detail: version ? `project ${version}` : 'project',
    };
    await context.core.audit.note({ at: Date.now(), ...entry });
    const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
    const zip = zipSync(entries, { mtime: ZIP_DATE, level: 6 });
    return new Response(new Uint8Array(zip), {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': `attachment; filename="${projectId}.zip"`,
      },
    });
  });

  return routes;
}
