/** Work that takes long must not stand in the way of other people's edits. */

import { createFile, filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from './peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

let app: RunningApp;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp({ rateLimits: false });
});

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.socket.terminate();
  await app.close();
});

async function openSource({ token, project }: Ticket): Promise<Peer> {
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/${project}/source`, token });
  peers.push(peer);
  await peer.until(() => peer.messages.some((message) => message.type === 'step2'));
  return peer;
}

/** A hundred lines that declare, and as many that use what they declare. */
function program(n: number): string {
  const names = Array.from({ length: 100 }, (_, at) => `rValue${n}_${at}`);
  const declared = names.map((name, at) => `  ${name} : REAL := ${at}.5; // station ${n}\n`);
  const used = names.map(
    (name, at) => `IF ${name} > ${at}.0 THEN\n  ${name} := ${names[0]} * 2.0;\nEND_IF\n`,
  );
  return `PROGRAM P${n}\nVAR\n${declared.join('')}END_VAR\n${used.join('')}END_PROGRAM\n`;
}

test('S8 edits are acknowledged while the tags of a large project are read', async () => {
  const small = await openSource(await ticketFor(app, 'ada', 'small', 'editor'));
  const id = createFile(small.doc, 'Main.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  const text = filesMap(small.doc).get(id)?.get('text') as Y.Text;
  const large = await openSource(await ticketFor(app, 'ben', 'large', 'editor'));
  for (let n = 0; n < 160; n++) createFile(large.doc, `P${n}.st`, program(n));
  await large.until(() => large.acked() === large.sent());
  let isRead = false;
  const reading = app.core.observer.open('large').then(({ watch }) => {
    isRead = true;
    return watch.count();
  });
  let acknowledged = 0;
  while (!isRead) {
    text.insert(0, 'x');
    await small.until(() => small.acked() === small.sent());
    acknowledged += 1;
  }
  expect(await reading).toBe(16_000);
  expect(acknowledged).toBeGreaterThan(15);
});
