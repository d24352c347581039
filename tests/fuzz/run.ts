/** `npm run fuzz [-- --runs N --seed S]`: many seeded convergence runs; prints each seed, fails on the first bad one. */

import { parseArgs } from 'node:util';
import { runConvergence } from './convergence.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const first = Number(values.seed);
const runs = Number(values.runs);
for (let seed = first; seed < first + runs; seed++) {
  try {
    const result = await runConvergence({
      seed,
      peers: 2 + (seed % 4),
      steps: 400,
      restarts: 2 + (seed % 3),
    });
    console.log(JSON.stringify(result));
  } catch (error) {
    console.error(`FUZZ_FAILED: seed ${seed}; run it again with --seed ${seed} --runs 1`, error);
    process.exit(1);
  }
}
