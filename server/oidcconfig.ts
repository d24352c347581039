/** The company's issuer and what its claims mean here, out of the environment. */

import { isRole, type Role } from '@tagloom/collab';
import { ConfigError } from './problem.ts';

/** Who has `value` in `claim` has at least `role` in each project of the organization. */
export interface ClaimRule {
  /** Names separated by dots lead into objects. */
  readonly claim: string;
  readonly value: string;
  readonly org: string;
  readonly role: Role;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What access tokens of the issuer must be for; null = none are accepted. */
  readonly audience: string | null;
  readonly rules: readonly ClaimRule[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_AUDIENCE', 'OIDC_ROLES'];

/** Null when nothing is set. Throws ConfigError. `isLoopback` tells hosts that need no TLS. */
export function readOidc(env: Environment, isLoopback: (host: string) => boolean): OidcConfig | null {
  if (NAMES.every((name) => !env[name])) return null;
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = env;
  if (!issuer || !clientId)
    throw new ConfigError('CONFIG_INVALID', 'OIDC needs OIDC_ISSUER and OIDC_CLIENT_ID; set both or none.');
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSafe)
    throw new ConfigError('CONFIG_INVALID', `OIDC_ISSUER must be an https:// address, not "${issuer}".`);
  const audience = env.OIDC_AUDIENCE || null;
  // Then ID tokens, which every client of the issuer sees, would open the sockets.
  if (audience === clientId)
    throw new ConfigError(
      'CONFIG_INVALID',
      'OIDC_AUDIENCE must be another name than OIDC_CLIENT_ID: that of this server as an API at the issuer.',
    );
  return {
    issuer,
    clientId,
    clientSecret: env.OIDC_CLIENT_SECRET || null,
    audience,
    rules: (env.OIDC_ROLES ?? '')
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(readRule),
  };
}

function readRule(text: string): ClaimRule {
  const [, claim = '', value = '', org = '', role] = /^([^=]+)=(.+):([^:]+):([^:]+)$/.exec(text) ?? [];
  if (!isRole(role))
    throw new ConfigError(
      'CONFIG_INVALID',
      `OIDC_ROLES must be rules like groups=plant-engineers:main:editor, not "${text}".`,
    );
  return { claim, value, org, role };
}

/** Organizations and roles that claims give. */
export function grantsOf(rules: readonly ClaimRule[], claims: Readonly<Record<string, unknown>>) {
  return rules
    .filter(({ claim, value }) => {
      const found = claimAt(claims, claim);
      return Array.isArray(found) ? found.includes(value) : found === value;
    })
    .map(({ org, role }) => ({ org, role }));
}

/** A claim by its whole name (names that are addresses have dots), else by its way into objects. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name in claims) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (found, key) =>
        typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined,
      claims,
    );
}
