/** Turns as steps of the language: whose edits belong together, so that each change of a tag has its author. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import type { Entry } from './room.ts';
import type { FileChanges } from './tagbook.ts';

/** Whose edits a derivation took in, up to which entry, and when the last of them came. */
export interface Step {
  readonly seq: number;
  readonly at: number;
  readonly authors: readonly string[];
}

/** Derivations of one flush; when more people than these take turns, the rest is one. */
const MOST_STEPS = 16;
/** Bytes after which a step ends: a burst of files is read in several, between which others have their turn. */
const STEP_BYTES = 4 * 1024;

/** Takes the entries of the next step out of a queue: those in a row of one person. Of the last of `MOST_STEPS` all that wait. */
export function takeStep(queue: Entry[], number: number): Entry[] {
  const first = queue[0];
  const isLast = number >= MOST_STEPS;
  let bytes = 0;
  const end = queue.findIndex(({ author, update }) => {
    const isOfNext = !isLast && (author !== first?.author || bytes >= STEP_BYTES);
    bytes += update.length;
    return isOfNext;
  });
  return queue.splice(0, end < 0 ? queue.length : end);
}

export function stepOf(entries: readonly Entry[]): Step {
  const last = entries[entries.length - 1];
  const authors = [...new Set(entries.map(({ author }) => author))];
  return { seq: last?.seq ?? 0, at: last?.at ?? 0, authors };
}

/** What changes of the source did to the files. */
export function fileChanges(changes: readonly SourceChange[]): FileChanges {
  const edits = new Map<FileId, (readonly Edit[])[]>();
  const touched = new Set<FileId>();
  for (const change of changes) {
    if (change.type === 'settings') continue;
    touched.add(change.file);
    if (change.type !== 'edit') continue;
    const batches = edits.get(change.file);
    if (batches) batches.push(change.edits);
    else edits.set(change.file, [change.edits]);
  }
  return { edits, touched };
}
