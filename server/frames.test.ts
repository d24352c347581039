/** Frames made ahead: the same bytes as those of an encoder, whatever the size. */

import { encodeUpdate } from '@tagloom/collab';
import { expect, test } from 'vitest';
import { fragmentsOf, frameOf, updateFrame } from './frames.ts';

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
