import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import * as source from './source.ts';

describe('source document', () => {
  it('D1 holds LF only and no byte order mark', () => {
    const doc = new Y.Doc();
    const id = source.createFile(doc, 'a.st', '\uFEFFone\r\ntwo\rthree\n');
    expect(source.fileEntry(doc, id)?.text.toString()).toBe('one\ntwo\nthree\n');
  });

  it('D2 renames without touching the text', () => {
    const doc = new Y.Doc();
    const id = source.createFile(doc, 'a.st', 'x');
    const before = source.fileEntry(doc, id)?.text;
    source.renameFile(doc, id, 'b/c.st');
    expect(source.fileEntry(doc, id)).toMatchObject({ path: 'b/c.st', text: before });
  });

  it('M1 keeps the text of a deleted file and brings it back', () => {
    const doc = new Y.Doc();
    const id = source.createFile(doc, 'a.st', 'keep me');
    source.deleteFile(doc, id);
    expect(source.listFiles(doc)).toEqual([]);
    expect(source.allFiles(doc)[0]?.text.toString()).toBe('keep me');
    source.restoreFile(doc, id);
    expect(source.listFiles(doc)).toHaveLength(1);
  });

  it('M1 knows who deleted a file', () => {
    const doc = new Y.Doc();
    const id = source.createFile(doc, 'a.st');
    expect(source.deleterOf(doc, id)).toBeUndefined();
    source.deleteFile(doc, id);
    expect(source.deleterOf(doc, id)).toBe(doc.clientID);
  });

  it('lists files in one order on every peer, two of one path included', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    source.createFile(a, 'same.st', '1');
    source.createFile(b, 'same.st', '2');
    Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
    expect(source.listFiles(a).map((file) => file.id)).toEqual(source.listFiles(b).map((file) => file.id));
    expect(source.listFiles(a)).toHaveLength(2);
  });

  it('shows nothing for a value that has not the shape of a file', () => {
    const doc = new Y.Doc();
    source.filesMap(doc).set('broken', new Y.Map());
    doc.getMap('files').set('worse', 'text');
    expect(source.listFiles(doc)).toEqual([]);
  });

  it('reads settings from unknown values without trusting them', () => {
    const doc = new Y.Doc();
    source.settingsMap(doc).set('dialect', 42);
    source.writeSettings(doc, { vendor: 'siemens' });
    expect(source.readSettings(doc)).toEqual({ dialect: 'auto', vendor: 'siemens' });
  });

  it('says why a path cannot be used', () => {
    const codes = [
      '',
      ' ',
      'a//b.st',
      '../x.st',
      'a\\b.st',
      'a:b',
      'x'.repeat(300),
      'Main.st',
      'ok/Main2.st',
    ].map((path) => source.pathProblem(path, ['MAIN.ST'])?.code ?? null);
    expect(codes).toEqual([
      'PATH_EMPTY',
      'PATH_EMPTY',
      'PATH_SEGMENT',
      'PATH_SEGMENT',
      'PATH_CHARACTER',
      'PATH_CHARACTER',
      'PATH_TOO_LONG',
      'PATH_TAKEN',
      null,
    ]);
  });
});
