/** The smallest edits between two texts: by lines, and by words inside lines that changed. */

import type { Edit } from '@tagloom/st-parser';
import { type ChangeObject, diffLines, diffWordsWithSpace } from 'diff';

/** Changed blocks up to this many characters are compared by words. */
const FINE = 20_000;
/** Steps of the search; texts that have little in common are replaced as a whole. */
const LINE_STEPS = 2_000;
const WORD_STEPS = 500;

/** Ascending edits, offsets in `before`. */
export function textEdits(before: string, after: string): Edit[] {
  const lines = diffLines(before, after, { maxEditLength: LINE_STEPS });
  if (!lines) return before === after ? [] : [{ from: 0, to: before.length, insert: after }];
  return editsOf(lines).flatMap((edit) => refine(before, edit));
}

function refine(before: string, { from, to, insert }: Edit): Edit[] {
  const old = before.slice(from, to);
  const isCoarse = old === '' || insert === '' || old.length + insert.length > FINE;
  const words = isCoarse ? undefined : diffWordsWithSpace(old, insert, { maxEditLength: WORD_STEPS });
  if (!words) return [{ from, to, insert }];
  return editsOf(words).map((edit) => ({ ...edit, from: from + edit.from, to: from + edit.to }));
}

function editsOf(changes: readonly ChangeObject<string>[]): Edit[] {
  const edits: { from: number; to: number; insert: string }[] = [];
  let at = 0;
  let isOpen = false;
  for (const { value, added, removed } of changes) {
    if (!added && !removed) {
      at += value.length;
      isOpen = false;
      continue;
    }
    if (!isOpen) edits.push({ from: at, to: at, insert: '' });
    isOpen = true;
    const edit = edits[edits.length - 1] as { to: number; insert: string };
    if (added) edit.insert += value;
    else {
      at += value.length;
      edit.to = at;
    }
  }
  return edits;
}
