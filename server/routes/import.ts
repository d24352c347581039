/** `POST /api/projects/<id>/import`: files in, difference out; without `dryRun` applied as one logged edit of the person. */

import { LIMITS } from '@tagloom/collab';
import { importFiles, type SourceFile } from '@tagloom/containers';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { applyIntake, planIntake } from '../intake.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
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
    const result = importFiles(await readFiles(c));
    const lease = await core.rooms.acquire({ project: projectId, document: 'source' });
    try {
      const { room } = lease;
      const plan = planIntake(room.doc, result);
      const isDry = c.req.query('dryRun') === 'true';
      const hasChanges = plan.added.length + plan.changed.length > 0;
      if (!isDry && hasChanges) {
        requireRoomFor(room, result.files);
        await room.edit(user.id, (copy) => applyIntake(copy, result.files));
        await core.observer.settled();
      }
      const cursor = isDry ? null : `${room.epoch}.${room.head.seq}`;
      return c.json({ cursor, ...plan, ms: Math.round(performance.now() - started) });
    } finally {
      lease.release();
    }
  });

  return routes;
}

/** The parts named `files`; a part's file name is its path in the folder. */
async function readFiles(c: Context): Promise<SourceFile[]> {
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
