/** The laws of what an editor asks, over every construct of every dialect, whole and half typed, and over real files where they are. */

import { expect, test } from 'vitest';
import { checkCarets, checkOffers, checkShapes, checkUses } from '../testing/askinglaws.ts';
import { samples } from '../testing/corpus.ts';
import { slipped } from '../testing/editorlaws.ts';
import { SEEDS } from '../testing/laws.ts';
import { below, random } from '../testing/random.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const REAL = samples().map(({ text }) => text);

/** Runs a law on texts in turn, the constructs first; throws with the seed. */
function hold(law: (text: string, next: ReturnType<typeof random>) => void): void {
  const texts = [...SEEDS, ...REAL.filter(({ length }) => length < 20_000)];
  for (let seed = 0; seed < RUNS; seed++)
    expect(() => law(texts[seed % texts.length]!, random(seed)), `seed ${seed}`).not.toThrow();
}

/** Whole, with a slip, or cut off where somebody types. */
function halfTyped(text: string, next: ReturnType<typeof random>): string {
  if (next() < 0.3) return text;
  if (next() < 0.5) return slipped(text, next);
  const at = below(next, text.length + 1);
  return text.slice(0, at) + (next() < 0.5 ? '' : text.slice(text.indexOf('\n', at) + 1));
}

test('every caret has an answer, also in half-typed code', { timeout: 60_000 }, () =>
  hold((text, next) => checkCarets(halfTyped(text, next), next)),
);

test('what is offered means in its place what it was offered as', { timeout: 60_000 }, () =>
  hold(checkOffers),
);

test('definition, uses, highlights and rename agree on the places', { timeout: 60_000 }, () =>
  hold((text, next) => checkUses(next() < 0.7 ? text : slipped(text, next), next)),
);

test('folds and outline are nested, colours ascend in their lines', { timeout: 60_000 }, () =>
  hold((text, next) => checkShapes(halfTyped(text, next), next)),
);
