import { expect, test } from 'vitest';
import { addFilter, filterIn, type LinkedFilter } from './taglink.ts';

const NOTHING: LinkedFilter = {
  text: '',
  scopes: new Set(),
  types: new Set(),
  severities: new Set(),
  isToday: false,
  authors: new Set(),
};

function linked(filter: LinkedFilter): string {
  const params = new URLSearchParams({ tag: 'GVL.x' });
  addFilter(params, filter);
  return params.toString();
}

test('a link holds what is filtered, and gives it back', () => {
  const filter: LinkedFilter = {
    text: 'pump & valve',
    scopes: new Set(['GVL_IO', 'MAIN']),
    types: new Set(['ARRAY[0..3] OF INT']),
    severities: new Set(['error']),
    isToday: true,
    authors: new Set(['Änne']),
  };
  expect(filterIn(new URLSearchParams(linked(filter)))).toEqual(filter);
});

test('a link without a filter has none, and words that nobody knows are none', () => {
  expect(linked(NOTHING)).toBe('tag=GVL.x');
  expect(filterIn(new URLSearchParams('tag=GVL.x&severity=fatal&changed=tomorrow'))).toBeNull();
});
