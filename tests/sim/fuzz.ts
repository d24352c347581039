/** Many simulated runs on all cores, and their rate. Each core takes every n-th seed. */

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type SimulationResult, simulate } from './run.ts';

const COUNTED = [
  'events',
  'edits',
  'entries',
  'acked',
  'seen',
  'kills',
  'cuts',
  'crashes',
  'restores',
] as const;
type Totals = Record<(typeof COUNTED)[number], number>;

interface Share {
  readonly first: number;
  readonly behind: number;
  readonly step: number;
}

interface Outcome {
  readonly totals: Totals;
  /** The first run that was not good. */
  readonly bad: SimulationResult | null;
}

/** Simulates the seeds from `first` on; prints totals and rate, or the bad seed. True when all were good. */
export async function fuzzSimulation(first: number, runs: number): Promise<boolean> {
  const started = performance.now();
  const step = Math.min(runs, availableParallelism());
  const shares = Array.from({ length: step }, (_, core) => ({
    first: first + core,
    behind: first + runs,
    step,
  }));
  const outcomes = await Promise.all(shares.map(simulateElsewhere));
  for (const { bad } of outcomes)
    if (bad) {
      process.stderr.write(
        `FUZZ_FAILED: seed ${bad.seed}; run it again with sim --seed ${bad.seed} --runs 1\n${JSON.stringify(bad)}\n`,
      );
      return false;
    }
  const totals = Object.fromEntries(
    COUNTED.map((name) => [name, outcomes.reduce((sum, outcome) => sum + outcome.totals[name], 0)]),
  );
  const perMinute = Math.round(runs / ((performance.now() - started) / 60_000));
  process.stdout.write(`${JSON.stringify({ simulated: runs, perMinute, ...totals })}\n`);
  return true;
}

function simulateElsewhere(share: Share): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function simulateShare({ first, behind, step }: Share): Promise<Outcome> {
  const totals = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Totals;
  for (let seed = first; seed < behind; seed += step) {
    const result = await simulate({ seed });
    if (result.violations.length > 0) return { totals, bad: result };
    for (const name of COUNTED) totals[name] += result[name];
  }
  return { totals, bad: null };
}

if (!isMainThread && parentPort && workerData)
  parentPort.postMessage(await simulateShare(workerData as Share));
