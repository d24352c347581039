/** Operations about what is in a project: files, tags, imports, exports, events, the bare updates. */

import { FORMATS, VENDORS } from '@tagloom/vendor-formats';
import { z } from 'zod';
import { TakenExport } from '../routes/exports.ts';
import { Cursor, next, type Operation, Person, paging, Time } from './operation.ts';

const files = { group: 'Files' } as const;
const tags = { group: 'Tags', needs: 'viewer' } as const;
const exchange = { group: 'Imports and exports' } as const;
const updates = { group: 'Updates' } as const;

/** Lists of diagnostics differ by format: only what all have is promised. */
const Note = z.looseObject({ code: z.string(), message: z.string() }).meta({ id: 'Note' });
const MadeFile = z.strictObject({ name: z.string(), bytes: z.int() });

const TagRow = z
  .strictObject({
    id: z.string().meta({ description: 'lasting, also across renames' }),
    path: z.string(),
    type: z.string(),
    initial: z.string().nullable(),
    address: z.string().nullable(),
    comment: z.string().nullable(),
    qualifiers: z.array(z.string()),
    source: z.strictObject({ file: z.string(), line: z.int(), col: z.int() }),
    problems: z.array(z.string()),
    vendor: z.strictObject({ name: z.string(), address: z.string(), type: z.string() }).optional(),
  })
  .meta({ id: 'Tag' });

