import { expect, it } from 'vitest';
import type { TagImport } from './api.ts';
import { importLines, offeredPaths } from './importlines.ts';

const TAGS: TagImport = {
  format: 'siemens-sdf',
  rows: { total: 4, imported: 3, skipped: { ROW_BROKEN: 1 } },
  added: ['GVL.b'],
  news: [{ path: 'GVL.b', type: 'INT', address: null, comment: 'second' }],
  changed: [
    { path: 'GVL.a', field: 'type', from: 'INT', to: 'DINT' },
    { path: 'GVL.a', field: 'comment', from: '', to: 'first' },
  ],
  removed: ['GVL.c'],
  unchanged: 1,
  problems: [],
};

it('shows what is new with its type and comment, and each field that differs before and after', () => {
  expect(importLines(TAGS, [], 'added')).toMatchObject([{ path: 'GVL.b', after: 'INT  second' }]);
  expect(importLines(TAGS, [], 'changed')).toMatchObject([
    { path: 'GVL.a', field: 'type', before: 'INT', after: 'DINT' },
    { path: 'GVL.a', field: 'comment', before: '', after: 'first' },
  ]);
  expect(importLines(TAGS, [], 'removed')).toMatchObject([{ path: 'GVL.c' }]);
});

it('names a broken row by file and number, with its code', () => {
  const note = { code: 'ROW_BROKEN', severity: 'error', path: 'tags.sdf', message: 'No name.', line: 3 };
  expect(importLines(TAGS, [note], 'note')).toMatchObject([
    { path: 'tags.sdf:3', code: 'ROW_BROKEN', after: 'No name.', severity: 'error' },
  ]);
});

it('offers a tag once, however many of its fields differ', () => {
  expect(offeredPaths(TAGS)).toEqual(['GVL.b', 'GVL.a']);
});
