/** Colours of the people of a project: told apart while there are enough, and the same for as long as somebody is there. */

import { PALETTE_SIZE } from '@tagloom/collab';
import { expect, test } from 'vitest';
import { createRandom } from '../tests/harness/random.ts';
import { Colours } from './colours.ts';

test('who comes to somebody of the same colour gets another one, and nobody who is there changes', () => {
  const colours = new Colours();
  expect(colours.take('ann', 3)).toBe(3);
  expect(colours.take('ben', 3)).toBe(4);
  expect(colours.take('ben', 3)).toBe(4);
  expect(colours.take('cleo', 4)).toBe(5);
  colours.leave('ann');
  expect(colours.take('ben', 3)).toBe(4);
  expect(colours.take('dora', 3)).toBe(3);
  expect(colours.take('ann', 3)).toBe(6);
});

test('who comes back has the colour of before, unless somebody took it meanwhile', () => {
  const colours = new Colours();
  for (const person of ['ann', 'ben']) colours.take(person, 11);
  colours.leave('ben');
  expect(colours.take('ben', 11)).toBe(0);
  colours.leave('ben');
  colours.take('cleo', 0);
  expect(colours.take('ben', 11)).toBe(1);
});

test('up to as many people as there are colours are told apart, more share evenly, whoever comes and goes (seeded)', () => {
  for (let seed = 0; seed < 100; seed++) {
    const next = createRandom(seed);
    const colours = new Colours();
    const here = new Map<string, { colour: number; seats: number }>();
    for (let step = 0; step < 200; step++) {
      const person = `p${next.below(next.below(2) ? 11 : 30)}`;
      const known = here.get(person);
      if (known && next.below(2)) {
        colours.leave(person);
        known.seats -= 1;
        if (known.seats === 0) here.delete(person);
        continue;
      }
      const counts = Array.from(
        { length: PALETTE_SIZE },
        (_, colour) => [...here.values()].filter((one) => one.colour === colour).length,
      );
      const colour = colours.take(person, Number(person.slice(1)) % 5);
      if (known) expect(colour, `seed ${seed}`).toBe(known.colour);
      else expect(counts[colour], `seed ${seed}`).toBe(Math.min(...counts));
      here.set(person, { colour, seats: (known?.seats ?? 0) + 1 });
    }
  }
});
