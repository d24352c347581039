/** Signing in at the company's issuer: there and back. Whatever fails leads to the sign-in page, which says why. */

import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { RouteContext } from './request.ts';
import { beginSession } from './session.ts';

const COOKIE = 'tagloom_oidc';
const COOKIE_PATH = '/api/oidc';
const CALLBACK = '/api/oidc/callback';
const FLOW_SECONDS = 600;

const Kept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

export function oidcRoutes(context: RouteContext): Hono {
  const { company, config, access } = context.core;
  const routes = new Hono();

  const originOf = (c: Context): string => config.publicUrl ?? new URL(c.req.url).origin;

  const guarded = async (c: Context, act: () => Promise<string>): Promise<Response> => {
    try {
      return c.redirect(await act());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.core.metrics.refused(error.code);
      context.core.log.warn({ code: error.code, cause: String(error.cause ?? '') }, error.message);
      return c.redirect(`/login?failed=${error.code}`);
    }
  };

  routes.get('/start', (c) =>
    guarded(c, async () => {
      if (!company) throw off();
      const { url, flow } = await company.start(originOf(c) + CALLBACK);
      const kept = { ...flow, next: placeOf(c.req.query('next')) };
      setCookie(c, COOKIE, Buffer.from(JSON.stringify(kept)).toString('base64url'), {
        httpOnly: true,
        sameSite: 'Lax',
        path: COOKIE_PATH,
        secure: originOf(c).startsWith('https:'),
        maxAge: FLOW_SECONDS,
      });
      return url;
    }),
  );

  routes.get('/callback', (c) =>
    guarded(c, async () => {
      if (!company) throw off();
      const kept = readKept(getCookie(c, COOKIE));
      deleteCookie(c, COOKIE, { path: COOKIE_PATH });
      const origin = originOf(c);
      const callback = new URL(origin + CALLBACK);
      callback.search = new URL(c.req.url).search;
      const claims = await company.finish(callback, kept, origin + CALLBACK);
      const person = await company.personOf(claims);
      await access.refresh();
      await beginSession(c, context, person, 'oidc');
      return kept.next;
    }),
  );

  return routes;
}

function off(): Problem {
  return new Problem('OIDC_OFF', 'This server has no company sign-in.', { status: 404 });
}

/** Only places of this app. */
function placeOf(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}

function readKept(cookie: string | undefined): z.infer<typeof Kept> {
  try {
    const kept = Kept.safeParse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()));
    if (kept.success) return { ...kept.data, next: placeOf(kept.data.next) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Problem('OIDC_FAILED', 'This sign-in was not begun in this browser, or too long ago.', {
    status: 401,
  });
}
