/** Initial values as Logix writes them in L5X: one text for people (Decorated), one for the loader (L5K). */
import { readLiteral, readValue, type Value } from '../initial.ts';
import type { Shape } from '../shapes.ts';
import type { LogixType } from './types.ts';

/** One element of a tag, for people and for the loader. */
export interface LogixValue {
  readonly decorated: string;
  readonly l5k: string;
}

/** Elements written for one tag at most. */
export const MAX_ELEMENTS = 10_000;

/** The values of an atomic tag or array of atomics, row by row; null when one is no literal that fits. */
export function logixValues(initial: string, shape: Shape, type: LogixType): readonly LogixValue[] | null {
  const value = readValue(initial);
  if (value === null || type.radix === undefined) return null;
  if (shape.kind !== 'array')
    return value.kind === 'scalar' ? all([atomicValue(value.text, shape, type)]) : null;
  const total = type.dims.reduce((product, size) => product * size, 1);
  const zero = atomicValue('0', shape.base, type);
  if (total > MAX_ELEMENTS || zero === null) return null;
  const given: (LogixValue | null)[] = [];
  if (value.kind !== 'array' || !fill(value, shape.base, type, given, total)) return null;
  return all([...given, ...Array.from({ length: total - given.length }, () => zero)]);
}

function fill(
  value: Value & { kind: 'array' },
  base: Shape,
  type: LogixType,
  out: (LogixValue | null)[],
  total: number,
): boolean {
  for (const { count, value: item } of value.items)
    for (let turn = 0; turn < count; turn++) {
      if (item.kind === 'struct' || out.length >= total) return false;
      if (item.kind === 'scalar') out.push(atomicValue(item.text, base, type));
      else if (!fill(item, base, type, out, total)) return false;
    }
  return true;
}

function all(values: readonly (LogixValue | null)[]): readonly LogixValue[] | null {
  return values.every((one) => one !== null) ? values : null;
}

const BITS: Readonly<Record<string, bigint>> = {
  SINT: 8n,
  INT: 16n,
  DINT: 32n,
  LINT: 64n,
  USINT: 8n,
  UINT: 16n,
  UDINT: 32n,
  ULINT: 64n,
};

function atomicValue(text: string, shape: Shape, type: LogixType): LogixValue | null {
  const literal = readLiteral(text, shape.kind === 'elementary' ? shape.enumeration : undefined);
  const { name, radix } = type;
  if (literal === null || radix === 'ASCII') return null;
  if (literal.kind === 'time')
    return shape.kind === 'elementary' ? timeValue(literal.text, shape.name, name) : null;
  if (literal.kind === 'bool') return name === 'BOOL' ? same(literal.value ? '1' : '0') : null;
  if (name === 'REAL' || name === 'LREAL') {
    if (literal.kind === 'string') return null;
    return realValue(literal.kind === 'int' ? Number(literal.value) : Number(literal.text), name);
  }
  if (literal.kind !== 'int') return null;
  if (name === 'BOOL')
    return literal.value === 0n || literal.value === 1n ? same(String(literal.value)) : null;
  return intValue(literal.value, name, radix === 'Hex');
}

function same(text: string): LogixValue {
  return { decorated: text, l5k: text };
}

/** Bit strings fill the whole width, so `16#FFFF` in an INT is -1 for the loader. */
function intValue(value: bigint, name: string, isHex: boolean): LogixValue | null {
  const bits = BITS[name];
  if (bits === undefined) return null;
  const isSigned = !name.startsWith('U');
  const low = isSigned ? -(1n << (bits - 1n)) : 0n;
  const high = (1n << (isSigned && !isHex ? bits - 1n : bits)) - 1n;
  if (value < low || value > high) return null;
  const stored = isSigned ? BigInt.asIntN(Number(bits), value) : value;
  return isHex
    ? { decorated: hexText(BigInt.asUintN(Number(bits), value), Number(bits) / 4), l5k: String(stored) }
    : same(String(stored));
}

/** `16#0c`, `16#0000_000c`. */
function hexText(value: bigint, digits: number): string {
  const hex = value.toString(16).padStart(digits, '0');
  return `16#${hex.replace(/\B(?=(?:.{4})+$)/g, '_')}`;
}

/** `1.77500000e+003` for REAL; the number of digits for LREAL is from memory, not verified. */
function realValue(value: number, name: string): LogixValue | null {
  const kept = name === 'REAL' ? Math.fround(value) : value;
  if (!Number.isFinite(kept)) return null;
  const l5k = kept
    .toExponential(name === 'REAL' ? 8 : 16)
    .replace(/e([+-])(\d+)$/, (_, sign, power) => `e${sign}${power.padStart(3, '0')}`);
  const size = Math.abs(value);
  const plain = value === 0 || (size >= 1e-4 && size < 1e15);
  const text = String(value);
  return { decorated: plain ? (text.includes('.') ? text : `${text}.0`) : l5k, l5k };
}

const UNITS: readonly (readonly [string, bigint])[] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];

/** Durations only; dates are not carried. Before version 36 they are plain numbers. */
function timeValue(text: string, source: string, type: string): LogixValue | null {
  const duration = source === 'TIME' || source === 'LTIME' ? nanoseconds(text) : null;
  if (duration === null) return null;
  if (type === 'DINT') return intValue(duration / 1_000_000n, type, false);
  if (type === 'LINT') return intValue(duration, type, false);
  const stored = type === 'TIME' ? duration / 1_000n : duration;
  return { decorated: durationText(type === 'TIME' ? 'T#' : 'LT#', duration), l5k: String(stored) };
}

/** `T#1d2h3m4.5s6ms` in nanoseconds; null when it is not a duration. */
export function nanoseconds(text: string): bigint | null {
  const match = /^L?T(?:IME)?#(-?)((?:\d[\d_]*(?:\.\d+)?(?:ms|us|ns|[dhms])_?)+)$/i.exec(text);
  if (match === null) return null;
  let sum = 0n;
  for (const [, whole = '0', fraction = '', unit = ''] of (match[2] ?? '').matchAll(
    /([\d_]+)(?:\.(\d+))?(ms|us|ns|[dhms])/gi,
  )) {
    const size = UNITS.find(([name]) => name === unit.toLowerCase())?.[1] ?? 0n;
    const digits = fraction.slice(0, 18);
    sum +=
      BigInt(whole.replaceAll('_', '') || '0') * size +
      (digits === '' ? 0n : (BigInt(digits) * size) / 10n ** BigInt(digits.length));
  }
  return match[1] === '-' ? -sum : sum;
}

/** `T#-2h_3m_4s_1us`: units that are 0 are left out. */
function durationText(prefix: string, duration: bigint): string {
  let rest = duration < 0n ? -duration : duration;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    if (rest >= size) parts.push(`${rest / size}${unit}`);
    rest %= size;
  }
  return `${prefix}${duration < 0n ? '-' : ''}${parts.length === 0 ? '0s' : parts.join('_')}`;
}

/** Text of a string literal between its quotes, its length in characters, or null when Logix cannot hold it. */
export function logixString(
  initial: string,
  most: number,
): { readonly text: string; readonly length: number } | null {
  const literal = readLiteral(initial);
  if (literal?.kind !== 'string' || literal.wide) return null;
  const text = literal.text.slice(1, -1);
  const length = text.replace(/\$(?:[0-9A-Fa-f]{2}|.)/g, '.').length;
  return length <= most && /^[\x20-\x7e]*$/.test(text) ? { text, length } : null;
}
