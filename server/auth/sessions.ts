/** Sessions of browsers and the one-time links that begin them. Only hashes of secrets are stored. */

import { createHash, randomBytes } from 'node:crypto';
import { LIFETIMES } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { Person, Store } from '../store/store.ts';

export const SESSION_COOKIE = 'tagloom_session';

/** A session that has just begun. `secret` goes into the cookie and nowhere else. */
export interface BegunSession {
  readonly secret: string;
  readonly person: Person;
  readonly expiresAt: number;
}

export interface Sessions {
  /** A code that signs `person` in once. */
  makeCode(person: string): Promise<string>;
  /** Uses a code up and begins a session; throws LINK_USED, LINK_UNKNOWN or LINK_EXPIRED (401). */
  signIn(code: string, agent: string): Promise<BegunSession>;
  /** Begins a session for somebody who has proved who they are; `how` goes into the audit log. */
  begin(person: Person, agent: string, how: string): Promise<BegunSession>;
  /** Who it is, or null for an unknown or expired secret. */
  person(secret: string): Promise<Person | null>;
  signOut(secret: string): Promise<void>;
}

/** Longest name of a browser that is kept. */
const AGENT_LENGTH = 200;

const SENTENCES = {
  used: 'This sign-in link was used already; ask for a new one with: npx --no tagloom login-link',
  unknown: 'This sign-in link is not known here; ask for a new one with: npx --no tagloom login-link',
  expired: 'This sign-in link has expired; ask for a new one with: npx --no tagloom login-link',
} as const;

export function createSessions(store: Store, now: () => number = Date.now): Sessions {
  const begin: Sessions['begin'] = async (person, agent, how) => {
    const secret = randomBytes(32).toString('base64url');
    const at = now();
    const expiresAt = at + LIFETIMES.session;
    await store.addSession(
      { hash: digest(secret), person: person.id, expiresAt, at, agent: agent.slice(0, AGENT_LENGTH) },
      { at, person: person.id, project: null, action: 'login', detail: how },
    );
    return { secret, person, expiresAt };
  };
  return {
    makeCode: async (person) => {
      const code = randomBytes(24).toString('base64url');
      await store.addLoginLink({ hash: digest(code), person, expiresAt: now() + LIFETIMES.loginLink });
      return code;
    },
    signIn: async (code, agent) => {
      const used = await store.useLoginLink(digest(code), now());
      if (used.state !== 'valid')
        throw new Problem(`LINK_${used.state.toUpperCase()}`, SENTENCES[used.state], { status: 401 });
      return begin(used.person, agent, 'link');
    },
    begin,
    person: (secret) => store.session(digest(secret), now()),
    signOut: (secret) => store.endSession(digest(secret)),
  };
}

/** What is stored of a secret. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
