/** The commands that look after a database, beside a running server and without one. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFile } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '#server/problem.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { cleanEnvironment, newDataDir, removeDataDir, runCommand, startServer } from '../harness/server.ts';
import { openPeer, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = newDataDir();
});

afterEach(() => removeDataDir(dataDir));

const run = (...args: string[]) => runCommand(args, { ...cleanEnvironment(), DATA_DIR: dataDir });

test('backup and verify work beside a server, restore is refused there and works after it', async () => {
  const server = await startServer({ dataDir });
  const peer = await openPeer({
    url: `${server.ws}/ws/line/source`,
    token: await server.token('ada', 'line', 'editor'),
  });
  await whenMessage(peer, 'step2');
  createFile(peer.doc, 'A.st', 'before the backup');
  await peer.until(() => peer.acked() >= 2);
  const backup = join(dataDir, 'backups', 'monday.db');
  expect(await server.command('backup', backup)).toMatch(/monday\.db \d+ bytes$/);
  createFile(peer.doc, 'B.st', 'after the backup');
  await peer.until(() => peer.acked() >= 3);
  expect(await server.command('verify')).toMatch(/^\d+ documents, \d+ entries, \d+ segments, \d+ snapshots$/);
  await expect(server.command('restore', backup)).rejects.toThrow('ended with 1: DATA_DIR_IN_USE: ');
  await peer.close();
  await server.kill('SIGTERM');

  expect(await run('restore', backup)).toMatch(/What was there is kept as .*tagloom\.db\.before-/);
  expect(await run('verify')).toMatch(/documents/);
  const again = await startServer({ dataDir });
  const reader = await openPeer({
    url: `${again.ws}/ws/line/source`,
    token: await again.token('bob', 'line', 'viewer'),
  });
  await whenMessage(reader, 'step2');
  const paths = [...reader.doc.getMap<Map<string, unknown>>('files').values()].map((file) =>
    file.get('path'),
  );
  expect(paths).toEqual(['A.st']);
  await reader.close();
  await again.kill('SIGTERM');
}, 60_000);

test('verify ends with 1 and lists what is wrong', async () => {
  await run('project', 'create', '--id', 'line');
  const db = new DatabaseSync(join(dataDir, 'tagloom.db'));
  db.exec(
    "INSERT INTO document (id, project, document, epoch, head_seq) VALUES (77, 'line', 'source', 'e', 5)",
  );
  db.close();
  await expect(run('verify')).rejects.toThrow(
    /ended with 1: VERIFY_FAILED: 1 problems .*line\/source: the log ends at 0, its head says 5\./s,
  );
});

test('wrong usage, missing databases and taken files are said with a code, and nothing is made', async () => {
  await expect(run('verify')).rejects.toThrow('ended with 1: DATABASE_MISSING: ');
  await expect(run('backup', join(dataDir, 'x.db'))).rejects.toThrow('ended with 1: DATABASE_MISSING: ');
  await expect(run('backup')).rejects.toThrow('ended with 2: USAGE: ');
  await expect(run('restore', 'a', 'b')).rejects.toThrow('ended with 2: USAGE: ');
  await expect(run('restore', join(dataDir, 'x.db'))).rejects.toThrow('ended with 1: BACKUP_UNUSABLE: ');
  expect(existsSync(join(dataDir, 'tagloom.db'))).toBe(false);
  expect(readdirSync(dataDir).filter((name) => name.endsWith('.part'))).toEqual([]);
});

const SECRET_TEXT = 'rSecretRecipe_7d1f';

test('the log of a busy server holds no token and no source text, whatever is thrown at it', async () => {
  const lines: string[] = [];
  const app = await startTestApp(
    { logLevel: 'trace' },
    { logSink: { write: (line) => void lines.push(line) } },
  );
  const { token } = await ticketFor(app, 'ada', 'line', 'editor');
  const url = `${socketUrl(app.address)}/ws/line/source`;
  const peer = await openPeer({ url, token });
  await whenMessage(peer, 'step2');
  createFile(peer.doc, 'A.st', SECRET_TEXT);
  await peer.until(() => peer.acked() >= 2);
  // What the gate refuses, what cannot be parsed, and a store that fails with the text in its mouth.
  peer.send(new Uint8Array([0, 9, ...new TextEncoder().encode(SECRET_TEXT)]));
  await peer.closed;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = ['/api/projects', `/api/projects/line/import?code=${token}`, '/api/session'];
  for (const path of asked)
    await fetch(`${app.address}${path}`, { method: 'POST', headers, body: `{"${SECRET_TEXT}` });
  const failing = `Unexpected token, "${SECRET_TEXT}" is not valid JSON at ?token=${token}`;
  app.core.log.error({ error: failing }, failing);
  await openPeer({ url: `${url}?token=${token}`, token: 'eyJh.eyJi.x' }).catch(() => undefined);
  await app.close();
  const log = lines.join('');
  expect(lines.length).toBeGreaterThan(0);
  expect(log).not.toContain(token);
  expect(log).not.toContain(SECRET_TEXT);
});

test('health is ready, degraded with its reason on a full disk, and not ready without a database', async () => {
  const store = await openSqliteStore(':memory:');
  let isFull = false;
  const append: typeof store.append = (batches) =>
    isFull
      ? Promise.reject(new StoreError('STORE_UNAVAILABLE', 'The database is out of disk space.'))
      : store.append(batches);
  const app = await startTestApp({}, { store: { ...store, append } });
  const { token } = await ticketFor(app, 'ada', 'line', 'editor');
  const health = async (path = '/health') => {
    const response = await fetch(`${app.address}${path}`);
    return { status: response.status, body: await response.json() };
  };
  expect(await health()).toEqual({ status: 200, body: { status: 'ok' } });
  const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token });
  await whenMessage(peer, 'step2');
  isFull = true;
  createFile(peer.doc, 'A.st', 'x');
  await peer.closed;
  expect(await health('/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'degraded', reasons: [{ code: 'STORE_UNAVAILABLE' }] },
  });
  const metrics = await (await fetch(`${app.address}/metrics`)).text();
  expect(metrics).toContain('\ntagloom_degraded 1\n');
  expect(metrics).toContain('\ntagloom_refusals_total{code="STORE_UNAVAILABLE"} 1\n');
  await store.close();
  expect(await health()).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
  expect(await health('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
  await app.close().catch(() => undefined);
});
