/** What every route needs: who asks, what they may, and their body as a checked value. */

import type { IncomingMessage } from 'node:http';
import { type Action, atMost, can, leastRole, PROJECT_ID, type Role } from '@tagloom/collab';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { z } from 'zod';
import { toUser } from '../auth/access.ts';
import { addressOf, bearerHeader, isOriginAllowed, type OriginRules } from '../auth/origin.ts';
import { SESSION_COOKIE } from '../auth/sessions.ts';
import type { TokenClaims } from '../auth/tokens.ts';
import type { Core } from '../core.ts';
import { SERVER_LIMITS } from '../limits.ts';
import type { PresenceUser } from '../presence.ts';
import { Problem, projectUnknown } from '../problem.ts';
import type { Person } from '../store/store.ts';

export interface RouteContext {
  readonly core: Core;
  readonly origins: OriginRules;
}

/** Who asks. A token of ours opens one project only; a session, or a token of the company, all of the person's. */
export interface Principal {
  readonly user: PresenceUser;
  readonly isOperator: boolean;
  readonly project: string | null;
  /** The token, if it was one. */
  readonly claims: TokenClaims | null;
  /** When a token ends, milliseconds since 1970; null for a session. */
  readonly expiresAt: number | null;
}

/** A principal inside a project. */
export interface Entrant extends Principal {
  readonly projectId: string;
  readonly role: Role;
  /** What the member list says; a lasting token may be for less. */
  readonly membership: Role;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The person whose cookie the request carries, if any. */
export async function personOf(c: Context, { core }: RouteContext): Promise<Person | null> {
  const secret = getCookie(c, SESSION_COOKIE);
  return secret ? core.sessions.person(secret) : null;
}

/** A person at a browser: what is about the person is not for a token of one project. */
export async function sessionOnly(c: Context, context: RouteContext): Promise<Principal> {
  const principal = await principalOf(c, context);
  if (principal.claims !== null)
    throw new Problem('SIGN_IN_NEEDED', 'A project token cannot do this; sign in.', { status: 401 });
  return principal;
}

/** Throws OPERATOR_NEEDED (403). */
export async function operatorOnly(c: Context, context: RouteContext): Promise<Principal> {
  const principal = await sessionOnly(c, context);
  if (!principal.isOperator)
    throw new Problem('OPERATOR_NEEDED', 'This needs an operator of this server; you are none.', {
      status: 403,
    });
  return principal;
}

/** The address that limits are about. */
export function addressOfRequest(c: Context, { origins }: RouteContext): string {
  return addressOf((c.env as { incoming: IncomingMessage }).incoming, origins);
}

/** Throws SIGN_IN_NEEDED (401), a token's problem (401) or ORIGIN_REFUSED (403). */
export async function principalOf(c: Context, context: RouteContext): Promise<Principal> {
  const { core, origins } = context;
  const token = bearerHeader(c.req.header('authorization'));
  if (token) return tokenPrincipal(core, token);
  const person = await personOf(c, context);
  if (!person)
    throw new Problem('SIGN_IN_NEEDED', 'Sign in with a link from: npx --no tagloom login-link', {
      status: 401,
    });
  if (!SAFE_METHODS.has(c.req.method)) requireOrigin(c, origins);
  return { user: toUser(person), isOperator: person.operator, project: null, claims: null, expiresAt: null };
}

async function tokenPrincipal(core: Core, token: string): Promise<Principal> {
  const claims = await core.tokens.verify(token);
  const user = await core.access.user(claims.person);
  if (!user || claims.project === '*')
    throw new Problem('TOKEN_INVALID', 'The access token is not valid here.', { status: 401 });
  return {
    user,
    isOperator: false,
    project: claims.isCompany ? null : claims.project,
    claims,
    expiresAt: claims.expiresAt,
  };
}

/** A request that changes something and is carried by a cookie must come from our own pages. */
export function requireOrigin(c: Context, origins: OriginRules): void {
  const origin = c.req.header('origin');
  const headers = {
    origin,
    host: c.req.header('host'),
    'x-forwarded-host': c.req.header('x-forwarded-host'),
  };
  if (origin === undefined || !isOriginAllowed(headers, origins))
    throw new Problem('ORIGIN_REFUSED', 'This request does not come from a page of this server.', {
      status: 403,
    });
}

/** Enters the project named in the path; unknown and forbidden answer alike (404), too low a role answers 403. */
export async function enter(c: Context, context: RouteContext, action: Action): Promise<Entrant> {
  const principal = await principalOf(c, context);
  const projectId = c.req.param('project') ?? '';
  const isOpen = PROJECT_ID.test(projectId) && (principal.project ?? projectId) === projectId;
  const membership = isOpen ? await context.core.access.roleOf(projectId, principal.user.id) : null;
  if (!membership) throw projectUnknown(projectId);
  const role = atMost(membership, principal.claims?.lasting?.role ?? null);
  if (!can(role, action)) {
    await context.core.audit.refused(principal.user.id, projectId, `${action} as ${role}`);
    throw new Problem('FORBIDDEN', `This needs the role ${leastRole(action)}; yours is ${role}.`, {
      status: 403,
    });
  }
  return { ...principal, projectId, role, membership };
}

/** `?limit=` between 1 and the largest page. */
export function readLimit(c: Context, usual: number, largest: number): number {
  const limit = Number(c.req.query('limit') ?? usual);
  return Number.isInteger(limit) && limit >= 1 ? Math.min(limit, largest) : usual;
}

/** `?after=` of lists from the newest back: a number to stay below. */
export function readAfter(c: Context): number {
  const before = Number(c.req.query('after') ?? Number.NaN);
  return Number.isSafeInteger(before) && before > 0 ? before : Number.MAX_SAFE_INTEGER;
}

/** Reads a body and stops at the limit: strangers may send one without end. */
async function readText({ body }: Request, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > most)
      throw new Problem('BODY_TOO_LARGE', 'The body of this request is too large.', { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The JSON body, checked; throws BODY_INVALID (422) or BODY_TOO_LARGE (413). */
export async function jsonBody<T>(
  c: Context,
  schema: z.ZodType<T>,
  limit: number = SERVER_LIMITS.jsonBodyBytes,
): Promise<T> {
  const text = await readText(c.req.raw, limit);
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Problem('BODY_INVALID', 'The body is not JSON.', { status: 422 });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem(
    'BODY_INVALID',
    `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'invalid'}.`,
    {
      status: 422,
      details: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    },
  );
}
