/** OPC UA data types for IEC types (`vendor-formats.md` 6.2), both ways. */

import { IEC_NAMES } from '../names.ts';
import type { NodeRules, NodeType } from '../nodes/target.ts';

const of = (type: string): NodeType => ({ type });
const replaced = (type: string, why: string): NodeType => ({ type, code: 'TYPE_REPLACED', why });
const bits = (type: string) => replaced(type, 'OPC UA has no bit strings');

const TYPES: Readonly<Record<string, NodeType>> = {
  BOOL: of('Boolean'),
  SINT: of('SByte'),
  USINT: of('Byte'),
  BYTE: bits('Byte'),
  INT: of('Int16'),
  UINT: of('UInt16'),
  WORD: bits('UInt16'),
  DINT: of('Int32'),
  UDINT: of('UInt32'),
  DWORD: bits('UInt32'),
  LINT: of('Int64'),
  ULINT: of('UInt64'),
  LWORD: bits('UInt64'),
  REAL: of('Float'),
  LREAL: of('Double'),
  CHAR: replaced('Byte', 'OPC UA has no single characters'),
  WCHAR: replaced('UInt16', 'OPC UA has no single characters'),
  DT: of('DateTime'),
  LDT: replaced('DateTime', 'its steps are 100 ns'),
  TIME: replaced('Int64', 'the number counts milliseconds'),
  LTIME: replaced('Int64', 'the number counts nanoseconds'),
  DATE: replaced('DateTime', 'OPC UA has no dates without a time'),
  LDATE: replaced('DateTime', 'OPC UA has no dates without a time'),
  TOD: replaced('Int64', 'the number counts milliseconds since midnight'),
  LTOD: replaced('Int64', 'the number counts nanoseconds since midnight'),
};

/** Numeric ids of the built-in data types in namespace 0. */
export const UA_IDS: Readonly<Record<string, number>> = {
  Boolean: 1,
  SByte: 2,
  Byte: 3,
  Int16: 4,
  UInt16: 5,
  Int32: 6,
  UInt32: 7,
  Int64: 8,
  UInt64: 9,
  Float: 10,
  Double: 11,
  String: 12,
  DateTime: 13,
};

export const UA_RULES: NodeRules = {
  name: 'OPC UA',
  names: IEC_NAMES,
  types: TYPES,
  string: { type: 'String' },
  maxDims: 16,
  array: (element) => element,
  group: () => 'Object',
  losesTypeNames: true,
  itemPath: 'ns=1;s={path}',
};
