/** Rooms: the order of storing, applying, acknowledging and telling, whatever the disk does. */

import { createFile, filesMap, SOURCE_ROOTS } from '@tagloom/collab';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { manualClock } from '../tests/harness/clock.ts';
import { createCommits } from './commit.ts';
import { SERVER_LIMITS } from './limits.ts';
import { StoreError } from './problem.ts';
import type { Peer, Room, Turn } from './room.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { NewEntries, Numbered, Store } from './store/store.ts';

const KEY = { project: 'line', document: 'source' } as const;

/** A store whose appends wait for `let`, or fail. The rest is the real engine. */
interface Gated {
  readonly store: Store;
  /** Resolves when an append waits. */
  held(): Promise<void>;
  /** Lets the next append through, or fails it. */
  release(error?: Error): Promise<void>;
  hold: boolean;
  /** The next snapshot waits for `releaseSnapshot`. */
  holdSnapshots(): void;
  snapshotHeld(): Promise<void>;
  releaseSnapshot(): void;
}

function gate(real: Store): Gated {
  const waiting: { run: (error?: Error) => Promise<void> }[] = [];
  let snapshotGate: PromiseWithResolvers<void> | null = null;
  let isSnapshotHeld = false;
  const gated: Gated = {
    hold: false,
    held: () => until(() => waiting.length > 0),
    release: async (error) => {
      await gated.held();
      await waiting.shift()?.run(error);
    },
    holdSnapshots: () => {
      snapshotGate = Promise.withResolvers();
    },
    snapshotHeld: () => until(() => isSnapshotHeld),
    releaseSnapshot: () => snapshotGate?.resolve(),
    store: {
      ...real,
      saveSnapshot: async (key, snapshot) => {
        isSnapshotHeld = true;
        await snapshotGate?.promise;
        return real.saveSnapshot(key, snapshot);
      },
      append: (batches: readonly NewEntries[]): Promise<readonly Numbered[]> => {
        if (!gated.hold) return real.append(batches);
        return new Promise((resolve, reject) => {
          waiting.push({
            run: async (error) => {
              if (error) reject(error);
              else resolve(await real.append(batches));
              await new Promise((done) => setImmediate(done));
            },
          });
        });
      },
    },
  };
  return gated;
}

interface Heard extends Peer {
  readonly turns: Turn[];
  readonly failures: unknown[];
}

function listener(): Heard {
  const turns: Turn[] = [];
  const failures: unknown[] = [];
  return { turns, failures, told: (turn) => turns.push(turn), notStored: (error) => failures.push(error) };
}

let real: Store;
let gated: Gated;
let rooms: Rooms;
let clock: ReturnType<typeof manualClock>;
let trouble: string[];

beforeEach(async () => {
  real = await openSqliteStore(':memory:');
  gated = gate(real);
  clock = manualClock();
  trouble = [];
  rooms = roomsOn(gated.store);
});

function roomsOn(store: Store): Rooms {
  return createRooms({
    store,
    commits: createCommits(store),
    clock,
    idleMs: 1_000,
    onTrouble: (_key, code) => trouble.push(code),
  });
}

afterEach(async () => {
  gated.hold = false;
  await real.close();
  expect(trouble).toEqual([]);
});

/** Updates of one honest peer, made in order. */
function writer() {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const file = createFile(doc, 'MAIN.st', 'x');
  const text = filesMap(doc).get(file)?.get('text') as Y.Text;
  return { doc, updates, type: (words: string) => text.insert(text.length, words) };
}

function submit(room: Room, update: Uint8Array, from: Peer, frame = 0): string {
  const verdict = room.check(update, { person: 'ann', roots: SOURCE_ROOTS });
  if (verdict.type === 'accept') room.submit({ update, verdict, author: 'ann', from, frame });
  return verdict.type;
}

