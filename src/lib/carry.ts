/** Edits that were worked out for a text, carried over what was written into it meanwhile. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';

/**
 * The edits as they stand after `since`; those whose own place was changed are left out. Null when the file is gone or was
 * replaced, so that nothing of them can stand.
 */
export function carryEdits(
  edits: readonly Edit[],
  file: FileId,
  since: readonly SourceChange[],
): Edit[] | null {
  let carried = [...edits];
  for (const change of since) {
    if (!('file' in change) || change.file !== file) continue;
    if (change.type === 'set' || change.type === 'remove') return null;
    if (change.type === 'edit') carried = carried.flatMap((edit) => carryEdit(edit, change.edits) ?? []);
  }
  return carried;
}

/** One edit over a batch of ascending edits of the same text; null when they meet. */
function carryEdit(edit: Edit, batch: readonly Edit[]): Edit | null {
  let shift = 0;
  for (const { from, to, insert } of batch) {
    if (to <= edit.from) shift += insert.length - (to - from);
    else if (from < edit.to || from === edit.from) return null;
    else break;
  }
  return { from: edit.from + shift, to: edit.to + shift, insert: edit.insert };
}
