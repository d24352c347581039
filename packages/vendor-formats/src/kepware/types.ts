/** Kepware data types for IEC types (`vendor-formats.md` 6.3). */
import type { NodeRules, NodeType } from '../nodes/target.ts';

const of = (type: string): NodeType => ({ type });
const replaced = (type: string, why: string): NodeType => ({ type, code: 'TYPE_REPLACED', why });
const bits = (type: string) => replaced(type, 'Kepware does not tell bit strings from numbers');

const TYPES: Readonly<Record<string, NodeType>> = {
  BOOL: of('Boolean'),
  SINT: of('Char'),
  USINT: of('Byte'),
  BYTE: bits('Byte'),
  INT: of('Short'),
  UINT: of('Word'),
  WORD: bits('Word'),
  DINT: of('Long'),
  UDINT: of('DWord'),
  DWORD: bits('DWord'),
  LINT: of('LLong'),
  ULINT: of('QWord'),
  LWORD: bits('QWord'),
  REAL: of('Float'),
  LREAL: of('Double'),
  CHAR: replaced('Char', 'Kepware counts a character as a number'),
  WCHAR: replaced('Word', 'Kepware counts a character as a number'),
  DT: of('Date'),
  LDT: replaced('Date', 'nanoseconds are not kept'),
  DATE: replaced('Date', 'Kepware has no dates without a time'),
  LDATE: replaced('Date', 'Kepware has no dates without a time'),
  TIME: replaced('Long', 'the number counts milliseconds'),
  LTIME: replaced('LLong', 'the number counts nanoseconds'),
  TOD: replaced('DWord', 'the number counts milliseconds since midnight'),
  LTOD: replaced('QWord', 'the number counts nanoseconds since midnight'),
};

/** No dot, no quote, no leading `_` or blank; at most 256 characters. */
const NAMES = { max: 256, legal: (name: string) => /^[^\s_."\p{Cc}][^."\p{Cc}]{0,255}$/u.test(name) };

export const KEPWARE_RULES: NodeRules = {
  name: 'Kepware',
  names: NAMES,
  types: TYPES,
  string: { type: 'String' },
  maxDims: 2,
  array: (element) => `${element} Array`,
  group: () => 'Group',
  losesTypeNames: true,
  losesGroupComments: true,
  itemPath: '{path}',
};
