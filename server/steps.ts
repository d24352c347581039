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

/** Entries in a row of one person belong together; beyond the most steps all the rest does. */
export function stepsOf(entries: readonly Entry[]): Entry[][] {
  const steps: Entry[][] = [];
  for (const entry of entries) {
    const last = steps[steps.length - 1];
    if (last && (last[0]?.author === entry.author || steps.length >= MOST_STEPS)) last.push(entry);
    else steps.push([entry]);
  }
  return steps;
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
