/** What a dying process or a power cut may not take: P1 and P2. Long: `npm run faults`. */

import { expect, it } from 'vitest';
import { crashImages, noStrace } from './images.ts';
import { killWhileTyping } from './kill.ts';

const reason = noStrace();

it.each([1, 2])(
  'P1 S1 S3 kill -9 while typing loses nothing acknowledged or seen (seed %i)',
  async (seed) => {
    const result = await killWhileTyping({ seed, acks: 1_000 });
    expect(result.wrong).toEqual([]);
    expect(result.acked).toBeGreaterThanOrEqual(1_000);
    expect(result.acked).toBeGreaterThanOrEqual(result.sent * 0.95);
  },
  60_000,
);

it.skipIf(reason).each([false, true])(
  `P2 S1 a power cut at any moment loses nothing acknowledged (one who waits: %s)${reason ? ` (skipped: ${reason})` : ''}`,
  async (isQuiet) => {
    const { images, losing, damaged, nearSyncs } = await crashImages({ seed: 1, images: 60, isQuiet });
    expect({ losing, damaged }).toEqual({ losing: 0, damaged: 0 });
    expect(images).toBeGreaterThan(30);
    if (isQuiet) expect(nearSyncs).toBeGreaterThan(0);
  },
  120_000,
);

it.skipIf(reason).each([false, true])(
  `P2 the same run without a sync loses something, or it would prove nothing (one who waits: %s)${reason ? ` (skipped: ${reason})` : ''}`,
  async (isQuiet) => {
    const { losing } = await crashImages({ seed: 1, images: 30, isWeak: true, isQuiet });
    expect(losing).toBeGreaterThan(0);
  },
  120_000,
);
