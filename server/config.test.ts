/** The environment: defaults, and a sentence with a code for each wrong value. */

import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const SECRET = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64url');

test('an empty environment gives the defaults of the contract', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: null,
    allowedOrigins: [],
    trustProxy: false,
    secrets: null,
    logLevel: 'info',
    rateLimits: true,
    openProjects: false,
  });
});

test('values are read in one place', () => {
  const config = readConfig({
    PORT: '8080',
    PUBLIC_URL: 'https://tagloom.example.org/',
    ALLOWED_ORIGINS: 'https://a.example, https://b.example',
    TRUST_PROXY: 'on',
    JWT_SECRET: SECRET,
    JWT_SECRET_PREVIOUS: SECRET.replace(/^.{4}/, 'abcd'),
    RATE_LIMITS: 'off',
    OPEN_PROJECTS: 'on',
  });
  expect(config).toMatchObject({
    port: 8080,
    publicUrl: 'https://tagloom.example.org',
    allowedOrigins: ['https://a.example', 'https://b.example'],
    trustProxy: true,
    rateLimits: false,
    openProjects: true,
  });
  expect(config.secrets?.current.length).toBe(32);
});

test.each([
  [{ PORT: '-1' }, 'CONFIG_INVALID'],
  [{ PORT: '70000' }, 'CONFIG_INVALID'],
  [{ TRUST_PROXY: 'maybe' }, 'CONFIG_INVALID'],
  [{ LOG_LEVEL: 'verbose' }, 'CONFIG_INVALID'],
  [{ PUBLIC_URL: 'ftp://x' }, 'CONFIG_INVALID'],
  [{ ALLOWED_ORIGINS: 'example.org' }, 'CONFIG_INVALID'],
  [{ JWT_SECRET: 'short' }, 'JWT_SECRET_WEAK'],
  [{ JWT_SECRET: 'A'.repeat(64) }, 'JWT_SECRET_WEAK'],
  [{ JWT_SECRET_PREVIOUS: SECRET }, 'JWT_SECRET_MISSING'],
  [{ DATABASE_URL: 'postgres://db/x' }, 'DATABASE_URL_UNAVAILABLE'],
  [{ DATABASE_URL: 'mysql://db/x' }, 'CONFIG_INVALID'],
  [{ BUS_URL: 'redis://x' }, 'BUS_URL_UNAVAILABLE'],
  [{ OIDC_ISSUER: 'https://x' }, 'CONFIG_INVALID'],
  [{ OIDC_ISSUER: 'http://x', OIDC_CLIENT_ID: 'c' }, 'CONFIG_INVALID'],
  [{ OIDC_ISSUER: 'https://x', OIDC_CLIENT_ID: 'c', OIDC_AUDIENCE: 'c' }, 'CONFIG_INVALID'],
  [{ OIDC_ISSUER: 'https://x', OIDC_CLIENT_ID: 'c', OIDC_ROLES: 'groups=a:main:chief' }, 'CONFIG_INVALID'],
  [{ WEBHOOK_NETWORKS: '10.0.0.0/33' }, 'CONFIG_INVALID'],
  [{ RATE_LIMITS: 'off', HOST: '0.0.0.0' }, 'LOOPBACK_ONLY'],
  [{ OPEN_PROJECTS: 'on', HOST: '10.0.0.1' }, 'LOOPBACK_ONLY'],
])('%o stops the start with %s', (env, code) => {
  try {
    readConfig(env);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code, message: expect.stringMatching(/\.$/) });
    expect((error as Error).message).not.toContain('A'.repeat(64));
  }
});
