/** The observer: when it tells what. What it derives is tested where tags are. */

import { createFile } from '@tagloom/collab';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { manualClock } from '../tests/harness/clock.ts';
import { createCommits } from './commit.ts';
import { createJobs, type JobEvent } from './jobs.ts';
import { createObserver } from './observer.ts';
import { createRooms } from './rooms.ts';
import { openSqliteStore } from './store/sqlite.ts';

const KEY = { project: 'line', document: 'source' } as const;

/** One file with one variable, as an update. */
function oneTag(): { update: Uint8Array; clients: number[] } {
  const doc = new Y.Doc();
  createFile(doc, 'MAIN.st', 'PROGRAM MAIN\nVAR\n  xOn : BOOL;\nEND_VAR\nEND_PROGRAM\n');
  return { update: Y.encodeStateAsUpdate(doc), clients: [doc.clientID] };
}

test('a derivation ends with its tags, however long it takes', async () => {
  const real = await openSqliteStore(':memory:');
  const [asked, answered, ended] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
    Promise.withResolvers<JobEvent>(),
  ];
  const store: typeof real = {
    ...real,
    tags: async (project) => {
      asked.resolve();
      await answered.promise;
      return real.tags(project);
    },
  };
  const clock = manualClock();
  const fail = (_: unknown, error: unknown) => expect.unreachable(String(error));
  const rooms = createRooms({ store, commits: createCommits(store), clock, onTrouble: fail });
  const jobs = createJobs(clock.now);
  const observer = createObserver({
    rooms,
    store,
    clock,
    jobs,
    onDerived: () => undefined,
    onTrouble: fail,
  });
  const told: string[] = [];
  jobs.listen('line', (event) => {
    told.push(event.type);
    if (event.type === 'SYNC_SUCCESS') ended.resolve(event);
  });
  await real.load(KEY, 'epoch');
  await real.append([{ key: KEY, entries: [{ ...oneTag(), src: 'a', at: 0, author: 'ann' }], claims: [] }]);
  await rooms.acquire(KEY);
  clock.pass(20);
  await asked.promise;
  clock.pass(60_000);
  expect(told).toEqual(['SYNC_STARTED']);
  answered.resolve();
  expect((await ended.promise).data).toMatchObject({ kind: 'derivation', tags: 1 });
  await observer.close();
  await rooms.close();
  await real.close();
});
