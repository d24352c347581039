/** The tag database over HTTP: rows as JSON or CSV, exports as files, and what an export loses. */

import { createHash } from 'node:crypto';
import {
  type ExportResult,
  exportTags,
  FORMATS,
  type FormatId,
  VENDORS,
  type VendorId,
} from '@tagloom/vendor-formats';
import { zipSync } from 'fflate';
import { type Context, Hono } from 'hono';
import { Problem } from '../problem.ts';
import type { Row, Target } from '../watch.ts';
import { readOptionsOf } from './options.ts';
import { enter, type RouteContext } from './request.ts';
import { projectOf, readVersion } from './versions.ts';

const PAGE = 500;
const LARGEST_PAGE = 5_000;
/** Zips carry a fixed date, so that equal tags give equal bytes (L5). */
const ZIP_DATE = '1980-01-01T00:00:00';

const MEDIA: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
};

export function tagRoutes(context: RouteContext): Hono {
  const { observer, jobs } = context.core;
  const routes = new Hono();

  routes.get('/:project/tags', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const target = readTarget(c.req.query('vendor'));
    const lease = await observer.open(projectId);
    try {
      const cursor = lease.watch.cursor();
      const rows = filterRows(lease.watch.rows(target), c);
      const headers = {
        ETag: `"${cursor}-${lease.watch.revision()}${target ? `-${target}` : ''}"`,
        'X-Tagloom-Head': cursor,
      };
      if (c.req.header('if-none-match') === headers.ETag) return c.body(null, 304, headers);
      if (c.req.query('format') === 'csv')
        return c.body(csvOf(rows), 200, { ...headers, 'Content-Type': MEDIA.csv ?? '' });
      const { page, next } = pageOf(rows, c);
      return c.json({ cursor, tags: page, next }, 200, headers);
    } finally {
      lease.release();
    }
  });

  routes.get('/:project/export/:format/report', async (c) => {
    const { projectId } = await enter(c, context, 'source.read');
    const { files, diagnostics, map, layout } = await exportOf(projectId, c);
    return c.json({
      diagnostics,
      map,
      ...(layout === undefined ? {} : { layout }),
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    });
  });

  routes.get('/:project/export/:format', async (c) => {
    const { projectId, user } = await enter(c, context, 'source.read');
    const format = c.req.param('format');
    const title = `The export ${format}`;
    const { files } = await jobs.run({ project: projectId, kind: 'export', title }, async (job) => {
      const made = await exportOf(projectId, c);
      job.result({ files: made.files.map(({ name }) => name), diagnostics: made.diagnostics.length });
      return made;
    });
    const [only, ...more] = files;
    if (!only)
      throw new Problem('NOTHING_TO_EXPORT', 'The project holds no tag that this format can carry.', {
        status: 404,
      });
    await context.core.audit.note({
      at: Date.now(),
      person: user.id,
      project: projectId,
      action: 'export',
      detail: format,
    });
    if (more.length === 0) return attachment(only.name, only.bytes);
    const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
    return attachment(`${projectId}-${c.req.param('format')}.zip`, zipSync(entries, { mtime: ZIP_DATE }));
  });

  const exportOf = async (projectId: string, c: Context): Promise<ExportResult> => {
    const format = readTarget(c.req.param('format'));
    if (!format) throw formatUnknown('');
    const name = c.req.query('version');
    if (name !== undefined) {
      const { version, content } = await readVersion(context, projectId, name);
      return exportTags(projectOf(content), format, { version: version.name, ...readOptionsOf(c) });
    }
    const lease = await observer.open(projectId);
    try {
      return exportTags(lease.watch.project, format, readOptionsOf(c));
    } finally {
      lease.release();
    }
  };

  return routes;
}

function readTarget(value: string | undefined): Target | null {
  if (!value) return null;
  if ((VENDORS as readonly string[]).includes(value)) return value as VendorId;
  if ((FORMATS as readonly string[]).includes(value)) return value as FormatId;
  throw formatUnknown(value);
}

function formatUnknown(value: string): Problem {
  const known = [...VENDORS, ...FORMATS].join(', ');
  return new Problem(
    'FORMAT_UNKNOWN',
    `There is no vendor or format "${value.slice(0, 40)}"; there are ${known}.`,
    {
      status: 422,
    },
  );
}

function filterRows(rows: readonly Row[], c: Context): readonly Row[] {
  const words = c.req.query('q')?.toLowerCase();
  const scope = c.req.query('scope')?.toLowerCase();
  return rows.filter((row) => {
    const path = row.path.toLowerCase();
    if (scope && !path.startsWith(`${scope}.`)) return false;
    if (!words) return true;
    return [row.path, row.type, row.address, row.comment, row.vendor?.name].some((text) =>
      text?.toLowerCase().includes(words),
    );
  });
}

/** Pages by the id of the last row, in the order of the tag map. */
function pageOf(rows: readonly Row[], c: Context): { page: readonly Row[]; next: string | null } {
  const asked = Number(c.req.query('limit') ?? PAGE);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, LARGEST_PAGE) : PAGE;
  const after = c.req.query('after');
  const start = after ? rows.findIndex(({ id }) => id === after) + 1 : 0;
  const page = rows.slice(start, start + limit);
  const isLast = start + limit >= rows.length;
  return { page, next: isLast ? null : (page[page.length - 1]?.id ?? null) };
}

const COLUMNS: readonly [string, (row: Row) => string | null | undefined][] = [
  ['path', (row) => row.path],
  ['type', (row) => row.type],
  ['initial', (row) => row.initial],
  ['address', (row) => row.address],
  ['comment', (row) => row.comment],
  ['qualifiers', (row) => row.qualifiers.join(' ')],
  ['file', (row) => row.source.file],
  ['line', (row) => String(row.source.line)],
  ['vendorName', (row) => row.vendor?.name],
  ['vendorAddress', (row) => row.vendor?.address],
  ['vendorType', (row) => row.vendor?.type],
  ['problems', (row) => row.problems.join(' ')],
];

/** RFC 4180; cells that a spreadsheet would take for a formula are kept text by a leading apostrophe. */
function csvOf(rows: readonly Row[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...rows.map((row) => COLUMNS.map(([, read]) => cell(read(row)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function cell(value: string | null | undefined): string {
  const text = /^[=+@\t\r-]/.test(value ?? '') && !/^-?\d/.test(value ?? '') ? `'${value}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function attachment(name: string, bytes: Uint8Array): Response {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': MEDIA[ending] ?? 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}"`,
      ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 24)}"`,
    },
  });
}
