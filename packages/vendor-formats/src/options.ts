/** Export options, checked once at the edge: unknown ones are refused, never ignored. */
import type { VendorOptions } from './types.ts';

/** A wrong option, with a sentence that names it. */
export class OptionError extends Error {
  readonly code: 'OPTION_UNKNOWN' | 'OPTION_INVALID';
  constructor(code: OptionError['code'], message: string) {
    super(message);
    this.name = 'OptionError';
    this.code = code;
  }
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value.length > 0 && value.length <= 128;
const oneOf = (...values: readonly unknown[]): Check => {
  return (value) => values.includes(value);
};

const CHECKS: Readonly<Record<keyof VendorOptions, { readonly check: Check; readonly want: string }>> = {
  addressIndex: { check: oneOf('byte', 'element'), want: '"byte" or "element"' },
  delimiter: { check: oneOf(',', ';', '\t'), want: 'a comma, a semicolon or a tab' },
  controller: { check: oneOf('5570', '5580'), want: '"5570" or "5580"' },
  softwareRevision: {
    check: (value) => text(value) && /^\d{1,2}(\.\d{1,2})?$/.test(String(value)),
    want: 'a revision like "36.00"',
  },
  ioMap: { check: isTextMap, want: 'an object from IEC address to operand' },
  cpu: { check: oneOf('S7-1500', 'S7-1200', 'S7-300'), want: '"S7-1500", "S7-1200" or "S7-300"' },
  tableName: { check: text, want: 'a text of 1 to 128 characters' },
  dbName: {
    check: (value) => text(value) && !String(value).includes('"'),
    want: 'a text of 1 to 128 characters without quotes',
  },
  optimized: { check: oneOf(true, false), want: 'true or false' },
  gvlName: { check: (value) => text(value) && /^[A-Za-z_]\w*$/.test(String(value)), want: 'an identifier' },
  inputs: { check: oneOf('placeholder', 'fixed'), want: '"placeholder" or "fixed"' },
  project: { check: text, want: 'a text of 1 to 128 characters' },
  date: { check: isDate, want: 'an ISO time in UTC like "2026-01-31T12:00:00Z", from 1980 on' },
};

/** Checks options from outside. Throws `OptionError`. */
export function readOptions(input: unknown): VendorOptions {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new OptionError('OPTION_INVALID', 'Options must be a JSON object.');
  for (const [name, value] of Object.entries(input)) {
    const known = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof VendorOptions] : undefined;
    if (known === undefined) throw new OptionError('OPTION_UNKNOWN', `There is no option "${name}".`);
    if (!known.check(value))
      throw new OptionError('OPTION_INVALID', `The option "${name}" must be ${known.want}.`);
  }
  return input as VendorOptions;
}

/** The time that files carry when nobody chose one. */
export const DEFAULT_DATE = '1980-01-01T00:00:00Z';

function isTextMap(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.values(value).every((one) => typeof one === 'string' && one !== '');
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return false;
  return Date.parse(value) >= Date.parse(DEFAULT_DATE);
}
