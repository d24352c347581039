/**
 * What the connection badge may say (rule U2): a pure function of facts, so that "live" and "saved" cannot be said by
 * accident. The client collects the facts, the app draws the badge.
 */

import type { Role } from './roles.ts';

/** The facts that a client knows about its connection. Times are milliseconds of one monotonic clock. */
export interface ConnectionFacts {
  readonly socket: 'connecting' | 'open' | 'closed';
  /** The first full exchange of this connection is done. */
  readonly synced: boolean;
  /** Edits of this device that the server has not acknowledged. */
  readonly unsent: number;
  /** Those of them that this device has on its disk. */
  readonly held: number;
  /** When the oldest of them was made; null when there is none. */
  readonly oldest: number | null;
  /** Whether the outbox on this device holds them (O1). */
  readonly kept: boolean;
  /** When the last frame of any kind came from the server; null before the first. */
  readonly heard: number | null;
  /** When edits last went and came by HTTP, where WebSockets do not get through; null when they do. */
  readonly polled?: number | null;
  /** Set when the server refused an edit or this person; the client stops trying. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly attempt: number;
}

export type Badge =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'saving'; readonly count: number }
  /** WebSockets do not get through: edits go and come every few seconds. `count` = not there yet. */
  | { readonly state: 'slow'; readonly count: number }
  | { readonly state: 'offline'; readonly count: number; readonly since: number | null }
  | {
      readonly state: 'reconnecting';
      readonly count: number;
      readonly attempt: number;
      readonly since: number | null;
    }
  | { readonly state: 'refused'; readonly count: number; readonly code: string; readonly message: string }
  | { readonly state: 'notKept'; readonly count: number };

/** "Live" needs a word from the server younger than this. */
export const HEARD_WITHIN_MS = 10_000;

/** Everything the app shows about the connection of one project. */
export interface ClientStatus {
  readonly badge: Badge;
  /** True once the document holds the server's or this device's content, so that an empty tree means an empty project. */
  readonly hasContent: boolean;
  readonly synced: boolean;
  readonly role: Role | null;
  readonly person: { readonly id: string; readonly name: string; readonly color: number } | null;
  readonly unsent: number;
  readonly attempt: number;
}

/** The badge for these facts; `online` is what the browser says of its network. */
export function badgeOf(facts: ConnectionFacts, now: number, online = true): Badge {
  const { unsent: count, oldest: since, attempt } = facts;
  if (facts.refusal) return { state: 'refused', count, ...facts.refusal };
  if (count > 0 && !facts.kept) return { state: 'notKept', count };
  const isHeard = facts.heard !== null && Math.abs(now - facts.heard) < HEARD_WITHIN_MS;
  if (facts.socket === 'open' && facts.synced && isHeard)
    return count > 0 ? { state: 'saving', count } : { state: 'live' };
  if (facts.polled != null && now - facts.polled < HEARD_WITHIN_MS) return { state: 'slow', count };
  // What waits without a server is called kept: only what is (O1).
  if (!online || facts.socket === 'closed') return { state: 'offline', count: facts.held, since };
  // An open socket whose first exchange is under way has lost nothing: it is still connecting.
  const isOpening = facts.heard === null || (!facts.synced && isHeard);
  if (isOpening && attempt === 0 && count === 0) return { state: 'connecting' };
  return { state: 'reconnecting', count: facts.held, attempt, since };
}
