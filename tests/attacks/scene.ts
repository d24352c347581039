/** What an attacker can know of a project, read from the document of one of its editors. */

import { filesMap } from '@tagloom/collab';
import * as Y from 'yjs';
import type { Scene } from './table.ts';

/** The text of the only file. */
export const textOf = (doc: Y.Doc) => [...filesMap(doc).values()][0]?.get('text') as Y.Text;

/** `doc` is Ann's, `file` the id of its only file, `ben` the id under which Ben is present. */
export function sceneOf(doc: Y.Doc, file: string, ben: number): Scene {
  const copy = new Y.Doc();
  const state = Y.encodeStateAsUpdate(doc);
  Y.applyUpdate(copy, state);
  const before = Y.encodeStateVector(copy);
  copy.clientID = doc.clientID;
  textOf(copy).insert(3, 'HONEST');
  const item = filesMap(doc)._map.get(file) as Y.Item;
  const text = filesMap(doc).get(file)?._map.get('text') as Y.Item;
  const first = textOf(doc)._start as Y.Item;
  const pair = ({ id }: Y.Item) => [id.client, id.clock] as const;
  return {
    state,
    text: textOf(doc).toString(),
    ann: doc.clientID,
    next: Y.getState(doc.store, doc.clientID),
    file,
    fileItem: pair(item),
    textItem: pair(text),
    firstChar: pair(first),
    ben,
    own: 77_000_000,
    honest: Y.encodeStateAsUpdate(copy, before),
  };
}
