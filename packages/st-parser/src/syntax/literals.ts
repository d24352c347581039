/** Numbers and typed literals: where they end, and whether they are well-formed. */

import { isNamePart } from './characters.ts';

const DURATIONS = new Set('T TIME LT LTIME S5T S5TIME'.split(' '));
const DATES = new Set(
  'D DATE LD LDATE TOD TIME_OF_DAY LTOD LTIME_OF_DAY DT DATE_AND_TIME LDT LDATE_AND_TIME DTL'.split(' '),
);
const POINTERS = new Set(['P', 'DB_ANY']);

function isDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 95;
}

function digits(text: string, at: number): number {
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the number at `at`; negative for a real number. `1..5` ends behind the 1. */
export function numberEnd(text: string, at: number): number {
  let i = digits(text, at);
  if (text.charCodeAt(i) === 35 && isNamePart(text.charCodeAt(i + 1))) {
    i++;
    while (isNamePart(text.charCodeAt(i))) i++;
    return i;
  }
  let real = false;
  const digit = text.charCodeAt(i + 1);
  if (text.charCodeAt(i) === 46 && digit >= 48 && digit <= 57) {
    real = true;
    i = digits(text, i + 1);
  }
  const exponent = exponentEnd(text, i);
  return exponent > i ? -exponent : real ? -i : i;
}

function exponentEnd(text: string, at: number): number {
  if ((text.charCodeAt(at) | 32) !== 101) return at;
  const sign = text.charCodeAt(at + 1);
  const from = sign === 43 || sign === 45 ? at + 2 : at + 1;
  const to = digits(text, from);
  return to > from && text.charCodeAt(from) !== 95 ? to : at;
}

/** The end of the literal whose prefix is `text[from..hash)`, with `#` at `hash`; `hash` when none follows. */
export function typedEnd(text: string, from: number, hash: number): number {
  const prefix = text.slice(from, hash).toUpperCase();
  const at = hash + 1;
  if (DURATIONS.has(prefix)) return run(text, at, false);
  if (DATES.has(prefix)) return run(text, at, true);
  if (POINTERS.has(prefix)) return pointerEnd(text, at);
  const code = text.charCodeAt(at);
  if (code === 39 || code === 34) return quotedEnd(text, at, code);
  const signed = code === 43 || code === 45 ? at + 1 : at;
  const first = text.charCodeAt(signed);
  if (first >= 48 && first <= 57) return Math.abs(numberEnd(text, signed));
  let i = at;
  while (isNamePart(text.charCodeAt(i))) i++;
  return i;
}

/** `P#M0.0`, `P#DB1.DBX0.0`. */
function pointerEnd(text: string, at: number): number {
  while (
    isNamePart(text.charCodeAt(at)) ||
    (text.charCodeAt(at) === 46 && isNamePart(text.charCodeAt(at + 1)))
  )
    at++;
  return at;
}

/** Digits, letters and, between digits, `.`; for dates also `-` and `:`. */
function run(text: string, at: number, isDate: boolean): number {
  let i = at;
  const sign = text.charCodeAt(i);
  if (!isDate && (sign === 43 || sign === 45)) i++;
  for (;;) {
    const code = text.charCodeAt(i);
    if (isNamePart(code)) i++;
    else if (code === 46 || (isDate && (code === 45 || code === 58))) {
      const after = text.charCodeAt(i + 1);
      if (!(after >= 48 && after <= 57)) return i;
      i++;
    } else return i;
  }
}

function quotedEnd(text: string, at: number, quote: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 10) return i;
    if (code === 36) i++;
  }
  return text.length;
}

const DURATION = /^[+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?(?:d|h|ms|m|s|us|ns)_?)+$/i;
const CLOCK = String.raw`\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.[\d_]+)?)?`;
const DAY = String.raw`\d{1,4}-\d{1,2}-\d{1,2}`;
const DATE = new RegExp(`^(?:${DAY}(?:-${CLOCK})?|${CLOCK})$`);
const NUMBER = /^[+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?(?:E[+-]?\d[\d_]*)?|2#[01_]+|8#[0-7_]+|16#[\dA-F_]+)$/i;

/** What is wrong with a typed literal, or null. */
export function literalFault(literal: string): string | null {
  const hash = literal.indexOf('#');
  const prefix = literal.slice(0, hash).toUpperCase();
  const value = literal.slice(hash + 1);
  if (value === '') return `\`${literal}\` has no value behind the \`#\``;
  if (DURATIONS.has(prefix) && !DURATION.test(value))
    return `\`${literal}\` is not a duration such as \`T#1h30m5s\``;
  if (DATES.has(prefix) && !DATE.test(value))
    return `\`${literal}\` is not a date or time such as \`D#2024-05-31\``;
  if (/^[+-]?\d/.test(value) && !DURATIONS.has(prefix) && !DATES.has(prefix) && !POINTERS.has(prefix))
    return NUMBER.test(value) ? null : `\`${literal}\` is not a number`;
  return null;
}

/** True for a number such as `16#FF` or `1_000` whose digits fit its base. */
export function isNumber(literal: string): boolean {
  return NUMBER.test(literal) || /^(?:[3-79]|1[0-5])#[\dA-F_]+$/i.test(literal);
}
