import { describe, expect, it, vi } from 'vitest';
import type { AccessToken } from './api.ts';
import { lifeOf, tokenSource } from './identity.ts';

const person = { id: 'p', name: 'P', color: 1 };
const jwt = (iat: number, exp: number) => `h.${btoa(JSON.stringify({ iat, exp }))}.s`;

vi.mock('./api.ts', async (original) => ({
  ...(await original<typeof import('./api.ts')>()),
  projectToken: vi.fn(
    async (): Promise<AccessToken> => ({ token: jwt(1_000, 1_900), expiresAt: '', role: 'editor', person }),
  ),
}));

describe('lifeOf', () => {
  it('takes the life from the token itself, so that a wrong clock here does not matter', () => {
    expect(lifeOf({ token: jwt(1_000, 1_900), expiresAt: '1999-01-01T00:00:00Z' }, 0)).toBe(900_000);
  });

  it('falls back to the time that the server named', () => {
    expect(lifeOf({ token: 'opaque', expiresAt: '1970-01-01T00:00:10Z' }, 4_000)).toBe(6_000);
  });
});

describe('tokenSource', () => {
  it('keeps a token for 80 % of its life, then asks again', async () => {
    const { projectToken } = await import('./api.ts');
    let now = 0;
    const token = tokenSource('p1', () => now);
    await Promise.all([token(), token()]);
    expect(projectToken).toHaveBeenCalledTimes(1);
    now = 719_000;
    await token();
    expect(projectToken).toHaveBeenCalledTimes(1);
    now = 721_000;
    await token();
    expect(projectToken).toHaveBeenCalledTimes(2);
  });
});
