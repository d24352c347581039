/** Operations about named states of a project. */

import { z } from 'zod';
import { NewVersion } from '../routes/versions.ts';
import { Cursor, next, type Operation, Person, paging, Time } from './operation.ts';

const versions = { group: 'Versions' } as const;

const Version = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    note: z.string(),
    cursor: Cursor,
    createdAt: Time,
    by: Person.nullable(),
    files: z.int().meta({ description: 'how many' }),
    sha256: z.string().meta({ description: 'of the packed files: equal for equal states' }),
  })
  .meta({ id: 'Version' });

const FileDifference = z
  .strictObject({
    added: z.array(z.string()),
    changed: z.array(z.string()),
    removed: z.array(z.string()),
    renamed: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  })
  .meta({ id: 'FileDifference' });

const TagText = z
  .strictObject({
    path: z.string(),
    type: z.string(),
    initial: z.string().nullable(),
    address: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({ id: 'TagText' });

export const VERSIONS = [
  {
    ...versions,
    method: 'get',
    path: '/api/projects/{project}/versions',
    title: 'Versions, newest first',
    needs: 'viewer',
    query: paging,
    answer: { status: 200, about: 'a page', schema: z.strictObject({ versions: z.array(Version), next }) },
  },
  {
    ...versions,
    method: 'post',
    path: '/api/projects/{project}/versions',
    title: 'Names a state of the project',
    about: 'The present one, or the one behind `cursor` as far as the log still has it.',
    needs: 'editor',
    body: { schema: NewVersion, example: { name: 'as built 2026-11', note: 'Site acceptance' } },
    answer: { status: 201, about: 'the version', schema: Version },
    codes: ['VERSION_EXISTS', 'VERSIONS_TOO_MANY', 'CURSOR_INVALID', 'EPOCH_CHANGED', 'base_too_old'],
  },
  {
    ...versions,
    method: 'get',
    path: '/api/projects/{project}/versions/{version}',
    title: 'One version and its files',
    needs: 'viewer',
    answer: {
      status: 200,
      about: 'the version; `length` in UTF-16 units',
      schema: Version.extend({
        files: z.array(z.strictObject({ id: z.string(), path: z.string(), length: z.int() })),
      }).meta({ id: 'VersionWithFiles' }),
    },
    codes: ['VERSION_UNKNOWN'],
  },
  {
    ...versions,
    method: 'get',
    path: '/api/projects/{project}/versions/{version}/files/{file}',
    title: 'Text of a file as it was',
    needs: 'viewer',
    answer: { status: 200, about: 'the text, lines end in LF', media: 'text/plain' },
    codes: ['VERSION_UNKNOWN', 'FILE_UNKNOWN'],
  },
  {
    ...versions,
    method: 'get',
    path: '/api/projects/{project}/versions/{version}/difference',
    title: 'What changed since in files and tags',
    needs: 'viewer',
    query: { to: { schema: z.string(), about: 'another version; without it the present state' } },
    answer: {
      status: 200,
      about: 'the difference',
      schema: z.strictObject({
        files: FileDifference,
        tags: z.strictObject({
          added: z.array(TagText),
          changed: z.array(z.strictObject({ before: TagText, after: TagText })),
          removed: z.array(TagText),
        }),
      }),
    },
    codes: ['VERSION_UNKNOWN'],
  },
  {
    ...versions,
    method: 'post',
    path: '/api/projects/{project}/versions/{version}/restore',
    title: 'Brings a version back as one merged edit of the person',
    about: 'What the version does not have is deleted as people delete it and can come back. Settings stay.',
    needs: 'editor',
    query: { dryRun: { schema: z.enum(['true', 'false']), about: 'true: says what would change' } },
    answer: {
      status: 200,
      about: 'what changed, and where it is in the log',
      schema: z.strictObject({ cursor: Cursor.nullable(), files: FileDifference }),
    },
    codes: ['VERSION_UNKNOWN', 'DOCUMENT_TOO_LARGE'],
  },
  {
    ...versions,
    method: 'delete',
    path: '/api/projects/{project}/versions/{version}',
    title: 'Removes a version for ever',
    needs: 'owner',
    answer: { status: 204, about: 'done' },
    codes: ['VERSION_UNKNOWN'],
  },
] as const satisfies readonly Operation[];
