/** UNKNOWN_TYPE: a declaration names a type that neither the project nor the standard knows. */

import type { RawType } from '../project/rawtypes.ts';
import { ELEMENTARY } from '../project/rawtypes.ts';
import type { Unit } from '../project/slots.ts';
import { STANDARD_TYPES } from '../project/standard.ts';
import type { Symbols } from '../project/symbols.ts';
import type { Finding } from './findings.ts';

/** The name of a user-defined or library type inside a type, or null. */
export function typeNameOf(type: RawType): string | null {
  switch (type.kind) {
    case 'named':
      return ELEMENTARY.has(type.name) ? null : type.name;
    case 'array':
    case 'pointer':
    case 'reference':
      return typeNameOf(type.base);
    case 'subrange':
      return ELEMENTARY.has(type.base) ? null : type.base;
    default:
      return null;
  }
}

/** Findings of one unit. A qualified name may come from a library that is not here: it is not judged. */
export function unknownTypes(unit: Unit, symbols: Symbols): Finding[] {
  const found: Finding[] = [];
  const generics = new Set(unit.contribution.scopes.flatMap(({ head }) => head.generics ?? []));
  for (const slot of unit.slots) {
    const name = typeNameOf(slot.entry.fact.type);
    if (name === null || name.includes('.') || isKnown(name, symbols)) continue;
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

function isKnown(name: string, symbols: Symbols): boolean {
  const key = name.toLowerCase();
  return STANDARD_TYPES.has(key) || key.startsWith('any_') || symbols.type(key) !== undefined;
}
