/** Webhooks of one project, as verbs over HTTP. Failures are `ApiError`. */

import { type Answer, type Body, call } from './call.ts';

const ALL = '/api/projects/{project}/webhooks';
const ONE = '/api/projects/{project}/webhooks/{webhook}';

type Wanted = Body<'post', typeof ALL>;
type EventName = NonNullable<Wanted['events']>[number];

/** What a webhook can hear of. */
export const WEBHOOK_KINDS = {
  tags: ['tag.created', 'tag.updated', 'tag.renamed', 'tag.deleted'],
  files: ['file.created', 'file.renamed', 'file.deleted'],
  people: ['person.joined', 'person.role', 'person.left'],
} as const satisfies Readonly<Record<string, readonly EventName[]>>;

export type WebhookKind = keyof typeof WEBHOOK_KINDS;

export type Webhook = Answer<'get', typeof ALL>['webhooks'][number];
/** A message that was given up. */
export type DeadMessage = Answer<'get', `${typeof ONE}/dead`>['messages'][number];

export async function listWebhooks(project: string): Promise<readonly Webhook[]> {
  return (await call('get', ALL, { project })).webhooks;
}

/** `secret` is told once. */
export function makeWebhook(project: string, json: Wanted): Promise<Answer<'post', typeof ALL>> {
  return call('post', ALL, { project, json });
}

export async function removeWebhook(project: string, webhook: string): Promise<void> {
  await call('delete', ONE, { project, webhook });
}

/** Sends a message that says nothing. */
export async function pingWebhook(project: string, webhook: string): Promise<void> {
  await call('post', `${ONE}/ping`, { project, webhook });
}

/** What waits for a later try goes now. */
export async function retryWebhook(project: string, webhook: string): Promise<void> {
  await call('post', `${ONE}/retry`, { project, webhook });
}

export async function listDead(project: string, webhook: string): Promise<readonly DeadMessage[]> {
  return (await call('get', `${ONE}/dead`, { project, webhook })).messages;
}

export async function resendDead(project: string, webhook: string, message: string): Promise<void> {
  await call('post', `${ONE}/dead/{message}/resend`, { project, webhook, message });
}
