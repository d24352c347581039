import './browser.shim.ts';
import { createFile, fileEntry, rangesOfUpdate } from '@tagloom/collab';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openModel } from './models.ts';
import { Steps } from './steps.ts';

const docs: Y.Doc[] = [];
afterEach(() => {
  for (const doc of docs.splice(0)) doc.destroy();
});

function project(...texts: string[]) {
  const doc = new Y.Doc();
  docs.push(doc);
  const steps = new Steps(doc);
  const ids = texts.map((text, i) => createFile(doc, `${i}.st`, text));
  const files = ids.map((id) =>
    openModel({
      fileId: id,
      path: 'x.st',
      text: fileEntry(doc, id)!.text,
      awareness: null,
      readOnly: false,
      steps,
    }),
  );
  const shown = () => ids.map((id) => fileEntry(doc, id)!.text.toString());
  const rename = () =>
    steps.apply(new Map(ids.map((id) => [id, [{ from: 0, to: 1, insert: 'new' }]])), 'Rename a to new');
  return { doc, steps, ids, files, shown, rename };
}

const type = (file: ReturnType<typeof openModel>, text: string) => {
  file.binding.undo.stop();
  file.model.applyEdits([
    { range: { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 1 }, text },
  ]);
};

it('U1 a step over two files is one undo from either of them, and one redo', () => {
  const { files, shown, rename, steps } = project('a := 1;', 'a := 2;');
  const told: string[] = [];
  steps.onDone((did, step) => told.push(`${did} ${step.label} ${step.places}`));
  rename();
  expect(shown()).toEqual(['new := 1;', 'new := 2;']);
  files[1]!.binding.undo.undo();
  expect(shown()).toEqual(['a := 1;', 'a := 2;']);
  expect(files.map(({ model }) => model.getValue())).toEqual(shown());
  files[0]!.binding.undo.redo();
  expect(shown()).toEqual(['new := 1;', 'new := 2;']);
  expect(told).toEqual(['undo Rename a to new 2', 'redo Rename a to new 2']);
});

it('U1 the newest step goes first, whether it was made in one file or in several', () => {
  const { files, shown, rename } = project('a := 1;', 'a := 2;');
  type(files[0]!, 'x');
  files[0]!.binding.undo.undo();
  rename();
  type(files[0]!, '// ');
  expect(shown()[0]).toBe('// new := 1;');
  files[0]!.binding.undo.undo();
  expect(shown()).toEqual(['new := 1;', 'new := 2;']);
  files[0]!.binding.undo.undo();
  expect(shown()).toEqual(['a := 1;', 'a := 2;']);
});

it('U1 a colleague’s edits stay when a step is taken back', () => {
  const { doc, files, ids, shown, rename } = project('a := 1;', 'a := 2;');
  rename();
  const colleague = new Y.Doc();
  docs.push(colleague);
  Y.applyUpdate(colleague, Y.encodeStateAsUpdate(doc));
  const text = fileEntry(colleague, ids[1]!)!.text;
  text.insert(text.length, ' // theirs');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(colleague), 'network');
  files[0]!.binding.undo.undo();
  expect(shown()).toEqual(['a := 1;', 'a := 2; // theirs']);
});

it('a new edit ends what can be done again', () => {
  const { files, shown, rename } = project('a := 1;', 'a := 2;');
  rename();
  files[0]!.binding.undo.undo();
  type(files[0]!, 'x');
  expect(files[0]!.binding.undo.canRedo()).toBe(false);
  files[0]!.binding.undo.redo();
  expect(shown()).toEqual(['xa := 1;', 'a := 2;']);
});

it('what one file took back is not done again over a newer step', () => {
  const { files, rename } = project('a := 1;', 'a := 2;');
  type(files[0]!, 'x');
  files[0]!.binding.undo.undo();
  expect(files[0]!.binding.undo.canRedo()).toBe(true);
  rename();
  expect(files[0]!.binding.undo.canRedo()).toBe(false);
});

/** An edit by the server for this person, as the client hands it to the document. */
function madeEdit({ doc, steps }: { doc: Y.Doc; steps: Steps }, change: (copy: Y.Doc) => void): void {
  const { edit, copy } = madeElsewhere(doc, change);
  steps.expect(edit);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)), 'network');
}

let entries = 0;

