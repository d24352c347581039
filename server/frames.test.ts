/** Frames made ahead: the same bytes as those of an encoder, whatever the size. */

import { encodeUpdate } from '@tagloom/collab';
import { expect, test } from 'vitest';
import { fragmentsOf, frameOf, framesOf, keptUpdate, updateFrame } from './frames.ts';
import type { Entry } from './room.ts';

const KIB = 1024;

test.each([
  0,
  1,
  121,
  122,
  123,
  127,
  128,
  65_530,
  65_536,
  128 * KIB - 17,
  128 * KIB - 16,
  128 * KIB,
  300 * KIB,
])('the frame of an update of %i bytes is that of its message', (length) => {
  const update = Uint8Array.from({ length }, (_, index) => index % 251);
  const message = encodeUpdate(update);
  expect(updateFrame(update).equals(frameOf(message))).toBe(true);
  expect(updateFrame(update).equals(Buffer.concat(fragmentsOf(message)))).toBe(true);
});

test.each([10, 4_095, 4_096, 100_000, 128 * KIB - 16, 300 * KIB])(
  'a kept update of %i bytes is a copy, is told with the same frame as ever, and a large one is in memory once',
  (length) => {
    const received = Uint8Array.from({ length }, (_, index) => index % 251);
    const update = keptUpdate(received);
    const wanted = received.slice();
    received.fill(0);
    expect(Buffer.compare(update, wanted)).toBe(0);
    const told = framesOf({ entries: [{ update } as Entry], claims: [] });
    expect(told.equals(updateFrame(wanted))).toBe(true);
    expect(told.buffer === update.buffer).toBe(length >= 4_096 && length <= 128 * KIB - 16);
  },
);
