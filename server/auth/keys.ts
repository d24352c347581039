/** The keys that sign access tokens: an Ed25519 key made on first run and rotated by command, or HS256 secrets from the environment. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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
  signing(): Key;
  /** The key of that id; rotation keeps two overlapping ones. */
  verifying(id: string): Key | undefined;
  /** Looks whether another process rotated the key; true when it did. At most once a second, unless it is urgent. */
  refresh(isUrgent?: boolean): Promise<boolean>;
  /** For proofs that only this server gives and believes; never leaves it. */
  readonly secret: string;
}

/** What the key file holds; a bare JWK is the file of a server that never rotated. */
interface KeyFile {
  readonly current: JWK;
  readonly previous: JWK | null;
}

interface KeySet {
  readonly signing: Key;
  readonly verifying: ReadonlyMap<string, Key>;
  readonly secret: string;
}

const FILE = 'key.json';
const REFRESH_MS = 1_000;

/** Reads the secrets of the configuration, or the key file, which is made (mode 0600) when there is none. */
export async function openKeys(config: Pick<Config, 'secrets' | 'dataDir'>): Promise<Keys> {
  if (config.secrets) return fixed(secretKeys(config.secrets.current, config.secrets.previous));
  const path = join(config.dataDir, FILE);
  let set = await fileKeys(await readOrMakeKey(config.dataDir));
  let [seen, looked] = [changedAt(path), performance.now()];
  const refresh = async (isUrgent = false) => {
    if (!isUrgent && performance.now() - looked < REFRESH_MS) return false;
    looked = performance.now();
    const found = changedAt(path);
    if (found === seen) return false;
    seen = found;
    set = await fileKeys(readKeys(path));
    return true;
  };
  return {
    signing: () => set.signing,
    verifying: (id) => set.verifying.get(id),
    refresh,
    get secret() {
      return set.secret;
    },
  };
}

/** Makes a fresh key the signing one; the one before still verifies, the one before that no more. Returns both ids. */
export async function rotateKeys(dataDir: string): Promise<{ current: string; previous: string }> {
  const path = join(dataDir, FILE);
  const { current: previous } = await readOrMakeKey(dataDir);
  const current = await newKey();
  const next = `${path}.${process.pid}`;
  writeFileSync(next, JSON.stringify({ current, previous } satisfies KeyFile), { mode: 0o600 });
  renameSync(next, path);
  return { current: current.kid ?? '', previous: previous.kid ?? '' };
}

/** A fresh key that is never written down (tests). */
export async function makeKeys(): Promise<Keys> {
  return fixed(await fileKeys({ current: await newKey(), previous: null }));
}

function fixed(set: KeySet): Keys {
  return {
    signing: () => set.signing,
    verifying: (id) => set.verifying.get(id),
    refresh: async () => false,
    secret: set.secret,
  };
}

function secretKeys(current: Uint8Array, previous: Uint8Array | null): KeySet {
  const signing = secretKey(current);
  const verifying = new Map([[signing.id, signing]]);
  if (previous) {
    const old = secretKey(previous);
    verifying.set(old.id, old);
  }
  return { signing, verifying, secret: digest('tagloom proofs', current) };
}

/** The id is a digest of the secret, so that two servers with one secret agree on it. */
function secretKey(secret: Uint8Array): Key {
  return { id: digest('tagloom key id', secret).slice(0, 12), alg: 'HS256', key: secret };
}

async function fileKeys({ current, previous }: KeyFile): Promise<KeySet> {
  const id = current.kid ?? '';
  const signing: Key = { id, alg: 'Ed25519', key: (await importJWK(current, 'Ed25519')) as CryptoKey };
  const verifying = new Map([[id, await openPart(current)]]);
  if (previous?.kid) verifying.set(previous.kid, await openPart(previous));
  return { signing, verifying, secret: digest('tagloom proofs', String(current.d)) };
}

async function openPart(jwk: JWK): Promise<Key> {
  const { d: _secret, ...open } = jwk;
  return { id: jwk.kid ?? '', alg: 'Ed25519', key: (await importJWK(open, 'Ed25519')) as CryptoKey };
}

async function newKey(): Promise<JWK> {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const open = await exportJWK(publicKey);
  return { ...(await exportJWK(privateKey)), kid: digest('', String(open.x)).slice(0, 12) };
}

function digest(purpose: string, secret: string | Uint8Array): string {
  return createHash('sha256').update(purpose).update(secret).digest('base64url');
}

async function readOrMakeKey(dataDir: string): Promise<KeyFile> {
  const path = join(dataDir, FILE);
  const made = await newKey();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // Whoever comes first makes it; a server and a command that start together use the same one.
    writeFileSync(path, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
    return { current: made, previous: null };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'EEXIST')
      throw new ConfigError('DATA_DIR_UNUSABLE', `The key file ${path} cannot be written (${code}).`);
    return readKeys(path);
  }
}

function readKeys(path: string): KeyFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw broken(path);
  }
  if (isKey(value)) return { current: value, previous: null };
  const { current, previous } = (value ?? {}) as Partial<KeyFile>;
  if (isKey(current) && (previous === null || isKey(previous))) return { current, previous };
  throw broken(path);
}

function isKey(value: unknown): value is JWK {
  if (typeof value !== 'object' || value === null) return false;
  const { kty, crv, d, kid } = value as JWK;
  return kty === 'OKP' && crv === 'Ed25519' && Boolean(d) && Boolean(kid);
}

/** What tells two states of the file apart. */
function changedAt(path: string): string {
  const { mtimeMs, ino } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, ino: 0 };
  return `${mtimeMs} ${ino}`;
}

function broken(path: string): ConfigError {
  return new ConfigError(
    'KEY_BROKEN',
    `${path} is not a key. Put the old one back, or move it away to make a new one (everybody signs in again).`,
  );
}
