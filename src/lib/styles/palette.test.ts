import { readFileSync } from 'node:fs';
import { PALETTE_SIZE } from '@tagloom/collab';
import { expect, it } from 'vitest';

const TOKENS = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
type Colour = readonly [number, number, number];

/** A token's colour in a theme, 0 to 255. */
function token(name: string, theme: 'light' | 'dark'): Colour {
  const [, light = '', dark = ''] =
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(TOKENS) ?? [];
  const hex = theme === 'light' ? light : dark;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Colour, b: Colour): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

it('finds colours and their contrast', () => {
  expect(token('surface-content', 'light')).toEqual([255, 255, 255]);
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
});

it.each(['light', 'dark'] as const)(
  'in %s the cursor of each person is 3:1 from what it stands on, their name 4.5:1 from its ground',
  (theme) => {
    const people = Array.from({ length: PALETTE_SIZE }, (_, i) => token(`person-${i}`, theme));
    expect(new Set(people.map(String)).size).toBe(PALETTE_SIZE);
    for (const person of people) {
      for (const ground of ['surface-content', 'surface-current-line', 'surface-panel'])
        expect(contrast(person, token(ground, theme))).toBeGreaterThanOrEqual(3);
      expect(contrast(person, token('person-text', theme))).toBeGreaterThanOrEqual(4.5);
    }
  },
);
