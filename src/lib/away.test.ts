import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TagRow } from './analysis.ts';
import { Away } from './away.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const row = (path: string, type: string) => ({ path, type, initial: '', address: '', comment: '' }) as TagRow;

it('the report counts what others changed while this person was away, not what they changed themselves', () => {
  const tags = new Map([
    ['a', row('a', 'INT')],
    ['b', row('b', 'INT')],
    ['gone', row('gone', 'INT')],
  ]);
  const away = new Away(tags);
  away.leave();
  tags.set('mine', row('mine', 'BOOL'));
  away.note(['f1']);
  tags.set('a', row('a', 'REAL'));
  tags.set('new', row('new', 'BOOL'));
  tags.delete('gone');
  away.note(['f2']);
  vi.advanceTimersByTime(700);
  expect(away.report).toMatchObject({
    files: ['f1', 'f2'],
    added: ['new'],
    removed: ['gone'],
    changed: ['a'],
  });
});

it('nothing is reported of changes that come while connected', () => {
  const away = new Away(new Map());
  away.note(['f']);
  away.leave();
  away.arrive();
  vi.advanceTimersByTime(2_100);
  away.note(['f']);
  vi.advanceTimersByTime(700);
  expect(away.report).toBeNull();
});
