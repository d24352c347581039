/**
 * `npm run faults [-- --runs N --seed S --images N]`: the long fault runs; what `npm test` does is in the tests beside. One
 * line of JSON per run; ends with 1 when anything acknowledged or seen was lost, or when a run proved nothing.
 */

import { parseArgs } from 'node:util';
import { crashImages, noStrace } from './images.ts';
import { killWhileTyping } from './kill.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    images: { type: 'string', default: '1000' },
  },
});
const runs = Number(values.runs);
const first = Number(values.seed);
let isGood = true;

const report = (fault: string, good: boolean, result: object) => {
  isGood &&= good;
  console.log(JSON.stringify({ fault, isGood: good, ...result }));
};

for (let seed = first; seed < first + runs; seed++) {
  // Half of them in a burst, half at the pace of quick typing.
  const isPaced = seed % 2 === 0;
  const acks = isPaced ? 300 : 1_500;
  const result = await killWhileTyping({ seed, acks, writers: 5, paceMs: isPaced ? 40 : 0 });
  const fault = `P1 SIGKILL, ${isPaced ? 'paced' : 'burst'}`;
  const isEnough = result.acked >= acks && result.acked >= 0.95 * result.sent;
  report(fault, result.wrong.length === 0 && isEnough, { seed, ...result });
}
const reason = noStrace();
if (reason) console.log(JSON.stringify({ fault: 'P2 crash images', skipped: reason }));
else await powerCuts(Number(values.images));
process.exit(isGood ? 0 : 1);

/** Rounds of crash images until there are enough, and a fifth of that with a server that must lose something. */
async function powerCuts(wanted: number): Promise<void> {
  for (const isWeak of [false, true]) {
    const total = { images: 0, losing: 0, damaged: 0, nearSyncs: 0 };
    for (let seed = first; total.images < (isWeak ? wanted / 5 : wanted); seed++) {
      // Half of the rounds in a hurry, half with one person who waits for each acknowledgement.
      const isQuiet = seed % 2 === 0;
      const { images, losing, damaged, nearSyncs } = await crashImages({
        seed,
        images: 300,
        isWeak,
        isQuiet,
      });
      total.nearSyncs += nearSyncs;
      total.images += images;
      total.losing += losing;
      total.damaged += damaged;
    }
    const good = isWeak ? total.losing > 0 : total.losing + total.damaged === 0;
    report(`P2 crash images, ${isWeak ? 'nothing synced' : 'as it is'}`, good, total);
  }
}
