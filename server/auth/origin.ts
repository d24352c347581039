/** Where a request comes from: the Origin check of sockets and forms, and the bearer token of a request. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface OriginRules {
  readonly publicUrl: string | null;
  readonly allowed: readonly string[];
  readonly trustProxy: boolean;
}

/**
 * True without an Origin header (no browser, or a navigation: the caller must then have a bearer token), for the server's
 * own address as the browser names it, for PUBLIC_URL and for ALLOWED_ORIGINS.
 */
export function isOriginAllowed(headers: IncomingHttpHeaders, rules: OriginRules): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (origin === rules.publicUrl || rules.allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === hostOf(headers, rules);
}

function hostOf(headers: IncomingHttpHeaders, { trustProxy }: OriginRules): string | undefined {
  const forwarded = trustProxy ? headers['x-forwarded-host'] : undefined;
  const host = Array.isArray(forwarded) ? forwarded[0] : forwarded;
  return host ?? headers.host;
}

/** The address that limits are about: behind a trusted proxy the one that the proxy saw. */
export function addressOf(request: IncomingMessage, { trustProxy }: Pick<OriginRules, 'trustProxy'>): string {
  const direct = request.socket.remoteAddress ?? '';
  if (!trustProxy) return direct;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  return forwarded.split(',').at(-1)?.trim() || direct;
}

/** The access token of an upgrade: sub-protocol `bearer.<JWT>` or `Authorization`; `?token=` on the JSON sockets only. */
export function bearerOf(request: IncomingMessage, isQueryAllowed: boolean): string | null {
  const protocols = request.headers['sec-websocket-protocol'] ?? '';
  for (const protocol of protocols.split(','))
    if (protocol.trim().startsWith('bearer.')) return protocol.trim().slice('bearer.'.length);
  const header = bearerHeader(request.headers.authorization);
  if (header) return header;
  if (!isQueryAllowed) return null;
  return new URL(request.url ?? '/', 'http://local').searchParams.get('token');
}

/** The token of an `Authorization: Bearer` header. */
export function bearerHeader(header: string | undefined): string | null {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}
