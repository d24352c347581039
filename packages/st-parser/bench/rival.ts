/**
 * Our full parse against a Chevrotain declaration grammar on the same generated text, interleaved in one process. Prints JSON: CPU
 * milliseconds, units per second, and the ratio, which is what a claim may be made of.
 */

import { errorsOf, parse } from '../src/syntax/tree.ts';
import { largeText } from '../src/testing/large.ts';
import { yardstick } from './yardstick.ts';

const LINES = Number(process.argv[2] ?? 100_000);
const ROUNDS = 5;

const text = largeText(LINES);
const runs = {
  ours: () => errorsOf(parse(text, 'codesys')).length,
  chevrotain: () => yardstick(text),
};

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const times: Record<keyof typeof runs, number[]> = { ours: [], chevrotain: [] };
const errors: Record<keyof typeof runs, number> = { ours: 0, chevrotain: 0 };
for (let round = 0; round <= ROUNDS; round++)
  for (const name of ['ours', 'chevrotain'] as const) {
    const start = cpu();
    errors[name] = runs[name]();
    // The first round warms up.
    if (round > 0) times[name].push(cpu() - start);
  }

const best = (list: readonly number[]) => Math.round(Math.min(...list));
const figures = (name: keyof typeof runs) => ({
  ms: best(times[name]),
  unitsPerSecond: Math.round((text.length / best(times[name])) * 1000),
  errors: errors[name],
});
console.log(
  JSON.stringify(
    {
      text: { lines: LINES, units: text.length },
      ours: { reads: 'everything, lossless', ...figures('ours') },
      chevrotain: { reads: 'declarations, bodies passed over', ...figures('chevrotain') },
      ratio: Number((best(times.chevrotain) / best(times.ours)).toFixed(1)),
    },
    null,
    1,
  ),
);
