/** `POST /api/projects/<id>/import`: files in (ST, or tags of a vendor), difference out; without `dryRun` applied as one logged edit of the person. */

import { LIMITS } from '@tagloom/collab';
import { importFiles, type SourceFile } from '@tagloom/containers';
import { isTagFile } from '@tagloom/vendor-formats';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { applyIntake, planIntake } from '../intake.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { originalsOf } from '../originals.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import { applyTags, planTags } from '../tagintake.ts';
import { readOptionsOf } from './options.ts';
import { enter, type RouteContext } from './request.ts';

export function importRoutes(context: RouteContext): Hono {
  const { core } = context;
  const routes = new Hono();

  const limit = bodyLimit({
    maxSize: SERVER_LIMITS.importBytes,
    onError: () => {
      throw new Problem('BODY_TOO_LARGE', 'An import has at most 64 MB; import it in parts.', {
        status: 413,
      });
    },
  });

  // Strangers are turned away before their bytes are read.
  const mayImport: MiddlewareHandler = async (c, next) => {
    await enter(c, context, 'import');
    await next();
  };

  routes.post('/:project/import', mayImport, limit, async (c) => {
    const { projectId, user } = await enter(c, context, 'import');
    const started = performance.now();
    const options = readOptionsOf(c);
    const all = await readFiles(c);
    const tagFiles = all.filter(({ path, bytes }) => isTagFile(path, bytes));
    const sources = all.filter((file) => !tagFiles.includes(file));
    const result = sources.length === 0 ? NO_SOURCES : importFiles(sources);
    const lease = await core.rooms.acquire({ project: projectId, document: 'source' });
    try {
      const { room } = lease;
      const plan = planIntake(room.doc, result);
      const tags = tagFiles.length === 0 ? null : planTags(room.doc, tagFiles, options).intake;
      const isDry = c.req.query('dryRun') === 'true';
      const tagChanges = tags === null ? 0 : tags.added.length + tags.changed.length;
      const hasChanges = plan.added.length + plan.changed.length + tagChanges > 0;
      if (!isDry && hasChanges) {
        requireRoomFor(room, result.files);
        // Texts and tags are one edit, so that one undo takes the whole import back.
        let ids: readonly string[] = [];
        await room.edit(user.id, (copy) => {
          ids = applyIntake(copy, result.files);
          if (tags !== null) applyTags(copy, tagFiles, options);
        });
        await core.store.saveOriginals(projectId, Date.now(), originalsOf(result, ids));
        await core.observer.settled();
      }
      const cursor = isDry ? null : `${room.epoch}.${room.head.seq}`;
      return c.json({
        cursor,
        ...plan,
        ...(tags === null ? {} : { tags }),
        ms: Math.round(performance.now() - started),
      });
    } finally {
      lease.release();
    }
  });

  return routes;
}

/** A request with vendor tags alone holds no source. */
const NO_SOURCES: ReturnType<typeof importFiles> = { files: [], problems: [], originals: [] };

/** The parts named `files` (a part's file name is its path in the folder), or one raw body whose path is in `path`. */
async function readFiles(c: Context): Promise<SourceFile[]> {
  const path = c.req.query('path');
  if (path !== undefined && !/^multipart\//i.test(c.req.header('content-type') ?? ''))
    return [{ path, bytes: new Uint8Array(await c.req.arrayBuffer()) }];
  let form: FormData;
  try {
    form = await c.req.raw.formData();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('BODY_INVALID', 'The body is not multipart/form-data.', { status: 422 });
  }
  const files: SourceFile[] = [];
  for (const part of form.getAll('files'))
    if (typeof part !== 'string')
      files.push({ path: decodePath(part.name), bytes: new Uint8Array(await part.arrayBuffer()) });
  if (files.length === 0)
    throw new Problem('NOTHING_TO_IMPORT', 'The request holds no part named "files".', { status: 422 });
  return files;
}

function decodePath(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A name with a bare % is a name with a bare %.
    return name;
  }
}

/** The document limit holds for imports too. */
function requireRoomFor(room: Room, files: readonly { readonly text: string }[]): void {
  const bytes = files.reduce((sum, { text }) => sum + text.length, room.state().length);
  if (bytes > LIMITS.documentBytes)
    throw new Problem('DOCUMENT_TOO_LARGE', 'With these files the project would be over 20 MB.', {
      status: 413,
    });
}
