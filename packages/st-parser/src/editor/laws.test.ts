/** The laws of the editor over every construct of every dialect, and over real files where they are. `FUZZ_RUNS` runs more. */

import { expect, test } from 'vitest';
import { samples } from '../testing/corpus.ts';
import { checkFixes, checkFormat, checkRename, checkTagEdit, slipped } from '../testing/editorlaws.ts';
import { SEEDS } from '../testing/laws.ts';
import { random } from '../testing/random.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const REAL = samples().map(({ text }) => text);

/** Runs a law on texts in turn, the constructs first; throws with the seed. */
function hold(law: (text: string, next: ReturnType<typeof random>) => void): void {
  const texts = [...SEEDS, ...REAL.filter(({ length }) => length < 20_000)];
  for (let seed = 0; seed < RUNS; seed++)
    expect(() => law(texts[seed % texts.length]!, random(seed)), `seed ${seed}`).not.toThrow();
}

test('the formatter changes blanks and the case of words only, and no finding', { timeout: 60_000 }, () =>
  hold(checkFormat),
);

test('a rename leaves findings and tags as they are and has a way back', { timeout: 60_000 }, () =>
  hold(checkRename),
);

test(
  'a fix takes its finding away, makes no error and loses no tag, also where somebody slipped',
  { timeout: 60_000 },
  () => hold((text, next) => checkFixes(next() < 0.6 ? slipped(text, next) : text, next)),
);

test('an edit of a tag changes that field of that tag, or is refused', { timeout: 60_000 }, () =>
  hold(checkTagEdit),
);
