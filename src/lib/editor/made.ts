/** Edits that the server made for this person (an import, a file written over HTTP, `sync_tags`), as one step of undo. */

import { fileEntry, filesMap } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import { decodeRanges, encodeRanges, filterRanges } from './ranges.ts';

type ItemSet = ReturnType<typeof Y.createDeleteSet>;

/** What such an edit did, as the transaction that brought it tells. */
export interface MadeFiles {
  readonly changed: ReadonlySet<FileId>;
  readonly created: ReadonlySet<FileId>;
}

/** Reads it while the transaction's observers are called. `types` are the changed types with their ancestors. */
export function madeFiles(
  doc: Y.Doc,
  types: Iterable<{ readonly _item: Y.Item | null }>,
  insertions: ItemSet,
): MadeFiles {
  const files = filesMap(doc);
  const changed = new Set<FileId>();
  for (const type of types) {
    const item = type._item;
    if (item?.parent === files && item.parentSub !== null) changed.add(item.parentSub);
  }
  const created = new Set<FileId>();
  for (const [file, item] of files._map)
    if (!item.deleted && Y.isDeleted(insertions, item.id)) created.add(file);
  return { changed, created };
}

/**
 * The insertions without those in new files: a file is never taken out of the document (rule M1), it is marked as deleted,
 * and its text stays for whoever brings it back.
 */
export function outsideOf(doc: Y.Doc, insertions: ItemSet, created: ReadonlySet<FileId>): ItemSet {
  if (created.size === 0) return insertions;
  const isOutside = (struct: unknown) =>
    !(struct instanceof Y.Item) || !created.has(fileOf(struct, doc) ?? '');
  return decodeRanges(filterRanges(doc, encodeRanges(insertions), isOutside));
}

/** Whether nothing stands in the file but what came when it was made: only then it goes with the step. */
export function isAsMade(doc: Y.Doc, file: FileId): boolean {
  const text = fileEntry(doc, file)?.text;
  for (let item = text?._start ?? null; item; item = item.right)
    if (!item.deleted && item.id.client !== text?._item?.id.client) return false;
  return true;
}

/** The file in which an item stands; null for what is in none. */
function fileOf(item: Y.Item, doc: Y.Doc): FileId | null {
  const files = filesMap(doc);
  for (let at: Y.Item | null = item; at; at = (at.parent as Y.AbstractType<unknown>)._item)
    if (at.parent === files) return at.parentSub;
  return null;
}
