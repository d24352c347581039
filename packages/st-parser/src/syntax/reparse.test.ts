/** L1 to L3 as laws: random edit scripts, prefixes, hostile inputs. */

import { expect, test } from 'vitest';
import { applyEdits, randomEdits } from '../testing/edits.ts';
import { PROGRAMS } from '../testing/programs.ts';
import { below, random } from '../testing/random.ts';
import { treeDifference } from '../testing/trees.ts';
import { errorsOf, parse, reparse, spell } from './tree.ts';

/** Scripts per run; the long fuzz sets FUZZ_RUNS. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 200);
const STEPS = 12;

test(`L2 reparse equals parse over ${RUNS} random edit scripts`, { timeout: 3_600_000 }, () => {
  for (let seed = 1; seed <= RUNS; seed++) runScript(seed);
});

test('L2 seeds that once failed', () => {
  for (const seed of [121, 305, 355, 446, 687, 1844, 2091]) runScript(seed);
});

function runScript(seed: number): void {
  const next = random(seed);
  let text = PROGRAMS[seed % PROGRAMS.length]!;
  if (next() < 0.2) text = text.replaceAll('\n', '\r\n');
  let tree = parse(text);
  for (let step = 0; step < STEPS; step++) {
    const edits = randomEdits(next, text);
    text = applyEdits(text, edits);
    tree = reparse(tree, edits);
    const full = parse(text);
    const where = `seed ${seed}, step ${step}: ${JSON.stringify(edits)}`;
    expect(tree.text.toString() === text, where).toBe(true);
    expect(treeDifference(tree.root, full.root), where).toBe(null);
    expect(errorsOf(tree), where).toEqual(errorsOf(full));
  }
}

test('L1 every prefix of every program parses and spells itself', () => {
  for (const program of PROGRAMS) {
    for (let length = 0; length <= program.length; length++) {
      const text = program.slice(0, length);
      expect(spell(parse(text))).toBe(text);
    }
  }
});

test('L1 random bytes parse and spell themselves', () => {
  const next = random(7);
  for (let n = 0; n < 200; n++) {
    let text = '';
    for (let i = below(next, 400); i > 0; i--)
      text += String.fromCharCode(below(next, next() < 0.9 ? 128 : 65_536));
    expect(spell(parse(text))).toBe(text);
  }
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
