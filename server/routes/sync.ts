/**
 * Push and pull of the source document: what a socket does, for updates over the frame limit and for networks without
 * WebSockets. Same gate, same roles, same log.
 */

import { LIMITS, PRACTICE_ID, SOURCE_ROOTS } from '@tagloom/collab';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as Y from 'yjs';
import { practiceNeedsSockets } from '../practice/practice.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import type { Store } from '../store/store.ts';
import { enter, type RouteContext } from './request.ts';

const UPDATE_TYPE = 'application/octet-stream';
/** The empty update. */
const NOTHING = new Uint8Array([0, 0]);
/** So many entries are merged into one answer. */
const MERGED = 500;

export function syncRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { rooms, presence, paces } = core;
  const routes = new Hono();

  const limit = bodyLimit({
    maxSize: LIMITS.documentBytes,
    onError: () => {
      throw new Problem('BODY_TOO_LARGE', 'An update has at most 20 MB.', { status: 413 });
    },
  });

  routes.use('/:project/sync/*', (c, next) => {
    if (PRACTICE_ID.test(c.req.param('project'))) throw practiceNeedsSockets();
    return next();
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
        // Read before the update: what comes between is pulled twice, not lost.
        c.header('X-Tagloom-Cursor', `${room.epoch}.${room.head.seq}`);
        const since = c.req.query('since');
        const update =
          since === undefined
            ? room.difference(readStateVector(c.req.query('stateVector')))
            : await updateSince(core.store, room, since);
        c.header('Content-Type', UPDATE_TYPE);
        return c.body(update as Uint8Array<ArrayBuffer>);
      } finally {
        lease.release();
      }
    });

  return routes;
}

/** What the log holds behind a cursor, as one update; the whole document when that is shorter to say. */
async function updateSince(store: Store, room: Room, cursor: string): Promise<Uint8Array> {
  const [epoch, seq = ''] = cursor.split('.');
  const after = Number(seq);
  if (epoch !== room.epoch || !/^\d{1,15}$/.test(seq) || after > room.head.seq)
    throw new Problem('EPOCH_CHANGED', 'This cursor is of another epoch; pull without it.', { status: 409 });
  const { seq: head } = room.head;
  if (after === head) return NOTHING;
  if (head - after > MERGED) return room.state();
  const entries = await store.read(room.key, after, MERGED);
  const isWhole = entries[0]?.seq === after + 1 && entries.length >= head - after;
  return isWhole ? Y.mergeUpdates(entries.map(({ update }) => update)) : room.state();
}

const EMPTY_STATE_VECTOR = new Uint8Array([0]);

/** base64url of a Yjs state vector; none means everything. */
function readStateVector(encoded: string | undefined): Uint8Array {
  if (encoded === undefined || encoded === '') return EMPTY_STATE_VECTOR;
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
