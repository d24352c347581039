/** Webhooks of a project: what owners add, look at, try and take away. */

import { randomBytes } from 'node:crypto';
import { randomId } from '@tagloom/collab';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../integrations/messages.ts';
import { WEBHOOKS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { DeliveryRow, NewWebhook, WebhookRow } from '../store/store.ts';
import { type Entrant, enter, jsonBody, type RouteContext } from './request.ts';

export const NewHook = z.strictObject({
  url: z.string().min(1).max(WEBHOOKS.longestUrl),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .max(WEBHOOK_EVENTS.length)
    .default([...WEBHOOK_EVENTS]),
});

export function webhookRoutes(context: RouteContext): Hono {
  const { store, webhooks } = context.core;
  const routes = new Hono();

  routes.get('/:project/webhooks', async (c) => {
    const { projectId } = await enter(c, context, 'webhooks.manage');
    return c.json({ webhooks: (await store.webhooks(projectId)).map(webhookJson) });
  });

  routes.post('/:project/webhooks', async (c) => {
    const entrant = await enter(c, context, 'webhooks.manage');
    const { url, events } = await jsonBody(c, NewHook);
    await webhooks.poster.check(url);
    const hook: NewWebhook = {
      id: randomId(10),
      project: entrant.projectId,
      url: new URL(url).href,
      secret: `whsec_${randomBytes(32).toString('base64')}`,
      events: [...new Set(events)],
      createdBy: entrant.user.id,
      createdAt: Date.now(),
    };
    const entry = auditOf(entrant, 'webhook', `${hook.id} ${new URL(url).host}`);
    if (!(await store.addWebhook(hook, WEBHOOKS.most, entry)))
      throw new Problem('WEBHOOKS_TOO_MANY', `A project has at most ${WEBHOOKS.most} webhooks.`, {
        status: 409,
      });
    const made = await store.webhook(hook.id);
    return c.json({ ...(made && webhookJson(made)), secret: hook.secret }, 201);
  });

  routes.delete('/:project/webhooks/:webhook', async (c) => {
    const entrant = await enter(c, context, 'webhooks.manage');
    const id = c.req.param('webhook');
    if (!(await store.removeWebhook(entrant.projectId, id, auditOf(entrant, 'webhook.remove', id))))
      throw webhookUnknown();
    return c.body(null, 204);
  });

  routes.post('/:project/webhooks/:webhook/ping', async (c) => {
    const { hook } = await enterHook(c, context);
    await webhooks.ping(hook);
    return c.body(null, 204);
  });

  // What waits for its next try goes at once.
  routes.post('/:project/webhooks/:webhook/retry', async (c) => {
    const { hook } = await enterHook(c, context);
    await store.hastenDelivery(hook.id, Date.now());
    webhooks.push(hook.id);
    return c.body(null, 204);
  });

  routes.get('/:project/webhooks/:webhook/dead', async (c) => {
    const { hook } = await enterHook(c, context);
    return c.json({ messages: (await store.deadDeliveries(hook.id)).map(deliveryJson) });
  });

  routes.post('/:project/webhooks/:webhook/dead/:message/resend', async (c) => {
    const { hook, entrant } = await enterHook(c, context);
    const id = c.req.param('message');
    const entry = auditOf(entrant, 'webhook.resend', `${hook.id} ${id}`);
    if (!(await store.resendDelivery(hook.id, id, Date.now(), entry)))
      throw new Problem('MESSAGE_UNKNOWN', 'That message is not among those given up.', { status: 404 });
    webhooks.push(hook.id);
    return c.body(null, 204);
  });

  return routes;
}

async function enterHook(c: Context, context: RouteContext): Promise<{ hook: WebhookRow; entrant: Entrant }> {
  const entrant = await enter(c, context, 'webhooks.manage');
  const hook = await context.core.store.webhook(c.req.param('webhook') ?? '');
  if (hook?.project !== entrant.projectId) throw webhookUnknown();
  return { hook, entrant };
}

function auditOf({ user, projectId }: Entrant, action: string, detail: string) {
  return { at: Date.now(), person: user.id, project: projectId, action, detail };
}

function webhookUnknown(): Problem {
  return new Problem('WEBHOOK_UNKNOWN', 'That webhook is not there any more.', { status: 404 });
}

/** Never the secret: it is told once, when the webhook is made. */
function webhookJson({ id, url, events, createdAt, deliveredAt, waiting, dead, nextAt, error }: WebhookRow) {
  return {
    id,
    url,
    events,
    createdAt: time(createdAt),
    deliveredAt: deliveredAt === 0 ? null : time(deliveredAt),
    waiting,
    dead,
    nextAt: nextAt === null || nextAt === 0 ? null : time(nextAt),
    error,
  };
}

function deliveryJson({ id, type, createdAt, attempts, deadAt, error, body }: DeliveryRow) {
  return { id, type, createdAt: time(createdAt), attempts, deadAt: time(deadAt ?? 0), error, body };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
