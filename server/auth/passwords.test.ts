import { describe, expect, test } from 'vitest';
import { PASSWORDS } from '../limits.ts';
import { createPasswords } from './passwords.ts';

/** Cheap, so that tests are quick; the cost stands in the hash. */
const CHEAP = { memory: 64, passes: 1, parallelism: 1 };

describe('passwords', () => {
  test('a hash says its own cost, never repeats, and knows its password', async () => {
    const passwords = createPasswords(CHEAP);
    const [one, two] = await Promise.all([passwords.hash('torque'), passwords.hash('torque')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify(one, 'torque')).toEqual({ isRight: true, isStale: false });
    expect((await passwords.verify(one, 'Torque')).isRight).toBe(false);
  });

  test('the default cost is what OWASP asks for: 19 MiB, two passes', async () => {
    expect(await createPasswords().hash('torque')).toContain('$m=19456,t=2,p=1$');
  });

  test('a hash made with less than today’s cost is right and stale', async () => {
    const old = await createPasswords({ ...CHEAP, passes: 1 }).hash('torque');
    const now = createPasswords({ ...CHEAP, passes: 2 });
    expect(await now.verify(old, 'torque')).toEqual({ isRight: true, isStale: true });
    expect(await now.verify(old, 'wrong')).toEqual({ isRight: false, isStale: false });
  });

  test('letters with marks are one password, composed or not', async () => {
    const passwords = createPasswords(CHEAP);
    expect((await passwords.verify(await passwords.hash('M\u00fcller'), 'Mu\u0308ller')).isRight).toBe(true);
  });

  test('an unknown name, a broken hash and another format are wrong, not an error', async () => {
    const passwords = createPasswords(CHEAP);
    for (const stored of [null, '', '$2b$10$abc', '$argon2id$v=19$m=64,t=1,p=1$short$x'])
      expect((await passwords.verify(stored, 'torque')).isRight).toBe(false);
  });

  test('S8 more people than may wait are told to come back', async () => {
    const passwords = createPasswords(CHEAP);
    const all = Array.from({ length: PASSWORDS.atOnce + PASSWORDS.waiting + 3 }, () => passwords.hash('x'));
    const outcomes = await Promise.allSettled(all);
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(['BUSY', 'BUSY', 'BUSY']);
    await expect(passwords.hash('x')).resolves.toContain('argon2id');
  });
});
