/**
 * The way of edits where WebSockets do not get through: pull and push by HTTP, every two seconds, until they do. Same
 * checks, same log; presence does not travel.
 */

import * as Y from 'yjs';
import type { Clock } from './clock.ts';
import { FatalLinkError, waitBefore } from './link.ts';
import { HttpFailure, type PushTarget, pullByHttp, pushByHttp } from './push.ts';

export interface PollingOptions {
  readonly target: PushTarget;
  readonly doc: Y.Doc;
  readonly clock: Clock;
  readonly random: () => number;
  /** Edits that are kept here and not on the server, oldest first. */
  readonly unsent: () => readonly Uint8Array[];
  readonly onPulled: (update: Uint8Array) => void;
  /** These are on the server's disk. */
  readonly onPushed: (updates: readonly Uint8Array[]) => void;
  /** Another attempt cannot help. */
  readonly onRefused: (error: FatalLinkError) => void;
}

export interface Polling {
  start(): void;
  stop(): void;
  /** When a round last went through; null when not polling or not yet. */
  heard(): number | null;
}

const POLL_MS = 2_000;
/** So many updates are merged into one: merging costs more than linear time. */
const MERGED = 500;
const CONFLICT = 409;

export function createPolling(options: PollingOptions): Polling {
  const { target, doc, clock } = options;
  let isRunning = false;
  let isBusy = false;
  let heard: number | null = null;
  let cursor: string | null = null;
  let failures = 0;
  let callOff: (() => void) | undefined;

  const pull = async () => {
    const pulled = await pullByHttp(target, cursor ?? Y.encodeStateVector(doc));
    cursor = pulled.cursor;
    options.onPulled(pulled.update);
  };

  const push = async () => {
    for (;;) {
      const updates = options.unsent().slice(0, MERGED);
      if (updates.length === 0) return;
      await pushByHttp(target, Y.mergeUpdates([...updates])).catch((error: unknown) => {
        if ((error as { status?: number }).status !== CONFLICT) throw error;
        // The server lacks what these build on: everything that is here goes.
        return pushAll();
      });
      options.onPushed(updates);
    }
  };

  /**
   * A server that lost what it had (an older backup was put back, and nobody has proved it yet) takes items of others for
   * stolen ones. That says nothing about own ids: everything stays here, and the next round asks again.
   */
  const pushAll = () =>
    pushByHttp(target, Y.encodeStateAsUpdate(doc)).catch((error: unknown) => {
      if (error instanceof FatalLinkError && error.code === 'CLIENT_ID_TAKEN')
        throw new HttpFailure(CONFLICT, error.message);
      throw error;
    });

  const round = async () => {
    isBusy = true;
    try {
      await pull();
      await push();
      failures = 0;
      heard = clock.now();
    } catch (error) {
      if (error instanceof FatalLinkError) {
        isRunning = false;
        options.onRefused(error);
      } else if ((error as { status?: number }).status === CONFLICT) cursor = null;
      failures += 1;
    }
    isBusy = false;
    if (isRunning) later(failures === 0 ? POLL_MS : waitBefore(failures, options.random));
  };

  const later = (ms: number) => {
    callOff = clock.after(ms, () => void round());
  };

  return {
    start: () => {
      if (isRunning) return;
      isRunning = true;
      if (!isBusy) later(0);
    },
    stop: () => {
      isRunning = false;
      heard = null;
      cursor = null;
      callOff?.();
    },
    heard: () => heard,
  };
}
