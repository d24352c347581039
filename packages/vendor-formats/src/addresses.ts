/** IEC locations: `%IX0.3`, `%QW4`, `%MD12`, `%I*`. What the number counts differs between vendors and is never guessed. */

export type Area = 'I' | 'Q' | 'M';
export type Width = 'X' | 'B' | 'W' | 'D' | 'L';

export type Address =
  | { readonly kind: 'placeholder'; readonly area: Area }
  | {
      readonly kind: 'direct';
      readonly area: Area;
      readonly width: Width;
      readonly index: number;
      /** 0 to 7 for bits of a byte; null for everything wider than a bit. */
      readonly bit: number | null;
    }
  /** More than two numbers, bits beyond 7, data blocks and the like. */
  | { readonly kind: 'other' };

/** Reads a location; never throws. */
export function readAddress(text: string): Address {
  const match = /^%([IQM])(?:([XBWDL]?)(\d{1,9})(?:\.(\d{1,9}))?|[XBWDL]?(\*))$/i.exec(text.trim());
  if (match === null) return { kind: 'other' };
  const [, areaText = '', widthText = '', index = '', bit, star] = match;
  const area = areaText.toUpperCase() as Area;
  if (star !== undefined) return { kind: 'placeholder', area };
  const width = (widthText.toUpperCase() || 'X') as Width;
  if (bit === undefined) return { kind: 'direct', area, width, index: Number(index), bit: null };
  const isBit = width === 'X' && Number(bit) < 8;
  return isBit ? { kind: 'direct', area, width, index: Number(index), bit: Number(bit) } : { kind: 'other' };
}

/** Bytes of one element of that width; a bit counts as its byte. */
export const WIDTH_BYTES: Readonly<Record<Width, number>> = { X: 1, B: 1, W: 2, D: 4, L: 8 };
