/** What the status page reads: the server for operators, projects for their owners. */

import { createFile } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  rSpeed : REAL;\nEND_VAR\nEND_PROGRAM\n';
let app: RunningApp;
let ada: Ticket;
let ben: Ticket;
const peers: Peer[] = [];

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'owner');
  ben = await ticketFor(app, 'ben', 'press', 'owner');
  await app.core.store.setOperator(ada.personId);
});

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await app.close();
});

async function read(path: string, person: string) {
  const { secret } = await app.core.sessions.signIn(await app.core.sessions.makeCode(person), 'test');
  const answer = await fetch(`${app.address}/api/status${path}`, {
    headers: { cookie: `tagloom_session=${secret}` },
  });
  return { status: answer.status, body: await answer.json() };
}

async function write({ token, project }: Ticket): Promise<Peer> {
  const peer = openPeer({ ws: socketUrl(app.address), projectId: project, token });
  peers.push(peer);
  await peer.client.whenSynced;
  createFile(peer.doc, 'MAIN.st', MAIN);
  await peer.client.whenSaved();
  return peer;
}

/** Takes a sample without waiting for the next one. */
function sample(updates: number): void {
  app.core.figures.sample({ rooms: 1, sockets: 1, tagSockets: 0, queue: 0, updates });
}

test('an operator sees latencies of acknowledgement, sending and derivation, and refusals by code', async () => {
  const { doc, client } = await write(ada);
  await app.core.observer.settled();
  createFile(doc, 'Pump.st', 'PROGRAM Pump\nVAR\n  xRun : BOOL;\nEND_VAR\nEND_PROGRAM\n');
  await client.whenSaved();
  await app.core.observer.settled();
  await fetch(`${app.address}/api/nowhere`);
  sample(app.core.metrics.value('updates_total'));
  const { status, body } = await read('', ada.personId);
  expect(status).toBe(200);
  const [last] = body.samples.slice(-1);
  for (const name of ['ack', 'sent', 'derived']) {
    expect(last[name].p50).toBeGreaterThanOrEqual(0);
    expect(last[name].p99).toBeGreaterThanOrEqual(last[name].p50);
  }
  expect(last.sent.p99).toBeGreaterThanOrEqual(last.ack.p50);
  expect(last.updatesPerSecond).toBeGreaterThan(0);
  expect(last.memory).toBeGreaterThan(10_000_000);
  expect(body.refusals).toMatchObject([{ code: 'PATH_UNKNOWN', count: 1 }]);
  expect((await read(`?since=${last.at}`, ada.personId)).body.samples).toEqual([]);
});

test('who is no operator is told so, and sees the projects that they own and no others', async () => {
  const refused = await read('', ben.personId);
  expect(refused).toMatchObject({ status: 403, body: { code: 'OPERATOR_NEEDED' } });
  await app.core.store.setMember('line', ben.personId, 'editor', 1);
  const ids = async (person: string) =>
    (await read('/projects', person)).body.projects.map(({ id }: { id: string }) => id);
  expect(await ids(ben.personId)).toEqual(['press']);
  expect(await ids(ada.personId)).toEqual(['line', 'press']);
});

test('a project says its size: files, tags, items of its largest file, log and what it grew by today', async () => {
  const peer = await write(ben);
  createFile(peer.doc, 'Small.st', 'PROGRAM Small\nEND_PROGRAM\n');
  await peer.client.whenSaved();
  await peer.close();
  peers.length = 0;
  // What is counted is stored when a project rests or closes.
  const { watch, release } = await app.core.observer.open('press');
  expect(watch.items()).toMatchObject([{ path: 'MAIN.st' }, { path: 'Small.st' }]);
  release();
  await app.core.observer.settled();
  const { body } = await read('/projects', ben.personId);
  const [press] = body.projects;
  expect(press).toMatchObject({ id: 'press', files: 2, tags: 1, entries: 2 });
  expect(press.logBytes).toBeGreaterThan(MAIN.length);
  expect(press.dayBytes).toBe(press.logBytes);
});
