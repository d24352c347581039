/** U1 with two pages of one person: each has its own steps, and what both have is undone once. */

import 'fake-indexeddb/auto';
import { createFile, fileEntry, type MadeEdit, rangesOfUpdate } from '@tagloom/collab';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { UndoJournal } from './journal.ts';
import { locksOfBrowser, tabMemory } from './pages.shim.ts';
import { Steps } from './steps.ts';
import { openUndoJournal } from './undostore.ts';

let names = 0;
let name = '';
const closing: (() => void)[] = [];

beforeEach(() => {
  name = `two-${++names}`;
  vi.stubGlobal('navigator', { locks: locksOfBrowser() });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** What all pages share: the local copy, and the server that each hears. */
class Shared {
  readonly updates: Uint8Array[] = [];
  readonly pages = new Set<Y.Doc>();
  /** What pages write waits here while they are not connected. */
  held: (() => void)[] | null = null;

  tell(from: Y.Doc, update: Uint8Array): void {
    this.updates.push(update);
    const send = () => {
      for (const other of this.pages) if (other !== from) Y.applyUpdate(other, update, 'network');
    };
    if (this.held) this.held.push(send);
    else send();
  }

  connect(): void {
    for (const send of this.held ?? []) send();
    this.held = null;
  }
}

type Memory = ReturnType<typeof tabMemory>;

/** One load of a page in a tab. */
async function openPage(shared: Shared, memory: Memory) {
  const journal: UndoJournal = await openUndoJournal(name, memory);
  const doc = new Y.Doc();
  doc.gcFilter = (item) => !journal.keeps(item);
  doc.transact(() => {
    for (const update of shared.updates) Y.applyUpdate(doc, update, 'copy');
  }, 'copy');
  const steps = new Steps(doc);
  steps.keepIn(journal);
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'copy' && origin !== 'network') shared.tell(doc, update);
  });
  shared.pages.add(doc);
  const close = () => {
    shared.pages.delete(doc);
    journal.close();
    steps.close();
    doc.destroy();
  };
  closing.push(close);
  const file = [...doc.getMap('files').keys()][0] ?? '';
  const text = () => fileEntry(doc, file)?.text.toString();
  const write = (from: number, to: number, insert: string) =>
    steps.apply(new Map([[file, [{ from, to, insert }]]]), `Write ${insert}`);
  return { doc, steps, journal, close, text, write, file };
}

function project(content: string): Shared {
  const shared = new Shared();
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => shared.updates.push(update));
  createFile(doc, 'MAIN.st', content);
  return shared;
}

type Page = Awaited<ReturnType<typeof openPage>>;

/** The server replaces text for the person of these pages. */
function makeForAll(shared: Shared, pages: readonly Page[], from: number, to: number, insert: string): void {
  const server = new Y.Doc();
  for (const update of shared.updates) Y.applyUpdate(server, update);
  let update: Uint8Array = new Uint8Array();
  server.once('update', (made: Uint8Array) => {
    update = made;
  });
  server.transact(() => {
    const text = fileEntry(server, pages[0]?.file ?? '')?.text;
    text?.delete(from, to - from);
    text?.insert(from, insert);
  });
  shared.updates.push(update);
  const edit: MadeEdit = { seq: shared.updates.length, label: 'Import of 1 file', ...rangesOfUpdate(update) };
  for (const { doc, steps } of pages) {
    steps.expect(edit);
    Y.applyUpdate(doc, update, 'network');
  }
}

it('U1 each of two pages takes its own steps back after a reload, and never those of the other', async () => {
  const shared = project('old text');
  const tabs = [tabMemory(), tabMemory()] as const;
  let first = await openPage(shared, tabs[0]);
  let second = await openPage(shared, tabs[1]);
  first.write(0, 3, 'FIRST');
  second.write(6, 10, 'SECOND');
  expect(first.text()).toBe('FIRST SECOND');
  first.close();
  second.close();
  second = await openPage(shared, tabs[1]);
  first = await openPage(shared, tabs[0]);
  second.steps.run('undo');
  expect(first.text()).toBe('FIRST text');
  expect(second.steps.peek('undo')).toBeNull();
  first.steps.run('undo');
  expect(second.text()).toBe('old text');
  first.steps.run('redo');
  second.steps.run('redo');
  expect(second.text()).toBe('FIRST SECOND');
});

it('U1 what one page deleted stays readable for its undo, though the page beside it saw it go and stored the copy anew', async () => {
  const shared = project('old text');
  const tabs = [tabMemory(), tabMemory()] as const;
  let first = await openPage(shared, tabs[0]);
  const second = await openPage(shared, tabs[1]);
  first.write(0, 4, '');
  first.close();
  shared.updates.splice(0, Number.POSITIVE_INFINITY, Y.encodeStateAsUpdate(second.doc));
  first = await openPage(shared, tabs[0]);
  first.steps.run('undo');
  expect(first.text()).toBe('old text');
});

