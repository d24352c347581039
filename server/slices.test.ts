/** Slices: the first goes at once, the rest in their order, with the event loop in between. */

import { expect, test } from 'vitest';
import { SERVER_LIMITS } from './limits.ts';
import { Slices } from './slices.ts';

const SLICE = SERVER_LIMITS.sliceReaders;
const step = () => new Promise((resolve) => setImmediate(resolve));

test('a crowd is served slice by slice, in its order, and others have their turn in between', async () => {
  const slices = new Slices();
  const served: number[] = [];
  for (let i = 0; i < 2.5 * SLICE; i++) slices.run(() => served.push(i));
  expect(served.length).toBe(SLICE);
  await step();
  expect(served.length).toBe(2 * SLICE);
  // Who comes later waits behind those who wait already.
  slices.run(() => served.push(-1));
  await step();
  expect(served.length).toBe(2.5 * SLICE + 1);
  expect(served).toEqual([...Array.from({ length: 2.5 * SLICE }, (_, i) => i), -1]);
});

test('the next change of a small crowd goes at once again', async () => {
  const slices = new Slices();
  const served: string[] = [];
  for (const name of ['ann', 'ben']) {
    slices.run(() => served.push(name));
    expect(served.at(-1)).toBe(name);
    await step();
    await step();
  }
});
