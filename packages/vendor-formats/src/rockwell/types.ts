/** Logix data types for IEC types (`vendor-formats.md` 2.4): one table per controller family. */
import { sanitise } from '../names.ts';
import type { Note } from '../notes.ts';
import type { Bounds, Enumeration, Shape } from '../shapes.ts';
import type { VendorCode } from '../types.ts';

/** A Logix type. `radix` only on atomic types and their arrays. */
export interface LogixType {
  /** `DINT`, `STRING_20`, `FB_Valve`. */
  readonly name: string;
  readonly dims: readonly number[];
  readonly radix?: string;
  readonly enumeration?: Enumeration;
}

/** The side of a controller that types depend on. */
export interface Family {
  readonly is5580: boolean;
  /** TIME, LTIME, DT and LDT exist as types; from 36 on (the first version is from memory, not verified). */
  readonly hasTimes: boolean;
}

/** Length of `STRING` without a length: 80 in CODESYS and TwinCAT. */
export const DEFAULT_STRING = 80;
/** Characters of the built-in STRING. */
export const BUILT_IN_STRING = 82;
const MAX_DIMS = 3;
/** BOOL arrays come in steps of 32. */
const BOOL_STEP = 32;

/** Converts a shape; null with its diagnostic when Logix has nothing for it. */
export function logixType(shape: Shape, family: Family, tagName: string, note: Note): LogixType | null {
  switch (shape.kind) {
    case 'elementary':
      return atomic(shape, family, note);
    case 'string':
      return stringType(shape, note);
    case 'array':
      return arrayType(shape, family, tagName, note);
    case 'struct':
      return external(shape.name, 'structure', note);
    case 'inline':
      return external(`${tagName}_Type`, 'inline structure', note);
    case 'block':
      return shape.own ? external(shape.name, 'function block', note) : libraryType(shape.name, note);
    case 'none':
      note('TYPE_UNSUPPORTED', `Logix has no type for it (${shape.why}), so the tag is left out.`);
      return null;
  }
}

interface Atomic {
  readonly type: string;
  readonly radix: string;
  readonly code?: VendorCode;
  /** What changes, as the end of a sentence. */
  readonly why?: string;
}

const same = (type: string, radix = 'Decimal'): Atomic => ({ type, radix });
const replaced = (type: string, radix: string, why: string): Atomic => ({
  type,
  radix,
  code: 'TYPE_REPLACED',
  why,
});
const widened = (type: string, why: string): Atomic => ({
  type,
  radix: 'Decimal',
  code: 'TYPE_WIDENED',
  why,
});

const COMMON: Readonly<Record<string, Atomic>> = {
  BOOL: same('BOOL'),
  SINT: same('SINT'),
  INT: same('INT'),
  DINT: same('DINT'),
  REAL: same('REAL', 'Float'),
  BYTE: replaced('SINT', 'Hex', 'Logix has no bit strings'),
  WORD: replaced('INT', 'Hex', 'Logix has no bit strings'),
  DWORD: replaced('DINT', 'Hex', 'Logix has no bit strings'),
  LWORD: replaced('LINT', 'Hex', 'Logix has no bit strings'),
  CHAR: replaced('SINT', 'ASCII', 'Logix has no single characters'),
  TIME: replaced('DINT', 'Decimal', 'the number counts milliseconds'),
  LTIME: replaced('LINT', 'Decimal', 'the number counts nanoseconds'),
  DT: replaced('LINT', 'Decimal', 'the number counts microseconds since 1970'),
  LDT: replaced('LINT', 'Decimal', 'the number counts nanoseconds since 1970'),
  DATE: replaced('DINT', 'Decimal', 'Logix has no dates'),
  TOD: replaced('DINT', 'Decimal', 'Logix has no time of day'),
  LDATE: replaced('LINT', 'Decimal', 'Logix has no dates'),
  LTOD: replaced('LINT', 'Decimal', 'Logix has no time of day'),
};

const TIMES: Readonly<Record<string, Atomic>> = {
  TIME: replaced('TIME', 'Time (us)', 'it counts microseconds in 64 bits, not milliseconds in 32'),
  LTIME: same('LTIME', 'LTime (ns)'),
  DT: same('DT', 'Date/Time'),
  LDT: same('LDT', 'Date/Time (ns)'),
};

const ONLY_5580: Readonly<Record<string, Atomic>> = {
  LINT: same('LINT'),
  USINT: same('USINT'),
  UINT: same('UINT'),
  UDINT: same('UDINT'),
  ULINT: same('ULINT'),
  LREAL: same('LREAL', 'Float'),
};

const ONLY_5570: Readonly<Record<string, Atomic>> = {
  LINT: replaced('LINT', 'Decimal', 'this family takes LINT in few instructions only'),
  USINT: widened('INT', 'this family has no unsigned types'),
  UINT: widened('DINT', 'this family has no unsigned types'),
  UDINT: widened('LINT', 'this family has no unsigned types'),
  LREAL: replaced('REAL', 'Float', 'this family keeps 7 digits only'),
};

