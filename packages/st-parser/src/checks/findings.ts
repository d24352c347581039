/** What a check finds: tied to declarations, not to offsets, so that findings stay valid while text around them moves. */

import type { Slot, Unit } from '../project/slots.ts';
import type { Severity } from '../types.ts';

/** Where a finding points. */
export type Target =
  | { readonly slot: Slot; readonly part: 'name' | 'type' }
  /** The name of a POU or type in a unit: the scope as contract section 3 writes it. */
  | { readonly unit: Unit; readonly scope: string };

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly target: Target;
  readonly related?: readonly { readonly target: Target; readonly message: string }[];
}

/** The unit that a target is in. */
export function unitOf(target: Target): Unit {
  return 'slot' in target ? target.slot.unit : target.unit;
}
