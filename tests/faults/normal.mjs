/** Loaded into a server (`--import`) to prove that the crash images can fail: nothing syncs what was appended. */

import { registerHooks } from 'node:module';

const PLANTED = {
  '/server/store/sqlite/schema.ts': ['synchronous = FULL', 'synchronous = NORMAL'],
  '/server/store/sqlite/walfile.ts': ['fdatasyncSync(this.#handle);', ''],
  '/server/store/sqlite/nearlog.ts': ['fdatasync(this.#wal, ', 'setImmediate('],
};

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const [, planted] = Object.entries(PLANTED).find(([end]) => url.endsWith(end)) ?? [];
    if (!planted) return loaded;
    const source = String(loaded.source);
    if (!source.includes(planted[0])) throw new Error('The planted fault has nothing to replace.');
    return { ...loaded, source: source.replaceAll(...planted) };
  },
});
