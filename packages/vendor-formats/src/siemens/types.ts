/** S7 data types for IEC types (`vendor-formats.md` 3.8): type tables per CPU family as data. */
import type { Note } from '../notes.ts';
import type { Shape } from '../shapes.ts';
import type { VendorCode, VendorOptions } from '../types.ts';

export type Cpu = NonNullable<VendorOptions['cpu']>;

/** An S7 type as a source text writes it, and what the writers must know of it. */
export interface S7Type {
  readonly text: string;
  /** Elementary: may stand in a tag table. */
  readonly bits: number | null;
  /** An FB that gets an instance data block of its own instead of a member. */
  readonly instanceOf?: string;
}

/** `STRING` without a length, as CODESYS and TwinCAT mean it; S7 alone would take 254. */
export const DEFAULT_STRING = 80;
const MAX_STRING = 254;
const MAX_DIMS = 6;

/** Converts a shape; null with its diagnostic when the CPU has nothing for it. */
export function s7Type(shape: Shape, cpu: Cpu, note: Note): S7Type | null {
  switch (shape.kind) {
    case 'elementary':
      return elementary(shape, cpu, note);
    case 'string':
      return stringType(shape, cpu, note);
    case 'array':
      return arrayType(shape, cpu, note);
    case 'struct':
      return { text: `"${shape.name}"`, bits: null };
    case 'inline':
      note('TYPE_UNSUPPORTED', 'A structure without a type name cannot be written; declare a TYPE for it.');
      return null;
    case 'block':
      return blockType(shape, note);
    case 'none':
      note('TYPE_UNSUPPORTED', `S7 has no type for it (${shape.why}), so the tag is left out.`);
      return null;
  }
}

interface Elementary {
  readonly type: string;
  readonly bits: number;
  readonly code?: VendorCode;
  readonly why?: string;
}

const of = (type: string, bits: number): Elementary => ({ type, bits });
const changed = (code: VendorCode, type: string, bits: number, why: string): Elementary => ({
  type,
  bits,
  code,
  why,
});

const EVERY: Readonly<Record<string, Elementary>> = {
  BOOL: of('Bool', 1),
  BYTE: of('Byte', 8),
  WORD: of('Word', 16),
  DWORD: of('DWord', 32),
  INT: of('Int', 16),
  DINT: of('DInt', 32),
  REAL: of('Real', 32),
  TIME: of('Time', 32),
  DATE: of('Date', 16),
  TOD: of('Time_Of_Day', 32),
  CHAR: of('Char', 8),
};

const SMALL_INTS: Readonly<Record<string, Elementary>> = {
  SINT: of('SInt', 8),
  USINT: of('USInt', 8),
  UINT: of('UInt', 16),
  UDINT: of('UDInt', 32),
  LREAL: of('LReal', 64),
  WCHAR: of('WChar', 16),
};

const TABLES: Readonly<Record<Cpu, Readonly<Record<string, Elementary>>>> = {
  'S7-1500': {
    ...EVERY,
    ...SMALL_INTS,
    LWORD: of('LWord', 64),
    LINT: of('LInt', 64),
    ULINT: of('ULInt', 64),
    LTIME: of('LTime', 64),
    LTOD: of('LTime_Of_Day', 64),
    LDT: of('LDT', 64),
    DT: of('Date_And_Time', 64),
    S5TIME: of('S5Time', 16),
  },
  'S7-1200': {
    ...EVERY,
    ...SMALL_INTS,
    DT: changed('TYPE_REPLACED', 'DTL', 96, 'this CPU has no Date_And_Time'),
  },
  'S7-300': {
    ...EVERY,
    SINT: changed('TYPE_WIDENED', 'Int', 16, 'this CPU has no SInt'),
    USINT: changed('TYPE_WIDENED', 'Int', 16, 'this CPU has no USInt'),
    UINT: changed('TYPE_WIDENED', 'DInt', 32, 'this CPU has no UInt'),
    UDINT: changed(
      'TYPE_WIDENED',
      'DInt',
      32,
      'this CPU has no UDInt, and values above 2147483647 do not fit',
    ),
    LREAL: changed('TYPE_REPLACED', 'Real', 32, 'this CPU keeps 7 digits only'),
    DT: of('Date_And_Time', 64),
    S5TIME: of('S5Time', 16),
  },
};

