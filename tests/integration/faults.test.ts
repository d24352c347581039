/** What may go wrong around a server process: kills, stops, full disks, taken ports, broken files, wrong values. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createFile, filesMap } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  cleanEnvironment,
  newDataDir,
  ROOT,
  removeDataDir,
  runCommand,
  startServer,
} from '../harness/server.ts';
import { openPeer, whenMessage } from './peer.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = newDataDir();
});

afterEach(() => removeDataDir(dataDir));

const start = (env: Record<string, string>) =>
  runCommand([], { ...cleanEnvironment(), DATA_DIR: dataDir, ...env });

test('P19 SIGTERM under load stores what it acknowledged, closes 1012 and ends within 2 s', async () => {
  const server = await startServer({ dataDir });
  const token = await server.token('ada', 'line', 'editor');
  const peer = await openPeer({ url: `${server.ws}/ws/line/source`, token });
  await whenMessage(peer, 'step2');
  const file = createFile(peer.doc, 'MAIN.st', '');
  const text = filesMap(peer.doc).get(file)?.get('text') as Y.Text;
  const typing = setInterval(() => text.insert(text.length, 'x'), 1);
  await peer.until(() => peer.acked() > 50);
  const stopped = server.kill('SIGTERM');
  expect((await peer.closed).code).toBe(1012);
  clearInterval(typing);
  const { code, ms } = await stopped;
  expect(code).toBe(0);
  expect(ms).toBeLessThan(2_000);
  const again = await startServer({ dataDir });
  const reader = await openPeer({ url: `${again.ws}/ws/line/source`, token });
  await whenMessage(reader, 'step2');
  const kept = filesMap(reader.doc).get(file)?.get('text') as Y.Text;
  // Two frames were the handshake and the file.
  expect(kept.length).toBeGreaterThanOrEqual(peer.acked() - 2);
  await reader.close();
  await again.kill('SIGTERM');
});

test('a port in use, a broken database and wrong values stop the start with one sentence and a code', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  await expect(start({ PORT: String(port) })).rejects.toThrow(/ended with 1: PORT_IN_USE: Port \d+ .*\.\n$/);
  squatter.close();
  const wrong: [Record<string, string>, string][] = [
    [{ PORT: 'eighty' }, 'CONFIG_INVALID'],
    [{ LOG_LEVEL: 'loud' }, 'CONFIG_INVALID'],
    [{ PUBLIC_URL: 'tagloom' }, 'CONFIG_INVALID'],
    [{ JWT_SECRET: 'secret' }, 'JWT_SECRET_WEAK'],
    [{ DATABASE_URL: 'postgres://db' }, 'DATABASE_URL_UNAVAILABLE'],
    [{ OPEN_PROJECTS: 'on', HOST: '0.0.0.0' }, 'LOOPBACK_ONLY'],
  ];
  for (const [env, code] of wrong) await expect(start(env)).rejects.toThrow(`ended with 1: ${code}: `);
  const broken = join(dataDir, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'tagloom.db'), 'not a database at all, but long enough to look like one');
  await expect(start({ PORT: '0', DATA_DIR: broken })).rejects.toThrow('ended with 1: DATABASE_BROKEN: ');
});

test('wrong usage of a command ends with 2 and makes nothing', async () => {
  const run = (...args: string[]) => runCommand(args, { ...cleanEnvironment(), DATA_DIR: dataDir });
  await expect(run('login-link', 'bob')).rejects.toThrow('ended with 2: USAGE: "bob" has no place here.');
  await expect(run('token', 'ada', '--user', 'ada', '--project', 'line', '--role', 'editor')).rejects.toThrow(
    'ended with 2: USAGE: "ada" has no place here.',
  );
  expect(readdirSync(dataDir)).toEqual([]);
});

test('a file that cannot be read is named and left out; the others come in', async () => {
  const folder = join(dataDir, 'plant');
  mkdirSync(folder);
  writeFileSync(join(folder, 'A.st'), 'PROGRAM A\nVAR x : INT; END_VAR\nEND_PROGRAM\n');
  // Larger than any file that can be read whole; it takes no room.
  writeFileSync(join(folder, 'B.st'), '');
  truncateSync(join(folder, 'B.st'), 5 * 1024 ** 3);
  const env = { ...cleanEnvironment(), DATA_DIR: dataDir };
  const said = await runCommand(['project', 'create', '--id', 'plant', '--from', folder], env, true);
  expect(said).toMatch(/^error FILE_UNREADABLE B\.st: .*\.\nplant$/);
});

test('P3 S3 a full disk refuses edits, tells nobody, and heals without a restart', async () => {
  const server = await startServer({ dataDir });
  const token = await server.token('ada', 'line', 'editor');
  const url = `${server.ws}/ws/line/source`;
  const [ada, bob] = [await openPeer({ url, token }), await openPeer({ url, token })];
  for (const peer of [ada, bob]) await whenMessage(peer, 'step2');
  createFile(ada.doc, 'A.st', 'before');
  await bob.until(() => filesMap(bob.doc).size === 1);
  // No file of the server may grow over what it has: every further commit fails.
  await prlimit(server.pid, 'fsize=4096:unlimited');
  createFile(ada.doc, 'B.st', 'kept by its author');
  expect(await ada.closed).toMatchObject({
    code: 1013,
    reason: expect.stringContaining('STORE_UNAVAILABLE'),
  });
  expect(filesMap(bob.doc).size).toBe(1);
  await prlimit(server.pid, 'fsize=unlimited:unlimited');
  const back = await openPeer({ url, token, doc: ada.doc });
  await back.until(() => back.acked() > 0);
  await bob.until(() => filesMap(bob.doc).size === 2);
  await Promise.all([back.close(), bob.close()]);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

async function prlimit(pid: number, limit: string): Promise<void> {
  const child = spawn('prlimit', ['--pid', String(pid), `--${limit}`], { cwd: ROOT, stdio: 'ignore' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`prlimit ended with ${code}`);
}

test('a second server on the same data is refused, one after a kill is not', async () => {
  const server = await startServer({ dataDir });
  await expect(start({ PORT: '0' })).rejects.toThrow('ended with 1: DATA_DIR_IN_USE: ');
  await server.kill('SIGKILL');
  const again = await startServer({ dataDir });
  expect((await again.kill('SIGTERM')).code).toBe(0);
});

test('a token made while the server runs opens its project; a revoked one closes it', async () => {
  const server = await startServer({ dataDir });
  const token = await server.token('ada', 'line', 'editor');
  const peer = await openPeer({ url: `${server.ws}/ws/line/source`, token });
  await whenMessage(peer, 'step2');
  await server.token('ada', 'line', 'viewer');
  await peer.until(() =>
    peer.messages.some((message) => message.type === 'role' && message.role === 'viewer'),
  );
  await server.command('project', 'revoke', '--user', 'ada', '--project', 'line');
  expect((await peer.closed).code).toBe(4403);
  await server.kill('SIGTERM');
});
