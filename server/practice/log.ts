/** The log of practice copies: it numbers entries and keeps none of them. What is in a room's memory is all there is. */

import type { RoomStore } from '../room.ts';
import type { Store } from '../store/store.ts';

/** Numbers per document go on from 1 without gaps, as everywhere (S2); a document that is loaded is empty. */
export function createUnkeptLog(): RoomStore & Pick<Store, 'append'> {
  const heads = new Map<string, number>();
  return {
    load: async ({ project }, epoch) => {
      heads.set(project, 0);
      return {
        epoch,
        recoverUntil: 0,
        head: { seq: 0, src: '' },
        snapshot: null,
        tail: [],
        claims: [],
        badSnapshots: [],
        lastMade: 0,
      };
    },
    append: async (batches) =>
      batches.map(({ key, entries }) => {
        const head = heads.get(key.project) ?? 0;
        heads.set(key.project, head + entries.length);
        return { firstSeq: head + 1 };
      }),
    saveSnapshot: async () => false,
    compact: async () => 0,
    srcOf: async () => null,
    madeFor: async () => [],
    renewEpoch: async () => undefined,
    audit: async () => undefined,
  };
}
