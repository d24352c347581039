/**
 * How fast sockets may send. Who is over the rate of the connection, the person or the address is not read for a while:
 * the network holds the sender back, nothing is queued here and nothing of an honest burst is lost.
 */

import { Bucket, Buckets, Strikes } from './auth/buckets.ts';
import { SERVER_LIMITS } from './limits.ts';

export interface Paces {
  /** False when this address asks for connections too fast. */
  mayConnect(address: string): boolean;
  /** A connection's own pace: takes the bytes of one frame, returns for how many milliseconds it must not be read. */
  open(person: string, address: string): (bytes: number) => number;
  /** Spends new Yjs client ids of a person; false when the day's are used up. */
  mayClaim(person: string, count: number): boolean;
  readonly strikes: Pick<Strikes, 'add' | 'isOut'>;
}

export function createPaces(now: () => number): Paces {
  const people = new Buckets(SERVER_LIMITS.personRate, now);
  const addresses = new Buckets(SERVER_LIMITS.addressRate, now);
  const connects = new Buckets(SERVER_LIMITS.connectRate, now);
  const claims = new Buckets(SERVER_LIMITS.claimRate, now);
  return {
    mayConnect: (address) => connects.take(address) === 0,
    open: (person, address) => {
      const own = new Bucket(SERVER_LIMITS.connectionRate, now());
      return (bytes) => {
        const cost = 1 + bytes / SERVER_LIMITS.rateUnitBytes;
        const wait = Math.max(
          own.take(cost, now()),
          people.take(person, cost),
          addresses.take(address, cost),
        );
        return Math.min(wait, SERVER_LIMITS.longestPauseMs);
      };
    },
    mayClaim: (person, count) => claims.take(person, count) === 0,
    strikes: new Strikes(SERVER_LIMITS.strikes, SERVER_LIMITS.strikesWithinMs, now),
  };
}

/** For load tests (`RATE_LIMITS=off`). */
export const NO_PACES: Paces = {
  mayConnect: () => true,
  open: () => () => 0,
  mayClaim: () => true,
  strikes: { add: () => undefined, isOut: () => false },
};
