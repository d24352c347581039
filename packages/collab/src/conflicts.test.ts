import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { deletedAndEdited, LostValues, takeValue } from './conflicts.ts';
import { samePaths } from './samepaths.ts';
import {
  createFile,
  deleteFile,
  fileEntry,
  listFiles,
  readSettings,
  renameFile,
  restoreFile,
  writeSettings,
} from './source.ts';

function pair() {
  const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()] as const;
  const [ann, ben, cat] = docs;
  const file = createFile(ann, 'A.st', 'x := 1;');
  // As the server relays: each edit as it was made, in one order for all.
  const made = docs.map(() => [] as Uint8Array[]);
  docs.forEach((doc, index) => {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'relay') made[index]?.push(update);
    });
  });
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ann), 'relay');
  Y.applyUpdate(cat, Y.encodeStateAsUpdate(ann), 'relay');
  const relay = (from: Y.Doc, to: readonly Y.Doc[]) => {
    for (const update of made[docs.indexOf(from)] ?? [])
      for (const doc of to) if (doc !== from) Y.applyUpdate(doc, update, 'relay');
  };
  const all = () => {
    for (const from of docs) relay(from, docs);
  };
  const heard = docs.map((doc) => new LostValues(doc, () => undefined));
  return { ann, ben, cat, file, heard, relay, all };
}

describe('values that lose', () => {
  it('M1 two renames at the same time: every peer names the path that lost and both authors, whoever wins', () => {
    for (let round = 0; round < 8; round++) {
      const { ann, ben, file, heard, all } = pair();
      renameFile(ann, file, 'Ann.st');
      renameFile(ben, file, 'Ben.st');
      all();
      const won = fileEntry(ann, file)?.path;
      const lost = won === 'Ann.st' ? 'Ben.st' : 'Ann.st';
      const clients = won === 'Ann.st' ? [ann.clientID, ben.clientID] : [ben.clientID, ann.clientID];
      for (const one of heard)
        expect(one.values()).toMatchObject([
          {
            file,
            key: 'path',
            won: { value: won, client: clients[0] },
            lost: { value: lost, client: clients[1] },
          },
        ]);
    }
  });

  it('M1 a setting that lost is named, and one call takes it for everybody', () => {
    const { ann, ben, cat, heard, all } = pair();
    writeSettings(ann, { vendor: 'siemens' });
    writeSettings(ben, { vendor: 'beckhoff' });
    all();
    const [conflict] = heard[2]?.values() ?? [];
    if (!conflict) throw new Error('There is a conflict.');
    takeValue(cat, conflict, conflict.lost.value);
    all();
    expect(readSettings(ann).vendor).toBe(conflict.lost.value);
    for (const one of heard) expect(one.values()).toEqual([]);
  });

  it('M1 a value that arrives late and loses against a later one is named too', () => {
    for (let round = 0; round < 8; round++) {
      const { ann, ben, cat, file, heard, relay, all } = pair();
      renameFile(ann, file, 'Ann.st');
      renameFile(ben, file, 'Ben 1.st');
      relay(ben, [cat]);
      renameFile(cat, file, 'Cat.st');
      all();
      const won = fileEntry(ben, file)?.path;
      const values = (heard[1]?.values() ?? []).map(({ lost }) => lost.value);
      expect(values).toContain(won === 'Ann.st' ? 'Cat.st' : 'Ann.st');
      expect(values).not.toContain('Ben 1.st');
    }
  });

  it('one after the other is no conflict, and neither is the same value twice', () => {
    const { ann, ben, file, heard, all } = pair();
    renameFile(ann, file, 'B.st');
    all();
    renameFile(ben, file, 'C.st');
    all();
    renameFile(ann, file, 'Same.st');
    renameFile(ben, file, 'Same.st');
    all();
    for (const one of heard) expect(one.values()).toEqual([]);
  });
});

describe('files that were deleted and edited', () => {
  it('M1 FILE_DELETED_AND_EDITED on every peer, also without having the file open, and gone after the restore', () => {
    const { ann, ben, cat, file, all } = pair();
    deleteFile(ann, file);
    fileEntry(ben, file)?.text.insert(0, 'needed ');
    all();
    for (const doc of [ann, ben, cat])
      expect(deletedAndEdited(doc)).toEqual([
        {
          code: 'FILE_DELETED_AND_EDITED',
          file,
          path: 'A.st',
          deletedBy: ann.clientID,
          editedBy: [ben.clientID],
        },
      ]);
    const again = new Y.Doc();
    Y.applyUpdate(again, Y.encodeStateAsUpdate(cat));
    expect(deletedAndEdited(again)).toHaveLength(1);
    restoreFile(again, file);
    expect(deletedAndEdited(again)).toEqual([]);
    expect(listFiles(again)[0]?.text.toString()).toBe('needed x := 1;');
  });

  it('who deletes with knowledge of all edits drops nothing', () => {
    const { ann, ben, file, all } = pair();
    fileEntry(ben, file)?.text.insert(0, 'seen ');
    all();
    deleteFile(ann, file);
    all();
    expect(deletedAndEdited(ben)).toEqual([]);
  });
});

describe('files of one path', () => {
  it('M1 two people make a file of one name, whatever its case: both texts are there, and every peer names both authors and the same free name', () => {
    const { ann, ben, cat, all } = pair();
    const files = [createFile(ann, 'F/New.st', '// ann'), createFile(ben, 'F/NEW.st', '// ben')];
    createFile(ann, 'F/New (2).st');
    all();
    const [first = '', second = ''] = files.sort();
    const makers = new Map([
      [files.find((id) => fileEntry(ann, id)?.path === 'F/New.st'), ann.clientID],
      [files.find((id) => fileEntry(ann, id)?.path === 'F/NEW.st'), ben.clientID],
    ]);
    const path = fileEntry(ann, second)?.path ?? '';
    for (const doc of [ann, ben, cat])
      expect(samePaths(doc)).toEqual([
        {
          file: second,
          path,
          free: path.replace('.st', ' (3).st'),
          madeBy: [makers.get(first), makers.get(second)],
        },
      ]);
    renameFile(cat, second, 'F/Other.st');
    expect(samePaths(cat)).toEqual([]);
    all();
    deleteFile(ann, first);
    expect(samePaths(ann)).toEqual([]);
  });
});
