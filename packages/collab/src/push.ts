/** Updates by HTTP, for what is larger than a frame and for networks without WebSockets: same checks, same log. */

import { FatalLinkError } from './link.ts';

/** An answer that another attempt may change. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface PushTarget {
  /** `ws://host` or `wss://host`; HTTP answers at the same place. */
  readonly server: string;
  readonly projectId: string;
  readonly document: 'source' | 'review';
  readonly token: () => Promise<string>;
  /** The platform's own when left out. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Answers that the same update gets again: forbidden, unknown, too large, refused by the gate. */
const FINAL = new Set([400, 403, 404, 413, 422]);

/** Time for 20 MB on a slow line; without a limit a dead line would hold back everything typed since. */
const PUSH_WITHIN_MS = 300_000;

/** Resolves when the update is on the server's disk; rejects with FatalLinkError when sending it again cannot help. */
export async function pushByHttp(target: PushTarget, update: Uint8Array): Promise<void> {
  await ask(target, 'push', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: update as Uint8Array<ArrayBuffer>,
  });
}

/** What the server has behind a cursor, or all that a state vector lacks; and the cursor of it. */
export async function pullByHttp(
  target: PushTarget,
  since: string | Uint8Array,
): Promise<{ update: Uint8Array; cursor: string }> {
  const isVector = typeof since !== 'string';
  // Behind a long state vector proxies would cut the address: then everything comes.
  const vector = isVector && since.length <= LONGEST_VECTOR ? base64url(since) : '';
  const response = await ask(target, isVector ? `pull?stateVector=${vector}` : `pull?since=${since}`, {});
  return {
    update: new Uint8Array(await response.arrayBuffer()),
    cursor: response.headers.get('x-tagloom-cursor') ?? '',
  };
}

const LONGEST_VECTOR = 4_096;

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

async function ask(target: PushTarget, what: string, init: RequestInit): Promise<Response> {
  const { server, projectId, document, fetch = globalThis.fetch } = target;
  const url = `${server.replace(/^ws/, 'http')}/api/projects/${projectId}/sync/${document}/${what}`;
  const response = await fetch(url, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${await target.token()}` },
    signal: AbortSignal.timeout(PUSH_WITHIN_MS),
  });
  if (response.ok) return response;
  const { code, message } = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  const sentence = message ?? `The server answered ${response.status} to a large edit.`;
  throw FINAL.has(response.status)
    ? new FatalLinkError(code ?? 'UPDATE_REFUSED', sentence)
    : new HttpFailure(response.status, sentence);
}
