/**
 * EXTERNAL_MISMATCH: a VAR_EXTERNAL says another type than its global variable, or would write a constant.
 * IEC 61131-3 ed. 3, 6.5.2.2. A global variable that is not there may be declared elsewhere: not judged.
 */

import type { Slot, Unit } from '../project/slots.ts';
import { isSlot, type World } from '../project/world.ts';
import type { Finding } from './findings.ts';

export function checkExternals(world: World, unit: Unit): Finding[] {
  const found: Finding[] = [];
  for (const slot of unit.slots) {
    if (slot.entry.section !== 'VAR_EXTERNAL' || slot.declaration.name === null) continue;
    const global = world.outside(world.lower(slot.declaration.name));
    if (global === undefined || !isSlot(global) || world.isForeign(global)) continue;
    const message = mismatch(slot, global);
    if (message === null) continue;
    found.push({
      code: 'EXTERNAL_MISMATCH',
      severity: 'error',
      message,
      target: { slot, part: 'type' },
      related: [{ target: { slot: global, part: 'type' }, message: 'The global variable is declared here' }],
    });
  }
  return found;
}

function mismatch(
  { declaration: own, entry }: Slot,
  { declaration: global, entry: other }: Slot,
): string | null {
  if (own.type.toLowerCase() !== global.type.toLowerCase() && !hasOpenBounds(own.type))
    return `\`${own.name}\` is \`${global.type}\` where it is declared, not \`${own.type}\``;
  if (other.qualifiers.includes('CONSTANT') && !entry.qualifiers.includes('CONSTANT'))
    return `\`${own.name}\` is a constant: VAR_EXTERNAL CONSTANT is missing here`;
  return null;
}

function hasOpenBounds(type: string): boolean {
  return type.includes('*');
}
