/** Events of a project as they happen, and the history of one tag. */

import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { readCursor } from '../cursor.ts';
import { authorsOf, changedFields, changeName } from '../integrations/events.ts';
import { followProject } from '../integrations/stream.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { ChangeRow } from '../store/store.ts';
import { enter, type RouteContext, readAfter, readLimit } from './request.ts';

const PAGE = 100;

export function eventRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { observer, access, store } = core;
  const open = new Map<string, number>();
  const routes = new Hono();

  /** Counts one more listener of a person; the returned function takes it away. */
  const count = (name: string): (() => void) => {
    const others = open.get(name) ?? 0;
    if (others >= SERVER_LIMITS.socketsPerDocument && core.config.rateLimits)
      throw new Problem('TOO_MANY_SOCKETS', 'You listen to this project too often already.', { status: 429 });
    open.set(name, others + 1);
    return () => {
      const left = (open.get(name) ?? 1) - 1;
      if (left > 0) open.set(name, left);
      else open.delete(name);
    };
  };

  // A browser's EventSource cannot set a header the first time: `?cursor=` says the same.
  routes.get('/:project/events', async (c) => {
    const { projectId: project, user, role, expiresAt } = await enter(c, context, 'source.read');
    const discount = count(`${user.id} ${project}`);
    try {
      const lease = await observer.open(project);
      const { room } = lease.watch;
      const cursor = c.req.header('last-event-id') || c.req.query('cursor');
      let from: number | null;
      try {
        from = cursor ? readCursor(cursor, room) : null;
      } catch (error) {
        lease.release();
        throw error;
      }
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(c, async (stream) => {
        const callOff = endAt(expiresAt ?? Number.POSITIVE_INFINITY, () => stream.abort());
        try {
          const reason = await followProject({ core, project, lease, person: user.id, role, from, stream });
          if (reason !== null)
            await stream.writeSSE({ event: 'end', data: JSON.stringify({ type: 'end', code: reason }) });
        } finally {
          callOff();
          lease.release();
          discount();
        }
      });
    } catch (error) {
      discount();
      throw error;
    }
  });

  routes.get('/:project/last-changes', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const lease = await observer.open(projectId);
    try {
      await observer.stored(projectId);
      const rows = new Map((await store.lastChanges(projectId)).map((row) => [row.subject, row]));
      const changes = new Map<string, { at: string; by: readonly string[]; keys: string[] }>();
      for (const [key, id] of lease.watch.ids()) {
        const row = rows.get(id);
        if (!row) continue;
        const name = `${row.at} ${row.authors.join(' ')}`;
        const known = changes.get(name);
        if (known) known.keys.push(key);
        else changes.set(name, { at: new Date(row.at).toISOString(), by: row.authors, keys: [key] });
      }
      const ids = new Set([...changes.values()].flatMap(({ by }) => by));
      const people = await authorsOf(access, [...ids]);
      return c.json({ cursor: lease.watch.cursor(), people, changes: [...changes.values()] });
    } finally {
      lease.release();
    }
  });

  routes.get('/:project/tags/:tag/history', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const lease = await observer.open(projectId);
    try {
      await observer.stored(projectId);
      const name = c.req.param('tag');
      const subject = { kind: 'tag', subject: lease.watch.idOf(name) ?? name } as const;
      const limit = readLimit(c, PAGE, 500);
      const rows = await store.changesOf(projectId, subject, readAfter(c), limit);
      if (
        rows.length === 0 &&
        !lease.watch.hasTag(subject.subject) &&
        readAfter(c) === Number.MAX_SAFE_INTEGER
      )
        throw new Problem('TAG_UNKNOWN', `There is no tag ${name.slice(0, 100)} here, and there was none.`, {
          status: 404,
        });
      const entries = await Promise.all(rows.map((row) => historyEntry(lease.watch.room.epoch, row)));
      return c.json({
        tag: subject.subject,
        entries,
        next: rows.length === limit ? String(rows[rows.length - 1]?.seq) : null,
      });
    } finally {
      lease.release();
    }
  });

  const historyEntry = async (epoch: string, change: ChangeRow) => {
    const authors = await authorsOf(access, change.authors);
    return {
      cursor: `${epoch}.${change.seq}`,
      at: new Date(change.at).toISOString(),
      by: authors.length === 1 ? authors[0] : null,
      authors,
      change: changeName(change),
      fields: changedFields(change),
      before: change.before,
      after: change.after,
    };
  };

  return routes;
}

function endAt(at: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.min(2 ** 31 - 1, Math.max(0, at - Date.now())));
  timer.unref();
  return () => clearTimeout(timer);
}
