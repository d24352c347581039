/** Which bits of the process image the tags of a project use: what an address map draws. */

import { type BitRange, parseAddress } from '../project/addresses.ts';
import { insideOf } from '../project/inside.ts';
import { bitsOf } from '../project/sizes.ts';
import type { Project } from '../types.ts';

/** A tag with the bits that it covers: at least what its address says, more when its type is larger. */
export interface PlacedTag extends BitRange {
  readonly key: string;
  readonly name: string;
  readonly address: string;
  /** Bits of one element of its address: 1, 8, 16, 32 or 64. */
  readonly size: number;
  /** What the number of `%IW4` counts in its file. */
  readonly unit: 'byte' | 'element';
}

/** All tags with a place of their own, by area and first bit; `%I*` and VAR_EXTERNAL have none. */
export function placedTags(project: Project): readonly PlacedTag[] {
  const { files } = insideOf(project);
  const placed: PlacedTag[] = [];
  for (const { key, name, address, section, file, typeExpr } of project.tags()) {
    if (address === undefined || section === 'VAR_EXTERNAL' || section === 'VAR_ACCESS') continue;
    const unit = files.get(file)?.tree.dialect === 'iec' ? 'element' : 'byte';
    const parsed = parseAddress(address, unit);
    if (parsed === null) continue;
    const { area, start, size } = parsed;
    const to = start + Math.max(size, bitsOf(typeExpr) ?? 0);
    placed.push({ key, name, address, size, unit, area, from: start, to });
  }
  return placed.sort((a, b) => (a.area < b.area ? -1 : a.area > b.area ? 1 : a.from - b.from));
}