function atomic(shape: Shape & { kind: 'elementary' }, family: Family, note: Note): LogixType | null {
  if (shape.enumeration !== undefined && !shape.enumeration.typed)
    return enumerated(shape.enumeration, 'DINT', note);
  const times = family.hasTimes && family.is5580 ? TIMES[shape.name] : undefined;
  const found = times ?? (family.is5580 ? ONLY_5580 : ONLY_5570)[shape.name] ?? COMMON[shape.name];
  if (found === undefined) {
    note('TYPE_UNSUPPORTED', `Logix has no counterpart of ${shape.name}, so the tag is left out.`);
    return null;
  }
  if (found.code !== undefined) note(found.code, `${shape.name} becomes ${found.type}: ${found.why}.`);
  if (shape.range !== undefined)
    note('RANGE_LOST', `The range ${rangeText(shape.range)} is not kept; the type is ${found.type}.`);
  if (shape.enumeration !== undefined) return enumerated(shape.enumeration, found.type, note);
  return { name: found.type, dims: [], radix: found.radix };
}

function enumerated(enumeration: Enumeration, type: string, note: Note): LogixType {
  const name = enumeration.name === '' ? 'enumeration' : `enumeration ${enumeration.name}`;
  note('ENUM_LOST', `The ${name} becomes ${type}; its values are listed in the description.`);
  return { name: type, dims: [], radix: 'Decimal', enumeration };
}

function rangeText([low, high]: Bounds): string {
  return `${low}..${high}`;
}

function stringType(shape: Shape & { kind: 'string' }, note: Note): LogixType | null {
  if (shape.wide) {
    note('TYPE_UNSUPPORTED', 'Logix has no wide strings, so the tag is left out.');
    return null;
  }
  const length = shape.length ?? DEFAULT_STRING;
  if (shape.length === null)
    note('TYPE_REPLACED', `STRING without a length becomes STRING_${length}.`, 'info');
  if (length === BUILT_IN_STRING) return { name: 'STRING', dims: [] };
  return external(`STRING_${length}`, 'string', note);
}

function arrayType(
  shape: Shape & { kind: 'array' },
  family: Family,
  tagName: string,
  note: Note,
): LogixType | null {
  const isBool = shape.base.kind === 'elementary' && shape.base.name === 'BOOL';
  const most = isBool ? 1 : MAX_DIMS;
  if (shape.dims.length > most) {
    const what = isBool ? 'BOOL arrays' : 'arrays';
    note(
      'ARRAY_DIMS',
      `Logix ${what} have at most ${most} dimension${most === 1 ? '' : 's'}, this one has ${shape.dims.length}; it is left out.`,
    );
    return null;
  }
  const base = logixType(shape.base, family, tagName, note);
  if (base === null) return null;
  for (const [low, high] of shape.dims)
    if (low !== 0)
      note('ARRAY_SHIFTED', `Index i of ${low}..${high} is i - (${low}) in Logix, where arrays begin at 0.`);
  if (shape.nested) note('TYPE_REPLACED', 'An array of arrays becomes one array: a[i][j] is a[i,j].', 'info');
  const sizes = shape.dims.map(([low, high]) => high - low + 1);
  return { ...base, dims: isBool ? sizes.map((size) => rounded(size, note)) : sizes };
}

function rounded(size: number, note: Note): number {
  const whole = Math.ceil(size / BOOL_STEP) * BOOL_STEP;
  if (whole !== size)
    note('ARRAY_RESIZED', `BOOL[${size}] becomes BOOL[${whole}]: Logix makes them in steps of 32.`);
  return whole;
}

/** Structured text blocks of Logix that stand in for IEC ones; from memory and issue threads, not verified. */
const LIBRARY: Readonly<Record<string, { readonly type: string; readonly why: string } | null>> = {
  TON: { type: 'FBD_TIMER', why: 'PRE and ACC are DINT milliseconds in place of PT and ET' },
  TOF: { type: 'FBD_TIMER', why: 'PRE and ACC are DINT milliseconds in place of PT and ET' },
  TP: null,
  CTU: { type: 'FBD_COUNTER', why: 'its members have other names' },
  CTD: { type: 'FBD_COUNTER', why: 'its members have other names' },
  CTUD: { type: 'FBD_COUNTER', why: 'its members have other names' },
  R_TRIG: { type: 'FBD_ONESHOT', why: 'its members have other names' },
  F_TRIG: { type: 'FBD_ONESHOT', why: 'its members have other names' },
  RS: { type: 'DOMINANT_RESET', why: 'its members have other names' },
  SR: { type: 'DOMINANT_SET', why: 'its members have other names' },
};

function libraryType(name: string, note: Note): LogixType | null {
  const known = Object.hasOwn(LIBRARY, name.toUpperCase()) ? LIBRARY[name.toUpperCase()] : undefined;
  if (known === null) {
    note('TYPE_UNSUPPORTED', `Logix has no counterpart of ${name}, so the tag is left out.`);
    return null;
  }
  if (known === undefined) return external(name, 'library type', note);
  note('TYPE_REPLACED', `${name} becomes ${known.type}: ${known.why}.`);
  return { name: known.type, dims: [] };
}

/** Each such name must exist in the Logix project before the tags are imported. */
function external(wanted: string, what: string, note: Note): LogixType {
  const name = sanitise(wanted, 40);
  const renamed = name === wanted ? '' : ` (written as ${name})`;
  note('TYPE_EXTERNAL', `The ${what} ${wanted}${renamed} must exist in the Logix project before the import.`);
  return { name, dims: [] };
}
