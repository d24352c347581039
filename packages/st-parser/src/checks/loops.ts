/** LOOP_STEP_ZERO: a FOR that never ends. LOOP_NEVER_RUNS: a FOR whose bounds are the wrong way round. IEC 61131-3 ed. 3, 7.3.3.4.2. */

import type { Reader } from '../project/values.ts';
import { N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { Scene } from './scene.ts';

/** `parts` is the head of a FOR: `FOR i := a TO b BY c DO`. */
export function checkLoop(scene: Scene, parts: readonly Part[]): void {
  const { reader } = scene;
  const [, low, high, step] = parts.filter(({ kind }) => kind >= N.Binary);
  if (low === undefined || high === undefined) return;
  const by = step === undefined ? 1 : number(reader, step);
  if (by === 0) {
    scene.report('LOOP_STEP_ZERO', 'error', step!, 'A step of 0 never ends');
    return;
  }
  const from = number(reader, low);
  const to = number(reader, high);
  if (by === null || from === null || to === null || (by > 0 ? from <= to : from >= to)) return;
  const message = `From ${from} to ${to} by ${by}: the loop never runs`;
  scene.report('LOOP_NEVER_RUNS', 'warning', { from: low.from, to: high.to }, message);
}

/** The value of a number as it is written; names are not looked up. */
function number(reader: Reader, part: Part): number | null {
  const isWritten =
    part.kind === N.Literal ||
    (part.kind === N.Unary && part.parts.every(({ kind }) => kind < N.Binary || kind === N.Literal));
  return isWritten ? reader.constant(part) : null;
}
