/** The deterministic simulation: it replays, it finds planted bugs, and the product passes. Long: `npm run fuzz -- sim`. */

import { expect, it } from 'vitest';
import { PLANTED } from './planted.ts';
import { simulate } from './run.ts';

const WITHIN_SEEDS = 1_000;

it('a seed replays a run exactly', async () => {
  const first = await simulate({ seed: 3 });
  expect(await simulate({ seed: 3 })).toEqual(first);
  expect((await simulate({ seed: 4 })).digest).not.toBe(first.digest);
});

it.each(PLANTED)(`finds the planted bug "%s" within ${WITHIN_SEEDS} seeds`, async (planted) => {
  for (let seed = 1; seed <= WITHIN_SEEDS; seed++) {
    const { violations } = await simulate({ seed, planted });
    if (violations.length === 0) continue;
    expect(violations[0]).toMatch(/^S[13] <\d+\.\d+> /);
    return;
  }
  expect.fail(`${WITHIN_SEEDS} seeds did not find it`);
});

it('S1 S2 S3 S6 O1 nothing acknowledged, seen or kept is lost over kills, cuts, crashes and full disks', async () => {
  const totals = { acked: 0, seen: 0, kills: 0, cuts: 0, crashes: 0 };
  for (let seed = 1; seed <= 60; seed++) {
    const result = await simulate({ seed });
    expect(result.violations, `seed ${seed}`).toEqual([]);
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result[name];
  }
  // The runs must have done real work, or they prove nothing.
  expect(Math.min(...Object.values(totals))).toBeGreaterThan(30);
  expect(totals.acked).toBeGreaterThan(1_000);
}, 120_000);
