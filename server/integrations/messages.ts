/** What a webhook is told: changes behind its marks as one message, a page at a time. */

import { randomId } from '@tagloom/collab';
import type { Access } from '../auth/access.ts';
import { WEBHOOKS } from '../limits.ts';
import type { Clock } from '../rooms.ts';
import type { ChangeMark, ChangeRow, DeliveryRow, NewDelivery, Store, WebhookRow } from '../store/store.ts';
import {
  type ChangeName,
  changeEvent,
  type PersonEvent,
  type PersonEventName,
  personEvent,
} from './events.ts';

export const PERSON_EVENTS = ['person.joined', 'person.role', 'person.left'] as const;

/** Events that a webhook can ask for. */
export const WEBHOOK_EVENTS = [
  'tag.created',
  'tag.updated',
  'tag.renamed',
  'tag.deleted',
  'file.created',
  'file.renamed',
  'file.deleted',
  ...PERSON_EVENTS,
] as const satisfies readonly (`${ChangeRow['kind']}.${ChangeName}` | PersonEventName)[];

export interface MessageOptions {
  readonly store: Pick<Store, 'nextDelivery' | 'queueDelivery' | 'changes' | 'memberChanges'>;
  readonly access: Access;
  readonly clock: Clock;
}

/** The message that waits; without one, the next changes become one. Null when there is nothing to say. */
export function createNextMessage(options: MessageOptions) {
  const { store, clock } = options;
  return async (hook: WebhookRow): Promise<DeliveryRow | null> => {
    let { mark, people } = hook;
    for (;;) {
      const waiting = await store.nextDelivery(hook.id);
      if (waiting) return waiting;
      const found = (await gather(options, hook, mark)) ?? (await gatherPeople(options, hook, people));
      if (found === null) return null;
      const data = { projectId: hook.project, events: found.events };
      const message = found.events.length === 0 ? null : messageOf('project.changed', clock.now(), data);
      await store.queueDelivery(hook.id, found.mark, message);
      if ('people' in found.mark) people = found.mark.people;
      else mark = found.mark;
    }
  };
}

/** Events that one message tells, and the mark that they lead to. */
interface Gathered<Mark> {
  readonly events: readonly object[];
  readonly mark: Mark;
}

/** Events behind `from` that the webhook wants; null = there was no change. */
async function gather(
  { store, access }: MessageOptions,
  { project, epoch, events: wanted }: WebhookRow,
  from: ChangeMark,
): Promise<Gathered<ChangeMark> | null> {
  const events: object[] = [];
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
  return mark && { events, mark };
}

/** The same for members that came, went or have another role. */
async function gatherPeople(
  { store, access }: MessageOptions,
  { project, events: wanted }: WebhookRow,
  from: number,
): Promise<Gathered<{ readonly people: number }> | null> {
  if (!wantsPeople(wanted)) return null;
  const changes = await store.memberChanges(project, from, WEBHOOKS.messageChanges);
  const last = changes.at(-1);
  if (!last) return null;
  const events: PersonEvent[] = [];
  for (const change of changes) {
    const event = await personEvent(access, project, change);
    if (event && wanted.includes(event.type)) events.push(event);
  }
  return { events, mark: { people: last.number } };
}

export function wantsPeople(events: readonly string[]): boolean {
  return PERSON_EVENTS.some((name) => events.includes(name));
}

export function messageOf(type: string, at: number, data: object): NewDelivery {
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
  return { id: `msg_${randomId(20)}`, type, body, createdAt: at };
}
