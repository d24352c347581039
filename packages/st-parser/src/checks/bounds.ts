/** INDEX_OUT_OF_RANGE: a constant index outside of the bounds of an array. IEC 61131-3 ed. 3, 6.4.4.5. */

import { isSlot } from '../project/world.ts';
import { N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import type { Scene } from './scene.ts';

export function checkIndex(
  scene: Scene,
  array: TypeExpr & { kind: 'array' },
  indices: readonly Part[],
): void {
  if (indices.length !== array.dims.length) return;
  indices.forEach((part, i) => {
    const dim = array.dims[i]!;
    if (dim === null || dim === '*' || !isConstant(scene, part)) return;
    const index = scene.reader.constant(part);
    if (index === null || (index >= dim[0] && index <= dim[1])) return;
    const message = `The index ${index} is outside of ${dim[0]}..${dim[1]}`;
    scene.report('INDEX_OUT_OF_RANGE', 'error', part, message);
  });
}

/** Numbers, and names of constants; looking at variables would only cost. */
function isConstant(scene: Scene, part: Part): boolean {
  if (part.kind !== N.Path)
    return part.kind === N.Literal || part.parts.every((p) => p.kind < 128 || isConstant(scene, p));
  const { sym } = scene.reader.quiet().path(part, 'read');
  return sym != null && (isSlot(sym) ? sym.entry.qualifiers.includes('CONSTANT') : sym.kind === 'value');
}
