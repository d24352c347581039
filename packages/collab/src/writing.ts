/**
 * Edits of a shared text as a merge can take them. A replacement is written between the first two characters that it
 * replaces: nobody writes anything else there, so that it neither grows together with what a colleague adds in front or
 * behind meanwhile, nor changes places with it, and two who replace the same meet there (`twins.ts`).
 */

import type { Edit } from '@tagloom/st-parser';
import type * as Y from 'yjs';

/** Writes ascending edits, from the end, so that offsets in front stay true; call it in a transaction. */
export function writeEdits(text: Y.Text, edits: readonly Edit[]): void {
  for (let index = edits.length - 1; index >= 0; index--) {
    const { from, to, insert } = edits[index]!;
    if (insert === '' || to < from + 2) {
      if (to > from) text.delete(from, to - from);
      if (insert !== '') text.insert(from, insert);
      continue;
    }
    // Yjs writes behind what is gone: what is added in front comes first, or it would stand among what is replaced.
    let start = from;
    for (; index > 0 && edits[index - 1]!.to === from && edits[index - 1]!.from === from; index--) {
      const added = edits[index - 1]!.insert;
      if (added !== '') text.insert(from, added);
      start += added.length;
    }
    text.insert(start + 1, insert);
    text.delete(start + 1 + insert.length, to - from - 1);
    text.delete(start, 1);
  }
}