/** The same while this page is away: how it will be announced, and the server's document behind it. */
function madeElsewhere(doc: Y.Doc, change: (copy: Y.Doc) => void) {
  const copy = new Y.Doc();
  docs.push(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  let update: Uint8Array = new Uint8Array();
  copy.once('update', (made: Uint8Array) => {
    update = made;
  });
  copy.transact(() => change(copy));
  return { copy, edit: { seq: ++entries, label: 'Import of 2 files', ...rangesOfUpdate(update) } };
}

it('U1 an edit that the server made for me is one undo: changed files are as before, new ones are marked as deleted', () => {
  const { doc, steps, ids, files, shown } = project('old text', 'other');
  const heard: string[] = [];
  steps.onMade(({ label, files: touched }) => heard.push(`${label} ${touched.size}`));
  let added = '';
  madeEdit({ doc, steps }, (copy) => {
    const text = fileEntry(copy, ids[0]!)!.text;
    text.delete(0, 3);
    text.insert(0, 'new');
    added = createFile(copy, 'added.st', 'imported');
  });
  expect(heard).toEqual(['Import of 2 files 2']);
  expect(shown()).toEqual(['new text', 'other']);
  files[0]!.binding.undo.undo();
  expect(shown()).toEqual(['old text', 'other']);
  expect(fileEntry(doc, added)).toMatchObject({ deleted: true });
  expect(fileEntry(doc, added)!.text.toString()).toBe('imported');
  files[0]!.binding.undo.redo();
  expect(shown()).toEqual(['new text', 'other']);
  expect(fileEntry(doc, added)).toMatchObject({ deleted: false });
});

it('U1 taking back an edit that only made files does not touch the step before it', () => {
  const { doc, steps, shown, rename } = project('a := 1;', 'a := 2;');
  const step = rename();
  let added = '';
  madeEdit({ doc, steps }, (copy) => {
    added = createFile(copy, 'added.st', 'imported');
  });
  expect(steps.takeBack(step)).toBe(false);
  steps.run('undo');
  expect([shown()[0], fileEntry(doc, added)!.deleted]).toEqual(['new := 1;', true]);
  steps.run('redo');
  expect([shown()[0], fileEntry(doc, added)!.deleted]).toEqual(['new := 1;', false]);
  steps.run('undo');
  steps.run('undo');
  expect(shown()).toEqual(['a := 1;', 'a := 2;']);
});

it('U1 a new file in which a colleague wrote stays when the import that made it is taken back', () => {
  const { doc, steps, ids, shown } = project('old');
  let added = '';
  madeEdit({ doc, steps }, (copy) => {
    fileEntry(copy, ids[0]!)!.text.insert(3, ' and new');
    added = createFile(copy, 'added.st', 'imported');
  });
  const colleague = new Y.Doc();
  Y.applyUpdate(colleague, Y.encodeStateAsUpdate(doc));
  fileEntry(colleague, added)!.text.insert(0, 'theirs ');
  fileEntry(colleague, ids[0]!)!.text.insert(0, 'very ');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(colleague), 'network');
  steps.run('undo');
  expect(shown()).toEqual(['very old']);
  expect(fileEntry(doc, added)!.deleted).toBe(false);
  expect(fileEntry(doc, added)!.text.toString()).toBe('theirs imported');
});

it('U1 what the server made for me while I was away is one step, though it comes with edits of others', () => {
  const { doc, steps, ids, shown } = project('old text', 'other');
  const { edit, copy } = madeElsewhere(doc, (made) => {
    const text = fileEntry(made, ids[0]!)!.text;
    text.delete(0, 3);
    text.insert(0, 'new');
  });
  const colleague = new Y.Doc();
  Y.applyUpdate(colleague, Y.encodeStateAsUpdate(copy));
  fileEntry(colleague, ids[1]!)!.text.insert(0, 'an');
  fileEntry(colleague, ids[0]!)!.text.insert(3, ' good');
  steps.expect(edit);
  expect(steps.peek('undo')).toBeNull();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(colleague, Y.encodeStateVector(doc)), 'network');
  expect(shown()).toEqual(['new good text', 'another']);
  expect(steps.peek('undo')).toMatchObject({ label: 'Import of 2 files', files: new Set([ids[0]]) });
  steps.expect(edit);
  steps.run('undo');
  expect(shown()).toEqual(['old good text', 'another']);
  expect(steps.peek('undo')).toBeNull();
});

it('U1 a made edit whose deleted text nobody can bring back any more is no step', () => {
  const { doc, steps, ids } = project('old text');
  const { edit, copy } = madeElsewhere(doc, (made) => fileEntry(made, ids[0]!)!.text.delete(0, 3));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)), 'network');
  steps.expect(edit);
  expect(steps.peek('undo')).toBeNull();
});

it('U1 a made edit that was taken back on another device is gone here, too: nothing stands there twice', () => {
  const here = project('old text');
  const laptop = { doc: new Y.Doc(), steps: null as unknown as Steps };
  docs.push(laptop.doc);
  Y.applyUpdate(laptop.doc, Y.encodeStateAsUpdate(here.doc));
  laptop.steps = new Steps(laptop.doc);
  const { edit, copy } = madeElsewhere(here.doc, (made) => {
    const text = fileEntry(made, here.ids[0]!)!.text;
    text.delete(0, 3);
    text.insert(0, 'new');
  });
  for (const { doc, steps } of [here, laptop]) {
    steps.expect(edit);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)), 'network');
  }
  laptop.steps.run('undo');
  Y.applyUpdate(here.doc, Y.encodeStateAsUpdate(laptop.doc, Y.encodeStateVector(here.doc)), 'network');
  const gone: string[] = [];
  here.steps.onGone(({ label }) => gone.push(label));
  here.steps.run('undo');
  expect(here.shown()).toEqual(['old text']);
  expect([gone, here.steps.peek('undo')]).toEqual([['Import of 2 files'], null]);
});
