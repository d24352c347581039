/** UNKNOWN_TYPE: a declaration names a type that neither the project nor the standard knows. */

import type { Unit } from '../project/slots.ts';
import { isTypeItem } from '../project/slots.ts';
import { typeNameOf } from '../project/typenames.ts';
import type { World } from '../project/world.ts';
import type { Finding } from './findings.ts';

/** Findings of one unit. A qualified name may come from a library that is not here: it is not judged. */
export function unknownTypes(unit: Unit, world: World): Finding[] {
  const found: Finding[] = [];
  const generics = new Set(unit.contribution.scopes.flatMap(({ head }) => head.generics ?? []));
  for (const slot of unit.slots) {
    const name = typeNameOf(slot.entry.fact.type);
    if (name === null || name.includes('.') || isKnown(name, world)) continue;
    if (generics.has(name.toLowerCase())) continue;
    found.push({
      code: 'UNKNOWN_TYPE',
      severity: 'info',
      message: `The type \`${name}\` is not declared in this project; it may come from a library`,
      target: { slot, part: 'type' },
    });
  }
  return found;
}

function isKnown(name: string, world: World): boolean {
  const key = world.lower(name);
  return key.startsWith('any_') || world.open(key, isTypeItem) !== undefined;
}
