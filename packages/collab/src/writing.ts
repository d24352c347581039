/**
 * Edits of a shared text as a merge can take them. A replacement is written between the first two characters that it
 * replaces: nobody writes anything else there, so that it neither grows together with what a colleague adds in front or
 * behind meanwhile, nor changes places with it, and two who replace the same meet there (`twins.ts`).
 */

import type { Edit } from '@tagloom/st-parser';
import type * as Y from 'yjs';

/** Writes ascending edits; call it in a transaction. */
export function writeEdits(text: Y.Text, edits: readonly Edit[]): void {
  // From the end, so that offsets in front stay true.
  for (const edit of edits.toReversed()) {
    const { from, to, insert } = edit;
    if (isReplacement(edit)) {
      text.insert(from + 1, insert);
      continue;
    }
    if (to > from) text.delete(from, to - from);
    if (insert !== '') text.insert(from, insert);
  }
  // What is replaced goes last: Yjs writes behind what is gone, and a neighbour would stand among what replaces it.
  let shift = 0;
  for (const edit of edits) {
    const { from, to, insert } = edit;
    if (isReplacement(edit)) {
      text.delete(from + shift + 1 + insert.length, to - from - 1);
      text.delete(from + shift, 1);
    }
    shift += insert.length - (to - from);
  }
}

function isReplacement({ from, to, insert }: Edit): boolean {
  return insert !== '' && to - from > 1;
}
