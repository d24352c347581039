/** stub */
import type { Rooms } from './rooms.ts';
import type { Store } from './store/store.ts';
export interface Observer {
  settled(): Promise<void>;
  close(): Promise<void>;
}
export function createObserver(_options: {
  rooms: Rooms;
  store: Store;
  onTrouble: (code: string, error: unknown) => void;
}): Observer {
  return { settled: async () => undefined, close: async () => undefined };
}
