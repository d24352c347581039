/** What a merge dropped and nobody has decided about: values that lost, files deleted while somebody wrote in them. */

import { Hono } from 'hono';
import type { PresenceUser } from '../presence.ts';
import { enter, type RouteContext } from './request.ts';

export function conflictRoutes(context: RouteContext): Hono {
  const { observer, access } = context.core;
  const routes = new Hono();

  routes.get('/:project/conflicts', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const { watch, release } = await observer.open(projectId);
    try {
      const author = async (client: number): Promise<PresenceUser | null> => {
        const person = watch.room.claims().get(client);
        return person === undefined ? null : access.user(person);
      };
      const lost = watch.lostValues().map(async (one) => ({
        ...one,
        tag: watch.tagOf(one),
        path: one.file === null ? null : watch.pathOf(one.file),
        lostBy: await author(one.lost.client),
        wonBy: await author(one.won.client),
      }));
      const deleted = watch.deletedAndEdited().map(async (one) => ({
        ...one,
        deletedBy: await author(one.deletedBy),
        editedBy: await Promise.all(one.editedBy.map(author)),
      }));
      return c.json({ lost: await Promise.all(lost), deleted: await Promise.all(deleted) });
    } finally {
      release();
    }
  });

  return routes;
}
