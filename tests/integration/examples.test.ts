/** The client library as its README shows it: the example runs in Node, and the events say what is there after any break. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFile, fileEntry, openEvents, type ProjectEvents } from '@tagloom/collab';
import { afterEach, expect, test } from 'vitest';
import { openPeer } from '../harness/peer.ts';
import { newDataDir, ROOT, removeDataDir, startServer } from '../harness/server.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

const MAIN = 'PROGRAM MAIN\nVAR\n  xOn : BOOL;\n  nCount : INT;\nEND_VAR\nEND_PROGRAM\n';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function exampleOf(heading: string): string {
  const readme = readFileSync(join(ROOT, 'packages/collab/README.md'), 'utf8');
  const section = readme.slice(readme.indexOf(`## ${heading}`));
  return /```js\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

/** Resolves when the listener's condition holds after some event. */
function when(listen: (check: () => void) => unknown, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (isTrue()) resolve();
    };
    listen(check);
    check();
  });
}

test('the Node example prints tags, comes back after a restart of the server and goes on', async () => {
  const code = exampleOf('In Node');
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(20);
  const dataDir = newDataDir();
  closers.push(() => removeDataDir(dataDir));
  let server = await startServer({ dataDir });
  closers.push(() => server.kill('SIGKILL'));
  const token = await server.token('ann', 'line', 'editor');
  const peer = openPeer({ ws: server.ws, projectId: 'line', token });
  closers.push(() => peer.close());
  await peer.client.whenSynced;
  const file = createFile(peer.doc, 'MAIN.st', MAIN);
  await peer.client.whenSaved();

  const env = { ...process.env, SERVER: server.url, PROJECT: 'line', TOKEN: token };
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, env });
  closers.push(() => child.kill('SIGKILL'));
  let output = '';
  const checks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const check of checks) check();
    });
  const printed = (text: string) =>
    when(
      (check) => checks.add(check),
      () => output.includes(text),
    );
  await printed('tag MAIN.xOn BOOL');

  await server.kill('SIGTERM');
  await printed('waiting 1');
  server = await startServer({ dataDir, port: server.port });
  await peer.client.whenSynced;
  const text = fileEntry(peer.doc, file)?.text;
  text?.insert(MAIN.indexOf('xOn') + 3, 'Line');
  await printed('tag MAIN.xOnLine BOOL');
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
}, 60_000);

test('rows, job events, states and merged code come as typed events, and a break is gone over', async () => {
  const app = await startTestApp();
  closers.push(() => app.close());
  const ann = await ticketFor(app, 'ann', 'line', 'editor');
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token: ann.token });
  closers.push(() => peer.close());
  await peer.client.whenSynced;
  const sockets: WebSocket[] = [];
  const events: ProjectEvents = openEvents({
    server: socketUrl(app.address),
    projectId: 'line',
    vendor: 'siemens',
    org: 'main',
    token: () => ann.token,
    random: () => 0,
    openSocket: (url, protocols) => {
      const socket = new WebSocket(url, protocols);
      if (url.endsWith('/ws/tags')) sockets.push(socket);
      return socket;
    },
  });
  closers.push(() => events.close());
  const [states, kinds, fulls]: [string[], string[], boolean[]] = [[], [], []];
  events.onState(({ state, attempt }) => states.push(`${state} ${attempt}`));
  events.onSyncEvent(({ type }) => kinds.push(type));
  events.onTagsUpdated(({ full }) => fulls.push(full));
  const paths = () => [...events.rows.values()].map(({ path }) => path).sort();
  const until = (isTrue: () => boolean) => when(events.onTagsUpdated, isTrue);

  const file = createFile(peer.doc, 'MAIN.st', MAIN);
  await until(() => paths().join() === 'MAIN.nCount,MAIN.xOn');
  sockets[0]?.close();
  await when(events.onState, () => states.includes('waiting 1'));
  fileEntry(peer.doc, file)?.text.insert(MAIN.indexOf('END_VAR'), '  rNew : REAL;\n');
  await until(() => paths().includes('MAIN.rNew'));
  expect(fulls.slice(1).every((isFull) => !isFull)).toBe(true);
  expect(events.state()).toMatchObject({ state: 'open', attempt: 0 });

  const now = fileEntry(peer.doc, file)?.text.toString() ?? '';
  expect(events.syncTags(now.replace('nCount', 'nPieces'))).toBe(true);
  await until(() => paths().includes('MAIN.nPieces'));
  await when(events.onSyncEvent, () => kinds.includes('SYNC_SUCCESS'));

  const errors: string[] = [];
  events.onError(({ code }) => errors.push(code));
  events.syncTags(now, { path: '../x' });
  await when(events.onError, () => errors.includes('PATH_SEGMENT'));
  await app.core.store.removeMember('line', ann.personId);
  await when(events.onState, () => states.at(-1) === 'closed 0');
  expect(events.state().reason?.code).toBe(4403);
  expect(events.syncTags(now)).toBe(false);
});
