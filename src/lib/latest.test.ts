import { expect, it } from 'vitest';
import { followLatest } from './latest.ts';

it('changes during a run are one more run, and without any there is none', async () => {
  let runs = 0;
  let isChanging = true;
  const follow = followLatest(async () => {
    runs += 1;
    if (isChanging) for (let i = 0; i < 3; i++) void follow();
    isChanging = false;
  });
  await follow();
  expect(runs).toBe(2);
  await follow();
  expect(runs).toBe(3);
});

it('goes on after a run that failed', async () => {
  let runs = 0;
  const follow = followLatest(async () => {
    runs += 1;
    if (runs === 1) throw new Error('away');
  });
  await expect(follow()).rejects.toThrow('away');
  await follow();
  expect(runs).toBe(2);
});
