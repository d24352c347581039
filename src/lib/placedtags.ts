/** The tags with a place in the process image, told again only when one of them changed. */

import type { Project } from '@tagloom/st-parser';
import { type PlacedTag, placedTags } from '@tagloom/st-parser/editor';
import { type PackedMap, packArea } from './packedmap.ts';

interface Placed {
  readonly version: number;
  readonly tags: readonly PlacedTag[];
}

const AREAS = ['I', 'Q', 'M'] as const;

/** The areas of the process image, as the page draws them. */
export interface PlacedAreas {
  readonly version: number;
  readonly areas: readonly PackedMap[];
}

const last = new WeakMap<Project, Placed>();

/** The placed tags of a project by area and the number of their version; null when that is the `known` one. */
export function placedSince(project: Project, known: number): PlacedAreas | null {
  const before = last.get(project);
  const tags = placedTags(project);
  const isSame = before !== undefined && isEqual(before.tags, tags);
  const now = isSame ? before : { version: (before?.version ?? 0) + 1, tags };
  last.set(project, now);
  const { version } = now;
  return version === known ? null : { version, areas: AREAS.map((area) => packArea(now.tags, area)) };
}

function isEqual(before: readonly PlacedTag[], after: readonly PlacedTag[]): boolean {
  return (
    before.length === after.length &&
    after.every((tag, at) => FIELDS.every((field) => tag[field] === before[at]![field]))
  );
}

const FIELDS = ['key', 'name', 'address', 'from', 'to', 'size', 'unit', 'area'] as const;
