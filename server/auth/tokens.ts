/** Access tokens: who, for which project, until when. The role is never in them; the member list has it. */

import type { Role } from '@tagloom/collab';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { LIFETIMES } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { Keys } from './keys.ts';

/** What a token says. `project` is an id, or `*` for load tests (`OPEN_PROJECTS`). */
export interface TokenClaims {
  readonly person: string;
  /** Only in `*` tokens: the person may not exist yet. */
  readonly name: string | null;
  readonly project: string;
  /** Lasting tokens only: their id, and the role that bounds them. */
  readonly lasting?: { readonly id: string; readonly role: Role };
  /** Tokens of the company's issuer: they open every project that their person may open; `project` is empty. */
  readonly isCompany?: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Tokens {
  /** `ttl` in milliseconds. */
  issue(claims: { person: string; project: string; name?: string }, ttl?: number): Promise<IssuedToken>;
  /** Throws a Problem (401) with `TOKEN_EXPIRED` or `TOKEN_INVALID`. */
  verify(token: string): Promise<TokenClaims>;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: number;
}

const ISSUER = 'tagloom';
/** Verified tokens that are remembered: a reconnect of many sockets costs no signature check each. */
const REMEMBERED = 2_000;
const LONGEST_TOKEN = 4_096;

export function createTokens(keys: Keys, now: () => number = Date.now): Tokens {
  const remembered = new Map<string, TokenClaims>();

  /** A rotated key ends what was remembered of tokens, or one of a key that is gone would live on. */
  const look = async (isUrgent = false) => {
    if (await keys.refresh(isUrgent)) remembered.clear();
  };

  const verifyFresh = async (token: string): Promise<TokenClaims> => {
    if (token.length > LONGEST_TOKEN) throw invalid();
    const id = keyId(token);
    if (!keys.verifying(id)) await look(true);
    const key = keys.verifying(id);
    if (!key) throw invalid();
    try {
      const { payload } = await jwtVerify(token, key.key, {
        algorithms: [key.alg],
        issuer: ISSUER,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'prj', 'exp'],
      });
      return {
        person: String(payload.sub),
        name: typeof payload.name === 'string' ? payload.name : null,
        project: String(payload.prj),
        expiresAt: Number(payload.exp) * 1000,
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired();
      throw invalid();
    }
  };

  return {
    issue: async ({ person, project, name }, ttl = LIFETIMES.accessToken) => {
      const seconds = Math.floor(now() / 1000);
      const expires = seconds + Math.ceil(ttl / 1000);
      const claims = { prj: project, ...(name === undefined ? {} : { name }) };
      await look();
      const signing = keys.signing();
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: signing.alg, kid: signing.id })
        .setSubject(person)
        .setIssuer(ISSUER)
        .setIssuedAt(seconds)
        .setExpirationTime(expires)
        .sign(signing.key);
      return { token, expiresAt: expires * 1000 };
    },
    verify: async (token) => {
      await look();
      const known = remembered.get(token);
      if (known && known.expiresAt > now()) return known;
      if (known) {
        remembered.delete(token);
        throw expired();
      }
      const claims = await verifyFresh(token);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(token, claims);
      return claims;
    },
  };
}

/** The key is chosen by id, and its algorithm is the key's own: what the token says of it counts for nothing. */
function keyId(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch {
    throw invalid();
  }
}

export function expired(): Problem {
  return new Problem('TOKEN_EXPIRED', 'The access token has expired; get a fresh one.', { status: 401 });
}

export function invalid(): Problem {
  return new Problem('TOKEN_INVALID', 'The access token is not valid here.', { status: 401 });
}
