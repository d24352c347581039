import type { FileId } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createAnalysis, deltaToEdits, observeSource, type SourceChange } from './live.ts';
import {
  allFiles,
  createFile,
  deleteFile,
  fileEntry,
  listFiles,
  renameFile,
  restoreFile,
  writeSettings,
} from './source.ts';

/** Applies source changes to plain strings: what any consumer of the edits must end with. */
function followTexts(doc: Y.Doc) {
  const files = new Map<FileId, { path: string; text: string }>();
  const log: string[] = [];
  const stop = observeSource(doc, (changes) => {
    for (const change of changes) {
      log.push(change.type);
      follow(files, change);
    }
  });
  return { files, log, stop };
}

function follow(files: Map<FileId, { path: string; text: string }>, change: SourceChange): void {
  if (change.type === 'set') files.set(change.file, { path: change.path, text: change.text });
  if (change.type === 'remove') files.delete(change.file);
  if (change.type !== 'path' && change.type !== 'edit') return;
  const file = files.get(change.file);
  if (!file) throw new Error('A change of a file that was not announced.');
  if (change.type === 'path') file.path = change.path;
  else
    for (const edit of [...change.edits].reverse())
      file.text = file.text.slice(0, edit.from) + edit.insert + file.text.slice(edit.to);
}

function expectEqual(doc: Y.Doc, files: Map<FileId, { path: string; text: string }>): void {
  const wanted = listFiles(doc).map(
    (file) => [file.id, { path: file.path, text: file.text.toString() }] as const,
  );
  expect(new Map([...files].sort())).toEqual(new Map([...wanted].sort()));
}

describe('deltaToEdits', () => {
  it('gives offsets in the text before, and joins what touches', () => {
    expect(
      deltaToEdits([{ retain: 3 }, { insert: 'ab' }, { delete: 2 }, { retain: 1 }, { delete: 4 }]),
    ).toEqual([
      { from: 3, to: 5, insert: 'ab' },
      { from: 6, to: 10, insert: '' },
    ]);
  });

  it('knows that an embed is no text', () => {
    expect(deltaToEdits([{ insert: { image: 1 } }])).toBeNull();
  });
});

describe('observeSource', () => {
  it('tells what is there, then edits as edits', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.st', 'hello');
    const { files, log } = followTexts(doc);
    fileEntry(doc, id)?.text.insert(5, ' world');
    expect(log).toEqual(['settings', 'set', 'edit']);
    expectEqual(doc, files);
  });

  it('tells a rename without the text', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.st', 'hello');
    const { files, log } = followTexts(doc);
    renameFile(doc, id, 'b.st');
    expect(log.at(-1)).toBe('path');
    expectEqual(doc, files);
  });

  it('M1 lets a deleted file go, also when it is edited later, and brings it back with those edits', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.st', 'hello');
    const { files } = followTexts(doc);
    deleteFile(doc, id);
    expectEqual(doc, files);
    allFiles(doc)[0]?.text.insert(0, 'late ');
    expectEqual(doc, files);
    restoreFile(doc, id);
    expectEqual(doc, files);
    expect(files.get(id)?.text).toBe('late hello');
  });

  it('tells a file that was made, filled and renamed in one transaction once', () => {
    const doc = new Y.Doc();
    const { files, log } = followTexts(doc);
    doc.transact(() => {
      const id = createFile(doc, 'a.st', 'one');
      fileEntry(doc, id)?.text.insert(3, ' two');
      renameFile(doc, id, 'b.st');
    });
    expect(log.filter((type) => type !== 'settings')).toEqual(['set']);
    expectEqual(doc, files);
  });

  it('tells a changed dialect', () => {
    const doc = new Y.Doc();
    const { log } = followTexts(doc);
    writeSettings(doc, { dialect: 'siemens' });
    expect(log).toEqual(['settings', 'settings']);
  });

  it('follows two replicas through 400 random steps (seed 5)', () => {
    const docs = [new Y.Doc(), new Y.Doc()] as const;
    const followed = docs.map(followTexts);
    let state = 5;
    const below = (limit: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state % limit;
    };
    for (let step = 0; step < 400; step++) {
      const doc = docs[below(2)] as Y.Doc;
      const files = listFiles(doc);
      const file = files[below(Math.max(1, files.length))];
      const dice = below(20);
      if (!file || dice === 0) createFile(doc, `f${below(9)}.st`, 'new');
      else if (dice === 1) renameFile(doc, file.id, `r${below(9)}.st`);
      else if (dice === 2) deleteFile(doc, file.id);
      else if (dice < 14) file.text.insert(below(file.text.length + 1), `t${step}\n`);
      else if (file.text.length > 3) file.text.delete(below(file.text.length - 3), 1 + below(3));
      if (below(6) === 0) exchange(docs);
    }
    exchange(docs);
    for (const [index, doc] of docs.entries()) expectEqual(doc, followed[index]?.files ?? new Map());
    expect(listFiles(docs[0]).length).toBeGreaterThan(2);
  });
});

describe('createAnalysis', () => {
  it('turns shared edits into tags', () => {
    const doc = new Y.Doc();
    const analysis = createAnalysis();
    observeSource(doc, (changes) => analysis.apply(changes));
    const id = createFile(doc, 'GVL_IO.st', 'VAR_GLOBAL\n  xStart : BOOL;\nEND_VAR\n');
    expect(analysis.changes().tags.added.map((tag) => tag.path)).toEqual(['GVL_IO.xStart']);
    fileEntry(doc, id)?.text.insert(13, 'x');
    const { added, removed } = analysis.changes().tags;
    expect([added.map((tag) => tag.path), removed]).toEqual([['GVL_IO.xxStart'], ['gvl_io.xstart']]);
  });

  it('L4 follows Yjs where it replaces half a surrogate pair', () => {
    const doc = new Y.Doc();
    const analysis = createAnalysis();
    observeSource(doc, (changes) => analysis.apply(changes));
    const id = createFile(doc, 'G.st', "VAR_GLOBAL\n  s : WSTRING := '😀';\nEND_VAR\n");
    const text = fileEntry(doc, id)?.text as Y.Text;
    text.insert(text.toString().indexOf('😀') + 1, 'x');
    text.delete(text.toString().indexOf('s :'), 1);
    analysis.changes();
    expect(analysis.project.text(id)).toBe(text.toString());
  });
});

function exchange([a, b]: readonly [Y.Doc, Y.Doc]): void {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
}
