/** Health: when a server is degraded, what it says, and that it says it once. */

import { expect, test } from 'vitest';
import { createHealth, type DiskSpace } from './health.ts';
import { StoreError } from './problem.ts';
import { openSqliteStore } from './store/sqlite.ts';

const GIB = 1024 ** 3;
const clock = { now: () => 0, after: () => () => undefined };

async function open(space: () => DiskSpace) {
  const said: string[] = [];
  const keep = (fields: object) => void said.push((fields as { code: string }).code);
  const store = await openSqliteStore(':memory:');
  const log = { info: keep, warn: keep, error: keep };
  let isFull = false;
  const failing = {
    ...store,
    append: (batches: Parameters<typeof store.append>[0]) =>
      isFull ? Promise.reject(new StoreError('STORE_UNAVAILABLE', 'No room.')) : store.append(batches),
  };
  const health = createHealth({ store: failing, clock, log, diskSpace: async () => space() });
  return {
    health,
    said,
    close: () => store.close(),
    setFull: (full: boolean) => {
      isFull = full;
    },
  };
}

test('a disk with less than 1 GiB and less than a tenth is nearly full, and that is said once', async () => {
  let space = { free: 0.9 * GIB, size: 5 * GIB };
  const { health, said, close } = await open(() => space);
  await health.look();
  expect(health.reasons()).toEqual([]);
  space = { free: 0.4 * GIB, size: 5 * GIB };
  await health.look();
  await health.look();
  expect(health.reasons()[0]?.message).toMatch(/^The disk of DATA_DIR has 409 MB left; /);
  expect(said).toEqual(['DISK_NEARLY_FULL']);
  space = { free: 5 * GIB, size: 100 * GIB };
  await health.look();
  expect([health.reasons(), said.length]).toEqual([[], 2]);
  await close();
});

test('a log that takes no entries degrades the server until it takes one', async () => {
  const { health, said, setFull, close } = await open(() => ({ free: GIB, size: GIB }));
  setFull(true);
  await expect(health.store.append([])).rejects.toThrow('No room.');
  expect(health.reasons().map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE']);
  setFull(false);
  await health.store.append([]);
  expect([health.reasons(), said]).toEqual([[], ['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']]);
  await close();
});

test('a closed database does not answer', async () => {
  const { health, close } = await open(() => ({ free: GIB, size: GIB }));
  expect(await health.answers()).toBe(true);
  await close();
  expect(await health.answers()).toBe(false);
});
