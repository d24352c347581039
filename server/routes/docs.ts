/** The API document, for programs and for people. Both say what the routes check. */

import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { createDocument } from '../api/document.ts';
import { renderDocs, STYLE } from '../api/page.ts';
import { VERSION } from '../version.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; img-src 'self'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function docsRoutes(): Hono {
  const routes = new Hono();
  let json: string | null = null;
  let page: string | null = null;

  routes.get('/openapi.json', (c) => {
    json ??= JSON.stringify(createDocument(VERSION));
    return c.body(json, 200, { 'Content-Type': 'application/json; charset=utf-8' });
  });

  routes.get('/docs', (c) => {
    page ??= renderDocs(VERSION);
    return c.body(page, 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
      'X-Frame-Options': 'DENY',
    });
  });

  return routes;
}
