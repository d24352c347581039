/** People of the company's issuer: who a claim set is here, and its access tokens behind the same door as ours. */

import { randomId } from '@tagloom/collab';
import { decodeJwt } from 'jose';
import { type ClaimRule, grantsOf, type OidcConfig } from '../oidcconfig.ts';
import type { Person, Store } from '../store/store.ts';
import type { CompanyClaims, Oidc } from './oidc.ts';
import { invalid, type TokenClaims, type Tokens } from './tokens.ts';

export interface Company extends Oidc {
  /** Of the environment; nobody changes them here. */
  readonly fixedRules: readonly ClaimRule[];
  /** The person of these claims, made when they come first, with the memberships that the claims give now. */
  personOf(claims: CompanyClaims): Promise<Person>;
}

const LONGEST_NAME = 60;
const LONGEST_TOKEN = 16_384;
/** Verified tokens that are remembered, so that a reconnect of many sockets asks the store once. */
const REMEMBERED = 2_000;

export function createCompany(
  { rules }: Pick<OidcConfig, 'rules'>,
  oidc: Oidc,
  store: Store,
  now: () => number = Date.now,
): Company {
  return {
    ...oidc,
    fixedRules: rules,
    personOf: async (claims) =>
      store.companyPerson({
        issuer: claims.iss,
        subject: claims.sub,
        id: randomId(),
        name: nameOf(claims),
        at: now(),
        grants: grantsOf([...rules, ...(await store.claimRules())], claims),
      }),
  };
}

/** Our tokens, and those of the company's issuer: these open every project that their person may open. */
export function withCompany(tokens: Tokens, company: Company | null, now: () => number = Date.now): Tokens {
  if (!company) return tokens;
  const remembered = new Map<string, TokenClaims>();
  const verify = async (token: string): Promise<TokenClaims> => {
    const known = remembered.get(token);
    if (known && known.expiresAt > now()) return known;
    if (token.length > LONGEST_TOKEN) throw invalid();
    const claims = await company.verify(token);
    const { id } = await company.personOf(claims);
    const expiresAt = Number(claims.exp) * 1000;
    const verified: TokenClaims = { person: id, name: null, project: '', isCompany: true, expiresAt };
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(token, verified);
    return verified;
  };
  return {
    issue: tokens.issue,
    verify: (token) => (issuerOf(token) === company.issuer ? verify(token) : tokens.verify(token)),
  };
}

/** What a token says of its issuer, unproved: it only chooses who proves it. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function nameOf(claims: CompanyClaims): string {
  const said = [claims.name, claims.preferred_username, claims.email].find(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  );
  const clean = (said ?? '').replace(/\p{Cc}+/gu, ' ').trim();
  return clean.slice(0, LONGEST_NAME) || `Person ${claims.sub.replace(/\W/g, '').slice(0, 8)}`;
}
