/** Directly represented variables: IEC 61131-3 ed. 3, 6.5.5.2, with the forms of Siemens and CODESYS. */

/** The memory areas in which overlaps are looked for. */
export type Area = 'I' | 'Q' | 'M';

/** A place in the process image, bit exact. */
export interface BitRange {
  readonly area: Area;
  /** First bit, counted from the start of the area. */
  readonly from: number;
  /** Behind the last bit. */
  readonly to: number;
}

const SIZES: Readonly<Record<string, number>> = { X: 1, B: 8, W: 16, D: 32, L: 64 };

/** A parsed address: its area, the bit it starts at, and the bits its letter says. */
export interface Address {
  readonly area: Area;
  readonly start: number;
  readonly size: number;
}

/**
 * Parses `%IX1.7`, `%I1.7`, `%QW4`, `%MD8`, case-insensitively; German `E` and `A` too.
 * Null for `%I*`, for deeper hierarchies (`%IX1.2.3`), data blocks and anything else that has no place of its own.
 * `unit` says what `%QW4` counts: bytes (Siemens, TwinCAT), or elements of its own size (IEC, OpenPLC).
 */
export function parseAddress(text: string, unit: 'byte' | 'element'): Address | null {
  const match = /^%([IQMEA])([XBWDL]?)(\d+)(?:\.(\d+))?$/i.exec(text);
  if (match === null) return null;
  const letter = match[1]!.toUpperCase();
  const area: Area = letter === 'E' ? 'I' : letter === 'A' ? 'Q' : (letter as Area);
  const size = SIZES[match[2]!.toUpperCase() || 'X']!;
  const byte = Number(match[3]);
  if (size === 1) {
    if (match[4] === undefined) return match[2] === '' ? null : { area, start: byte, size };
    const bit = Number(match[4]);
    return bit > 7 ? null : { area, start: byte * 8 + bit, size };
  }
  return match[4] === undefined ? { area, start: byte * (unit === 'byte' ? 8 : size), size } : null;
}

/** The canonical spelling: upper case. */
export function canonicalAddress(text: string): string {
  return text.toUpperCase();
}
