/** Search and replace over real texts that somebody edits meanwhile; only the worker's messages are left out. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import { openProject } from '@tagloom/st-parser';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Questions } from './questions.ts';
import { replacements, searchStep } from './search.ts';
import { type SearchFacts, TextSearch } from './textsearch.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A project whose answers come when the test lets them, and an editor of its texts. */
function world(texts: Readonly<Record<string, string>>) {
  const now = new Map(Object.entries(texts));
  const project = openProject({ dialect: 'codesys' });
  for (const [file, text] of now) project.set(file, `${file}.st`, text);
  const listeners = new Set<(changes: readonly SourceChange[]) => void>();
  const waiting: (() => void)[] = [];
  let later: SourceChange[][] = [];
  const ask = async (name: string, question: unknown) => {
    const since: SourceChange[] = [];
    later.push(since);
    const value =
      name === 'search'
        ? searchStep(project, question as Questions['search']['ask'])
        : replacements(
            project,
            (question as Questions['replace']['ask']).options,
            (question as Questions['replace']['ask']).left,
          );
    await new Promise<void>((resolve) => void waiting.push(resolve));
    later = later.filter((one) => one !== since);
    return { value, since };
  };
  const edit = (file: string, ...edits: Edit[]) => {
    let text = now.get(file) ?? '';
    for (const { from, to, insert } of edits.toReversed())
      text = text.slice(0, from) + insert + text.slice(to);
    now.set(file, text);
    const change: SourceChange = { type: 'edit', file, edits };
    project.edit(file, edits);
    for (const since of later) since.push(change);
    for (const listener of listeners) listener([change]);
  };
  const facts = {
    ask,
    onSource: (listener: (changes: readonly SourceChange[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as SearchFacts;
  const search = new TextSearch(facts, (edits) => {
    let places = 0;
    for (const [file, list] of edits) {
      edit(file, ...list);
      places += list.length;
    }
    return { places };
  });
  search.watch();
  /** Lets answers come until nothing waits any more. */
  const settle = async () => {
    for (let rounds = 0; rounds < 20; rounds++) {
      await vi.advanceTimersByTimeAsync(300);
      for (const answer of waiting.splice(0)) answer();
      await vi.advanceTimersByTimeAsync(0);
    }
  };
  const shown = () =>
    search.groups.flatMap(({ file, matches }) =>
      matches.map(({ from, to }) => `${file}:${now.get(file)?.slice(from, to)}@${from}`),
    );
  return { search, edit, settle, shown, text: (file: string) => now.get(file) };
}

const idOf = (search: TextSearch, file: FileId, at: number) => {
  const match = search.groups.find((one) => one.file === file)?.matches[at];
  return `${file}|${match?.from}|${match?.to}`;
};

it('M1 a match that was taken out of a replacement stays, also when a colleague writes in front of it and in its line', async () => {
  const { search, edit, settle, text } = world({ f: 'xA;\nxA;\nxA; xA;\n' });
  Object.assign(search, { text: 'xA', replacement: 'xB', isReplacing: true });
  search.changed();
  await settle();
  expect(search.count).toBe(4);
  search.leave(idOf(search, 'f', 1));
  expect(search.shownCount).toBe(3);
  edit('f', { from: 0, to: 0, insert: '// new\n' });
  edit('f', { from: 14, to: 14, insert: ' // mine' });
  expect(search.shownCount).toBe(3);
  await settle();
  expect(search.shownCount).toBe(3);
  const replacing = search.replaceAll();
  await settle();
  expect(await replacing).toEqual({ places: 3, files: 1 });
  expect(text('f')).toBe('// new\nxB;\nxA; // mine\nxB; xB;\n');
  await settle();
  expect([search.count, search.left.size]).toEqual([1, 0]);
});

it('matches follow what colleagues write, in front of them, in them and anew, also while the search runs', async () => {
  const { search, edit, settle, shown } = world({ f: 'xA; xA;', g: 'y;' });
  search.text = 'xA';
  search.changed();
  await vi.advanceTimersByTimeAsync(300);
  edit('f', { from: 0, to: 0, insert: 'z; ' });
  await settle();
  expect(shown()).toEqual(['f:xA@3', 'f:xA@7']);
  edit('f', { from: 1, to: 1, insert: 'zz' }, { from: 4, to: 4, insert: 'n' });
  expect(shown()).toEqual(['f:xA@10']);
  edit('g', { from: 0, to: 1, insert: 'xA' });
  await settle();
  expect(shown()).toEqual(['f:xA@10', 'g:xA@0']);
});

it('M1 what a colleague writes into a match while it is replaced stays', async () => {
  const { search, edit, settle, text } = world({ f: 'xA; xA;' });
  Object.assign(search, { text: 'xA', replacement: 'xB', isReplacing: true });
  search.changed();
  await settle();
  const replacing = search.replaceAll();
  await vi.advanceTimersByTimeAsync(0);
  edit('f', { from: 1, to: 1, insert: 'New' });
  await settle();
  expect(await replacing).toEqual({ places: 1, files: 1 });
  expect(text('f')).toBe('xNewA; xB;');
});

it('M1 a match that was taken out stays also when a colleague writes in it and the pattern still meets it', async () => {
  const { search, edit, settle, text } = world({ f: 'xOne; xTwo;' });
  Object.assign(search, { text: 'x\\w+', replacement: 'y', isReplacing: true, isRegex: true });
  search.changed();
  await settle();
  search.leave(idOf(search, 'f', 0));
  edit('f', { from: 2, to: 3, insert: 'New' });
  const replacing = search.replaceAll();
  await settle();
  expect(await replacing).toEqual({ places: 1, files: 1 });
  expect(text('f')).toBe('xONewe; y;');
});
