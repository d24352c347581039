/**
 * ADDRESS_SIZE: an address whose letter does not fit the type (`%IX0.0 : INT`). ADDRESS_ALIGNMENT: a word or larger at an
 * odd byte, which many controllers read in two steps. ADDRESS_BIT: a bit number over 7.
 * IEC 61131-3 ed. 3, 6.5.5.2.
 */

import { parseAddress } from '../project/addresses.ts';
import { bitsOf } from '../project/sizes.ts';
import type { Slot, Unit } from '../project/slots.ts';
import type { DialectId, Severity } from '../types.ts';
import type { Finding } from './findings.ts';

export function checkAddresses(unit: Unit, dialect: DialectId): Finding[] {
  const found: Finding[] = [];
  for (const slot of unit.slots) {
    const { address } = slot.declaration;
    if (address !== undefined) found.push(...checkAddress(slot, address, dialect));
  }
  return found;
}

function checkAddress(slot: Slot, address: string, dialect: DialectId): Finding[] {
  const parsed = parseAddress(address, dialect === 'iec' ? 'element' : 'byte');
  if (parsed === null) return /^%[IQM]X\d+\.(?:[89]|\d\d)$/.test(address) ? [bit(slot, address)] : [];
  const { typeExpr, type } = slot.declaration;
  if (parsed.size === 1 && typeExpr.kind === 'elementary' && (bitsOf(typeExpr) ?? 1) > 1)
    return [finding(slot, 'ADDRESS_SIZE', 'warning', `\`${address}\` is one bit, \`${type}\` is more`)];
  if (parsed.size > 1 && (type === 'BOOL' || type === 'BIT'))
    return [
      finding(slot, 'ADDRESS_SIZE', 'warning', `\`${address}\` is ${parsed.size} bits, \`${type}\` is one`),
    ];
  if (parsed.size > 8 && parsed.start % 16 !== 0)
    return [finding(slot, 'ADDRESS_ALIGNMENT', 'info', `\`${address}\` begins at an odd byte`)];
  return [];
}

function bit(slot: Slot, address: string): Finding {
  return finding(slot, 'ADDRESS_BIT', 'warning', `\`${address}\`: a byte has the bits 0 to 7`);
}

function finding(slot: Slot, code: string, severity: Severity, message: string): Finding {
  return { code, severity, message, target: { slot, part: 'name' } };
}
