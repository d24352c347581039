/** stub */
import type { Access } from './auth/access.ts';
import type { Observer } from './observer.ts';
import type { Clock } from './rooms.ts';
import type { JsonEndpoint } from './socket.ts';
export function createTagSockets(_options: {
  observer: Observer;
  access: Access;
  clock: Clock;
  onTrouble: (code: string, error: unknown) => void;
}): JsonEndpoint {
  return { accept: (socket) => socket.close(), close: () => undefined };
}
