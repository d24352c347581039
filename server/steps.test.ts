/** Steps of a flush: whose edits are derived together. */

import { expect, test } from 'vitest';
import type { Entry } from './room.ts';
import { takeStep } from './steps.ts';

/** Entries as `ann:4` for four bytes of Ann. */
function queueOf(...words: readonly string[]): Entry[] {
  return words.map((word) => {
    const [author = '', bytes] = word.split(':');
    return { author, update: new Uint8Array(Number(bytes)) } as unknown as Entry;
  });
}

/** How many entries each step takes. */
function steps(queue: Entry[]): number[] {
  const taken: number[] = [];
  while (queue.length > 0) taken.push(takeStep(queue, taken.length + 1).length);
  return taken;
}

test('entries in a row of one person are one step, until they are large', () => {
  expect(steps(queueOf('ann:4', 'ann:4', 'ben:4', 'ann:4'))).toEqual([2, 1, 1]);
  expect(steps(queueOf('ann:3000', 'ann:3000', 'ann:3000', 'ann:4'))).toEqual([2, 2]);
  expect(steps(queueOf('ann:9000000', 'ann:4'))).toEqual([1, 1]);
});

test('the sixteenth step takes all the rest', () => {
  const words = Array.from({ length: 40 }, (_, at) => `${at % 2 ? 'ann' : 'ben'}:4`);
  expect(steps(queueOf(...words))).toEqual([...Array<number>(15).fill(1), 25]);
});
