/** The keys that sign access tokens: an Ed25519 key made on first run, or HS256 secrets from the environment. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Config } from '../config.ts';
import { ConfigError } from '../problem.ts';

/** One key with the only algorithm it may be used with. */
export interface Key {
  readonly id: string;
  readonly alg: 'Ed25519' | 'HS256';
  readonly key: CryptoKey | Uint8Array;
}

export interface Keys {
  readonly signing: Key;
  /** By key id; rotation keeps two overlapping ones. */
  readonly verifying: ReadonlyMap<string, Key>;
}

const FILE = 'key.json';

/** Reads the secrets of the configuration, or the key file, which is made (mode 0600) when there is none. */
export async function openKeys(config: Pick<Config, 'secrets' | 'dataDir'>): Promise<Keys> {
  if (config.secrets) return secretKeys(config.secrets.current, config.secrets.previous);
  return fileKeys(await readOrMakeKey(config.dataDir));
}

/** A fresh key that is never written down (tests). */
export async function makeKeys(): Promise<Keys> {
  return fileKeys(await newKey());
}

function secretKeys(current: Uint8Array, previous: Uint8Array | null): Keys {
  const signing = secretKey(current);
  const verifying = new Map([[signing.id, signing]]);
  if (previous) {
    const old = secretKey(previous);
    verifying.set(old.id, old);
  }
  return { signing, verifying };
}

/** The id is a digest of the secret, so that two servers with one secret agree on it. */
function secretKey(secret: Uint8Array): Key {
  const id = createHash('sha256').update('tagloom key id').update(secret).digest('base64url').slice(0, 12);
  return { id, alg: 'HS256', key: secret };
}

async function fileKeys(jwk: JWK): Promise<Keys> {
  const { d: _secret, ...open } = jwk;
  const id = jwk.kid ?? '';
  const signing: Key = { id, alg: 'Ed25519', key: (await importJWK(jwk, 'Ed25519')) as CryptoKey };
  const verifying: Key = { id, alg: 'Ed25519', key: (await importJWK(open, 'Ed25519')) as CryptoKey };
  return { signing, verifying: new Map([[id, verifying]]) };
}

async function newKey(): Promise<JWK> {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const open = await exportJWK(publicKey);
  const kid = createHash('sha256').update(String(open.x)).digest('base64url').slice(0, 12);
  return { ...(await exportJWK(privateKey)), kid };
}

async function readOrMakeKey(dataDir: string): Promise<JWK> {
  const path = join(dataDir, FILE);
  const made = await newKey();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // Whoever comes first makes it; a server and a command that start together use the same one.
    writeFileSync(path, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'EEXIST')
      throw new ConfigError('DATA_DIR_UNUSABLE', `The key file ${path} cannot be written (${code}).`);
    return readKey(path);
  }
}

function readKey(path: string): JWK {
  try {
    const jwk = JSON.parse(readFileSync(path, 'utf8')) as JWK;
    if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.d && jwk.kid) return jwk;
  } catch {
    throw broken(path);
  }
  throw broken(path);
}

function broken(path: string): ConfigError {
  return new ConfigError(
    'KEY_BROKEN',
    `${path} is not a key. Put the old one back, or move it away to make a new one (everybody signs in again).`,
  );
}
