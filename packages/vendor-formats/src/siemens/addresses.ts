/** IEC locations as S7 addresses (`vendor-formats.md` 3.5): the number stays, the letter follows the type. */
import { readAddress, WIDTH_BYTES } from '../addresses.ts';
import type { Note } from '../notes.ts';

/** Sizes of one S7 tag's letter; 64 bits are written as byte and bit (from memory, not verified). */
const LETTERS = new Map([
  [8, 'B'],
  [16, 'W'],
  [32, 'D'],
]);

/** The address of a tag of that many bits, or null with its diagnostic when there is none. */
export function s7Address(
  text: string,
  bits: number,
  addressIndex: 'byte' | 'element',
  note: Note,
): string | null {
  const address = readAddress(text);
  if (address.kind !== 'direct') {
    const why = address.kind === 'placeholder' ? 'a placeholder has no number' : 'S7 has no such address';
    note('ADDRESS_UNMAPPED', `${text} is not kept: ${why}.`);
    return null;
  }
  const scale = addressIndex === 'element' ? WIDTH_BYTES[address.width] : 1;
  const byte = address.index * scale;
  const letter = LETTERS.get(bits);
  const result =
    letter === undefined ? `%${address.area}${byte}.${address.bit ?? 0}` : `%${address.area}${letter}${byte}`;
  if (scale !== 1 && address.index !== 0)
    note('ADDRESS_CHANGED', `${text} becomes ${result}: the index counted elements of ${scale} bytes.`);
  else if (!fits(address.width, address.bit, bits))
    note('ADDRESS_CHANGED', `${text} becomes ${result} to fit the size of the type.`);
  return result;
}

/** True when the letter of the source says the size that the type has, so that only the notation changes. */
function fits(width: keyof typeof WIDTH_BYTES, bit: number | null, bits: number): boolean {
  if (bits === 1) return width === 'X' && bit !== null;
  return width !== 'X' && WIDTH_BYTES[width] * 8 === bits;
}
