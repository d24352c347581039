/** The commands that look after a database, beside a running server and without one. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFile } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cleanEnvironment, newDataDir, removeDataDir, runCommand, startServer } from '../harness/server.ts';
import { openPeer, whenMessage } from './peer.ts';

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
  expect(await server.command('verify')).toMatch(/^\d+ documents, \d+ entries, \d+ snapshots$/);
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
});

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
