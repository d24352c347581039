/** Polling by HTTP: what a refusal of everything says, and what it does not say. */

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Clock } from './clock.ts';
import type { FatalLinkError } from './link.ts';
import { createPolling } from './polling.ts';

const refused = (status: number, code: string) => Response.json({ code, message: 'A sentence.' }, { status });

/** A server that answers pushes in this order; pulls bring nothing. Waits are over at once. */
function poll(answers: Response[]) {
  const doc = new Y.Doc();
  let waiting: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void waiting.push(update));
  doc.getMap('settings').set('key', 1);
  const refusals: FatalLinkError[] = [];
  const over = Promise.withResolvers<void>();
  const pushed: Uint8Array[] = [];
  const clock: Clock = {
    now: () => 0,
    after: (_, act) => {
      queueMicrotask(() => (answers.length > 0 ? act() : over.resolve()));
      return () => undefined;
    },
    every: () => () => undefined,
  };
  const fetch = async (_url: string, { method, body }: RequestInit) => {
    if (method !== 'POST') return new Response(new Uint8Array([0, 0]));
    pushed.push(body as Uint8Array);
    return answers.shift() as Response;
  };
  const polling = createPolling({
    target: { server: 'ws://plant', projectId: 'line', document: 'source', token: async () => 't', fetch },
    doc,
    clock,
    random: () => 0,
    unsent: () => waiting,
    onPulled: () => undefined,
    onPushed: () => {
      waiting = [];
    },
    onRefused: (error) => {
      refusals.push(error);
      over.resolve();
    },
  });
  polling.start();
  return { over: over.promise, refusals, pushed, unsent: () => waiting.length };
}

test('O1 items of others that a restored server takes for stolen ones are no refusal of own edits: all is kept, and asked again', async () => {
  const accepted = Response.json({ cursor: 'e.9' });
  const answers = [
    refused(409, 'UPDATE_INCOMPLETE'),
    refused(422, 'CLIENT_ID_TAKEN'),
    refused(409, 'UPDATE_INCOMPLETE'),
    accepted,
  ];
  const run = poll(answers);
  await run.over;
  expect(run.refusals).toEqual([]);
  expect([run.pushed.length, run.unsent()]).toEqual([4, 0]);
});

test('S6 an own edit under the id of another person is refused for good', async () => {
  const run = poll([refused(422, 'CLIENT_ID_TAKEN')]);
  await run.over;
  expect(run.refusals.map(({ code }) => code)).toEqual(['CLIENT_ID_TAKEN']);
  expect(run.unsent()).toBe(1);
});
