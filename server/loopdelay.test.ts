import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LoopDelay } from './loopdelay.ts';

/** Holds the event loop until its timer is late. */
async function stall(ms: number): Promise<void> {
  await turn();
  for (const until = performance.now() + ms; performance.now() < until; );
  await turn();
  await turn();
}

test('a stall is seen by each reader once, whoever looks first', async () => {
  const delay = new LoopDelay();
  const [one, other] = [delay.reader(), delay.reader()];
  // The first beat has nothing to be late against.
  await stall(150);
  await stall(400);
  expect(one()).toBeGreaterThan(150);
  expect(one()).toBeLessThan(150);
  expect(other()).toBeGreaterThan(150);
  expect(other()).toBeLessThan(150);
  delay.close();
});
