/** The environment, read in one place (contract section 1). A wrong value stops the start with a sentence and a code. */

import { join, resolve } from 'node:path';
import { isNetwork } from './integrations/networks.ts';
import { type OidcConfig, readOidc } from './oidcconfig.ts';
import { ConfigError } from './problem.ts';

export interface Config {
  readonly host: string;
  /** 0 lets the system choose (tests). */
  readonly port: number;
  readonly dataDir: string;
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  /** Origin under which people reach the server; null = its own address. */
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** HS256 secrets; null = the Ed25519 key in `dataDir`. */
  readonly secrets: { readonly current: Uint8Array; readonly previous: Uint8Array | null } | null;
  readonly logLevel: LogLevel;
  readonly rateLimits: boolean;
  readonly openProjects: boolean;
  /** Networks (CIDR) that are not public and that webhooks may reach all the same. */
  readonly webhookNetworks: readonly string[];
  /** The company's own sign-in; null = there is none. */
  readonly oidc: OidcConfig | null;
  /** Folder of the built app; null = none is served (the dev server does). */
  readonly build: string | null;
  /** Folder whose ST files seed the demo project on first start; null = none. */
  readonly demo: string | null;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const ROOT = resolve(import.meta.dirname, '..');
const SECRET_BYTES = 32;

/** Reads the environment; throws ConfigError. */
export function readConfig(env: Environment): Config {
  const host = env.HOST || '127.0.0.1';
  const dataDir = resolve(env.DATA_DIR || 'data');
  const rateLimits = readSwitch(env, 'RATE_LIMITS', true);
  const openProjects = readSwitch(env, 'OPEN_PROJECTS', false);
  if ((!rateLimits || openProjects) && !isLoopback(host))
    throw new ConfigError(
      'LOOPBACK_ONLY',
      `RATE_LIMITS=off and OPEN_PROJECTS=on are for load tests on this machine; HOST is ${host}. Use HOST=127.0.0.1 or leave them out.`,
    );
  refuseLater(env);
  return {
    host,
    port: readPort(env.PORT),
    dataDir,
    database: join(dataDir, 'tagloom.db'),
    publicUrl: env.PUBLIC_URL ? readOrigin('PUBLIC_URL', env.PUBLIC_URL) : null,
    allowedOrigins: readOrigins(env.ALLOWED_ORIGINS),
    trustProxy: readSwitch(env, 'TRUST_PROXY', false),
    secrets: readSecrets(env),
    logLevel: readLogLevel(env.LOG_LEVEL),
    rateLimits,
    openProjects,
    oidc: readOidc(env, isLoopback),
    webhookNetworks: readNetworks(env.WEBHOOK_NETWORKS),
    build: join(ROOT, 'build'),
    demo: join(ROOT, 'server', 'demo', 'filling-line'),
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refuseLater(env: Environment): void {
  const url = env.DATABASE_URL;
  if (url && /^postgres(ql)?:/.test(url))
    throw new ConfigError(
      'DATABASE_URL_UNAVAILABLE',
      'PostgreSQL is not available in this version; leave DATABASE_URL out to use SQLite in DATA_DIR.',
    );
  if (url) throw wrong('DATABASE_URL', 'postgres://... or left out');
  if (env.BUS_URL)
    throw new ConfigError('BUS_URL_UNAVAILABLE', 'BUS_URL is not available in this version; leave it out.');
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === '') return 3000;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw wrong('PORT', 'a number from 0 to 65535', value);
  return port;
}

function readSwitch(env: Environment, name: string, fallback: boolean): boolean {
  const value = env[name];
  if (value === undefined || value === '') return fallback;
  if (/^(on|true|1|yes)$/i.test(value)) return true;
  if (/^(off|false|0|no)$/i.test(value)) return false;
  throw wrong(name, 'on or off', value);
}

function readLogLevel(value: string | undefined): LogLevel {
  const level = value || 'info';
  if ((LOG_LEVELS as readonly string[]).includes(level)) return level as LogLevel;
  throw wrong('LOG_LEVEL', `one of ${LOG_LEVELS.join(', ')}`, level);
}

function readNetworks(value: string | undefined): string[] {
  const networks = (value ?? '').split(/[\s,]+/).filter((part) => part !== '');
  for (const network of networks)
    if (!isNetwork(network))
      throw wrong('WEBHOOK_NETWORKS', 'networks like 10.1.0.0/16 or fd00::/8', network);
  return networks;
}

function readOrigins(value: string | undefined): string[] {
  return (value ?? '')
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => readOrigin('ALLOWED_ORIGINS', part));
}

function readOrigin(name: string, value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw wrong(name, 'a URL like https://tagloom.example.org', value);
  return new URL(value).origin;
}

function readSecrets(env: Environment): Config['secrets'] {
  if (!env.JWT_SECRET) {
    if (env.JWT_SECRET_PREVIOUS)
      throw new ConfigError(
        'JWT_SECRET_MISSING',
        'JWT_SECRET_PREVIOUS is set without JWT_SECRET; set both or none.',
      );
    return null;
  }
  return {
    current: readSecret('JWT_SECRET', env.JWT_SECRET),
    previous: env.JWT_SECRET_PREVIOUS ? readSecret('JWT_SECRET_PREVIOUS', env.JWT_SECRET_PREVIOUS) : null,
  };
}

/** A base64url secret of at least 32 bytes that is not one byte over and over. The value itself is never printed. */
function readSecret(name: string, value: string): Uint8Array {
  const bytes = /^[A-Za-z0-9_-]+={0,2}$/.test(value) ? Buffer.from(value, 'base64url') : Buffer.alloc(0);
  const isWeak = bytes.length < SECRET_BYTES || new Set(bytes).size < 8;
  if (isWeak)
    throw new ConfigError(
      'JWT_SECRET_WEAK',
      `${name} is not ${SECRET_BYTES} random bytes in base64url; node -p "crypto.randomBytes(32).toString('base64url')" makes one.`,
    );
  return new Uint8Array(bytes);
}

function wrong(name: string, expected: string, value?: string): ConfigError {
  const found = value === undefined ? '' : `, not "${value}"`;
  return new ConfigError('CONFIG_INVALID', `${name} must be ${expected}${found}.`);
}
