import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AccessToken, ApiError, OFFLINE } from './api.ts';
import { enter, isPersonGone, leave, lifeOf, tokenSource, whoAmI } from './identity.ts';

const person = { id: 'p', name: 'P', color: 1 };
const jwt = (iat: number, exp: number) => `h.${btoa(JSON.stringify({ iat, exp }))}.s`;

const server = vi.hoisted(() => ({ signOut: vi.fn(), signIn: vi.fn(), me: vi.fn() }));
vi.mock('./api.ts', async (original) => ({
  ...(await original<typeof import('./api.ts')>()),
  ...server,
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
    const token = tokenSource('p1', 'p', () => now);
    await Promise.all([token(), token()]);
    expect(projectToken).toHaveBeenCalledTimes(1);
    now = 719_000;
    await token();
    expect(projectToken).toHaveBeenCalledTimes(1);
    now = 721_000;
    await token();
    expect(projectToken).toHaveBeenCalledTimes(2);
  });

  it('O2 gives no token of somebody else who signed in since', async () => {
    await expect(tokenSource('p1', 'the person before')()).rejects.toMatchObject({ code: 'OTHER_PERSON' });
  });
});

describe('O2 shared workstations', () => {
  const away = new ApiError(OFFLINE, 'No answer.', 0);
  let kept: Map<string, string>;
  beforeEach(() => {
    kept = new Map([['tagloom:person', JSON.stringify(person)]]);
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
    vi.stubGlobal('navigator', { onLine: true });
    for (const verb of Object.values(server)) verb.mockReset();
    server.me.mockResolvedValue({ person });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('who signed out without a network stays signed out until the server was told', async () => {
    server.signOut.mockRejectedValue(away);
    await leave();
    expect(await whoAmI()).toBeNull();
    expect(server.me).not.toHaveBeenCalled();
    server.signOut.mockResolvedValue(undefined);
    server.me.mockRejectedValue(new ApiError('SIGN_IN_NEEDED', 'Sign in.', 401));
    expect(await whoAmI()).toBeNull();
    expect(server.signOut).toHaveBeenCalledTimes(3);
    await whoAmI();
    expect(server.signOut).toHaveBeenCalledTimes(3);
  });

  it('the next person who signs in ends the wait, and is never taken for the one before', async () => {
    server.signOut.mockRejectedValue(away);
    await leave();
    kept.set('tagloom:person', JSON.stringify(person));
    server.me.mockRejectedValue(away);
    await expect(enter({ code: 'code' })).rejects.toBe(away);
    server.me.mockResolvedValue({ person: { ...person, id: 'next' } });
    expect((await whoAmI())?.person.id).toBe('next');
  });

  it('an open tab notices that its person is gone', () => {
    const event = { key: 'tagloom:person' } as StorageEvent;
    expect(isPersonGone(event, 'p')).toBe(false);
    expect(isPersonGone({ key: 'tagloom:theme' } as StorageEvent, 'other')).toBe(false);
    expect(isPersonGone(event, 'other')).toBe(true);
    kept.clear();
    expect(isPersonGone(event, 'p')).toBe(true);
  });
});
