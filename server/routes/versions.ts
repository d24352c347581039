/** `/api/projects/<id>/versions`: states of a project with a name; read, compared, exported, brought back. */

import { LIMITS, randomId } from '@tagloom/collab';
import { openProject } from '@tagloom/st-parser';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { readCursor } from '../cursor.ts';
import { documentAt } from '../integrations/synctags.ts';
import { SERVER_LIMITS } from '../limits.ts';
import type { PresenceUser } from '../presence.ts';
import { Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import type { AuditEntry, StoredVersion, VersionRow } from '../store/store.ts';
import { tagDifference } from '../tagdifference.ts';
import {
  bringBack,
  contentOf,
  fileDifference,
  packVersion,
  unpackVersion,
  type VersionContent,
} from '../versions.ts';
import { type Entrant, enter, jsonBody, type RouteContext, readLimit } from './request.ts';

export const NewVersion = z.strictObject({
  name: z.string().trim().min(1).max(80),
  note: z.string().trim().max(2_000).default(''),
  /** The state to name; without it the present one. */
  cursor: z.string().max(100).optional(),
});
const PAGE = 50;
const LARGEST_PAGE = 500;

export function versionRoutes(context: RouteContext): Hono {
  const { core } = context;
  const { rooms, store, access } = core;
  const routes = new Hono();

  const within = async <T>(project: string, act: (room: Room) => T | Promise<T>): Promise<T> => {
    const lease = await rooms.acquire({ project, document: 'source' });
    try {
      return await act(lease.room);
    } finally {
      lease.release();
    }
  };

  const userOf = async (id: string): Promise<PresenceUser | null> => access.user(id);

  const json = async ({
    person,
    epoch,
    seq,
    at,
    project: _,
    bytes: __,
    ...row
  }: Partial<StoredVersion> & VersionRow) => ({
    ...row,
    cursor: `${epoch}.${seq}`,
    createdAt: new Date(at).toISOString(),
    by: await userOf(person),
  });

  routes.get('/:project/versions', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const limit = readLimit(c, PAGE, LARGEST_PAGE);
    const rows = await store.versions(projectId, c.req.query('after') ?? null, limit);
    const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : null;
    return c.json({ versions: await Promise.all(rows.map(json)), next });
  });

  routes.post('/:project/versions', async (c) => {
    const entrant = await enter(c, context, 'versions.make');
    const { projectId, user } = entrant;
    const { name, note, cursor } = await jsonBody(c, NewVersion);
    const { content, epoch, seq } = await within(projectId, (room) => stateAt(room, cursor));
    const packed = await packVersion(content);
    const row = { id: randomId(10), project: projectId, name, note, epoch, seq, person: user.id };
    const version = { ...row, at: Date.now(), files: content.files.length, ...packed };
    const entry = auditOf(entrant, 'version', name);
    const outcome = await store.addVersion(version, SERVER_LIMITS.versions, entry);
    if (outcome === 'name-taken')
      throw new Problem('VERSION_EXISTS', `There is a version ${name} already.`, { status: 409 });
    if (outcome === 'too-many')
      throw new Problem('VERSIONS_TOO_MANY', `A project has at most ${SERVER_LIMITS.versions} versions.`, {
        status: 409,
      });
    return c.json(await json(version), 201);
  });

  /** The state behind `cursor`, or the present one. */
  const stateAt = async (room: Room, cursor: string | undefined) => {
    const { epoch } = room;
    if (cursor === undefined) return { content: contentOf(room.doc), epoch, seq: room.head.seq };
    const seq = readCursor(cursor, room);
    const doc = await documentAt(store, room, seq);
    const content = contentOf(doc);
    doc.destroy();
    return { content, epoch, seq };
  };

  routes.get('/:project/versions/:version', async (c) => {
    const { version, content } = await enterVersion(c, context);
    const files = content.files.map(({ id, path, text }) => ({ id, path, length: text.length }));
    return c.json({ ...(await json(version)), files });
  });

  routes.get('/:project/versions/:version/files/:file', async (c) => {
    const { content } = await enterVersion(c, context);
    const name = c.req.param('file');
    const file =
      content.files.find(({ id }) => id === name) ??
      content.files.find(({ path }) => path.toLowerCase() === name.toLowerCase());
    if (!file)
      throw new Problem('FILE_UNKNOWN', `There is no file ${name.slice(0, 240)} in this version.`, {
        status: 404,
      });
    return c.body(file.text, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
  });

  routes.get('/:project/versions/:version/difference', async (c) => {
    const { content, entrant } = await enterVersion(c, context);
    const to = c.req.query('to');
    const other = to
      ? await readVersion(context, entrant.projectId, to)
      : { content: await within(entrant.projectId, (room) => contentOf(room.doc)) };
    return c.json({
      files: fileDifference(content.files, other.content.files),
      tags: tagDifference(projectOf(content), projectOf(other.content)),
    });
  });

  routes.post('/:project/versions/:version/restore', async (c) => {
    const { version, content, entrant } = await enterVersion(c, context, 'restore');
    const isDry = c.req.query('dryRun') === 'true';
    const answer = await within(entrant.projectId, async (room) => {
      const files = fileDifference(contentOf(room.doc).files, content.files);
      if (isDry) return { cursor: null, files };
      requireRoomFor(room, content);
      await room.edit(entrant.user.id, (copy) => bringBack(copy, content), `Version ${version.name}`);
      return { cursor: `${room.epoch}.${room.head.seq}`, files };
    });
    if (!isDry) await store.audit(auditOf(entrant, 'version.restore', version.name));
    return c.json(answer);
  });

  routes.delete('/:project/versions/:version', async (c) => {
    const entrant = await enter(c, context, 'versions.remove');
    const found = await store.version(entrant.projectId, c.req.param('version'));
    const entry = auditOf(entrant, 'version.remove', found?.name ?? '');
    if (!found || !(await store.removeVersion(entrant.projectId, found.id, entry)))
      throw versionUnknown(c.req.param('version'));
    return c.body(null, 204);
  });

  return routes;
}

/** A version and what it holds. */
export interface ReadVersion {
  readonly version: StoredVersion;
  readonly content: VersionContent;
}

/** Throws `VERSION_UNKNOWN` or `VERSION_BROKEN`. */
export async function readVersion(
  { core }: RouteContext,
  project: string,
  name: string,
): Promise<ReadVersion> {
  const version = await core.store.version(project, name);
  if (!version) throw versionUnknown(name);
  return { version, content: await unpackVersion(version) };
}

async function enterVersion(
  c: Context,
  context: RouteContext,
  action: 'source.read' | 'restore' = 'source.read',
): Promise<ReadVersion & { readonly entrant: Entrant }> {
  const entrant = await enter(c, context, action);
  return { entrant, ...(await readVersion(context, entrant.projectId, c.req.param('version') ?? '')) };
}

/** The tags of a version, as a project that nobody edits. */
export function projectOf({ settings, files }: VersionContent) {
  const project = openProject({ dialect: settings.dialect });
  for (const { id, path, text } of files) project.set(id, path, text);
  project.changes('declarations');
  return project;
}

/** The document limit holds for what comes back too. */
function requireRoomFor(room: Room, { files }: VersionContent): void {
  const bytes = files.reduce((sum, { text }) => sum + text.length, room.state().length);
  if (bytes > LIMITS.documentBytes)
    throw new Problem('DOCUMENT_TOO_LARGE', 'With these files the project would be over 20 MB.', {
      status: 413,
    });
}

function versionUnknown(name: string): Problem {
  return new Problem('VERSION_UNKNOWN', `There is no version ${name.slice(0, 100)} of this project.`, {
    status: 404,
  });
}

function auditOf({ user, projectId }: Entrant, action: string, detail: string): AuditEntry {
  return { at: Date.now(), person: user.id, project: projectId, action, detail };
}
