/** The tags with a place in the process image, told again only when one of them changed. */

import type { Project } from '@tagloom/st-parser';
import { type PlacedTag, placedTags } from '@tagloom/st-parser/editor';

interface Placed {
  readonly version: number;
  readonly tags: readonly PlacedTag[];
}

const last = new WeakMap<Project, Placed>();

/** The placed tags of a project and the number of their version; null when that is the `known` one. */
export function placedSince(project: Project, known: number): Placed | null {
  const before = last.get(project);
  const tags = placedTags(project);
  const isSame = before !== undefined && isEqual(before.tags, tags);
  const now = isSame ? before : { version: (before?.version ?? 0) + 1, tags };
  last.set(project, now);
  return now.version === known ? null : now;
}

function isEqual(before: readonly PlacedTag[], after: readonly PlacedTag[]): boolean {
  return (
    before.length === after.length &&
    after.every((tag, at) => FIELDS.every((field) => tag[field] === before[at]![field]))
  );
}

const FIELDS = ['key', 'name', 'address', 'from', 'to', 'size', 'unit', 'area'] as const;
