/** Edits between two texts: they lead from one to the other and touch only what differs. */

import { expect, test } from 'vitest';
import { createRandom } from '#tests/harness/random.ts';
import { textEdits } from './textdiff.ts';

function apply(text: string, edits: ReturnType<typeof textEdits>): string {
  return [...edits]
    .reverse()
    .reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text);
}

test('two changes far apart are two edits, and what lies between is not touched', () => {
  const before = 'VAR\n  a : INT;\n  b : INT;\n  c : INT;\nEND_VAR\n';
  const after = 'VAR\n  aa : INT;\n  b : INT;\n  c : REAL;\nEND_VAR\n';
  const edits = textEdits(before, after);
  expect(edits).toHaveLength(2);
  expect(apply(before, edits)).toBe(after);
  expect(edits.every(({ from, to }) => to < before.indexOf('b :') || from > before.indexOf('b :'))).toBe(
    true,
  );
});

test.each([1, 2, 3, 4, 5])('edits lead from any text to any other (seed %i)', (seed) => {
  const random = createRandom(seed);
  const words = ['a', ' ', '\n', 'END_VAR', ':=', '\u{1f600}', 'x1', '\t', ';'];
  const text = () => Array.from({ length: random.below(60) }, () => random.pick(words)).join('');
  for (let round = 0; round < 200; round++) {
    const [before, after] = [text(), text()];
    expect(apply(before, textEdits(before, after))).toBe(after);
  }
});
