import 'fake-indexeddb/auto';
import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { locksOfBrowser, tabMemory } from './pages.shim.ts';
import { openUndoJournal } from './undostore.ts';

afterEach(() => void vi.unstubAllGlobals());

const edited = () => {
  const doc = new Y.Doc();
  const undo = new Y.UndoManager(doc.getText('text'), { captureTimeout: 0 });
  return { doc, undo, text: doc.getText('text') };
};

it('U1 the journal of a page that is gone is read by the next one; a second page beside it has one of its own', async () => {
  vi.stubGlobal('navigator', { locks: locksOfBrowser() });
  const first = await openUndoJournal('one', tabMemory());
  const { doc, undo, text } = edited();
  first.follow('f', undo);
  text.insert(0, 'mine');
  first.flush();

  const beside = edited();
  Y.applyUpdate(beside.doc, Y.encodeStateAsUpdate(doc), 'copy');
  (await openUndoJournal('one', tabMemory())).follow('f', beside.undo);
  expect(beside.undo.canUndo()).toBe(false);

  first.close();
  const next = edited();
  Y.applyUpdate(next.doc, Y.encodeStateAsUpdate(doc), 'copy');
  const second = await openUndoJournal('one', tabMemory());
  second.follow('f', next.undo);
  next.undo.undo();
  expect(next.text.toString()).toBe('');
  await second.clear();
  second.close();
});

it('U1 a cleared journal gives nothing back', async () => {
  vi.stubGlobal('navigator', { locks: locksOfBrowser() });
  const first = await openUndoJournal('two', tabMemory());
  const { doc, undo, text } = edited();
  first.follow('f', undo);
  text.insert(0, 'mine');
  first.flush();
  await first.clear();
  first.close();
  const next = edited();
  Y.applyUpdate(next.doc, Y.encodeStateAsUpdate(doc), 'copy');
  (await openUndoJournal('two', tabMemory())).follow('f', next.undo);
  expect(next.undo.canUndo()).toBe(false);
});
