import { expect, test } from 'vitest';
import { fuzzGate, judgeSessions, judgeTrace } from '#tests/fuzz/gate.ts';

// Seed 7 once met content in known items that Yjs cannot read.
test.each([1, 7])(
  'S5 random and mutated frames never make the gate throw or grow, and nothing waits in Yjs (seed %i)',
  (seed) => {
    const { verdicts, malformed, applied, grown } = fuzzGate({ seed, frames: 20_000 });
    // The run means something: all three outcomes were met, and Yjs was asked.
    expect(Math.min(verdicts.accept, verdicts.refuse, verdicts.resync, malformed)).toBeGreaterThan(100);
    expect(applied).toBeGreaterThan(20);
    expect(grown).toBeLessThan(8 * 1024 * 1024);
  },
  60_000,
);

test('S5 no honest edit of four people who type, undo, rename, delete and go offline is refused', () => {
  expect(judgeSessions({ seed: 3, updates: 3_000 }).updates).toBeGreaterThanOrEqual(3_000);
}, 60_000);

test('S5 no keystroke of a recorded session is refused', ({ skip }) => {
  const run = judgeTrace('sveltecomponent', 5_000);
  if (!run) return skip('The recorded traces do not lie beside the repository.');
  expect(run.updates).toBe(5_001);
}, 60_000);
