/** Loaded into a server (`--import`) to prove that the crash images can fail: the database runs with less than S1 needs. */

import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/server/store/sqlite/schema.ts')) return loaded;
    const source = String(loaded.source);
    if (!source.includes('synchronous = FULL')) throw new Error('The planted fault has nothing to replace.');
    return { ...loaded, source: source.replace('synchronous = FULL', 'synchronous = NORMAL') };
  },
});
