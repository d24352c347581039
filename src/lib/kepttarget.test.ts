import { expect, it } from 'vitest';
import { keptText, readKept } from './kepttarget.ts';

it('a target comes back with its options', () => {
  const chosen = { target: 'siemens-db', options: { cpu: 'S7-1200', dbNumber: 7 } } as const;
  expect(readKept(keptText(chosen))).toEqual(chosen);
});

it('a target that was kept alone comes back without options', () => {
  for (const target of ['siemens', 'rockwell']) expect(readKept(target)).toEqual({ target, options: {} });
});

it('what this version does not know is nothing', () => {
  expect(readKept(null)).toBeNull();
  for (const text of [
    '',
    'abb',
    '{',
    '[]',
    'null',
    '{"target":"abb","options":{}}',
    '{"target":"siemens","options":{"cpu":"S9"}}',
  ])
    expect(readKept(text), text).toBeNull();
});
