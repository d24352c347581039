/** Ignition data types for IEC types (`vendor-formats.md` 6.1): no unsigned ones, so each takes the next larger. */
import type { NodeRules, NodeType } from '../nodes/target.ts';

const of = (type: string): NodeType => ({ type });
const replaced = (type: string, why: string): NodeType => ({ type, code: 'TYPE_REPLACED', why });
const widened = (type: string): NodeType => ({
  type,
  code: 'TYPE_WIDENED',
  why: 'Ignition has no unsigned types',
});
const full: NodeType = {
  type: 'Int8',
  code: 'RANGE_LOST',
  why: 'values above 9223372036854775807 do not fit',
};
const bits = (type: string) => replaced(type, 'Ignition has no bit strings');

const TYPES: Readonly<Record<string, NodeType>> = {
  BOOL: of('Boolean'),
  SINT: of('Int1'),
  USINT: widened('Int2'),
  BYTE: bits('Int2'),
  INT: of('Int2'),
  UINT: widened('Int4'),
  WORD: bits('Int4'),
  DINT: of('Int4'),
  UDINT: widened('Int8'),
  DWORD: bits('Int8'),
  LINT: of('Int8'),
  ULINT: full,
  LWORD: { ...full, code: 'TYPE_REPLACED' },
  REAL: of('Float4'),
  LREAL: of('Float8'),
  CHAR: replaced('Int2', 'Ignition has no single characters'),
  WCHAR: replaced('Int4', 'Ignition has no single characters'),
  DT: of('DateTime'),
  LDT: replaced('DateTime', 'its steps are 1 ms'),
  DATE: replaced('DateTime', 'Ignition has no dates without a time'),
  LDATE: replaced('DateTime', 'Ignition has no dates without a time'),
  TIME: replaced('Int8', 'the number counts milliseconds'),
  LTIME: replaced('Int8', 'the number counts nanoseconds'),
  TOD: replaced('Int8', 'the number counts milliseconds since midnight'),
  LTOD: replaced('Int8', 'the number counts nanoseconds since midnight'),
};

/** Letters, digits, `_`, blanks and `'-:()` (from memory, not verified); IEC names pass. */
const NAMES = { max: 255, legal: (name: string) => /^[\p{L}\p{Nd}_][\p{L}\p{Nd}_ '\-:()]*$/u.test(name) };

export const IGNITION_RULES: NodeRules = {
  name: 'Ignition',
  names: NAMES,
  types: TYPES,
  string: { type: 'String' },
  maxDims: 1,
  array: (element) => `${element}Array`,
  group: (typeName) => (typeName === '' ? 'Folder' : typeName),
  losesTypeNames: false,
  losesLengths: true,
  itemPath: 'ns=4;s={path}',
};
