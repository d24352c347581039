/** A receiver of webhooks that a test lets answer, fail, hang and come back, on loopback. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it
  readonly json: any;
}

/** A status, or null to hang. */
export type Mood = number | null;

export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** What came so far, also what was answered with a failure. */
  readonly received: Received[];
  mood: Mood;
  /** Resolves when `done` holds; asked after each message. */
  until(done: (received: readonly Received[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const hanging = new Set<ServerResponse>();
  let looks: (() => void)[] = [];
  const receiver = { mood: 200 as Mood };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body, json: JSON.parse(body) });
    if (receiver.mood === null) hanging.add(response);
    else response.writeHead(receiver.mood).end();
    for (const look of looks) look();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${own}/hook`,
    port: own,
    received,
    until: (done: (received: readonly Received[]) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!done(received)) return;
          looks = looks.filter((one) => one !== look);
          resolve();
        };
        looks.push(look);
        look();
      }),
    close: () =>
      new Promise<void>((resolve) => {
        for (const response of hanging) response.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