const ExportedTag = z
  .strictObject({
    path: z.string(),
    vendorName: z.string(),
    vendorAddress: z.string(),
    vendorType: z.string(),
    initial: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({ id: 'ExportedTag' });

const State = z
  .strictObject({
    path: z.string(),
    type: z.string(),
    initial: z.string().nullable(),
    address: z.string().nullable(),
    comment: z.string().nullable(),
    qualifiers: z.array(z.string()),
    section: z.string().optional(),
  })
  .nullable();

/** One of two values that were set at the same time, and the Yjs item that set it. */
const SetValue = z.strictObject({
  value: z.unknown(),
  client: z.int(),
  clock: z.int(),
  at: z.number().exactOptional().meta({ description: 'when it was stored, milliseconds since 1970' }),
});
const LostValue = z.strictObject({
  file: z.string().nullable().meta({ description: 'null for a project setting' }),
  key: z.string().meta({ description: '`path`, a setting, or `section` for the head of a tag' }),
  tag: z.string().nullable().meta({ description: 'whose section it is; null for other values' }),
  lost: SetValue,
  won: SetValue,
  path: z.string().nullable().meta({ description: 'where the file stands now' }),
  lostBy: Person.nullable(),
  wonBy: Person.nullable(),
});
const DeletedEdited = z.strictObject({
  code: z.literal('FILE_DELETED_AND_EDITED'),
  file: z.string(),
  path: z.string(),
  deletedBy: Person.nullable(),
  editedBy: z.array(Person.nullable()),
});

/** What a merge dropped and nobody has decided about (M1). */
export const ConflictList = z.strictObject({ lost: z.array(LostValue), deleted: z.array(DeletedEdited) });

const ImportedPath = z.strictObject({
  path: z.string(),
  source: z.string(),
  lines: z.int(),
  tags: z.int(),
});

const target = {
  schema: z.enum([...VENDORS, ...FORMATS] as unknown as [string, ...string[]]),
  about: 'adds the columns of this vendor or format',
};
const version = { schema: z.string(), about: 'id or name of a version; without it the present state' };
const options = { schema: z.string(), about: 'options of the format as JSON' };
const update = { media: 'application/octet-stream', about: 'one Yjs update (V1)' } as const;

export const CONTENT = [
  {
    ...files,
    method: 'get',
    path: '/api/projects/{project}/files',
    title: 'Files',
    needs: 'viewer',
    answer: {
      status: 200,
      about: 'the files at `cursor`; `length` in UTF-16 units',
      schema: z.strictObject({
        cursor: Cursor,
        files: z.array(z.strictObject({ id: z.string(), path: z.string(), length: z.int() })),
      }),
    },
  },
  {
    ...files,
    method: 'get',
    path: '/api/projects/{project}/files/{file}',
    title: 'Text of a file; `ETag` is its cursor',
    needs: 'viewer',
    answer: { status: 200, about: 'the text, lines end in LF', media: 'text/plain' },
    codes: ['FILE_UNKNOWN'],
  },
  {
    ...files,
    method: 'put',
    path: '/api/projects/{project}/files/{file}',
    title: 'Writes a file',
    about:
      'With `base`, what others wrote since stays and yours is merged in. With `If-Match` it is refused when anything changed. A new file needs neither.',
    needs: 'editor',
    query: { base: { schema: z.string(), about: 'cursor of the text that you changed' } },
    headers: { 'If-Match': { schema: z.string(), about: 'the `ETag` that you read: strict' } },
    body: {
      media: 'text/plain',
      about: 'the whole text',
      example: 'PROGRAM MAIN\nVAR\n  rSpeed : LREAL;\nEND_VAR\nEND_PROGRAM\n',
    },
    answer: {
      status: 200,
      about: 'where it is in the log; 201 when the file is new',
      schema: z.strictObject({ path: z.string(), cursor: Cursor }),
    },
    codes: ['BASE_MISSING', 'FILE_CHANGED', 'EPOCH_CHANGED', 'CURSOR_INVALID'],
  },
  {
    ...tags,
    method: 'get',
    path: '/api/projects/{project}/tags',
    title: 'The tag database',
    about: '`ETag` is that of the derived result, `X-Tagloom-Head` its cursor.',
    query: {
      vendor: { ...target, example: 'siemens' },
      q: { schema: z.string(), about: 'rows with this text' },
      scope: { schema: z.string(), about: 'rows of this scope', example: 'MAIN' },
      format: { schema: z.enum(['json', 'csv']), about: 'csv: all rows, no pages' },
      ...paging,
    },
    headers: { 'If-None-Match': { schema: z.string(), about: 'answers 304 when nothing changed' } },
    answer: {
      status: 200,
      about: 'a page',
      schema: z.strictObject({ cursor: Cursor, tags: z.array(TagRow), next }),
    },
    codes: ['FORMAT_UNKNOWN'],
  },
  {
    ...tags,
    method: 'get',
    path: '/api/projects/{project}/tags/{tag}/history',
    title: 'Who changed a tag, from what to what, newest first',
    query: paging,
    answer: {
      status: 200,
      about: 'a page',
      schema: z.strictObject({
        tag: z.string(),
        entries: z.array(
          z.strictObject({
            cursor: Cursor,
            at: Time,
            by: Person.nullable(),
            authors: z.array(Person),
            change: z.enum(['created', 'updated', 'renamed', 'deleted']),
            fields: z.array(z.string()),
            before: State,
            after: State,
          }),
        ),
        next,
      }),
    },
    codes: ['TAG_UNKNOWN'],
  },
  {
    ...tags,
    method: 'get',
    path: '/api/projects/{project}/last-changes',
    title: 'Who changed each tag last, and when, in one answer',
    about: 'Tags of one step stand together by their keys: lower-case paths, `#2` behind a duplicate.',
    answer: {
      status: 200,
      about: 'tags that nobody changed since the history began are not there',
      schema: z.strictObject({
        cursor: Cursor,
        people: z.array(Person),
        changes: z.array(
          z.strictObject({
            at: Time,
            by: z.array(z.string()),
            keys: z.array(z.string()),
          }),
        ),
      }),
    },
  },
  {
    ...tags,
    method: 'get',
    path: '/api/projects/{project}/events',
    title: 'Events as they happen (Server-Sent Events)',
    about: 'docs/protocol.md lists the events. Webhooks get the same.',
    query: { cursor: { schema: z.string(), about: 'everything behind it comes first' } },
    headers: { 'Last-Event-ID': { schema: z.string(), about: 'the same as `cursor`' } },
    answer: { status: 200, about: 'the stream', media: 'text/event-stream' },
    codes: ['EPOCH_CHANGED', 'CURSOR_INVALID', 'TOO_MANY_SOCKETS'],
  },
  {
    ...tags,
    method: 'get',
    path: '/api/projects/{project}/conflicts',
    title: 'What a merge dropped and nobody has decided about',
    answer: {
      status: 200,
      about: 'values that lost, files deleted while somebody wrote in them',
      schema: ConflictList,
    },
  },
  {
    ...exchange,
    method: 'post',
    path: '/api/projects/{project}/import',
    title: 'Brings files in: ST, TcPOU, PLCopen XML, L5X, or tags of a vendor',
    about:
      'Multipart parts named `files`, or one raw body with its name in `path`. One edit, one undo. A part `leave` (JSON list of paths) names tags that stay as they are: of vendor files, and of source with `as=tags`. A file without a folder goes to the only file of its name in the tree; a part `places` (JSON object, path to path) says otherwise, and chooses among several (`matches` lists them). With `Accept: application/x-ndjson` the answer comes in lines: `{ percent, message }` while it works, then `{ answer }` or `{ problem }`.',
    needs: 'editor',
    query: {
      path: { schema: z.string(), about: 'name of a raw body', example: 'Pump.st' },
      dryRun: { schema: z.enum(['true']), about: 'says the difference, changes nothing', example: 'true' },
      as: {
        schema: z.enum(['files', 'tags']),
        about: 'files of source come in whole (`files`, the default), or only their tags do, each by choice',
        example: 'tags',
      },
      options,
    },
    body: {
      media: 'application/octet-stream',
      about: 'the file, or multipart/form-data',
      example: 'PROGRAM Pump\nVAR\n  xRun : BOOL;\nEND_VAR\nEND_PROGRAM\n',
    },
    answer: {
      status: 200,
      about: 'the difference; `cursor` is null for a dry run',
      schema: z.strictObject({
        cursor: Cursor.nullable(),
        added: z.array(ImportedPath),
        changed: z.array(ImportedPath),
        unchanged: z.array(z.string()),
        problems: z.array(Note),
        tags: z.looseObject({}).optional(),
        matches: z.array(z.strictObject({ path: z.string(), to: z.string(), choices: z.array(z.string()) })),
        sourceTags: z.looseObject({}).nullable(),
        ms: z.int(),
      }),
    },
    codes: ['NOTHING_TO_IMPORT', 'BODY_TOO_LARGE', 'DOCUMENT_TOO_LARGE', 'OPTION_INVALID'],
  },
  {
    ...exchange,
    method: 'get',
    path: '/api/projects/{project}/export/project',
    title: 'The project as a zip, in the formats that its files came in',
    needs: 'viewer',
    query: { version },
    answer: { status: 200, about: 'the zip', media: 'application/zip' },
  },
  {
    ...exchange,
    method: 'get',
    path: '/api/projects/{project}/export/project/report',
    title: 'What that zip holds and what it cannot carry',
    needs: 'viewer',
    query: { version },
    answer: {
      status: 200,
      about: 'the report',
      schema: z.strictObject({ problems: z.array(Note), files: z.array(MadeFile) }),
    },
  },
  {
    ...exchange,
    method: 'get',
    path: '/api/projects/{project}/export/{format}',
    title: 'Tags as files of a vendor: one file, or a zip',
    needs: 'viewer',
    query: { options, version },
    answer: { status: 200, about: 'the file', media: 'application/octet-stream' },
    codes: ['FORMAT_UNKNOWN', 'OPTION_INVALID', 'NOTHING_TO_EXPORT'],
  },
  {
    ...exchange,
    method: 'get',
    path: '/api/projects/{project}/export/{format}/report',
    title: 'What an export loses, and how each tag is called there',
    needs: 'viewer',
    query: { options, version },
    answer: {
      status: 200,
      about: 'the report',
      schema: z.strictObject({
        diagnostics: z.array(Note),
        map: z.array(
          z.looseObject({
            path: z.string(),
            vendorName: z.string(),
            vendorAddress: z.string(),
            vendorType: z.string(),
          }),
        ),
        layout: z.array(z.looseObject({ name: z.string(), size: z.number() })).optional(),
        files: z.array(MadeFile),
      }),
    },
    codes: ['FORMAT_UNKNOWN', 'OPTION_INVALID'],
  },
  {
    ...exchange,
    method: 'get',
    path: '/api/projects/{project}/export/{format}/difference',
    title: 'What differs from the last export of this target, with the options of then',
    about: 'A renamed tag is changed and has two paths.',
    needs: 'viewer',
    answer: {
      status: 200,
      about: 'the difference; `last` is null before the first export',
      schema: z.strictObject({
        last: z
          .strictObject({ at: Time, by: Person.nullable(), cursor: Cursor, options: z.looseObject({}) })
          .nullable(),
        added: z.array(ExportedTag),
        changed: z.array(z.strictObject({ before: ExportedTag, after: ExportedTag })),
        removed: z.array(ExportedTag),
      }),
    },
    codes: ['FORMAT_UNKNOWN'],
  },
  {
    ...exchange,
    method: 'post',
    path: '/api/projects/{project}/export/{format}/taken',
    title:
      'Says that files of this target were made, as the page does by itself: from the present state, or from texts of then',
    needs: 'viewer',
    body: { schema: TakenExport, example: { options: {} } },
    answer: { status: 204, about: 'it is the last export now' },
    codes: ['FORMAT_UNKNOWN', 'OPTION_INVALID'],
  },
  ...['sync/source', 'sync'].flatMap((path): Operation[] => [
    {
      ...updates,
      method: 'post',
      path: `/api/projects/{project}/${path}/push`,
      title: 'Sends one update, where WebSockets fail or a frame is too large',
      needs: 'editor',
      body: { ...update, example: '\u0000\u0000' },
      answer: { status: 200, about: 'it is on disk', schema: z.strictObject({ cursor: Cursor }) },
      codes: ['BODY_TOO_LARGE'],
    },
    {
      ...updates,
      method: 'get',
      path: `/api/projects/{project}/${path}/pull`,
      title: 'What came since a cursor, or what a state vector lacks',
      needs: 'viewer',
      query: {
        since: { schema: z.string(), about: 'a cursor' },
        stateVector: { schema: z.string(), about: 'base64url of a Yjs state vector' },
      },
      answer: { status: 200, about: 'one update; `X-Tagloom-Cursor` says up to where', media: update.media },
      codes: ['EPOCH_CHANGED', 'STATE_VECTOR_INVALID'],
    },
  ]),
] as const satisfies readonly Operation[];

const Percentiles = z.strictObject({ p50: z.number(), p99: z.number() }).nullable();
const Sample = z
  .strictObject({
    at: z.int().meta({ description: 'milliseconds since 1970' }),
    rooms: z.int(),
    sockets: z.int(),
    tagSockets: z.int(),
    queue: z.int().meta({ description: 'entries that wait for the disk' }),
    updatesPerSecond: z.number(),
    ack: Percentiles,
    sent: Percentiles,
    derived: Percentiles,
    memory: z.int(),
    loopDelay: z.number(),
  })
  .meta({ id: 'Sample', description: 'latencies in milliseconds; null when nothing happened' });

const Status = z.enum(['ok', 'degraded']);
const health = { group: 'Operation', method: 'get', needs: 'nothing' } as const;
const Health = z.strictObject({
  status: Status,
  reasons: z.array(z.strictObject({ code: z.string(), message: z.string() })).optional(),
});

export const OPERATION = [
  ...['/health', '/health/ready'].map(
    (path): Operation => ({
      ...health,
      path,
      title: 'Whether the server can take people in',
      answer: { status: 200, about: '503 when it cannot', schema: Health },
      codes: ['STOPPING', 'STORE_UNAVAILABLE'],
    }),
  ),
  {
    ...health,
    path: '/health/live',
    title: 'Whether the process answers',
    answer: { status: 200, about: 'it does', schema: Health },
  },
  {
    ...health,
    path: '/metrics',
    title: 'Figures for Prometheus',
    answer: { status: 200, about: 'text format 0.0.4', media: 'text/plain' },
  },
  {
    group: 'Operation',
    method: 'get',
    path: '/api/status',
    title: 'How the server was in the last hour',
    about: 'For operators of the server.',
    needs: 'session',
    query: { since: { schema: z.int(), about: 'only samples behind this time', example: '0' } },
    answer: {
      status: 200,
      about: 'a sample every five seconds, and refusals since the start',
      schema: z.strictObject({
        version: z.string(),
        startedAt: Time,
        now: z.int(),
        reasons: z.array(z.strictObject({ code: z.string(), message: z.string() })),
        diskFree: z.number().nullable(),
        samples: z.array(Sample),
        refusals: z.array(z.strictObject({ code: z.string(), count: z.int(), lastAt: Time })),
      }),
    },
    codes: ['OPERATOR_NEEDED'],
  },
  {
    group: 'Operation',
    method: 'get',
    path: '/api/status/projects',
    title: 'What projects cost',
    about: 'Owners see those that they own, operators all.',
    needs: 'session',
    query: paging,
    answer: {
      status: 200,
      about: 'a page by id; `items` of the largest files',
      schema: z.strictObject({
        projects: z.array(
          z.strictObject({
            id: z.string(),
            name: z.string(),
            online: z.int(),
            files: z.int(),
            lines: z.int(),
            tags: z.int(),
            items: z.array(z.strictObject({ path: z.string(), items: z.int() })),
            entries: z.int(),
            logBytes: z.int(),
            dayBytes: z.int(),
            snapshotBytes: z.int(),
            lastAt: Time.nullable(),
          }),
        ),
        next,
      }),
    },
  },
  {
    ...health,
    path: '/api/openapi.json',
    title: 'This document',
    answer: { status: 200, about: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) },
  },
  {
    ...health,
    path: '/api/docs',
    title: 'This document, for people',
    answer: { status: 200, about: 'the page', media: 'text/html' },
  },
] as const satisfies readonly Operation[];
