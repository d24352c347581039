/** Export options, checked once at the edge: unknown ones are refused, never ignored. */
import type { SideMap, VendorOptions } from './types.ts';

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

const matches = (pattern: RegExp): Check => {
  return (value) => text(value) && pattern.test(String(value));
};
const wholeUpTo = (most: number, least = 0): Check => {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
};

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?$/;

const CHECKS: Readonly<Record<keyof VendorOptions, { readonly check: Check; readonly want: string }>> = {
  addressIndex: { check: oneOf('byte', 'element'), want: '"byte" or "element"' },
  delimiter: { check: oneOf(',', ';', '\t'), want: 'a comma, a semicolon or a tab' },
  controller: { check: oneOf('5570', '5580'), want: '"5570" or "5580"' },
  softwareRevision: { check: matches(/^\d{1,2}(\.\d{1,2})?$/), want: 'a revision like "36.00"' },
  ioMap: { check: isTextMap, want: 'an object from IEC address to operand' },
  language: { check: matches(LANGUAGE), want: 'a language like "en-US"' },
  target: { check: oneOf('controller', 'program'), want: '"controller" or "program"' },
  encoding: {
    check: oneOf('windows-1252', 'windows-1251', 'windows-1250', 'utf-8'),
    want: '"windows-1252", "windows-1251", "windows-1250" or "utf-8"',
  },
  cpu: { check: oneOf('S7-1500', 'S7-1200', 'S7-300'), want: '"S7-1500", "S7-1200" or "S7-300"' },
  allocate: { check: oneOf('M'), want: '"M"' },
  allocateStart: { check: wholeUpTo(65_535), want: 'a byte number from 0 to 65535' },
  tableName: { check: text, want: 'a text of 1 to 128 characters' },
  dbName: {
    check: (value) => text(value) && !String(value).includes('"'),
    want: 'a text of 1 to 128 characters without quotes',
  },
  dbNumber: { check: wholeUpTo(59_999, 1), want: 'a block number from 1 to 59999' },
  optimized: { check: oneOf(true, false), want: 'true or false' },
  engineeringVersion: { check: matches(/^V\d{2}(\.\d)?$/), want: 'a version like "V17"' },
  culture: { check: matches(LANGUAGE), want: 'a language like "en-US"' },
  gvlName: { check: matches(/^[A-Za-z_]\w*$/), want: 'an identifier' },
  inputs: { check: oneOf('placeholder', 'fixed'), want: '"placeholder" or "fixed"' },
  dialect: { check: oneOf('tc6_0201', 'codesys'), want: '"tc6_0201" or "codesys"' },
  itemPath: { check: matches(/\{(?:path|name)\}/), want: 'a text with {path} or {name}' },
  expandMap: { check: oneOf(true, false), want: 'true or false' },
  sideMap: { check: (value) => value === true || isSideMap(value), want: 'true or an earlier side map' },
  project: { check: text, want: 'a text of 1 to 128 characters' },
  version: { check: matches(/^[^\p{Cc}]+$/u), want: 'a text of 1 to 128 characters in one line' },
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

/** True for `{ entries: [{ path, vendorName, vendorAddress, vendorType }] }`; other fields are not looked at. */
export function isSideMap(value: unknown): value is SideMap {
  if (typeof value !== 'object' || value === null) return false;
  const { entries } = value as { entries?: unknown };
  return Array.isArray(entries) && entries.every(isMapEntry);
}

function isMapEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<string, unknown>;
  return ['path', 'vendorName', 'vendorAddress', 'vendorType'].every((key) => typeof entry[key] === 'string');
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return false;
  return Date.parse(value) >= Date.parse(DEFAULT_DATE);
}
