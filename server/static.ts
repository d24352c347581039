/** Serves the built app: immutable files for a year, everything else revalidated, unknown pages as the shell. */

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Handler, HonoRequest } from 'hono';
import { encodingOf, isPackable, PackedFiles } from './packed.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

const SHELL = 'index.html';
const YEAR = 'public, max-age=31536000, immutable';

interface Shell {
  readonly version: number;
  readonly html: Uint8Array<ArrayBuffer>;
  readonly policy: string;
}

export function createStatic(build: string): Handler {
  let shell: Shell | null = null;
  const packed = new PackedFiles();

  /** The page and its policy, read anew when a build replaced it. */
  const readShell = async (): Promise<Shell | null> => {
    const path = join(build, SHELL);
    const version = (await stat(path).catch(() => null))?.mtimeMs;
    if (version === undefined) return null;
    if (shell?.version !== version) {
      const html = new Uint8Array(await readFile(path));
      shell = { version, html, policy: policyOf(new TextDecoder().decode(html)) };
    }
    return shell;
  };

  const sendShell = async (): Promise<Response> => {
    const page = await readShell();
    if (!page)
      return new Response('BUILD_MISSING: the app is not built; run npm run build, then start again.\n', {
        status: 503,
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      });
    return new Response(page.html, {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-cache',
        'Content-Security-Policy': page.policy,
        'X-Frame-Options': 'DENY',
      },
    });
  };

  return async (c) => {
    const path = pathIn(build, c.req.path);
    const found = path === null ? null : await stat(path).catch(() => null);
    if (path === null || !found?.isFile() || path.endsWith(`${sep}${SHELL}`)) {
      // A missing file is a missing file; only pages fall back to the shell.
      if (extname(c.req.path) !== '' && !c.req.path.endsWith('.html')) return c.notFound();
      return sendShell();
    }
    return sendFile(path, found, c.req, packed);
  };
}

async function sendFile(
  path: string,
  found: { readonly size: number; readonly mtimeMs: number },
  request: HonoRequest,
  packed: PackedFiles,
): Promise<Response> {
  const tag = `W/"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const headers = {
    'Content-Type': type,
    'Cache-Control': request.path.startsWith('/_app/immutable/') ? YEAR : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (request.header('if-none-match') === tag) return new Response(null, { status: 304, headers });
  const read = async () => new Uint8Array(await readFile(path));
  const encoding = isPackable(type, found.size) ? encodingOf(request.header('accept-encoding')) : null;
  if (encoding === null) return new Response(await read(), { headers });
  const bytes = new Uint8Array(await packed.get(path, tag, encoding, read));
  return new Response(bytes, { headers: { ...headers, 'Content-Encoding': encoding } });
}

/** The file for a URL path, or null when it would leave the folder. */
function pathIn(folder: string, url: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(url);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded));
  return path.startsWith(folder + sep) ? path : null;
}

/** Scripts of the app and the inline scripts of its page, by hash; styles inline, because Monaco writes them. */
function policyOf(html: string): string {
  const hashes = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) =>
      `'sha256-${createHash('sha256')
        .update(script ?? '')
        .digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
