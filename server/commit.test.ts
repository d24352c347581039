/** Group commit: when transactions begin, by the number of those who hear of them and of the entries they bring. */

import { describe, expect, test } from 'vitest';
import { type Committer, createCommits, type Pace } from './commit.ts';
import { SERVER_LIMITS } from './limits.ts';

const KEY = { project: 'line', document: 'source' } as const;
const ENTRY = { src: 'a', at: 0, author: 'ann', clients: [1], update: new Uint8Array(3) };

/** A pace that only says what was planned; acts run when the test lets them. */
function plans() {
  const planned: { readonly ms: number; readonly act: () => void }[] = [];
  const pace: Pace = {
    now: () => 1_000,
    soon: (act) => void planned.push({ ms: 0, act }),
    after: (ms, act) => void planned.push({ ms, act }),
  };
  return { planned, pace };
}

/** A room with so many readers that always has so many more entries. */
function busyRoom(readers: number, entries: number, onStored: () => void): Committer {
  return {
    take: () => ({ key: KEY, entries: Array.from({ length: entries }, () => ENTRY), claims: [] }),
    hasWaiting: () => true,
    readers: () => readers,
    committed: onStored,
    failed: (_, error) => {
      throw error;
    },
  };
}

/** Milliseconds that the commit after the first one waits. */
async function pauseBehind(readers: number, entries = 1): Promise<number> {
  const { planned, pace } = plans();
  const stored = Promise.withResolvers<void>();
  const store = { append: async () => [{ firstSeq: 1 }] };
  const commits = createCommits(store, undefined, undefined, pace);
  commits.request(busyRoom(readers, entries, stored.resolve));
  expect(planned[0]?.ms).toBe(0);
  planned[0]?.act();
  await stored.promise;
  await Promise.resolve();
  return planned[1]?.ms ?? Number.NaN;
}

describe('the pause behind a commit', () => {
  test('a few readers hear of the next commit as soon as the disk allows', async () => {
    expect(await pauseBehind(3)).toBe(SERVER_LIMITS.commitEveryMs);
  });

  test('the more readers were told, the longer the next commit gathers', async () => {
    expect(await pauseBehind(60)).toBeCloseTo(60 * SERVER_LIMITS.gatherMsPerReader);
  });

  test('the more entries came with it, the longer the next commit gathers; a single one says nothing of a load', async () => {
    expect(await pauseBehind(0, 6)).toBeCloseTo(5 * SERVER_LIMITS.gatherMsPerEntry);
    expect(await pauseBehind(0, 1)).toBe(SERVER_LIMITS.commitEveryMs);
  });

  test('a crowd of any size waits no longer than the longest pause', async () => {
    expect(await pauseBehind(10_000)).toBe(SERVER_LIMITS.longestGatherMs);
  });
});
