import { describe, expect, it } from 'vitest';
import { keepInPlace, scrollToShow, seatsOf, visibleRange } from './window.ts';

const view = { scrollTop: 0, height: 240, rowHeight: 24, count: 50_000 };

describe('visibleRange', () => {
  it('draws what is seen and a few rows more', () => {
    expect(visibleRange(view, 4)).toEqual({ from: 0, to: 15 });
    expect(visibleRange({ ...view, scrollTop: 24_000 }, 4)).toEqual({ from: 996, to: 1015 });
  });

  it('stays within the rows at both ends and with rows that went away', () => {
    expect(visibleRange({ ...view, scrollTop: 50_000 * 24 }, 4)).toEqual({ from: 49_996, to: 50_000 });
    expect(visibleRange({ ...view, scrollTop: 24_000, count: 3 }, 4)).toEqual({ from: 3, to: 3 });
    expect(visibleRange({ ...view, count: 0 })).toEqual({ from: 0, to: 0 });
    expect(visibleRange({ ...view, scrollTop: -30 }, 4).from).toBe(0);
  });
});

describe('seatsOf', () => {
  it('has a seat of its own for each row that is drawn, wherever the reader is', () => {
    for (const height of [1, 239, 240, 241])
      for (let scrollTop = 0; scrollTop < 2_000; scrollTop += 7) {
        const { from, to } = visibleRange({ ...view, height, scrollTop });
        expect(to - from).toBeLessThanOrEqual(seatsOf({ height, rowHeight: 24 }));
      }
  });
});

describe('scrollToShow', () => {
  it('moves only as far as needed', () => {
    expect(scrollToShow(5, view)).toBe(0);
    expect(scrollToShow(10, view)).toBe(24);
    expect(scrollToShow(3, { ...view, scrollTop: 240 })).toBe(72);
  });

  it('counts what a sticky heading covers', () => {
    expect(scrollToShow(10, { ...view, scrollTop: 240 }, 24)).toBe(216);
  });
});

describe('keepInPlace', () => {
  it('moves with the rows that came or went above', () => {
    expect(keepInPlace(480, 24, 20, 23)).toBe(552);
    expect(keepInPlace(480, 24, 20, 18)).toBe(432);
    expect(keepInPlace(10, 24, 5, 0)).toBe(0);
  });
});