/** Resolves when `isTrue()` holds, asked once per turn of the event loop. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

describe('room', () => {
  test('S1 S3 nothing is applied, acknowledged or told before the log has it', async () => {
    const { room } = await rooms.acquire(KEY);
    const [ann, bob] = [listener(), listener()];
    room.join(ann);
    room.join(bob);
    gated.hold = true;
    const { updates } = writer();
    submit(room, updates[0] as Uint8Array, ann);
    await gated.held();
    expect([ann.turns, bob.turns, filesMap(room.doc).size, room.head.seq]).toEqual([[], [], 0, 0]);
    await gated.release();
    expect([ann.turns.length, bob.turns.length, filesMap(room.doc).size, room.head.seq]).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('S3 a failed append is told to its sender only, and nobody ever sees it', async () => {
    const { room } = await rooms.acquire(KEY);
    const [ann, bob] = [listener(), listener()];
    room.join(ann);
    room.join(bob);
    gated.hold = true;
    const peer = writer();
    submit(room, peer.updates[0] as Uint8Array, ann);
    await gated.held();
    // What came while the disk was failing builds on the lost entry and goes back with it.
    peer.type('y');
    expect(submit(room, peer.updates[1] as Uint8Array, ann)).toBe('accept');
    await gated.release(new StoreError('STORE_UNAVAILABLE', 'The disk is full.'));
    expect([ann.failures.length, bob.failures.length, ann.turns, bob.turns]).toEqual([2, 0, [], []]);
    expect(room.isBusy()).toBe(false);
    gated.hold = false;
    // It heals without a restart: the honest resend of everything is accepted.
    submit(room, Y.encodeStateAsUpdate(peer.doc), ann);
    await until(() => room.head.seq === 1);
    expect([ann.turns.length, bob.turns.length, room.head.seq]).toEqual([1, 1, 1]);
    expect((await real.load(KEY, '')).tail.map(({ seq }) => seq)).toEqual([1]);
  });

  test('S2 what waits while a commit runs goes into the next one, in order', async () => {
    const { room } = await rooms.acquire(KEY);
    const ann = listener();
    room.join(ann);
    gated.hold = true;
    const peer = writer();
    submit(room, peer.updates[0] as Uint8Array, ann, 1);
    await gated.held();
    for (const words of ['a', 'b', 'c']) peer.type(words);
    peer.updates.slice(1).forEach((update, index) => {
      expect(submit(room, update, ann, index + 2)).toBe('accept');
    });
    await gated.release();
    await gated.release();
    expect(ann.turns.map(({ entries }) => entries.map(({ seq, frame }) => [seq, frame]))).toEqual([
      [[1, 1]],
      [
        [2, 2],
        [3, 3],
        [4, 4],
      ],
    ]);
  });

  test('S1 S3 what is stored has not failed, whatever happens while one room tells its people', async () => {
    const commits = createCommits(real, undefined, () => trouble.push('TELLING_FAILED'));
    const own = createRooms({ store: real, commits, clock, onTrouble: (_key, code) => trouble.push(code) });
    const keys = [KEY, { ...KEY, project: 'other' }];
    const found = await Promise.all(keys.map(async (key) => (await own.acquire(key)).room));
    const ann = listener();
    found[0]?.onTurn(() => {
      throw new Error('A listener failed.');
    });
    for (const room of found) {
      room.join(ann);
      submit(room, writer().updates[0] as Uint8Array, ann);
    }
    await commits.settled();
    expect([ann.failures, ann.turns.length]).toEqual([[], 1]);
    expect(found.map(({ head, doc }) => [head.seq, filesMap(doc).size])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(trouble.splice(0)).toEqual(['TELLING_FAILED']);
  });

  test('two openers share one load, and no reader meets an empty document', async () => {
    const before = await rooms.acquire(KEY);
    submit(before.room, Y.encodeStateAsUpdate(writer().doc), listener());
    await until(() => before.room.head.seq === 1);
    before.release();
    clock.pass(1_000);
    await until(() => rooms.count() === 0);
    expect(rooms.count()).toBe(0);
    const [a, b] = await Promise.all([rooms.acquire(KEY), rooms.acquire(KEY)]);
    expect(a.room).toBe(b.room);
    expect(a.room).not.toBe(before.room);
    expect(filesMap(a.room.doc).size).toBe(1);
  });

  test('S8 a document that nobody edits is bytes, from which readers are served; an edit wakes it', async () => {
    const { room, release } = await rooms.acquire(KEY);
    const { updates, type, doc } = writer();
    const ann = listener();
    room.join(ann);
    for (const update of updates.splice(0)) submit(room, update, ann);
    await until(() => ann.turns.length > 0);
    expect([room.hasFiles(), room.isAtRest()]).toEqual([true, false]);
    clock.pass(SERVER_LIMITS.restMs - SERVER_LIMITS.restClosedMs);
    expect(room.isAtRest()).toBe(false);
    for (let i = 0; i < 2; i++) clock.pass(SERVER_LIMITS.restClosedMs);
    expect(room.isAtRest()).toBe(true);
    // Serving readers, and who asks for files, leaves it asleep.
    const some = Y.encodeStateVector(new Map([[doc.clientID, 1]]));
    expect(room.difference(some)).toEqual(Y.encodeStateAsUpdate(doc, some));
    expect([room.state(), room.hasFiles()]).toEqual([Y.encodeStateAsUpdate(doc), true]);
    expect(room.isAtRest()).toBe(true);
    type(' more');
    expect(submit(room, updates[0] as Uint8Array, ann)).toBe('accept');
    await until(() => ann.turns.length > 1);
    expect(room.state()).toEqual(Y.encodeStateAsUpdate(doc));
    expect(room.isAtRest()).toBe(false);
    room.leave(ann);
    release();
    for (let i = 0; i < 2; i++) clock.pass(SERVER_LIMITS.restClosedMs);
    expect(room.isAtRest()).toBe(true);
  });

  test('S8 an idle document leaves memory, but never with an append under way', async () => {
    const lease = await rooms.acquire(KEY);
    gated.hold = true;
    submit(lease.room, Y.encodeStateAsUpdate(writer().doc), listener());
    await gated.held();
    lease.release();
    clock.pass(1_000);
    await until(() => lease.room.isBusy());
    expect(rooms.peek(KEY)).toBe(lease.room);
    await gated.release();
    clock.pass(1_000);
    await until(() => rooms.count() === 0);
    expect(rooms.count()).toBe(0);
    const { snapshot, tail } = await real.load(KEY, '');
    expect([snapshot?.seq, tail]).toEqual([1, []]);
  });

  test('S8 documents that nobody needs any more leave memory one after the other', async () => {
    let [now, most] = [0, 0];
    await rooms.close();
    rooms = roomsOn({
      ...real,
      saveSnapshot: async (key, snapshot) => {
        most = Math.max(most, ++now);
        const isDue = await real.saveSnapshot(key, snapshot);
        now -= 1;
        return isDue;
      },
    });
    for (const project of ['a', 'b', 'c']) {
      const lease = await rooms.acquire({ project, document: 'source' });
      submit(lease.room, Y.encodeStateAsUpdate(writer().doc), listener());
      await until(() => lease.room.head.seq === 1);
      lease.release();
    }
    clock.pass(1_000);
    await until(() => rooms.count() === 0);
    expect(most).toBe(1);
  });

  test('someone who returns in time finds the same room', async () => {
    const lease = await rooms.acquire(KEY);
    lease.release();
    lease.release();
    clock.pass(999);
    const again = await rooms.acquire(KEY);
    clock.pass(5_000);
    await until(() => rooms.count() === 1);
    expect(rooms.peek(KEY)).toBe(again.room);
  });

  test('S2 somebody who comes and goes during the last snapshot does not make a second room of one document', async () => {
    const lease = await rooms.acquire(KEY);
    submit(lease.room, Y.encodeStateAsUpdate(writer().doc), listener());
    await until(() => lease.room.head.seq === 1);
    gated.holdSnapshots();
    lease.release();
    clock.pass(1_000);
    await gated.snapshotHeld();
    (await rooms.acquire(KEY)).release();
    gated.releaseSnapshot();
    await until(() => rooms.count() === 0);
    const next = await rooms.acquire(KEY);
    clock.pass(1_000);
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
    expect((await rooms.acquire(KEY)).room).toBe(next.room);
  });

  test('D5 an edit by the server is stored before it is seen and belongs to its person', async () => {
    const { room } = await rooms.acquire(KEY);
    const bob = listener();
    room.join(bob);
    const position = await room.edit('ann', (copy) => {
      createFile(copy, 'A.st', 'VAR_GLOBAL END_VAR');
    });
    expect(position).toMatchObject({ seq: 1 });
    expect(bob.turns[0]?.entries[0]).toMatchObject({ seq: 1, author: 'ann' });
    expect([...room.claims().values()]).toEqual(['ann']);
    expect(await room.edit('ann', () => undefined)).toBeNull();
  });

  test('S6 a client id belongs to its first person, also after a restart', async () => {
    const lease = await rooms.acquire(KEY);
    const peer = writer();
    submit(lease.room, Y.encodeStateAsUpdate(peer.doc), listener());
    await until(() => lease.room.head.seq === 1);
    lease.release();
    clock.pass(1_000);
    await until(() => rooms.count() === 0);
    const { room } = await rooms.acquire(KEY);
    peer.type('more');
    const update = peer.updates[1] as Uint8Array;
    expect(room.check(update, { person: 'bob', roots: SOURCE_ROOTS })).toMatchObject({
      code: 'CLIENT_ID_TAKEN',
    });
    expect(room.check(update, { person: 'ann', roots: SOURCE_ROOTS })).toMatchObject({ type: 'accept' });
  });

  test('a snapshot is due after 500 entries', async () => {
    const { room } = await rooms.acquire(KEY);
    const ann = listener();
    room.join(ann);
    const peer = writer();
    for (let i = 0; i < 520; i++) peer.type('z');
    for (const update of peer.updates) submit(room, update, ann);
    await until(() => room.head.seq === 521);
    let loaded = await real.load(KEY, '');
    while (loaded.snapshot?.seq !== 521) loaded = await real.load(KEY, '');
    expect(loaded.tail).toEqual([]);
  });

  describe('packing of old entries', () => {
    /** A room whose next snapshot finds enough old entries, and how often it was packed. */
    async function dueRoom() {
      let packed = 0;
      await rooms.close();
      rooms = roomsOn({
        ...real,
        saveSnapshot: async (key, snapshot) => {
          await real.saveSnapshot(key, snapshot);
          return true;
        },
        compact: async () => {
          packed += 1;
          return 0;
        },
      });
      const lease = await rooms.acquire(KEY);
      const peer = writer();
      let sent = 0;
      const type = async () => {
        peer.type('z');
        for (; sent < peer.updates.length; sent++)
          submit(lease.room, peer.updates[sent] as Uint8Array, listener());
        await until(() => lease.room.head.seq === sent);
      };
      for (let i = 0; i < SERVER_LIMITS.snapshotEntries; i++) peer.type('z');
      await type();
      await until(() => !lease.room.isBusy());
      return { ...lease, type, packed: () => packed };
    }

    const second = SERVER_LIMITS.restClosedMs;

    test('S2 waits until nobody edits, and happens once', async () => {
      const { type, packed } = await dueRoom();
      for (let i = 0; i < 10; i++) {
        clock.pass(SERVER_LIMITS.packQuietMs - second);
        await type();
      }
      expect(packed()).toBe(0);
      for (let at = 0; at < 3 * SERVER_LIMITS.packQuietMs; at += second) clock.pass(second);
      expect(packed()).toBe(1);
    });

    test('S2 comes ten minutes after it became due at the latest, also while people type on', async () => {
      const { type, packed } = await dueRoom();
      const pause = 2 * second;
      for (let at = pause; at < SERVER_LIMITS.packLatestMs; at += pause) {
        clock.pass(pause);
        await type();
      }
      expect(packed()).toBe(0);
      for (let i = 0; i < 3; i++) {
        clock.pass(pause);
        await type();
      }
      expect(packed()).toBe(1);
    });

    test('S2 does not wait when the document leaves memory', async () => {
      const { release, packed } = await dueRoom();
      release();
      clock.pass(1_000);
      await until(() => rooms.count() === 0);
      expect(packed()).toBe(1);
    });
  });
});
