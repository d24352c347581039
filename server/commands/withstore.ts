/** For commands that need the store alone: they start without loading rooms and the language. */

import type { Config } from '../config.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';

/** Opens the store, runs `act` and closes the store again, whatever happened. */
export async function withStore(config: Config, act: (store: Store) => Promise<void>): Promise<void> {
  const store = await openSqliteStore(config.database);
  try {
    await act(store);
  } finally {
    await store.close();
  }
}
