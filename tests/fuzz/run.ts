/**
 * `npm run fuzz [-- --runs N --seed S]`: many seeded convergence runs; prints each seed, fails on the first bad one.
 * `npm run fuzz -- sim [--runs N --seed S]`: simulated runs, thousands a minute.
 * `npm run fuzz -- gate [--runs N --seed S]`: a million random and mutated frames, then honest edits.
 * `npm run fuzz -- parser [--runs N --seed S]`: the laws of the parser over random edit scripts, cuts and noise.
 * `npm run fuzz -- editor [--runs N --seed S]`: formatting, renames, fixes, edits of tags, completion, uses and folds on random places of many texts.
 */

import { parseArgs } from 'node:util';
import { fuzzSimulation } from '../sim/fuzz.ts';
import { runConvergence } from './convergence.ts';
import { fuzzGateLong } from './gate.ts';
import { fuzzEditor, fuzzParser } from './parser.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const first = Number(values.seed);
if (positionals[0] === 'sim')
  process.exit((await fuzzSimulation(first, Number(values.runs ?? 5_000))) ? 0 : 1);
if (positionals[0] === 'gate') process.exit(fuzzGateLong(first, Number(values.runs ?? 1_000_000)) ? 0 : 1);
if (positionals[0] === 'parser') process.exit(fuzzParser(first, Number(values.runs ?? 10_000)) ? 0 : 1);
if (positionals[0] === 'editor') process.exit(fuzzEditor(first, Number(values.runs ?? 1_000)) ? 0 : 1);
const runs = Number(values.runs ?? 20);
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
