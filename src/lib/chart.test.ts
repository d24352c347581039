import { expect, test } from 'vitest';
import { bytesText, niceTop, PLOT, plotOf, shortNumber } from './chart.ts';

const HOUR = { from: 0, to: 100_000, least: 10 };

test('a scale ends at 1, 2 or 5 times a power of ten, and never below the least', () => {
  expect([0, 3, 10, 11, 49, 51, 180, 0.3].map((largest) => niceTop(largest, 10))).toEqual([
    10, 10, 10, 20, 50, 100, 200, 10,
  ]);
  expect(niceTop(0.3, 0.1)).toBe(0.5);
});

test('values stand between the lowest and the highest line, over time', () => {
  const plot = plotOf(
    [
      [
        { at: 0, value: 0 },
        { at: 10_000, value: 10 },
      ],
    ],
    HOUR,
  );
  expect(plot.paths[0]).toBe(`M${PLOT.left}.0 ${PLOT.bottom}.0h.1L72.4 ${PLOT.top}.0`);
  expect(plot.lines.map(({ label }) => label)).toEqual(['0', '5', '10']);
});

test('what is missing is a gap, never a zero', () => {
  const points = [
    { at: 0, value: 5 },
    { at: 5_000, value: null },
    { at: 10_000, value: 5 },
    { at: 60_000, value: 5 },
  ];
  const [path = ''] = plotOf([points], HOUR).paths;
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path).not.toContain(` ${PLOT.bottom}.0`);
  expect(plotOf([[{ at: 0, value: null }]], HOUR).paths).toEqual(['']);
});

test('a limit is drawn where it fits', () => {
  expect(plotOf([[]], { ...HOUR, limit: 5 }).limit).toBe(46);
  expect(plotOf([[]], { ...HOUR, limit: 15 }).limit).toBe(null);
});

test('numbers are short', () => {
  expect([0, 0.5, 6.125, 148, 9_999, 12_480, 2_500_000].map(shortNumber)).toEqual([
    '0',
    '0.5',
    '6.13',
    '148',
    '9999',
    '12.5k',
    '2.5M',
  ]);
  expect([0, 999, 86_400, 86_400_000, 2_100_000_000].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '86.4 kB',
    '86.4 MB',
    '2.1 GB',
  ]);
});
