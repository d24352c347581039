/**
 * Failed sign-ins, per account and address: the first few cost nothing, then each doubles the wait. Nobody is locked out
 * by strangers, because the pair counts and not the account.
 */

import { PASSWORDS } from '../limits.ts';
import { Problem } from '../problem.ts';

export interface Attempts {
  /** Throws SIGN_IN_WAIT (429, `details.waitMs`) while this pair has to wait. */
  check(account: string, address: string): void;
  /** Counts a failure; the milliseconds to wait before the next try. */
  failed(account: string, address: string): number;
  succeeded(account: string, address: string): void;
}

interface Failures {
  count: number;
  last: number;
}

export function createAttempts(now: () => number = Date.now): Attempts {
  const known = new Map<string, Failures>();
  const nameOf = (account: string, address: string) => `${account.toLowerCase()} ${address}`;

  /** Failures are forgotten after a quiet time, the oldest also when there are too many pairs. Oldest first in the map. */
  const forget = () => {
    for (const [name, { last }] of known) {
      if (now() - last <= PASSWORDS.forgetMs && known.size < PASSWORDS.pairs) break;
      known.delete(name);
    }
  };

  const waitOf = (failures: Failures | undefined): number =>
    failures ? Math.max(0, failures.last + waitAfter(failures.count) - now()) : 0;

  return {
    check: (account, address) => {
      const waitMs = waitOf(known.get(nameOf(account, address)));
      if (waitMs > 0)
        throw new Problem('SIGN_IN_WAIT', `Wait ${Math.ceil(waitMs / 1000)} s before the next try.`, {
          status: 429,
          details: { waitMs },
        });
    },
    failed: (account, address) => {
      forget();
      const name = nameOf(account, address);
      const failures = { count: (known.get(name)?.count ?? 0) + 1, last: now() };
      known.delete(name);
      known.set(name, failures);
      return waitOf(failures);
    },
    succeeded: (account, address) => void known.delete(nameOf(account, address)),
  };
}

/** 0 for the first failures, then 1 s, 2 s, 4 s ... up to the longest wait. */
function waitAfter(count: number): number {
  const beyond = count - PASSWORDS.freeTries;
  return beyond < 0 ? 0 : Math.min(PASSWORDS.longestWaitMs, 1_000 * 2 ** Math.min(beyond, 30));
}
