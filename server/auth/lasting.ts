/** Lasting tokens for tools: made by a person for one project and role, hashed at rest, revocable at any time. */

import { randomBytes } from 'node:crypto';
import { type Role, randomId } from '@tagloom/collab';
import { LIFETIMES, TOKENS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { AccessTokenRow, Store } from '../store/store.ts';
import { digest } from './sessions.ts';
import { invalid, type Tokens } from './tokens.ts';

/** Tells lasting tokens from signed ones, also to whoever finds one in a file. */
export const LASTING_PREFIX = 'tgl_';

export interface LastingTokens {
  /** The secret is told once and stored nowhere. Throws TOO_MANY_TOKENS (409). */
  make(wanted: {
    readonly person: string;
    readonly project: string;
    readonly role: Role;
    readonly name: string;
    readonly days: number;
  }): Promise<{ readonly secret: string; readonly row: AccessTokenRow }>;
}

export function createLastingTokens(store: Store, now: () => number = Date.now): LastingTokens {
  return {
    make: async ({ person, project, role, name, days }) => {
      const at = now();
      if ((await store.tokens({ person }, at)).length >= TOKENS.most)
        throw new Problem('TOO_MANY_TOKENS', `You have ${TOKENS.most} tokens; revoke one first.`, {
          status: 409,
        });
      const secret = `${LASTING_PREFIX}${randomBytes(32).toString('base64url')}`;
      const expiresAt = at + days * LIFETIMES.day;
      const row = { id: randomId(10), person, project, role, name, createdAt: at, expiresAt, usedAt: 0 };
      const detail = `${row.id} ${role}, ${days} days: ${name}`;
      await store.addToken(
        { ...row, hash: digest(secret) },
        { at, person, project, action: 'token.create', detail },
      );
      return { secret, row };
    },
  };
}

/** Signed tokens and lasting ones behind one door. */
export function withLasting(tokens: Tokens, store: Store, now: () => number = Date.now): Tokens {
  return {
    issue: tokens.issue,
    verify: async (token) => {
      if (!token.startsWith(LASTING_PREFIX)) return tokens.verify(token);
      const row = await store.token(digest(token), now());
      if (!row) throw invalid();
      const { id, person, project, role, expiresAt } = row;
      return { person, name: null, project, expiresAt, lasting: { id, role } };
    },
  };
}
