/** What a check finds: tied to declarations, not to offsets, so that findings stay valid while text around them moves. */

import type { Slot, Unit } from '../project/slots.ts';
import type { Diagnostic, Severity } from '../types.ts';

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

/** A finding inside a node of a tree: offsets count from the node's start. */
export interface LeafFinding {
  /** The diagnostic that was made of it; good for as long as it stands where its place says. */
  shown: Diagnostic | null;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly related: readonly { readonly target: Target; readonly message: string }[] | undefined;
  readonly fix: LeafFix | undefined;
}

/** What a finding may have besides its sentence. */
export type More = Partial<Pick<LeafFinding, 'related' | 'fix'>>;

const NO_MORE: More = {};

/** A finding at a part of a node; all of them have one shape. */
export function leafFinding(
  code: string,
  severity: Severity,
  message: string,
  { from, to }: Pick<LeafFinding, 'from' | 'to'>,
  { related, fix }: More = NO_MORE,
): LeafFinding {
  return { shown: null, code, severity, message, from, to, related, fix };
}

/** What may stand in a finding's place. */
export interface LeafFix {
  readonly title: string;
  readonly insert: string;
}

/** The unit that a target is in. */
export function unitOf(target: Target): Unit {
  return 'slot' in target ? target.slot.unit : target.unit;
}
