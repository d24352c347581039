/** Edits that were worked out for a text, carried over what was written into it meanwhile. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId, Span } from '@tagloom/st-parser';

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

/** Places of a text as they are after `since`, without those in which somebody wrote. */
export function carryPlaces<Place extends Span>(
  places: readonly Place[],
  file: FileId,
  since: readonly SourceChange[],
): Place[] {
  const carried = carryEdits(
    places.map((place) => ({ ...place, insert: '', place })),
    file,
    since,
  ) as (Edit & { place: Place })[] | null;
  return (carried ?? []).map(({ from, to, place }) => ({ ...place, from, to }));
}

/** Places that a person chose, after `since`: what is written in one belongs to it. */
export function stretchPlaces(
  places: readonly Span[],
  file: FileId,
  since: readonly SourceChange[],
): readonly Span[] {
  let stretched = places;
  for (const change of since)
    if ('file' in change && change.file === file) {
      if (change.type === 'set' || change.type === 'remove') return [];
      if (change.type === 'edit') stretched = stretched.map((place) => stretch(place, change.edits));
    }
  return stretched.filter(({ from, to }) => from < to);
}

function stretch({ from, to }: Span, batch: readonly Edit[]): Span {
  let [start, end, shift] = [from, to, 0];
  for (const edit of batch) {
    if (edit.from >= to) break;
    const growth = edit.insert.length - (edit.to - edit.from);
    if (edit.to <= from) start += growth;
    else start = Math.min(start, edit.from + shift);
    end += edit.to > to ? edit.insert.length - (to - edit.from) : growth;
    shift += growth;
  }
  return { from: start, to: end };
}

/** One edit over a batch of ascending edits of the same text; null when they meet. */
function carryEdit(edit: Edit, batch: readonly Edit[]): Edit | null {
  let shift = 0;
  for (const { from, to, insert } of batch) {
    if (to <= edit.from) shift += insert.length - (to - from);
    else if (from < edit.to || from === edit.from) return null;
    else break;
  }
  return { ...edit, from: edit.from + shift, to: edit.to + shift };
}
