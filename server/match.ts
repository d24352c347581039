/**
 * Which tag is which after an edit: a rename keeps the tag's lasting id. Two states of a declaration are the same tag if
 * they share characters of the name, else the punctuation behind it, else scope and name.
 */

import type { Edit, FileId } from '@tagloom/st-parser';

/** Where a declared name stands, and what it is called. */
export interface Place {
  readonly file: FileId;
  readonly path: string;
  /** UTF-16 offsets of the name in the text after the edits; of an old name: of what is left of it (may be empty). */
  readonly from: number;
  readonly to: number;
  /** Offset of the character behind the name; null when that character is gone. */
  readonly behind: number | null;
}

export interface Matched<Before, After> {
  readonly pairs: readonly (readonly [Before, After])[];
  readonly removed: readonly Before[];
  readonly added: readonly After[];
}

/** Pairs what disappeared with what appeared. Each is in at most one pair; the rest is truly removed or added. */
export function matchTags<Before extends Place, After extends Place>(
  before: readonly Before[],
  after: readonly After[],
): Matched<Before, After> {
  const left = new Set(before);
  const open = new Set(after);
  const pairs: (readonly [Before, After])[] = [];
  for (const isSame of [sharesCharacters, sharesPunctuation, sharesPath])
    for (const old of left)
      for (const now of open)
        if (isSame(old, now)) {
          pairs.push([old, now]);
          left.delete(old);
          open.delete(now);
          break;
        }
  return { pairs, removed: [...left], added: [...open] };
}

function sharesCharacters(old: Place, now: Place): boolean {
  return old.file === now.file && Math.max(old.from, now.from) < Math.min(old.to, now.to);
}

function sharesPunctuation(old: Place, now: Place): boolean {
  return old.file === now.file && old.behind !== null && old.behind === now.behind;
}

function sharesPath(old: Place, now: Place): boolean {
  return old.path.toLowerCase() === now.path.toLowerCase();
}

/** A place moved through one batch of edits (ascending, offsets in the text before the batch). */
export function movePlace<P extends Place>(place: P, edits: readonly Edit[]): P {
  let { from, to, behind } = place;
  for (let index = edits.length - 1; index >= 0; index--) {
    const edit = edits[index] as Edit;
    const shift = edit.insert.length - (edit.to - edit.from);
    const afterInsert = edit.from + edit.insert.length;
    if (from >= edit.to) from += shift;
    else if (from >= edit.from) from = afterInsert;
    if (to > edit.from) to = to > edit.to ? to + shift : edit.from;
    if (behind !== null && behind >= edit.from) behind = behind >= edit.to ? behind + shift : null;
  }
  return { ...place, from, to: Math.max(from, to), behind };
}
