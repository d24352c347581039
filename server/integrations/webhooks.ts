/**
 * Webhooks: what people did to tags and files, posted to addresses of other systems. The state is in the store alone: a mark
 * up to which changes became messages, and the message that waits. One message of a webhook is under way at a time, in order;
 * while it waits, changes behind the mark wait in the log of changes, so a receiver that is away costs no memory.
 */

import type { Access } from '../auth/access.ts';
import { WEBHOOKS } from '../limits.ts';
import type { Observer } from '../observer.ts';
import { Problem } from '../problem.ts';
import type { Clock } from '../rooms.ts';
import type { DeliveryRow, Store, WebhookRow } from '../store/store.ts';
import { createNextMessage, messageOf, wantsPeople } from './messages.ts';
import type { Poster } from './posting.ts';

/** Times of the pump, milliseconds (`WEBHOOKS` in limits.ts). */
export interface WebhookTimes {
  readonly gatherMs: number;
  readonly answerMs: number;
  readonly retryMs: readonly number[];
}

export interface WebhooksOptions {
  readonly store: Store;
  readonly access: Access;
  readonly observer: Pick<Observer, 'open' | 'stored'>;
  readonly clock: Clock;
  readonly poster: Poster;
  readonly times?: WebhookTimes;
  /** 0 to 1, spreads the retries of many. */
  readonly chance?: () => number;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export interface Webhooks {
  /** Goes on where the last process stopped. */
  start(): Promise<void>;
  /** Something may be there for the webhooks of a project. */
  wake(project: string): void;
  /** Looks after one webhook now. */
  push(webhook: string): void;
  /** A message that says nothing but that the way is open. */
  ping(hook: WebhookRow): Promise<void>;
  readonly poster: Poster;
  close(): Promise<void>;
}

/** One webhook: at most one run at a time, at most one timer. */
interface Line {
  run: Promise<void> | null;
  /** Something came while it ran. */
  isDue: boolean;
  callOff: (() => void) | null;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { store, access, clock, poster, observer, onTrouble } = options;
  const times = options.times ?? WEBHOOKS;
  const lines = new Map<string, Line>();
  const ending = new AbortController();
  const slots = createSlots(WEBHOOKS.atOnce);
  const next = createNextMessage(options);
  const send = createSend({ ...options, times, ending: ending.signal });

  const lineOf = (id: string): Line => {
    const line = lines.get(id) ?? { run: null, isDue: false, callOff: null };
    lines.set(id, line);
    return line;
  };

  const after = (id: string, ms: number) => {
    const line = lineOf(id);
    line.callOff?.();
    line.callOff = clock.after(ms, () => push(id));
  };

  const push = (id: string) => {
    if (ending.signal.aborted) return;
    const line = lineOf(id);
    line.isDue = true;
    line.run ??= runAll(id, line).finally(() => {
      line.run = null;
      if (line.isDue) push(id);
      else if (line.callOff === null) lines.delete(id);
    });
  };

  const runAll = async (id: string, line: Line) => {
    line.isDue = false;
    line.callOff?.();
    line.callOff = null;
    try {
      while (!ending.signal.aborted && (await step(id)));
    } catch (error) {
      onTrouble('WEBHOOK_STOPPED', error);
      after(id, times.retryMs[0] ?? WEBHOOKS.gatherMs);
    }
  };

  /** Sends one message; false when there is none, or not yet. */
  const step = async (id: string): Promise<boolean> => {
    const hook = await store.webhook(id);
    const delivery = hook && (await next(hook));
    if (!hook || !delivery) return false;
    const wait = delivery.nextAt - clock.now();
    if (wait > 0) {
      after(id, wait);
      return false;
    }
    await slots(() => send(hook, delivery));
    return true;
  };

  const wakeAll = async (project: string | null, act: (hook: WebhookRow) => void) => {
    try {
      for (const hook of await store.webhooks(project)) act(hook);
    } catch (error) {
      if (!ending.signal.aborted) onTrouble('WEBHOOK_STOPPED', error);
    }
  };

  const soon = ({ id }: WebhookRow) => {
    const line = lineOf(id);
    // A timer that waits for the next try looks for new changes too.
    if (line.run) line.isDue = true;
    else if (line.callOff === null) after(id, times.gatherMs);
  };
  const ignoreMembers = access.onChange(
    () => void wakeAll(null, (hook) => wantsPeople(hook.events) && soon(hook)),
  );

  return {
    poster,
    push,
    start: async () => {
      const hooks: WebhookRow[] = [];
      await wakeAll(null, (hook) => hooks.push(hook));
      for (const { id } of hooks) push(id);
      for (const project of new Set(hooks.map((hook) => hook.project)))
        if (!ending.signal.aborted)
          await derive(observer, project).catch((error) => onTrouble('WEBHOOK_STOPPED', error));
    },
    wake: (project) => {
      if (!ending.signal.aborted) void wakeAll(project, soon);
    },
    ping: async (hook) => {
      const at = clock.now();
      await store.queueDelivery(hook.id, null, messageOf('ping', at, { projectId: hook.project }));
      push(hook.id);
    },
    close: async () => {
      ignoreMembers();
      ending.abort(new Error('The server is stopping.'));
      for (const line of lines.values()) line.callOff?.();
      await Promise.all([...lines.values()].map(({ run }) => run));
    },
  };
}

/** What a process that was killed had stored and not derived becomes changes now, which wakes the webhooks. */
async function derive(observer: WebhooksOptions['observer'], project: string): Promise<void> {
  const { release } = await observer.open(project);
  await observer.stored(project).finally(release);
}

interface SendOptions extends Pick<WebhooksOptions, 'store' | 'clock' | 'poster' | 'chance'> {
  readonly times: WebhookTimes;
  readonly ending: AbortSignal;
}

/** One try and what came of it. A stop of the server is no try. */
function createSend({ store, clock, poster, times, ending, chance = Math.random }: SendOptions) {
  return async ({ url, secret }: WebhookRow, { id, body, attempts }: DeliveryRow): Promise<void> => {
    const error = await tryOnce(url, { id, secret, body, at: clock.now() });
    if (error === null) return store.settleDelivery(id, { state: 'delivered', at: clock.now() });
    if (ending.aborted) return;
    const pause = times.retryMs[attempts];
    if (pause === undefined)
      return store.settleDelivery(id, { state: 'dead', at: clock.now(), error, kept: WEBHOOKS.deadKept });
    const nextAt = clock.now() + pause * (0.9 + 0.2 * chance());
    await store.settleDelivery(id, { state: 'again', nextAt: Math.round(nextAt), error });
  };

  /** Null when it arrived, else one sentence. */
  async function tryOnce(url: string, message: Parameters<Poster['post']>[1]): Promise<string | null> {
    const late = new AbortController();
    const callOff = clock.after(times.answerMs, () => late.abort(new Error('late')));
    try {
      const status = await poster.post(url, message, AbortSignal.any([late.signal, ending]));
      return status >= 200 && status < 300 ? null : `The receiver answered ${status}.`;
    } catch (error) {
      if (late.signal.aborted) return `The receiver did not answer within ${times.answerMs / 1000} s.`;
      return reasonOf(error);
    } finally {
      callOff();
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  return `The receiver cannot be reached (${code ?? message ?? 'unknown'}).`;
}

/** Lets at most `most` run at a time; the others wait in line. */
function createSlots(most: number): (act: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
