/** Edits that the server made for this person (an import, a file written over HTTP, `sync_tags`), as one step of undo. */

import { fileEntry, filesMap, type MadeEdit } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import { covers, decodeRanges, eachStruct, filterRanges, type Ranges } from './ranges.ts';

type ItemSet = ReturnType<typeof Y.createDeleteSet>;

/** What taking such an edit back acts on. */
export interface MadeStep {
  readonly changed: ReadonlySet<FileId>;
  readonly created: ReadonlySet<FileId>;
  /** Without what stands in new files: those are never taken out of the document (rule M1), they are marked as deleted. */
  readonly insertions: ItemSet;
  readonly deletions: ItemSet;
}

/** Under which name all pages of a person know such an edit, also behind a restore that gives its number again. */
export function madeId({ seq, wrote, deleted }: MadeEdit): string {
  return [seq, ...[...wrote, ...deleted].slice(0, 2)].join(':');
}

/** Whether the document has all of it. */
export function hasCome(doc: Y.Doc, { wrote, deleted }: MadeEdit): boolean {
  return covers(doc, wrote, () => true) && covers(doc, deleted, (struct) => struct.deleted);
}

/** Null when what it deleted cannot be brought back any more. */
export function madeStep(doc: Y.Doc, { wrote, deleted }: MadeEdit): MadeStep | null {
  if (!covers(doc, deleted, isReadable)) return null;
  const [insertions, deletions] = [decodeRanges(wrote), decodeRanges(deleted)];
  const created = new Set<FileId>();
  for (const [file, item] of filesMap(doc)._map)
    if (!item.deleted && Y.isDeleted(insertions, item.id)) created.add(file);
  const changed = new Set<FileId>();
  for (const ranges of [wrote, deleted])
    eachStruct(doc, ranges, (struct) => {
      const file = fileOf(struct, doc);
      if (file !== null && !created.has(file)) changed.add(file);
    });
  return { changed, created, insertions: outsideOf(doc, wrote, created), deletions };
}

/** What the step brings back must not be collected; call it in the transaction that deletes it. */
export function keepReadable(doc: Y.Doc, deletions: Ranges): void {
  eachStruct(doc, deletions, (struct) => {
    for (let item = struct instanceof Y.Item ? struct : null; item && !item.keep; item = parentOf(item))
      item.keep = true;
  });
}

function isReadable(struct: unknown): boolean {
  return struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted);
}

function outsideOf(doc: Y.Doc, wrote: Ranges, created: ReadonlySet<FileId>): ItemSet {
  const isOutside = (struct: unknown) => !created.has(fileOf(struct, doc) ?? '');
  return decodeRanges(created.size === 0 ? wrote : filterRanges(doc, wrote, isOutside));
}

/** Whether nothing stands in the file but what came when it was made: only then it goes with the step. */
export function isAsMade(doc: Y.Doc, file: FileId): boolean {
  const text = fileEntry(doc, file)?.text;
  for (let item = text?._start ?? null; item; item = item.right)
    if (!item.deleted && item.id.client !== text?._item?.id.client) return false;
  return true;
}

/** The file in which an item stands; null for what is in none. */
function fileOf(struct: unknown, doc: Y.Doc): FileId | null {
  const files = filesMap(doc);
  for (let at = struct instanceof Y.Item ? struct : null; at; at = parentOf(at))
    if (at.parent === files) return at.parentSub;
  return null;
}

function parentOf(item: Y.Item): Y.Item | null {
  return (item.parent as Y.AbstractType<unknown> | null)?._item ?? null;
}