function elementary(shape: Shape & { kind: 'elementary' }, cpu: Cpu, note: Note): S7Type | null {
  const table = TABLES[cpu];
  const found = Object.hasOwn(table, shape.name) ? table[shape.name] : undefined;
  if (found === undefined) {
    note('TYPE_UNSUPPORTED', `${cpu} has no counterpart of ${shape.name}, so the tag is left out.`);
    return null;
  }
  if (found.code !== undefined) note(found.code, `${shape.name} becomes ${found.type}: ${found.why}.`);
  if (shape.range !== undefined) {
    const [low, high] = shape.range;
    note('RANGE_LOST', `The range ${low}..${high} is not kept; the type is ${found.type}.`);
  }
  if (shape.enumeration !== undefined) {
    const name = shape.enumeration.name === '' ? 'enumeration' : `enumeration ${shape.enumeration.name}`;
    note('ENUM_LOST', `The ${name} becomes ${found.type}; its value names are not kept.`);
  }
  // Date_And_Time and DTL are structures for the tag table; they live in data blocks.
  return { text: found.type, bits: shape.name === 'DT' ? null : found.bits };
}

function stringType(shape: Shape & { kind: 'string' }, cpu: Cpu, note: Note): S7Type | null {
  if (shape.wide && cpu === 'S7-300') {
    note('TYPE_UNSUPPORTED', 'S7-300 has no wide strings, so the tag is left out.');
    return null;
  }
  const length = shape.length ?? DEFAULT_STRING;
  const kept = shape.wide ? length : Math.min(length, MAX_STRING);
  if (shape.length === null)
    note(
      'TYPE_REPLACED',
      `A string without a length becomes ${shape.wide ? 'WString' : 'String'}[${kept}].`,
      'info',
    );
  if (kept !== length)
    note('TYPE_REPLACED', `STRING[${length}] becomes String[${kept}], the longest that S7 has.`);
  return { text: `${shape.wide ? 'WString' : 'String'}[${kept}]`, bits: null };
}

function arrayType(shape: Shape & { kind: 'array' }, cpu: Cpu, note: Note): S7Type | null {
  if (shape.dims.length > MAX_DIMS) {
    note(
      'ARRAY_DIMS',
      `S7 arrays have at most ${MAX_DIMS} dimensions, this one has ${shape.dims.length}; it is left out.`,
    );
    return null;
  }
  const base = s7Type(shape.base, cpu, note);
  if (base === null) return null;
  if (base.instanceOf !== undefined) {
    note(
      'TYPE_UNSUPPORTED',
      `An array of ${base.instanceOf} has no place in a data block; declare single instances.`,
    );
    return null;
  }
  if (shape.nested) note('TYPE_REPLACED', 'An array of arrays becomes one array: a[i][j] is a[i,j].', 'info');
  const bounds = shape.dims.map(([low, high]) => `${low}..${high}`).join(', ');
  return { text: `Array[${bounds}] of ${base.text}`, bits: null };
}

/** System data types that take the place of IEC timers and counters in a data block; from memory, not verified. */
const SYSTEM_TYPES: Readonly<Record<string, string>> = {
  TON: 'TON_TIME',
  TOF: 'TOF_TIME',
  TP: 'TP_TIME',
  CTU: 'CTU_INT',
  CTD: 'CTD_INT',
  CTUD: 'CTUD_INT',
};

function blockType(shape: Shape & { kind: 'block' }, note: Note): S7Type {
  const upper = shape.name.toUpperCase();
  const system = !shape.own && Object.hasOwn(SYSTEM_TYPES, upper) ? SYSTEM_TYPES[upper] : undefined;
  if (system !== undefined) {
    note('TYPE_REPLACED', `${shape.name} becomes the system type ${system}.`, 'info');
    return { text: system, bits: null };
  }
  const what = shape.own ? 'function block' : 'type';
  note('TYPE_EXTERNAL', `The ${what} ${shape.name} must exist in the TIA project before the import.`);
  return { text: `"${shape.name}"`, bits: null, instanceOf: shape.name };
}
