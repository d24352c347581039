/** The observer: when it tells what. What it derives is tested where tags are. */

import { createFile, renameFile, SOURCE_ROOTS } from '@tagloom/collab';
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

/** A file of one person, and its path as two others set it without knowing of each other. */
function twoRenames(): { person: string; update: Uint8Array }[] {
  const base = new Y.Doc();
  const file = createFile(base, 'MAIN.st', '');
  const state = Y.encodeStateAsUpdate(base);
  const renames = ['ann', 'ben'].map((person) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    const before = Y.encodeStateVector(doc);
    renameFile(doc, file, `${person}.st`);
    return { person, update: Y.encodeStateAsUpdate(doc, before) };
  });
  return [{ person: 'cleo', update: state }, ...renames];
}

test.each(['the server', 'its room'])(
  'M1 a path that loses in the first moments of a project is told later, also when %s ends before its tags were read',
  async (which) => {
    const store = await openSqliteStore(':memory:');
    const clock = manualClock();
    const fail = (_: unknown, error: unknown) => expect.unreachable(String(error));
    const commits = createCommits(store);
    const rooms = createRooms({ store, commits, clock, idleMs: 1, onTrouble: fail });
    const jobs = createJobs(clock.now);
    const options = { rooms, store, clock, jobs, onDerived: () => undefined, onTrouble: fail };
    const observer = createObserver(options);
    const { room, release } = await rooms.acquire(KEY);
    for (const { person, update } of twoRenames()) {
      const verdict = room.check(update, { person, roots: SOURCE_ROOTS });
      if (verdict.type !== 'accept') return expect.unreachable(verdict.type);
      room.submit({ update, verdict, author: person, from: null, frame: 0 });
    }
    await commits.settled();
    release();
    if (which === 'its room') await rooms.close();
    await observer.close();
    const stored = await store.derived(KEY.project, 'lost-values');
    expect(JSON.parse(stored?.body ?? '[]')).toMatchObject([{ key: 'path' }]);
    await rooms.close();
    await store.close();
  },
);
