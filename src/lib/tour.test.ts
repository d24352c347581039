import { beforeEach, describe, expect, it, vi } from 'vitest';
import { besideOf, OFFER, stopsIn, tour } from './tour.svelte.ts';

const kept = new Map<string, string>();
const everywhere = () => true;
const COPY = '~k3d9fj20s4t6';

beforeEach(() => {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  tour.end();
  kept.clear();
});

describe('tour', () => {
  it('is offered by itself once, in the demo only, and again when somebody asks', () => {
    tour.arrive('plant-7', everywhere);
    expect(tour.stop).toBeNull();
    tour.arrive('filling-line', everywhere);
    expect(tour.stop).toBe(OFFER);
    tour.end();
    tour.arrive('filling-line', everywhere);
    expect(tour.stop).toBeNull();
    tour.offer(everywhere);
    expect(tour.stop).toBe(OFFER);
  });

  it('begins in the practice copy that was entered for it, once', async () => {
    tour.offer(everywhere);
    await tour.take(async () => undefined, everywhere);
    expect(tour.stop).toBeNull();
    tour.arrive(COPY, everywhere);
    expect(tour.stops).toEqual(stopsIn('practice'));
    tour.end();
    tour.arrive(COPY, everywhere);
    expect(tour.stop).toBeNull();
  });

  it('that has begun before the way in was over goes on', async () => {
    tour.offer(everywhere);
    await tour.take(async () => tour.arrive(COPY, everywhere), everywhere);
    expect(tour.stop).toBe(stopsIn('practice')[0]);
    expect(kept.size).toBe(1);
  });

  it('runs in the project when there is no practice copy, and says why', async () => {
    tour.offer(everywhere);
    const full = () => Promise.reject(new Error('many people practise'));
    await expect(tour.take(full, everywhere)).rejects.toThrow('many people practise');
    expect(tour.stops).toEqual(stopsIn('project'));
    expect(tour.isEntering).toBe(false);
    tour.arrive(COPY, () => false);
    expect(tour.stops).toEqual(stopsIn('project'));
  });

  it('goes forward and back, and is over behind its last stop', () => {
    tour.start('project', everywhere);
    const stops = stopsIn('project');
    tour.step(-1);
    expect(tour.at).toBe(0);
    for (let i = 1; i < stops.length; i++) tour.step(1);
    expect(tour.stop).toBe(stops.at(-1));
    tour.step(1);
    expect(tour.stop).toBeNull();
    expect(kept.size).toBe(1);
  });

  it('leaves out what this screen does not show', () => {
    tour.start('project', (target) => !target.includes('People'));
    expect(tour.stops).toHaveLength(stopsIn('project').length - 1);
  });

  it.each(['practice', 'project'] as const)(
    'takes a minute in a %s: about 240 words, read at 200 a minute with a glance at each place',
    (where) => {
      const words = stopsIn(where).flatMap(({ title, text }) => `${title} ${text}`.split(/\s+/)).length;
      expect(words).toBeLessThanOrEqual(240);
    },
  );
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
      left: 948,
      top: 528,
    });
  });

  it('never leaves the window', () => {
    expect(besideOf({ left: 0, top: 700, width: 90, height: 20 }, card, window)).toEqual({
      left: 102,
      top: 548,
    });
  });
});
