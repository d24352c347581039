/**
 * `npm run bench:parser [-- --runs N --seeds 1,2,3 --show undetected]`: all figures of the parser as JSON, in one warm process.
 * `--show` names a class (undetected, lost, invented, many, far) whose mutations are printed one by one.
 */

import { parseArgs } from 'node:util';
import { errorsOf, parse } from '../src/syntax/tree.ts';
import { type Complain, mutationFigures } from './mutations.ts';
import { speedFigures } from './speed.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1500' },
    seeds: { type: 'string', default: '101,102,103' },
    show: { type: 'string' },
    only: { type: 'string' },
  },
});

const complain: Complain = (what, mistake, sample, text) => {
  if (values.show !== 'all' && !what.startsWith(values.show!)) return;
  const tree = parse(text);
  const place = (at: number) => tree.text.locate(at).line;
  const first = errorsOf(tree)
    .slice(0, 2)
    .map(({ from, message }) => `${place(from)}: ${message}`);
  const around = JSON.stringify(text.slice(Math.max(0, mistake.from - 40), mistake.from + 40));
  console.error(what, mistake.kind, `${sample.file}:${place(mistake.from)}`, around, first);
};

const seeds = values.seeds.split(',').map(Number);
const figures = {
  ...(values.only === 'mutations' ? {} : { speed: speedFigures() }),
  ...(values.only === 'speed'
    ? {}
    : {
        mutations: mutationFigures(
          Number(values.runs),
          seeds,
          values.show === undefined ? undefined : complain,
        ),
      }),
};
console.log(JSON.stringify(figures, null, 1));
