/**
 * `npm run fuzz -- parser [--runs N --seed S]`: N edit scripts (10,000) in which the incremental tree, errors, tags, types and
 * diagnostics equal those of a project opened afresh (L2, L4), as many projects of several files whose declarations depend on
 * one another (L4), cuts of every construct and of the corpus where it is there, and noise (L1). L3 and declarations that depend on one another run in the parser's own tests with FUZZ_RUNS.
 */

import {
  checkCarets,
  checkOffers,
  checkShapes,
  checkUses,
} from '../../packages/st-parser/src/testing/askinglaws.ts';
import { samples } from '../../packages/st-parser/src/testing/corpus.ts';
import {
  checkFixes,
  checkFormat,
  checkRename,
  checkTagEdit,
  slipped,
} from '../../packages/st-parser/src/testing/editorlaws.ts';
import {
  checkCuts,
  checkNoise,
  checkScript,
  checkSoup,
  SEEDS,
} from '../../packages/st-parser/src/testing/laws.ts';
import { checkProject } from '../../packages/st-parser/src/testing/projectlaw.ts';
import { pick, random } from '../../packages/st-parser/src/testing/random.ts';

/** True when every law held; a broken one is printed with its seed. */
export function fuzzParser(first: number, runs: number): boolean {
  const next = random(first);
  const parts: readonly (readonly [string, () => number])[] = [
    ['scripts', () => count(runs, (n) => checkScript(first + n))],
    ['projects', () => count(runs, (n) => checkProject(first + n))],
    ['cuts of constructs', () => count(SEEDS.length, (n) => checkCuts(SEEDS[n]!, first + n))],
    ['cuts of the corpus', () => cutCorpus(first)],
    ['noise', () => count(runs, () => checkNoise(next))],
    ['soup', () => count(10 * runs, () => checkSoup(next))],
  ];
  for (const [name, run] of parts) {
    try {
      console.log(JSON.stringify({ part: name, seed: first, checked: run() }));
    } catch (error) {
      console.error(`FUZZ_FAILED: ${name}: ${(error as Error).message}`);
      return false;
    }
  }
  return true;
}

/** `npm run fuzz -- editor [--runs N --seed S]`: what the editor writes and offers, on constructs and on the corpus where it is there. */
export function fuzzEditor(first: number, runs: number): boolean {
  const texts = [...SEEDS, ...samples().map(({ text }) => text)];
  const laws = [
    checkFormat,
    checkRename,
    checkFixes,
    checkTagEdit,
    checkCarets,
    checkOffers,
    checkUses,
    checkShapes,
  ];
  for (let seed = first; seed < first + runs; seed++)
    for (const law of laws) {
      const next = random(seed);
      const text = pick(next, texts);
      try {
        law(law !== checkFormat && law !== checkOffers && next() < 0.5 ? slipped(text, next) : text, next);
      } catch (error) {
        console.error(`FUZZ_FAILED: ${law.name}, seed ${seed}: ${(error as Error).message}`);
        return false;
      }
    }
  console.log(JSON.stringify({ part: 'editor', seed: first, checked: runs * laws.length }));
  return true;
}

function count(runs: number, check: (n: number) => void): number {
  for (let n = 0; n < runs; n++) check(n);
  return runs;
}

function cutCorpus(seed: number): number {
  const files = samples();
  files.forEach(({ text }, n) => void checkCuts(text, seed + n));
  return files.length;
}
