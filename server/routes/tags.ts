/** The tag database over HTTP: rows as JSON or CSV. */

import { type Context, Hono } from 'hono';
import type { Row } from '../watchviews.ts';
import { enter, type RouteContext } from './request.ts';
import { MEDIA, readTarget } from './targets.ts';

const PAGE = 500;
const LARGEST_PAGE = 5_000;

export function tagRoutes(context: RouteContext): Hono {
  const { observer } = context.core;
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

  return routes;
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
