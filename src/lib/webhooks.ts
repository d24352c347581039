/** Webhooks of one project, as verbs over HTTP. Failures are `ApiError`. */

import { projectPath, send } from './api.ts';

/** What a webhook can hear of. */
export const WEBHOOK_KINDS = {
  tags: ['tag.created', 'tag.updated', 'tag.renamed', 'tag.deleted'],
  files: ['file.created', 'file.renamed', 'file.deleted'],
  people: ['person.joined', 'person.role', 'person.left'],
} as const;

export type WebhookKind = keyof typeof WEBHOOK_KINDS;

/** Times are ISO 8601. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  readonly waiting: number;
  /** Messages that were given up. */
  readonly dead: number;
  readonly nextAt: string | null;
  /** Why the last try of what waits failed. */
  readonly error: string | null;
}

/** A message that was given up. */
export interface DeadMessage {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
  readonly attempts: number;
  readonly deadAt: string;
  readonly error: string | null;
}

export async function listWebhooks(project: string): Promise<readonly Webhook[]> {
  const answer: { webhooks: Webhook[] } = await send('GET', pathOf(project));
  return answer.webhooks;
}

/** `secret` is told once. */
export function makeWebhook(
  project: string,
  wanted: { url: string; events: readonly string[] },
): Promise<Webhook & { readonly secret: string }> {
  return send('POST', pathOf(project), { json: wanted });
}

export function removeWebhook(project: string, id: string): Promise<void> {
  return send('DELETE', pathOf(project, id));
}

/** Sends a message that says nothing. */
export async function pingWebhook(project: string, id: string): Promise<void> {
  await post(`${pathOf(project, id)}/ping`);
}

/** What waits for a later try goes now. */
export async function retryWebhook(project: string, id: string): Promise<void> {
  await post(`${pathOf(project, id)}/retry`);
}

export async function listDead(project: string, id: string): Promise<readonly DeadMessage[]> {
  const answer: { messages: DeadMessage[] } = await send('GET', `${pathOf(project, id)}/dead`);
  return answer.messages;
}

export async function resendDead(project: string, id: string, message: string): Promise<void> {
  await post(`${pathOf(project, id)}/dead/${encodeURIComponent(message)}/resend`);
}

function post(path: string): Promise<unknown> {
  return send('POST', path);
}

function pathOf(project: string, id?: string): string {
  return `${projectPath(project)}/webhooks${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}
