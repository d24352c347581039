/** One update by HTTP, for what is larger than a frame: same checks, same log, durable when it is answered. */

import { FatalLinkError } from './link.ts';

export interface PushTarget {
  /** `ws://host` or `wss://host`; HTTP answers at the same place. */
  readonly server: string;
  readonly projectId: string;
  readonly document: 'source' | 'review';
  readonly token: () => Promise<string>;
}

/** Answers that the same update gets again: forbidden, unknown, too large, refused by the gate. */
const FINAL = new Set([400, 403, 404, 413, 422]);

/** Time for 20 MB on a slow line; without a limit a dead line would hold back everything typed since. */
const PUSH_WITHIN_MS = 300_000;

/** Resolves when the update is on the server's disk; rejects with FatalLinkError when sending it again cannot help. */
export async function pushByHttp(target: PushTarget, update: Uint8Array): Promise<void> {
  const { server, projectId, document } = target;
  const url = `${server.replace(/^ws/, 'http')}/api/projects/${projectId}/sync/${document}/push`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${await target.token()}`, 'content-type': 'application/octet-stream' },
    body: update as Uint8Array<ArrayBuffer>,
    signal: AbortSignal.timeout(PUSH_WITHIN_MS),
  });
  if (response.ok) return;
  const { code, message } = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  const sentence = message ?? `The server answered ${response.status} to a large edit.`;
  throw FINAL.has(response.status)
    ? new FatalLinkError(code ?? 'UPDATE_REFUSED', sentence)
    : new Error(sentence);
}
