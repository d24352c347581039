import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { rekeyUpdate, unseenClients } from './rekey.ts';
import { createFile, deleteFile, fileEntry, listFiles, renameFile } from './source.ts';

const text = (doc: Y.Doc) => listFiles(doc)[0]?.text.toString();

it('S6 gives unseen edits a fresh author, and the document they make is the same', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const file = createFile(doc, 'A.st', 'PROGRAM MAIN ä€😀\n');
  fileEntry(doc, file)?.text.insert(3, 'inner ');
  fileEntry(doc, file)?.text.delete(0, 2);
  renameFile(doc, file, 'B.st');
  deleteFile(doc, createFile(doc, 'C.st', 'gone'));
  const fresh = new Y.Doc().clientID;
  const copy = new Y.Doc();
  expect([...unseenClients(updates)]).toEqual([doc.clientID]);
  for (const update of updates) Y.applyUpdate(copy, rekeyUpdate(update, new Map([[doc.clientID, fresh]])));
  expect(text(copy)).toBe(text(doc));
  expect(listFiles(copy).map(({ path }) => path)).toEqual(['B.st']);
  expect([...copy.store.clients.keys()]).toEqual([fresh]);
  expect(copy.store.pendingStructs).toBeNull();
});

it('S6 leaves the ids of others and of what the server accepted before', () => {
  const server = new Y.Doc();
  const file = createFile(server, 'A.st', 'one');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server));
  fileEntry(doc, file)?.text.insert(3, ' two');
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)));
  const later = new Y.Doc();
  Y.applyUpdate(later, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(doc);
  fileEntry(doc, file)?.text.insert(7, ' three');
  const kept = Y.encodeStateAsUpdate(doc, before);
  fileEntry(later, file)?.text.insert(0, 'zero ');
  const unseen = Y.encodeStateAsUpdate(later, before);
  expect([...unseenClients([kept, unseen])]).toEqual([later.clientID]);
  const moved = rekeyUpdate(unseen, new Map([[later.clientID, 1]]));
  Y.applyUpdate(server, kept);
  Y.applyUpdate(server, moved);
  expect(text(server)).toBe('zero one two three');
  expect(server.store.clients.has(1)).toBe(true);
  expect(server.store.clients.has(later.clientID)).toBe(false);
});
