/** A fresh access token for the connection that stands, before the present one ends: nobody is thrown out every 15 minutes. */

import type { Clock } from './clock.ts';

export interface RenewalOptions {
  readonly clock: Clock;
  readonly token: () => Promise<string>;
  /** Sends the fresh token in band. */
  readonly send: (token: string) => void;
}

export interface Renewal {
  /** The connection stands, with this token. */
  start(token: string): void;
  stop(): void;
}

/** Share of a token's life after which a fresh one is asked for. */
const RENEW_AT = 0.8;
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export function createRenewal({ clock, token, send }: RenewalOptions): Renewal {
  let callOff: (() => void) | undefined;
  let present = '';
  /** When each token was first seen: this device's own clock may be years off. */
  let seen = clock.now();

  const schedule = () => {
    const life = lifeOf(present);
    if (life === null) return;
    const left = seen + life * RENEW_AT - clock.now();
    callOff = clock.after(Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, left)), () => void renew());
  };

  const take = (fresh: string) => {
    if (fresh === present) return false;
    present = fresh;
    seen = clock.now();
    return true;
  };

  const renew = async () => {
    callOff = undefined;
    // Without a fresh one the server ends the connection in time, and the next attempt says why.
    const fresh = await token().catch(() => present);
    if (callOff || present === '') return;
    if (take(fresh)) send(fresh);
    schedule();
  };

  return {
    start: (first) => {
      callOff?.();
      take(first);
      schedule();
    },
    stop: () => {
      callOff?.();
      callOff = undefined;
    },
  };
}

/** Milliseconds between issue and end of a JWT; null for what is none. */
export function lifeOf(token: string): number | null {
  try {
    const body = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const { iat, exp } = JSON.parse(atob(body)) as { iat?: unknown; exp?: unknown };
    return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? (exp - iat) * 1000 : null;
  } catch {
    return null;
  }
}
