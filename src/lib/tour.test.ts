import { beforeEach, describe, expect, it, vi } from 'vitest';
import { besideOf, STOPS, tour } from './tour.svelte.ts';

const kept = new Map<string, string>();
const everywhere = () => true;

beforeEach(() => {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  tour.end();
  kept.clear();
});

describe('tour', () => {
  it('comes by itself once, in the demo only, and again when somebody asks', () => {
    tour.offer('plant-7', everywhere);
    expect(tour.stop).toBeNull();
    tour.offer('filling-line', everywhere);
    expect(tour.stop).toBe(STOPS[0]);
    tour.end();
    tour.offer('filling-line', everywhere);
    expect(tour.stop).toBeNull();
    tour.start(everywhere);
    expect(tour.stop).toBe(STOPS[0]);
  });

  it('goes forward and back, and is over behind its last stop', () => {
    tour.start(everywhere);
    tour.step(-1);
    expect(tour.at).toBe(0);
    for (let i = 1; i < STOPS.length; i++) tour.step(1);
    expect(tour.stop).toBe(STOPS.at(-1));
    tour.step(1);
    expect(tour.stop).toBeNull();
    expect(kept.size).toBe(1);
  });

  it('leaves out what this screen does not show', () => {
    tour.start((target) => !target.includes('People'));
    expect(tour.stops).toHaveLength(STOPS.length - 1);
  });

  it('takes a minute: about 240 words, read at 200 a minute with a glance at each place', () => {
    const words = STOPS.flatMap(({ title, text }) => `${title} ${text}`.split(/\s+/)).length;
    expect(words).toBeLessThanOrEqual(240);
  });
});

describe('besideOf', () => {
  const card = { width: 300, height: 160 };
  const window = { width: 1280, height: 720 };

  it('stands to the right of a panel on the left, to the left of one on the right', () => {
    expect(besideOf({ left: 40, top: 40, width: 216, height: 640 }, card, window)).toEqual({
      left: 268,
      top: 40,
    });
    expect(besideOf({ left: 1060, top: 40, width: 220, height: 640 }, card, window)).toEqual({
      left: 748,
      top: 40,
    });
  });

  it('stands above what is as wide as the window, and inside what is as high too', () => {
    expect(besideOf({ left: 0, top: 500, width: 1280, height: 200 }, card, window)).toEqual({
      left: 490,
      top: 328,
    });
    expect(besideOf({ left: 0, top: 0, width: 1280, height: 720 }, card, window)).toEqual({
      left: 490,
      top: 280,
    });
  });

  it('never leaves the window', () => {
    expect(besideOf({ left: 0, top: 700, width: 90, height: 20 }, card, window)).toEqual({
      left: 102,
      top: 548,
    });
  });
});
