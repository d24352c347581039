import { formerNames } from '@tagloom/collab';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { preferredFile, SourceFiles } from './sourcefiles.svelte.ts';

const ORIGIN = 'this page';

function world(open: string[] = [], lists: string[] = []) {
  const doc = new Y.Doc();
  const changed: [string[], boolean][] = [];
  const sources = new SourceFiles(doc, ORIGIN, {
    onChange: (files, isOwn) => changed.push([[...files], isOwn]),
    onList: () => undefined,
    open: () => open,
    personOf: () => null,
    isList: (file) => lists.includes(file),
  });
  const paths = () => sources.files.map(({ path }) => path);
  return { doc, sources, changed, open, paths };
}

describe('SourceFiles', () => {
  it('D2 a folder is renamed in one transaction, all of its files or none', () => {
    const { doc, sources, paths } = world();
    for (const path of ['A/x.st', 'A/y.st', 'B/y.st']) sources.create(path);
    expect(sources.renameFolder('A', 'B')).toMatch(/B\/y/);
    expect(paths()).toEqual(['A/x.st', 'A/y.st', 'B/y.st']);
    let transactions = 0;
    doc.on('afterTransaction', () => transactions++);
    expect(sources.renameFolder('A', 'C')).toBeNull();
    expect(paths()).toEqual(['B/y.st', 'C/x.st', 'C/y.st']);
    expect(transactions).toBe(1);
  });

  it('N1 the name of a list is that of its file: renamed, it is a former name, in the same transaction', () => {
    const lists: string[] = [];
    const { doc, sources } = world([], lists);
    const [list, program] = ['A/GVL_IO.st', 'PRG.st'].map((path) => sources.create(path)) as [string, string];
    lists.push(list);
    let transactions = 0;
    doc.on('afterTransaction', () => transactions++);
    sources.rename(program, 'PRG_Main.st');
    sources.rename(list, 'B/gvl_io.st');
    expect(formerNames(doc)).toEqual([]);
    sources.rename(list, 'B/GVL_Terminals.st');
    expect(transactions).toBe(3);
    expect(formerNames(doc)).toEqual([{ key: 'gvl_io', now: 'gvl_terminals' }]);
    sources.move(new Map([[list, 'B/GVL_IO.st']]));
    expect(formerNames(doc)).toEqual([{ key: 'gvl_terminals', now: 'gvl_io' }]);
  });

  it('moves files back where they were', () => {
    const { sources, paths } = world();
    const id = sources.create('x.st');
    const moved = sources.move(new Map([[id, 'F/x.st']]));
    expect([moved.problem, moved.count, paths()]).toEqual([null, 1, ['F/x.st']]);
    moved.back?.();
    expect(paths()).toEqual(['x.st']);
    expect(sources.move(new Map([[id, 'x.st']])).back).toBeNull();
  });

  it('M1 deleted files come back with their text', () => {
    const { sources, paths } = world();
    const id = sources.create('x.st', 'x := 1;');
    const back = sources.delete([id]);
    expect(paths()).toEqual([]);
    expect(sources.text(id)).toBeNull();
    back();
    expect(sources.text(id)?.toString()).toBe('x := 1;');
  });

  it('M1 names a file that somebody else deleted while it was open, and no other', () => {
    const { doc, sources, open } = world();
    open.push(sources.create('x.st'));
    sources.delete([sources.create('own.st')]);
    const other = world();
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(doc));
    other.sources.read();
    other.sources.delete(open);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc), 'network');
    expect(sources.taken.map(({ file }) => file.path)).toEqual(['x.st']);
  });

  it('tells which files changed, and whose change it was', () => {
    const { doc, sources, changed } = world();
    const id = sources.create('x.st');
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    changed.length = 0;
    sources.fill(id, 'x := 1;');
    sources.fill(id, 'not empty any more');
    expect(changed).toEqual([[[id], true]]);
    expect(sources.text(id)?.toString()).toBe('x := 1;');
  });

  it('shows newcomers a program first', () => {
    const files = ['GVL', 'PRG_Filler', 'PRG_Main'].map((name) => ({ id: name, path: `${name}.st`, name }));
    expect(preferredFile(files)).toBe('PRG_Main');
    expect(preferredFile(files.slice(0, 2))).toBe('PRG_Filler');
    expect(preferredFile(files.slice(0, 1))).toBe('GVL');
    expect(preferredFile([])).toBeNull();
  });
});
