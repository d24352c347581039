/** Text to the single-byte code pages that vendor tools on Windows write; the way back is TextDecoder's. */
import type { SdfEncoding } from './types.ts';

/** Bytes, and how many characters the page does not have (written as `?`). */
export function encodePage(text: string, encoding: SdfEncoding): { bytes: Uint8Array; lost: number } {
  if (encoding === 'utf-8') return { bytes: new TextEncoder().encode(text), lost: 0 };
  const table = tableOf(encoding);
  const bytes: number[] = [];
  let lost = 0;
  for (const char of text) {
    const byte = table.get(char);
    if (byte === undefined) lost++;
    bytes.push(byte ?? 0x3f);
  }
  return { bytes: Uint8Array.from(bytes), lost };
}

const tables = new Map<string, ReadonlyMap<string, number>>();

/** The decoder's own table turned round. */
function tableOf(encoding: string): ReadonlyMap<string, number> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const char = decoder.decode(Uint8Array.of(byte));
    if (char !== '\ufffd') table.set(char, byte);
  }
  tables.set(encoding, table);
  return table;
}
