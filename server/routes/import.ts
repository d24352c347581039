/** `POST /api/projects/<id>/import`: files in (ST, or tags of a vendor), difference out; without `dryRun` applied as one logged edit of the person. */

import { LIMITS } from '@tagloom/collab';
import type { SourceFile } from '@tagloom/containers';
import type { VendorOptions } from '@tagloom/vendor-formats';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Core } from '../core.ts';
import { createImporting, type Importing, throwIfCancelled } from '../importing.ts';
import { tagChangesOf } from '../importwork.ts';
import type { Job } from '../jobs.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { codeOf, Problem } from '../problem.ts';
import type { Room } from '../room.ts';
import { answerInLines, type Tell, wantsLines } from './lines.ts';
import { readOptionsOf } from './options.ts';
import { enter, type RouteContext } from './request.ts';

export function importRoutes(context: RouteContext): Hono {
  const { core } = context;
  const importing = createImporting();
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
    const isDry = c.req.query('dryRun') === 'true';
    const asTags = readAs(c);
    const body = await readBody(c);
    const { signal } = c.req.raw;
    const options = readOptionsOf(c);
    const request = { project: projectId, person: user.id, isDry, asTags, options, signal, ...body };
    const title = isDry ? 'The trial of an import' : 'The import';
    const run = async (tell: Tell) => {
      const answer = await core.jobs.run({ project: projectId, kind: 'import', title }, (job) =>
        bringIn({ core, importing }, request, heardBy(tell, job)),
      );
      return { ...answer, ms: Math.round(performance.now() - started) };
    };
    if (!wantsLines(c)) return c.json(await run(() => undefined));
    return answerInLines(run, (error) =>
      core.log.error(
        { code: codeOf(error), action: 'import', project: projectId, error },
        'The import failed.',
      ),
    );
  });

  return routes;
}

/** The job, of which the caller hears too. */
function heardBy(tell: Tell, job: Job): Job {
  return {
    ...job,
    progress: (percent, message) => {
      job.progress(percent, message);
      tell(percent, message);
    },
  };
}

interface Intake {
  readonly project: string;
  readonly person: string;
  readonly isDry: boolean;
  readonly asTags: boolean;
  readonly options: VendorOptions;
  readonly files: readonly SourceFile[];
  readonly left: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, string>;
  /** Aborts with the request. */
  readonly signal: AbortSignal;
}

/** The difference that the files make; without `isDry` it is made. */
async function bringIn({ core, importing }: { core: Core; importing: Importing }, intake: Intake, job: Job) {
  const { project, person, isDry, asTags, options, files, left, places, signal } = intake;
  const lease = await core.rooms.acquire({ project, document: 'source' });
  try {
    const { room } = lease;
    const count = files.length;
    const work = () => ({ state: room.state(), files, options, left, asTags, places, isDry });
    const output = await importing.run(work, job.progress, signal);
    const { plan, tags } = output;
    const [added, changed] = [plan.added.length, plan.changed.length];
    throwIfCancelled(signal);
    if (output.update !== null) {
      requireRoomFor(room, output.textLength);
      const label = `Import of ${count === 1 ? '1 file' : `${count} files`}`;
      await room.push(output.update, { person, roots: null }, label);
      const at = Date.now();
      const detail = `${count} files: ${added} new, ${changed} changed, ${tagChangesOf(tags)} tags`;
      const entry = { at, person, project, action: 'import', detail };
      await core.store.saveOriginals(project, at, output.originals, entry);
      job.progress(90, 'The import is stored.');
      await core.observer.stored(project);
    }
    const cursor = isDry ? null : `${room.epoch}.${room.head.seq}`;
    job.result({ cursor, added, changed, problems: plan.problems.length });
    return { cursor, ...plan, ...(tags === null ? {} : { tags }) };
  } finally {
    lease.release();
  }
}

/**
 * The parts named `files` (a part's file name is its path in the folder), or one raw body whose path is in `path`; the
 * parts named `leave` are JSON lists of paths of tags that stay as they are, those named `places` JSON objects that say
 * where files go.
 */
async function readBody(c: Context): Promise<Pick<Intake, 'files' | 'left' | 'places'>> {
  const path = c.req.query('path');
  if (path !== undefined && !/^multipart\//i.test(c.req.header('content-type') ?? ''))
    return {
      files: [{ path, bytes: new Uint8Array(await c.req.arrayBuffer()) }],
      left: new Set(),
      places: new Map(),
    };
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
  return {
    files,
    left: new Set(form.getAll('leave').flatMap(readPaths)),
    places: new Map(form.getAll('places').flatMap(readPlaces)),
  };
}

/** `as=tags`: of files of source only the tags come in. */
function readAs(c: Context): boolean {
  const as = c.req.query('as') ?? 'files';
  if (as !== 'files' && as !== 'tags')
    throw new Problem('OPTION_INVALID', '`as` is `files` or `tags`.', { status: 422 });
  return as === 'tags';
}

const Paths = z.array(z.string());

function readPaths(part: unknown): string[] {
  try {
    return Paths.parse(JSON.parse(String(part))).map((path) => path.toLowerCase());
  } catch {
    throw new Problem('BODY_INVALID', 'The part "leave" is not a JSON list of paths of tags.', {
      status: 422,
    });
  }
}

const PlacesPart = z.record(z.string(), z.string());

function readPlaces(part: unknown): [string, string][] {
  try {
    const places = Object.entries(PlacesPart.parse(JSON.parse(String(part))));
    return places.map(([path, to]) => [path.toLowerCase(), to]);
  } catch {
    throw new Problem('BODY_INVALID', 'The part "places" is not a JSON object of paths.', { status: 422 });
  }
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
function requireRoomFor(room: Room, textLength: number): void {
  const bytes = room.state().length + textLength;
  if (bytes > LIMITS.documentBytes)
    throw new Problem('DOCUMENT_TOO_LARGE', 'With these files the project would be over 20 MB.', {
      status: 413,
    });
}
