/** Files of a project: list, text, and writing as merged edits of the person (contract section 5). */

import { LIMITS, listFiles, type SourceEntry } from '@tagloom/collab';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readCursor } from '../cursor.ts';
import { createForeignMerges } from '../integrations/synctags.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import { enter, type RouteContext } from './request.ts';

export function fileRoutes(context: RouteContext): Hono {
  const { rooms, store, paces } = context.core;
  const merges = createForeignMerges(store, paces.mayClaim);
  const routes = new Hono();

  const limit = bodyLimit({
    maxSize: LIMITS.documentBytes,
    onError: () => {
      throw new Problem('BODY_TOO_LARGE', 'A file has at most 20 MB.', { status: 413 });
    },
  });

  const within = async <T>(project: string, act: (room: Room) => T | Promise<T>): Promise<T> => {
    const lease = await rooms.acquire({ project, document: 'source' });
    try {
      return await act(lease.room);
    } finally {
      lease.release();
    }
  };

  routes.get('/:project/files', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    return within(projectId, (room) => {
      const files = listFiles(room.doc).map(({ id, path, text }) => ({ id, path, length: text.length }));
      return c.json({ cursor: cursorOf(room), files });
    });
  });

  routes.get('/:project/files/:file', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    return within(projectId, (room) => {
      const file = fileOf(room, c.req.param('file'));
      if (!file) throw fileUnknown(c.req.param('file'));
      const headers = { ETag: `"${cursorOf(room)}"`, 'Content-Type': 'text/plain; charset=utf-8' };
      return c.body(file.text.toString(), 200, headers);
    });
  });

  // `base` merges with what came since; `If-Match` refuses when anything in the file did.
  routes.put('/:project/files/:file', limit, async (c) => {
    const { projectId, user } = await enter(c, context, 'source.write');
    const code = await c.req.text();
    return within(projectId, async (room) => {
      const name = c.req.param('file');
      const known = fileOf(room, name);
      const path = known?.path ?? name;
      const strict = strictOf(c);
      const base = readBase(c.req.query('base') ?? strict, room, known === undefined);
      if (strict !== null && !(await merges.isUnchanged(room, path, base)))
        throw new Problem('FILE_CHANGED', `${path} was changed since; read it again, or merge with ?base=.`, {
          status: 412,
        });
      const merged = await merges.merge(room, { person: user.id, code, path, base });
      const cursor = `${room.epoch}.${merged.seq}`;
      return c.json({ path: merged.path, cursor }, known ? 200 : 201, { ETag: `"${cursor}"` });
    });
  });

  return routes;
}

function cursorOf({ epoch, head }: Room): string {
  return `${epoch}.${head.seq}`;
}

function fileOf(room: Room, name: string): SourceEntry | undefined {
  const files = listFiles(room.doc);
  return (
    files.find(({ id }) => id === name) ?? files.find(({ path }) => path.toLowerCase() === name.toLowerCase())
  );
}

function fileUnknown(name: string): Problem {
  return new Problem('FILE_UNKNOWN', `There is no file ${name.slice(0, 240)} in this project.`, {
    status: 404,
  });
}

function strictOf(c: Context): string | null {
  const header = c.req.header('if-match');
  return header === undefined ? null : header.replace(/^(W\/)?"|"$/g, '');
}

/** A new file needs no base; an existing one is never overwritten blindly. */
function readBase(cursor: string | null | undefined, room: Room, isNew: boolean): number {
  if (cursor) return readCursor(cursor, room);
  if (isNew) return room.head.seq;
  throw new Problem('BASE_MISSING', 'Say with ?base= or If-Match which state of the file you changed.', {
    status: 428,
  });
}
