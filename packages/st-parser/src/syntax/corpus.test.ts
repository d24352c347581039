/** Real files: accepted without error, and cut anywhere without harm. */

import { expect, test } from 'vitest';
import { acceptance, hasCorpus, samples } from '../testing/corpus.ts';
import { below, random } from '../testing/random.ts';
import { errorsOf, parse, spell } from './tree.ts';

/** The share of valid files that must be accepted. What is left is listed in the README with its reason. */
const TARGETS: Readonly<Record<string, number>> = {
  twincat: 0.995,
  codesys: 0.99,
  'iec-ed2': 0.98,
  'iec-ed3': 0.97,
  scl: 0.91,
  br: 1,
  rockwell: 1,
  rusty: 1,
  'test-dsl': 1,
};

const all = samples();
const reason = hasCorpus ? '' : ' (skipped: there is no ../shared/corpus)';

test.skipIf(!hasCorpus)(`valid files of the corpus are accepted${reason}`, { timeout: 60_000 }, () => {
  const valid = all.filter((sample) => !sample.invalid);
  const table = acceptance(
    valid,
    ({ text }) => parse(text).root.errorCount === 0,
    ({ dialect }) => dialect,
  );
  for (const [dialect, target] of Object.entries(TARGETS)) {
    const [accepted, there] = table.get(dialect) ?? [0, 0];
    expect(accepted / there, `${dialect}: ${accepted} of ${there}`).toBeGreaterThanOrEqual(target);
  }
});

test.skipIf(!hasCorpus)(
  `L1 every file of the corpus, cut anywhere, spells itself${reason}`,
  { timeout: 60_000 },
  () => {
    const next = random(11);
    for (const { text } of all) {
      expect(spell(parse(text)) === text).toBe(true);
      for (let n = 0; n < 2; n++) {
        const cut = text.slice(0, below(next, text.length));
        expect(parse(cut).root.length).toBe(cut.length);
      }
    }
  },
);

test.skipIf(!hasCorpus)(`errors of the corpus lie inside their files${reason}`, { timeout: 60_000 }, () => {
  for (const { text } of all)
    for (const { from, to } of errorsOf(parse(text)))
      expect(from >= 0 && from <= to && to <= text.length).toBe(true);
});
