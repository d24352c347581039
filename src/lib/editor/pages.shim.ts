/** What tests of several pages need of a browser: its locks, and what a tab remembers over a reload. */

import type { PageMemory } from './undostore.ts';

export function tabMemory(place: number | null = null): PageMemory {
  let known = place;
  return {
    get: () => known,
    set: (number) => {
      known = number;
    },
  };
}

/** The locks of one browser, as far as they are asked for. */
export function locksOfBrowser() {
  const held = new Map<string, Promise<void>>();
  return {
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
    request: async (
      name: string,
      { signal, ifAvailable }: { signal?: AbortSignal; ifAvailable?: boolean },
      act: (lock: object | null) => Promise<void> | void,
    ) => {
      if (ifAvailable && held.has(name)) return act(null);
      const aborted = new Promise((_, reject) => signal?.addEventListener('abort', reject));
      aborted.catch(() => 'nobody waits any more');
      for (let other = held.get(name); other; other = held.get(name)) await Promise.race([other, aborted]);
      const mine = Promise.resolve(act({}));
      held.set(name, mine);
      await mine;
      held.delete(name);
    },
  };
}
