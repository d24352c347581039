import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { News, type NoticeKind } from './news.ts';
import type { FileItem } from './sourcefiles.svelte.ts';

const ANN = { id: 'a', name: 'Ann', color: 1 };
const BEN = { id: 'b', name: 'Ben', color: 2 };
const file = (id: string, name = id): FileItem => ({ id: id as FileItem['id'], path: `${name}.st`, name });

let told: [NoticeKind, string][] = [];

function news(): News {
  const one = new News();
  one.onTold((kind, sentence) => void told.push([kind, sentence]));
  return one;
}

beforeEach(() => {
  told = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

it('what happens within a moment is one notice, with the authors and the first names', () => {
  const one = news();
  const files = ['a', 'b', 'c', 'd'].map((id) => file(id));
  one.files(ANN, [], files.slice(0, 3));
  one.files(ANN, files.slice(0, 3), files);
  one.files(BEN, files, [file('a', 'Pump'), ...files.slice(1, 3)]);
  expect(told).toEqual([]);
  vi.runAllTimers();
  expect(told).toEqual([['files', 'Ann added a, b and 2 more; Ben renamed Pump; Ben deleted d']]);
});

it('later events are another notice', () => {
  const one = news();
  one.files(ANN, [], [file('a')]);
  vi.runAllTimers();
  one.files(ANN, [file('a')], []);
  vi.runAllTimers();
  expect(told.map(([, sentence]) => sentence)).toEqual(['Ann added a', 'Ann deleted a']);
});

it('people are told once when they come, and not those who were here first', () => {
  const one = news();
  one.people([ANN], true);
  one.people([ANN, BEN], false);
  one.people([ANN], false);
  one.people([ANN, BEN], false);
  vi.runAllTimers();
  expect(told).toEqual([['people', 'Ben is here now']]);
});

it('nothing is told by a project that was closed', () => {
  const one = news();
  one.files(ANN, [], [file('a')]);
  one.close();
  vi.runAllTimers();
  expect(told).toEqual([]);
});
