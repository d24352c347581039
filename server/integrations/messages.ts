/** What a webhook is told: changes behind its mark as one message, a page at a time. */

import { randomId } from '@tagloom/collab';
import type { Access } from '../auth/access.ts';
import { WEBHOOKS } from '../limits.ts';
import type { Clock } from '../rooms.ts';
import type { ChangeMark, ChangeRow, DeliveryRow, NewDelivery, Store, WebhookRow } from '../store/store.ts';
import { type ChangeEvent, type ChangeName, changeEvent } from './events.ts';

/** Events that a webhook can ask for. */
export const WEBHOOK_EVENTS = [
  'tag.created',
  'tag.updated',
  'tag.renamed',
  'tag.deleted',
  'file.created',
  'file.renamed',
  'file.deleted',
] as const satisfies readonly `${ChangeRow['kind']}.${ChangeName}`[];

export interface MessageOptions {
  readonly store: Pick<Store, 'nextDelivery' | 'queueDelivery' | 'changes'>;
  readonly access: Access;
  readonly clock: Clock;
}

/** The message that waits; without one, the next changes become one. Null when there is nothing to say. */
export function createNextMessage(options: MessageOptions) {
  const { store, clock } = options;
  return async (hook: WebhookRow): Promise<DeliveryRow | null> => {
    let from = hook.mark;
    for (;;) {
      const waiting = await store.nextDelivery(hook.id);
      if (waiting) return waiting;
      const { events, mark } = await gather(options, hook, from);
      if (mark === null) return null;
      const data = { projectId: hook.project, events };
      const message = events.length === 0 ? null : messageOf('project.changed', clock.now(), data);
      await store.queueDelivery(hook.id, mark, message);
      from = mark;
    }
  };
}

/** Events behind `from` that the webhook wants, and the mark that they lead to; null = there was no change. */
async function gather(
  { store, access }: MessageOptions,
  { project, epoch, events: wanted }: WebhookRow,
  from: ChangeMark,
): Promise<{ events: readonly ChangeEvent[]; mark: ChangeMark | null }> {
  const events: ChangeEvent[] = [];
  let bytes = 0;
  let mark: ChangeMark | null = null;
  for (const change of await store.changes(project, from, WEBHOOKS.messageChanges)) {
    const event = await changeEvent(access, project, epoch, change);
    const isWanted = wanted.includes(event.type);
    bytes += isWanted ? JSON.stringify(event).length : 0;
    if (events.length > 0 && bytes > WEBHOOKS.messageBytes) break;
    if (isWanted) events.push(event);
    mark = { seq: change.seq, kind: change.kind, subject: change.subject };
  }
  return { events, mark };
}

export function messageOf(type: string, at: number, data: object): NewDelivery {
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
  return { id: `msg_${randomId(20)}`, type, body, createdAt: at };
}
