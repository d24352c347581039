/** Local accounts: signing in with a name and a password, and what people change about themselves. */

import { PASSWORDS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { Person, Store } from '../store/store.ts';
import type { Attempts } from './attempts.ts';
import type { Passwords } from './passwords.ts';

export interface Accounts {
  /** Throws SIGN_IN_WAIT (429), or PASSWORD_WRONG (401, `details.waitMs`) for unknown names and wrong passwords alike. */
  signIn(name: string, password: string, address: string): Promise<Person>;
  /** `current` is needed when there is a password already. Throws PASSWORD_WEAK (422) and what `signIn` throws. */
  setPassword(person: Person, current: string | null, next: string, address: string): Promise<void>;
}

export interface AccountsOptions {
  readonly store: Store;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly now?: () => number;
}

export function createAccounts({ store, passwords, attempts, now = Date.now }: AccountsOptions): Accounts {
  const wrong = (account: string, address: string): Problem => {
    const waitMs = attempts.failed(account, address);
    const wait = waitMs > 0 ? ` Wait ${Math.ceil(waitMs / 1000)} s.` : '';
    return new Problem('PASSWORD_WRONG', `Name or password is wrong.${wait}`, {
      status: 401,
      details: { waitMs },
    });
  };

  /** The person, when the password is theirs; hashes it anew when the stored hash is cheaper than today's. */
  const prove = async (name: string, password: string, address: string): Promise<Person> => {
    attempts.check(name, address);
    const found = await store.login(name);
    const { isRight, isStale } = await passwords.verify(found?.password ?? null, password);
    if (!found || !isRight) throw wrong(name, address);
    attempts.succeeded(name, address);
    if (isStale) await store.setPassword(found.person.id, await passwords.hash(password), null);
    return found.person;
  };

  return {
    signIn: prove,
    setPassword: async (person, current, next, address) => {
      const account = await store.account(person.id);
      if (account?.hasPassword) await prove(person.name, current ?? '', address);
      refuseWeak(next, person.name);
      const audit = { at: now(), person: person.id, project: null, action: 'password', detail: '' };
      await store.setPassword(person.id, await passwords.hash(next), audit);
    },
  };
}

/** Length is what counts (NIST SP 800-63B); the name itself and one character over and over are no password. */
function refuseWeak(password: string, name: string): void {
  const reason =
    password.length < PASSWORDS.shortest
      ? `A password has at least ${PASSWORDS.shortest} characters.`
      : password.toLowerCase().includes(name.toLowerCase()) && name.length > 3
        ? 'A password does not hold the name.'
        : new Set(password).size < 5
          ? 'A password has at least five different characters.'
          : null;
  if (reason) throw new Problem('PASSWORD_WEAK', reason, { status: 422 });
}
