/** Presence on its way: own states go out coalesced, those of others come in and are forgotten with the connection. */

import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Clock } from './clock.ts';
import * as wire from './protocol.ts';

export interface PresenceLinkOptions {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly clock: Clock;
  readonly isOpen: () => boolean;
  /** The first exchange is over: what changes from now on is told. */
  readonly isReady: () => boolean;
  readonly send: (frame: Uint8Array) => void;
}

export interface PresenceLink {
  /** Sends the own state now. */
  send(): void;
  /** Takes what the server told of others. */
  take(update: Uint8Array): void;
  /** Nothing is known of others without a connection. */
  forgetOthers(): void;
  stop(): void;
}

/** Presence is coalesced: at most one frame in this time (contract section 7: 10 per second). */
const PRESENCE_EVERY_MS = 100;

/** Follows `awareness` until `stop`. */
export function createPresenceLink(options: PresenceLinkOptions): PresenceLink {
  const { doc, awareness, clock } = options;
  let callOff: (() => void) | undefined;

  const send = () => {
    if (!options.isOpen() || awareness.getLocalState() === null) return;
    options.send(wire.encodeAwareness(encodeAwarenessUpdate(awareness, [doc.clientID])));
  };

  const onUpdate = (_changes: unknown, origin: unknown) => {
    if (origin === link || callOff) return;
    callOff = clock.after(PRESENCE_EVERY_MS, () => {
      callOff = undefined;
      if (options.isReady()) send();
    });
  };

  const link: PresenceLink = {
    send,
    take: (update) => applyAwarenessUpdate(awareness, update, link),
    forgetOthers: () => {
      const others = [...awareness.getStates().keys()].filter((id) => id !== doc.clientID);
      removeAwarenessStates(awareness, others, link);
    },
    stop: () => {
      callOff?.();
      awareness.off('update', onUpdate);
    },
  };
  awareness.on('update', onUpdate);
  return link;
}
