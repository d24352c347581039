/** What is kept of one unit: the nodes of its tree with what was found in them, and the names that it asked for. */

import type { Finding } from '../checks/findings.ts';
import type { Green } from '../syntax/green.ts';
import type { Diagnostic } from '../types.ts';
import { countIn, type Node, type Outlooks } from './nodes.ts';
import type { Unit } from './slots.ts';

/** What is known of one unit. */
export interface Body {
  root: Node | null;
  /** What the nodes of the root asked from outside; null when that is not known, or when it is another root since. */
  outlooks: Outlooks | null;
  /** How often each name was asked for. */
  readonly asked: Map<string, number>;
  /** Findings about declarations, and the names that they depend on. */
  declared: { readonly asked: ReadonlySet<string>; readonly findings: readonly Finding[] };
  /** Findings about what nobody uses. */
  unused: readonly Finding[];
  /** What was made of the findings about declarations, and where; good for as long as nothing there moved. */
  told: { readonly at: number; readonly green: Green; readonly list: readonly Diagnostic[] } | null;
  /** What is shown of the findings, and where the unit stood then; null when they may differ now. */
  shown: { readonly at: number; readonly list: readonly Diagnostic[] } | null;
}

/** A body of which nothing is known yet. */
export function emptyBody(): Body {
  return {
    root: null,
    outlooks: null,
    asked: new Map(),
    declared: { asked: new Set(), findings: [] },
    unused: [],
    told: null,
    shown: null,
  };
}

/** What is known of a unit, or null. */
export function bodyOf(unit: Unit): Body | null {
  return unit.body as Body | null;
}

/** Notes how many findings a unit has. */
export function countFindings(unit: Unit, { root, declared, unused }: Body): void {
  unit.findings = (root === null ? 0 : countIn(root)) + declared.findings.length + unused.length;
}