it('U1 a page that was alone when it opened keeps what a later one will need', async () => {
  const shared = project('old text');
  const first = await openPage(shared, tabMemory());
  const memory = tabMemory();
  let second = await openPage(shared, memory);
  await vi.waitFor(() => expect(first.journal.shared.hasOthers()).toBe(true));
  second.write(0, 4, '');
  second.close();
  shared.updates.splice(0, Number.POSITIVE_INFINITY, Y.encodeStateAsUpdate(first.doc));
  second = await openPage(shared, memory);
  second.steps.run('undo');
  expect(second.text()).toBe('old text');
});

it('U1 an edit that the server made is taken back once, when both pages ask at the same moment, also without a network', async () => {
  const shared = project('old text');
  const pages = [await openPage(shared, tabMemory()), await openPage(shared, tabMemory())] as const;
  makeForAll(shared, pages, 0, 3, 'new');
  expect(pages.map((page) => page.text())).toEqual(['new text', 'new text']);
  const gone: string[] = [];
  for (const { steps } of pages) steps.onGone(({ label }) => gone.push(label));
  shared.held = [];
  for (const { steps } of pages) steps.run('undo');
  await vi.waitFor(() => expect(pages.map(({ steps }) => steps.peek('undo'))).toEqual([null, null]));
  expect(pages.map((page) => page.text()).sort()).toEqual(['new text', 'old text']);
  shared.connect();
  expect(gone).toEqual(['Import of 1 file']);
  expect(pages.map((page) => page.text())).toEqual(['old text', 'old text']);
  expect(pages.map(({ steps }) => steps.peek('undo'))).toEqual([null, null]);
});

it('U1 where the disk fails, two pages that ask at the same moment still take an edit of the server back once', async () => {
  const shared = project('old text');
  const pages = [await openPage(shared, tabMemory()), await openPage(shared, tabMemory())] as const;
  makeForAll(shared, pages, 0, 3, 'new');
  shared.held = [];
  const failing = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('The disk is full.', 'QuotaExceededError');
  });
  for (const { steps } of pages) steps.run('undo');
  await vi.waitFor(() => expect(pages.map(({ steps }) => steps.peek('undo'))).toEqual([null, null]));
  expect(pages.map((page) => page.text()).sort()).toEqual(['new text', 'old text']);
  pages.find((page) => page.text() === 'old text')?.steps.run('redo');
  for (const { steps } of pages) steps.run('undo');
  await vi.waitFor(() => expect(pages.map((page) => page.text()).sort()).toEqual(['new text', 'old text']));
  failing.mockRestore();
  shared.connect();
  expect(pages.map((page) => page.text())).toEqual(['old text', 'old text']);
});

it('U1 a made edit that one page took back is no step of the other after its reload either', async () => {
  const shared = project('old text');
  const memory = tabMemory();
  const first = await openPage(shared, tabMemory());
  let second = await openPage(shared, memory);
  makeForAll(shared, [first, second], 0, 4, '');
  second.close();
  first.steps.run('undo');
  await vi.waitFor(() => expect(first.text()).toBe('old text'));
  second = await openPage(shared, memory);
  expect(second.steps.peek('undo')).toBeNull();
  first.steps.run('redo');
  first.steps.run('undo');
  await vi.waitFor(() => expect(second.text()).toBe('old text'));
});

it('U1 a doubled tab, which remembers the place of its original, gets a place of its own', async () => {
  const shared = project('old text');
  const memory = tabMemory();
  const first = await openPage(shared, memory);
  first.write(0, 3, 'new');
  first.journal.flush();
  const doubled = tabMemory(memory.get());
  const second = await openPage(shared, doubled);
  expect(second.steps.peek('undo')).toBeNull();
  expect(doubled.get()).not.toBe(memory.get());
});

it('U1 when all pages are gone, a new tab goes on with the steps of the one that wrote last', async () => {
  const shared = project('old text');
  const [first, second] = [await openPage(shared, tabMemory()), await openPage(shared, tabMemory())];
  vi.spyOn(Date, 'now').mockReturnValueOnce(1_000).mockReturnValue(2_000);
  first.write(0, 3, 'FIRST');
  first.close();
  second.write(6, 10, 'SECOND');
  second.close();
  vi.restoreAllMocks();
  const next = await openPage(shared, tabMemory());
  next.steps.run('undo');
  expect(next.text()).toBe('FIRST text');
});
