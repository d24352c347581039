import 'fake-indexeddb/auto';
import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openUndoJournal } from './undostore.ts';

afterEach(() => void vi.unstubAllGlobals());

const edited = () => {
  const doc = new Y.Doc();
  const undo = new Y.UndoManager(doc.getText('text'), { captureTimeout: 0 });
  return { doc, undo, text: doc.getText('text') };
};

it('U1 the journal of a page that is gone is read by the next one; a second page beside it gets none', async () => {
  vi.stubGlobal('navigator', { locks: lockOnce() });
  const first = await openUndoJournal('one');
  const { doc, undo, text } = edited();
  first.follow('f', undo);
  text.insert(0, 'mine');
  first.flush();

  const beside = edited();
  Y.applyUpdate(beside.doc, Y.encodeStateAsUpdate(doc), 'copy');
  (await openUndoJournal('one')).follow('f', beside.undo);
  expect(beside.undo.canUndo()).toBe(false);

  first.close();
  const next = edited();
  Y.applyUpdate(next.doc, Y.encodeStateAsUpdate(doc), 'copy');
  const second = await openUndoJournal('one');
  second.follow('f', next.undo);
  next.undo.undo();
  expect(next.text.toString()).toBe('');
  await second.clear();
  second.close();
});

it('U1 a cleared journal gives nothing back', async () => {
  vi.stubGlobal('navigator', { locks: lockOnce() });
  const first = await openUndoJournal('two');
  const { doc, undo, text } = edited();
  first.follow('f', undo);
  text.insert(0, 'mine');
  first.flush();
  await first.clear();
  first.close();
  const next = edited();
  Y.applyUpdate(next.doc, Y.encodeStateAsUpdate(doc), 'copy');
  (await openUndoJournal('two')).follow('f', next.undo);
  expect(next.undo.canUndo()).toBe(false);
});

/** The locks of one browser, as far as they are asked for. */
function lockOnce() {
  const held = new Map<string, Promise<void>>();
  return {
    request: async (name: string, { signal }: { signal: AbortSignal }, act: () => Promise<void>) => {
      const aborted = new Promise((_, reject) => signal.addEventListener('abort', reject));
      aborted.catch(() => 'nobody waits any more');
      for (let other = held.get(name); other; other = held.get(name)) await Promise.race([other, aborted]);
      const mine = act();
      held.set(name, mine);
      await mine;
      held.delete(name);
    },
  };
}
