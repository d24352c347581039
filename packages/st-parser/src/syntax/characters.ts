/** Classes of UTF-16 units. */

export const LETTER = 1;
export const DIGIT = 2;
export const SPACE = 4;

/** Classes of ASCII. */
export const CLASS = new Uint8Array(128);
for (let c = 65; c <= 90; c++) CLASS[c] = CLASS[c + 32] = LETTER;
for (let c = 48; c <= 57; c++) CLASS[c] = DIGIT;
CLASS[95] = LETTER;
for (const c of [9, 10, 11, 12, 13, 32]) CLASS[c] = SPACE;

/** The class of a UTF-16 unit; beyond ASCII everything but blanks may stand in a name. 0 for NaN. */
export function classOf(code: number): number {
  if (code < 128) return CLASS[code]!;
  if (code === 0xa0 || code === 0xfeff || code === 0x3000 || (code >= 0x2000 && code <= 0x200f)) return SPACE;
  return code >= 128 ? LETTER : 0;
}

/** True for units that continue a name. */
export function isNamePart(code: number): boolean {
  return (classOf(code) & (LETTER | DIGIT)) !== 0;
}
