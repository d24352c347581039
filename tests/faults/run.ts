/**
 * `npm run faults [-- --runs N --seed S]`: the long fault runs; `--short` is what `npm test` does. One line of JSON per
 * run; ends with 1 when anything acknowledged or seen was lost, or when a run proved nothing.
 */

import { parseArgs } from 'node:util';
import { killWhileTyping } from './kill.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const runs = Number(values.runs ?? (values.short ? 3 : 20));
const acks = values.short ? 300 : 1_000;
const first = Number(values.seed);
let good = 0;
for (let seed = first; seed < first + runs; seed++) {
  const result = await killWhileTyping({ seed, acks });
  const isGood = result.lost.length === 0 && result.doubled.length === 0 && result.acked >= acks;
  if (isGood) good += 1;
  console.log(JSON.stringify({ fault: 'SIGKILL', seed, isGood, ...result }));
}
console.log(`${good} of ${runs} SIGKILL runs lost nothing that was acknowledged or seen`);
process.exit(good === runs ? 0 : 1);
