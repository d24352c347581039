/** L1 to L3 as laws: random edit scripts, prefixes, hostile inputs. */

import { expect, test } from 'vitest';
import { readAgain } from '../../bench/speed.ts';
import { samples } from '../testing/corpus.ts';
import { largeText } from '../testing/large.ts';
import { checkCuts, checkNoise, checkScript, checkSoup, SEEDS } from '../testing/laws.ts';
import { PROGRAMS } from '../testing/programs.ts';
import { random } from '../testing/random.ts';
import { treeDifference } from '../testing/trees.ts';
import { parse, reparse, spell } from './tree.ts';

/** Scripts per run; the long fuzz sets FUZZ_RUNS. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 160);

test(`L2 L4 tree, errors, tags and diagnostics equal those of a fresh project over ${RUNS} random edit scripts`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed++) checkScript(seed);
});

test('L2 seeds that once failed', { timeout: 60_000 }, () => {
  for (const seed of [121, 305, 355, 446, 687, 1844, 2091]) checkScript(seed, PROGRAMS);
  for (const seed of [1009, 2043, 4369, 11500, 11598, 11990, 12725, 13117, 910557, 910860, 1206608])
    checkScript(seed);
});

test('L1 a word that begins no declaration in front of `AT %QW5` never makes the parser stand still', () => {
  for (const word of ['END_IF', 'RETAIN', 'RETURN', 'EXIT', 'REGION', 'JMP', 'PROGRAM', 'BEGIN'])
    for (const text of [`PROGRAM M\n${word} AT %QW5 : INT;\nEND_VAR`, `${word} AT %QW5 : INT; END_VAR`])
      expect(spell(parse(text)), text).toBe(text);
});

test('L1 every prefix of every program parses, spells itself and costs work in proportion', {
  timeout: 60_000,
}, () => {
  for (const [n, program] of SEEDS.entries()) if (n % 3 === 0) checkCuts(program, n);
});

test('L1 files of the corpus, cut at openers and inside tokens, cost work in proportion', {
  timeout: 120_000,
}, () => {
  for (const [n, { text }] of samples().entries())
    if (text.length > 4_096 && n % 8 === 0) checkCuts(text, n, 8);
});

test('L1 random bytes parse and spell themselves', () => {
  const next = random(7);
  for (let n = 0; n < 200; n++) checkNoise(next);
});

test('L1 keywords and marks in any order parse, spell themselves and cost work in proportion', {
  timeout: 60_000,
}, () => {
  const next = random(17);
  for (let n = 0; n < 4_000; n++) checkSoup(next);
});

test('L1 a megabyte of brackets and 100,000 nested blocks are errors, not crashes', {
  timeout: 60_000,
}, () => {
  for (const text of [
    '('.repeat(1_000_000),
    '['.repeat(300_000),
    'x := '.repeat(100_000),
    'IF a THEN '.repeat(100_000),
    `${'IF a THEN '.repeat(100_000)}${'END_IF '.repeat(100_000)}`,
    'CASE a OF 1: '.repeat(50_000),
    'NAMESPACE a '.repeat(50_000),
    'VAR a : ARRAY[0..1] OF '.repeat(20_000),
    `VAR a : ${'STRUCT b : '.repeat(20_000)}`,
    `x := ${'NOT '.repeat(100_000)}y;`,
    `x := a${' + a'.repeat(200_000)};`,
    `x := a${'.b'.repeat(200_000)};`,
    '(*'.repeat(100_000),
    '{'.repeat(50_000),
    "'\n".repeat(50_000),
  ]) {
    const tree = parse(text, 'iec');
    expect(tree.root.length).toBe(text.length);
    expect(tree.root.errorCount > 0 || text.startsWith('x := ')).toBe(true);
  }
});

test('L3 an edit reads few tokens, also with errors elsewhere in the file', () => {
  const unit = PROGRAMS[0]!;
  const text = `${unit}IF broken (((\n${unit.repeat(20)}(* open`;
  const tree = parse(text, 'iec');
  const at = text.indexOf('RETURN', text.length / 2);
  const next = reparse(tree, [{ from: at, to: at, insert: 'x := 1; ' }]);
  expect(tree.root.errorCount).toBeGreaterThan(0);
  expect(treeDifference(next.root, parse(next.text.toString(), 'iec').root)).toBe(null);
  expect(next.reads).toBeLessThan(tree.reads / 20);
});

test('L3 the median edit reads at most 5 % of the tokens again', { timeout: 60_000 }, () => {
  const { median, p95 } = readAgain(largeText(1_000));
  expect(median).toBeLessThan(0.05);
  expect(p95).toBeLessThan(0.6);
});
