/** Keys on disk: made once with mode 0600, rotated with an overlap, noticed by a server that runs. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeKeys, openKeys, rotateKeys } from './keys.ts';
import { createTokens } from './tokens.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tagloom-keys-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const open = () => openKeys({ secrets: null, dataDir });
const claims = { person: 'ann', project: 'line' };

test('the key is made once, for the eyes of its account only', async () => {
  const [first, second] = [await open(), await open()];
  expect(second.signing().id).toBe(first.signing().id);
  expect(statSync(join(dataDir, 'key.json')).mode & 0o777).toBe(0o600);
});

test('a rotated key signs from now on, the one before still opens, the one before that no more', async () => {
  const old = await createTokens(await open()).issue(claims);
  await rotateKeys(dataDir);
  expect(statSync(join(dataDir, 'key.json')).mode & 0o777).toBe(0o600);
  const keys = await open();
  const fresh = await createTokens(keys).issue(claims);
  expect(await createTokens(keys).verify(old.token)).toMatchObject(claims);
  await rotateKeys(dataDir);
  const later = createTokens(await open());
  await expect(later.verify(old.token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  expect(await later.verify(fresh.token)).toMatchObject(claims);
});

test('a server that runs takes a token of the fresh key at once', async () => {
  const running = createTokens(await open());
  await running.verify((await running.issue(claims)).token);
  await rotateKeys(dataDir);
  const { token } = await createTokens(await open()).issue(claims);
  expect(await running.verify(token)).toMatchObject(claims);
});

test('a key file that is none stops with a sentence and is left alone', async () => {
  await open();
  writeFileSync(join(dataDir, 'key.json'), '{"kty":"oct"}');
  await expect(open()).rejects.toMatchObject({ code: 'KEY_BROKEN' });
  await expect(rotateKeys(dataDir)).rejects.toMatchObject({ code: 'KEY_BROKEN' });
  expect(readFileSync(join(dataDir, 'key.json'), 'utf8')).toBe('{"kty":"oct"}');
});

test('the secret of proofs differs between keys and is none of their bytes', async () => {
  const [one, two] = [await makeKeys(), await makeKeys()];
  expect(one.secret).not.toBe(two.secret);
});
