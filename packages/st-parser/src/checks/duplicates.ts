/** DUPLICATE_DECLARATION: one name declared twice in one scope. IEC 61131-3 ed. 3, 6.5.2. */

import type { Slot } from '../project/slots.ts';
import { areApart } from './apart.ts';
import type { Finding } from './findings.ts';

const NONE: Finding[] = [];

/** Findings for the slots of one name, in order. `between` is the text from one slot of a file to a later one. */
export function duplicates(bucket: readonly Slot[], between: (slot: Slot, later: Slot) => string): Finding[] {
  if (bucket.length < 2) return NONE;
  const found: Finding[] = [];
  for (let i = 1; i < bucket.length; i++) {
    const slot = bucket[i]!;
    const first = bucket.slice(0, i).find((other) => collide(other, slot, between));
    if (first === undefined) continue;
    const { name, scope } = slot.declaration;
    found.push({
      code: 'DUPLICATE_DECLARATION',
      severity: 'error',
      message: `\`${name}\` is declared twice in \`${scope}\``,
      target: { slot, part: 'name' },
      related: [{ target: { slot: first, part: 'name' }, message: `\`${name}\` is declared here first` }],
    });
  }
  return found;
}

/** Members of two units of the same name are one mistake, and it is the units' (DUPLICATE_UNIT). */
function collide(a: Slot, b: Slot, between: (slot: Slot, later: Slot) => string): boolean {
  if (a.unit !== b.unit)
    return a.entry.owner === 'global' && b.entry.owner === 'global' && !areApart(a.unit, b.unit);
  if (a.entry.section === 'VAR_CONFIG' || b.entry.section === 'VAR_CONFIG') return false;
  // `{IF defined (X)} x : INT; {ELSE} x : REAL; {END_IF}` in one section: never both.
  return /END_VAR|\{\s*(?:ELS|IF|END_IF)/i.exec(between(a, b))?.[0][0] !== '{';
}
