/** Types of literals and of operations on values: IEC 61131-3 ed. 3, 6.3 and table 52. */

import { K } from '../syntax/kinds.ts';
import type { TypeExpr } from '../types.ts';
import { ELEMENTARY } from './rawtypes.ts';

function elementary(name: string): TypeExpr {
  return { kind: 'elementary', text: name, name };
}

const INTEGER = elementary('ANY_INT');
const REAL = elementary('ANY_REAL');
const BOOL = elementary('BOOL');
const STRING: TypeExpr = { kind: 'string', text: 'STRING', wide: false, length: null };
const WSTRING: TypeExpr = { kind: 'string', text: 'WSTRING', wide: true, length: null };

/** The type of a literal without a prefix. */
export function literalType(token: number): TypeExpr | null {
  switch (token) {
    case K.Int:
      return INTEGER;
    case K.Real:
      return REAL;
    case K.String:
      return STRING;
    case K.WString:
      return WSTRING;
    default:
      return null;
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  T: 'TIME',
  LT: 'LTIME',
  D: 'DATE',
  LD: 'LDATE',
  TOD: 'TIME_OF_DAY',
  LTOD: 'LTIME_OF_DAY',
  DT: 'DATE_AND_TIME',
  LDT: 'LDATE_AND_TIME',
  S5T: 'S5TIME',
  B: 'BYTE',
  W: 'WORD',
  DW: 'DWORD',
  L: 'DINT',
};

/** The type that a literal's prefix names, `INT` of `INT#5`; undefined when it is the name of an enumeration. */
export function typed(prefix: string): TypeExpr | null | undefined {
  if (prefix === 'STRING') return STRING;
  if (prefix === 'WSTRING') return WSTRING;
  const name = PREFIXES[prefix] ?? prefix;
  if (ELEMENTARY.has(name)) return elementary(name);
  return /^(?:\d+|[CPX]|BLOCK_\w+)$/.test(prefix) ? null : undefined;
}

const ORDER =
  'ANY_INT SINT USINT BYTE INT UINT WORD DINT UDINT DWORD LINT ULINT LWORD ANY_REAL REAL LREAL'.split(' ');
const SPAN = /^L?(?:TIME)$/;

/** The type of `a operator b`; null when it is not known. */
export function joined(operator: string, a: TypeExpr | null, b: TypeExpr | null): TypeExpr | null {
  switch (operator) {
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=':
    case 'AND_THEN':
    case 'OR_ELSE':
      return BOOL;
    default:
      return a === null || b === null ? null : arithmetic(operator, a, b);
  }
}

function arithmetic(operator: string, a: TypeExpr, b: TypeExpr): TypeExpr | null {
  if (a.text === b.text && operator !== '-') return a;
  if (a.kind !== 'elementary' || b.kind !== 'elementary') return null;
  if (SPAN.test(a.name) && (SPAN.test(b.name) || operator === '*' || operator === '/'))
    return b.name === 'LTIME' ? b : operator === '/' && SPAN.test(b.name) ? null : a;
  const x = ORDER.indexOf(a.name);
  const y = ORDER.indexOf(b.name);
  if (x < 0 || y < 0) return null;
  if (Math.max(x, y) >= ORDER.indexOf('ANY_REAL')) return x > y ? a : b;
  return x > y ? a : b;
}
