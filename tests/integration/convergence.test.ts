import { expect, it } from 'vitest';
import { runConvergence } from '../fuzz/convergence.ts';

// The long run is `npm run fuzz`; bad seeds found there are named here for good.
it.each([
  { seed: 11, peers: 3, steps: 250, restarts: 2 },
  { seed: 12, peers: 2, steps: 150, restarts: 1 },
])(
  'P20 L4 S1 S3 O1 people, server and late joiner end equal over restarts and lost networks (seed $seed)',
  async (options) => {
    const result = await runConvergence(options);
    // The run must have done real work, or it proves nothing.
    expect(result.edits).toBeGreaterThan(options.steps * 0.9);
    expect(result.restarts).toBe(options.restarts);
    expect(result.files).toBeGreaterThan(0);
    expect(result.characters).toBeGreaterThan(500);
  },
  60_000,
);
