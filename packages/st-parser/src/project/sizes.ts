/** Sizes of types that need no table: IEC 61131-3 ed. 3, table 10. */

import type { TypeExpr } from '../types.ts';

const BITS: Readonly<Record<string, number>> = {
  BOOL: 1,
  BIT: 1,
  BYTE: 8,
  SINT: 8,
  USINT: 8,
  CHAR: 8,
  WORD: 16,
  INT: 16,
  UINT: 16,
  WCHAR: 16,
  DWORD: 32,
  DINT: 32,
  UDINT: 32,
  REAL: 32,
  TIME: 32,
  LWORD: 64,
  LINT: 64,
  ULINT: 64,
  LREAL: 64,
  LTIME: 64,
};

/** Bits of an elementary type, 0 for names that have no fixed size. */
export function elementaryBits(name: string): number {
  return BITS[name] ?? 0;
}

/** Bits of a type; null when a name or an unfolded bound would have to be known. */
export function bitsOf(type: TypeExpr): number | null {
  switch (type.kind) {
    case 'elementary':
      return BITS[type.name] ?? null;
    case 'subrange':
      return bitsOf(type.base);
    case 'array': {
      const element = bitsOf(type.base);
      if (element === null) return null;
      let count = 1;
      for (const dim of type.dims) {
        if (dim === '*' || dim === null) return null;
        count *= Math.max(0, dim[1] - dim[0] + 1);
      }
      return count * element;
    }
    default:
      return null;
  }
}
