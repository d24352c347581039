/** Disks that are full or return other bytes than were written: P3 and P4. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '#server/store/sqlite/database.ts';
import { verifyDatabase } from '#server/store/sqlite/verify.ts';
import { createRandom, type Random } from '../harness/random.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { auditOf, fastClock, openCrowd } from './crowd.ts';
import { PROJECT } from './writers.ts';

const FAST = 8;
let folder: string;

beforeEach(() => {
  folder = newDataDir();
});

afterEach(() => removeDataDir(folder));

const turn = () => new Promise((resolve) => setImmediate(resolve));
const mount = (...args: string[]) => spawnSync('mount', args).status === 0;

/** Why no small disk can be mounted; null when one can. The run with a file size limit needs no rights (faults.test.ts). */
function noTmpfs(): string | null {
  const place = newDataDir();
  const isMounted = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place);
  if (isMounted) spawnSync('umount', [place]);
  removeDataDir(place);
  return isMounted ? null : 'mounting a small disk needs root';
}

const reason = noTmpfs();

it.skipIf(reason)(
  `P3 a full disk acknowledges nothing, says so in health, and heals when there is room${reason ? ` (skipped: ${reason})` : ''}`,
  async () => {
    const dataDir = join(folder, 'small');
    mkdirSync(dataDir);
    mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dataDir);
    try {
      const random = createRandom(3);
      const server = await startServer({ dataDir });
      const clocks = [fastClock(FAST), fastClock(FAST)];
      const crowd = await openCrowd({ server, count: 2, clocks });
      const health = async () => JSON.stringify(await (await fetch(`${server.url}/health`)).json());
      const isRefused = () =>
        crowd.members.some(({ peer }) => peer.client.status().badge.state === 'reconnecting');
      // A busy machine makes a client connect anew, too: the disk is full when the server says so.
      const isFull = async () => isRefused() && (await health()).includes('STORE_UNAVAILABLE');
      for (let round = 0; !(await isFull()) && round < 200; round++) {
        for (const member of crowd.members) member.type(random, 100_000);
        await turn();
      }
      const acked = crowd.acked();
      for (const member of crowd.members) member.type(random);
      expect(await health()).toContain('STORE_UNAVAILABLE');
      expect(crowd.acked()).toBe(acked);
      expect(mount('-o', 'remount,size=512m', dataDir)).toBe(true);
      await crowd.settled();
      expect(await crowd.judge(server)).toEqual([]);
      expect(await health()).not.toContain('STORE_UNAVAILABLE');
      await crowd.close();
      await server.kill('SIGTERM');
    } finally {
      spawnSync('umount', ['-l', dataDir]);
    }
  },
  90_000,
);

/**
 * Cuts off or turns over bytes at the end of a write-ahead log, not counting the room that is kept behind it: up to eight pages, since
 * the last ones may be rows of tags, which are stored behind the entries.
 */
function damage(file: NonSharedBuffer, random: Random): NonSharedBuffer {
  const wal = file.subarray(0, file.findLastIndex((byte) => byte !== 0) + 1);
  const many = 1 + random.below(Math.min(32_768, wal.length >> 1));
  if (random.chance(0.5)) return wal.subarray(0, Math.max(0, wal.length - many));
  const damaged = Buffer.from(wal);
  for (let i = 0; i < 8; i++) {
    const at = damaged.length - 1 - random.below(many);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
  }
  return damaged;
}

it('P4 a damaged end of the log file costs whole last entries or is refused; editors bring them back, and the audit says so', async () => {
  const random = createRandom(4);
  const server = await startServer({ dataDir: folder });
  const crowd = await openCrowd({ server, count: 2, clocks: [fastClock(FAST), fastClock(FAST)] });
  for (let i = 0; i < 30; i++) {
    for (const member of crowd.members) member.type(random);
    await turn();
  }
  await crowd.settled();
  await server.kill('SIGKILL');
  const file = join(folder, 'tagloom.db');
  const [db, wal] = [readFileSync(file), readFileSync(`${file}-wal`)];
  const whole = copyOf(db, wal);
  let shortest = wal;
  let least = whole.length;
  for (let run = 0; run < 40; run++) {
    const damaged = damage(wal, random);
    const log = copyOf(db, damaged);
    expect(log.every((payload, index) => payload === whole[index])).toBe(true);
    if (log.length < least) [least, shortest] = [log.length, damaged];
  }
  expect(least).toBeLessThan(whole.length);

  rmSync(`${file}-shm`, { force: true });
  writeFileSync(`${file}-wal`, shortest);
  const again = await startServer({ dataDir: folder, port: server.port });
  await crowd.settled();
  expect((await crowd.judge(again)).filter((sentence) => !sentence.startsWith('S6'))).toEqual([]);
  expect(auditOf(folder)).toContain('epoch.renewed');
  await crowd.close();
  await again.kill('SIGTERM');
}, 90_000);

/** The entries of a database made of these bytes; none when it is refused. What opens must be free of problems. */
function copyOf(db: NonSharedBuffer, wal: NonSharedBuffer): string[] {
  const copy = join(folder, 'copy.db');
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  writeFileSync(copy, db);
  writeFileSync(`${copy}-wal`, wal);
  try {
    const opened = openDatabase(copy);
    try {
      expect(verifyDatabase(opened.db).problems).toEqual([]);
      return opened.operations
        .read({ project: PROJECT, document: 'source' }, 0, 1e6)
        .map(({ update }) => Buffer.from(update).toString('base64'));
    } finally {
      opened.close();
    }
  } catch (error) {
    // A refusal with SQLite's own code is as good as a shorter log; anything else is not.
    if ((error as { errcode?: number }).errcode === undefined) throw error;
    return [];
  }
}
