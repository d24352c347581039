import './browser.shim.ts';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { closeModels, keepModels, openModel } from './models.ts';

const docs: Y.Doc[] = [];
afterEach(() => {
  for (const doc of docs.splice(0)) doc.destroy();
});

function shared() {
  const doc = new Y.Doc();
  docs.push(doc);
  const source = (fileId: string) => ({
    fileId,
    path: `${fileId}.st`,
    text: doc.getText(fileId),
    awareness: null,
    readOnly: false,
  });
  return { doc, source };
}

it('U1 own undo stays while the tab is open, whichever tab is in front', () => {
  const { doc, source } = shared();
  const first = openModel(source('first'));
  first.model.setValue('x := 1;');
  openModel(source('second'));
  keepModels(doc, new Set(['first', 'second']));
  const again = openModel(source('first'));
  expect(again).toBe(first);
  again.binding.undo.undo();
  expect(again.binding.ytext.toString()).toBe('');
});

it('a closed tab lets go of its model and keeps what was written; other documents are untouched', () => {
  const { doc, source } = shared();
  const other = shared();
  const first = openModel(source('first'));
  const second = openModel(source('second'));
  const elsewhere = openModel(other.source('elsewhere'));
  first.model.setValue('x := 1;');
  keepModels(doc, new Set(['second']));
  expect([first, second, elsewhere].map(({ model }) => model.isDisposed())).toEqual([true, false, false]);
  expect(doc.getText('first').toString()).toBe('x := 1;');
  expect(openModel(source('first')).model.getValue()).toBe('x := 1;');
});

it('a destroyed document takes its models along', () => {
  const { doc, source } = shared();
  const { model } = openModel(source('first'));
  closeModels(doc);
  expect(model.isDisposed()).toBe(true);
});
