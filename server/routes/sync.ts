/**
 * Push and pull of the source document: what a socket does, for updates over the frame limit and for networks without
 * WebSockets. Same gate, same roles, same log.
 */

import { LIMITS, SOURCE_ROOTS } from '@tagloom/collab';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as Y from 'yjs';
import { Problem } from '../problem.ts';
import { enter, type RouteContext } from './request.ts';

const UPDATE_TYPE = 'application/octet-stream';

export function syncRoutes(context: RouteContext): Hono {
  const { rooms, presence, paces } = context.core;
  const routes = new Hono();

  const limit = bodyLimit({
    maxSize: LIMITS.documentBytes,
    onError: () => {
      throw new Problem('BODY_TOO_LARGE', 'An update has at most 20 MB.', { status: 413 });
    },
  });

  for (const path of ['/:project/sync/source/push', '/:project/sync/push'])
    routes.post(path, limit, async (c) => {
      const { projectId, user } = await enter(c, context, 'source.write');
      const update = new Uint8Array(await c.req.arrayBuffer());
      const lease = await rooms.acquire({ project: projectId, document: 'source' });
      try {
        const { seq } = await lease.room.push(update, {
          person: user.id,
          roots: SOURCE_ROOTS,
          isReserved: (client) => presence.board(projectId, 'source').isHeldByOther(client, user.id),
          mayClaim: (count) => paces.mayClaim(user.id, count),
        });
        return c.json({ cursor: `${lease.room.epoch}.${seq}` });
      } finally {
        lease.release();
      }
    });

  for (const path of ['/:project/sync/source/pull', '/:project/sync/pull'])
    routes.get(path, async (c) => {
      const { projectId } = await enter(c, context, 'source.read');
      const lease = await rooms.acquire({ project: projectId, document: 'source' });
      try {
        const { room } = lease;
        const update = Y.encodeStateAsUpdate(room.doc, readStateVector(c.req.query('stateVector')));
        c.header('Content-Type', UPDATE_TYPE);
        c.header('X-Tagloom-Cursor', `${room.epoch}.${room.head.seq}`);
        return c.body(update as Uint8Array<ArrayBuffer>);
      } finally {
        lease.release();
      }
    });

  return routes;
}

/** base64url of a Yjs state vector; none means everything. */
function readStateVector(encoded: string | undefined): Uint8Array | undefined {
  if (encoded === undefined || encoded === '') return undefined;
  const bytes = new Uint8Array(Buffer.from(encoded, 'base64url'));
  try {
    Y.decodeStateVector(bytes);
    return bytes;
  } catch {
    throw new Problem('STATE_VECTOR_INVALID', 'stateVector is not a base64url Yjs state vector.', {
      status: 422,
    });
  }
}
