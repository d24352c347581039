/** The names of types inside types. */

import { ELEMENTARY, type RawType } from './rawtypes.ts';

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
