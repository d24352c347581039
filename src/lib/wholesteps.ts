/** Steps that were worked out by the analysis worker: carried over what colleagues wrote meanwhile, whole or not at all. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import { carryEdits } from './carry.ts';
import type { Step, Steps } from './editor/steps.ts';

/** A step is worked out anew this often when colleagues write into its places meanwhile. */
export const ATTEMPTS = 5;

/** All edits or none: null when a colleague wrote into one of the places. */
export function applyWhole(
  steps: Steps,
  edits: readonly (readonly [FileId, readonly Edit[]])[],
  since: readonly SourceChange[],
  label: string,
): Step | null {
  const carried = new Map<FileId, readonly Edit[]>();
  for (const [file, list] of edits) {
    const moved = carryEdits(list, file, since);
    if (moved?.length !== list.length) return null;
    carried.set(file, moved);
  }
  return steps.apply(carried, label);
}
