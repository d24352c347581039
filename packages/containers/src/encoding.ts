/** Bytes to text: which encoding a control engineer's file is in, and whether it is text at all. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Text without BOM, line ends as they came; `guessed` when neither a BOM nor valid UTF-8 says so. */
export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
  readonly guessed: boolean;
  /** A byte order mark stands before the text. */
  readonly marked: boolean;
}

/** Bytes looked at to tell UTF-16 without a BOM from a binary file. */
const SAMPLE_BYTES = 4096;
/** Share of zero bytes on one side of the pairs from which UTF-16 is assumed: mostly Latin letters. */
const UTF16_SHARE = 0.4;
/** Share of control characters above which decoded bytes are no text. */
const CONTROL_SHARE = 0.01;

/** Decodes a file; null when it is no text (NUL bytes, control characters, broken UTF-16). */
export function decode(bytes: Uint8Array): Decoded | null {
  const marked = encodingOfMark(bytes);
  const unmarked = marked === null ? (sniffUtf16(bytes) ?? null) : null;
  const encoding = marked ?? unmarked;
  if (encoding !== null) {
    const text = strictly(bytes, encoding);
    return accepted(text, encoding, { guessed: unmarked !== null, marked: marked !== null });
  }
  const utf8 = strictly(bytes, 'utf-8');
  return utf8 !== null
    ? accepted(utf8, 'utf-8', { guessed: false, marked: false })
    : accepted(strictly(bytes, 'windows-1252'), 'windows-1252', { guessed: true, marked: false });
}

const SAYS_LATIN = /^\s*<\?xml[^>]*encoding=["'](?:windows-1252|iso-8859-1)["']/i;

/** The bytes of a text: the inverse of `decode`. Characters that the encoding has not become `?`; ask `isWritableIn` before. */
export function encode(text: string, encoding: Encoding, marked: boolean): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(marked ? `\ufeff${text}` : text);
  if (encoding === 'windows-1252') return latin(text);
  const units = marked ? `\ufeff${text}` : text;
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < units.length; at++)
    view.setUint16(at * 2, units.charCodeAt(at), encoding === 'utf-16le');
  return bytes;
}

/** True when the encoding can write the character. */
export function isWritableIn(char: string, encoding: Encoding): boolean {
  return encoding !== 'windows-1252' || latinBytes().has(char);
}

function latin(text: string): Uint8Array {
  const table = latinBytes();
  return Uint8Array.from(text, (char) => table.get(char) ?? 0x3f);
}

let latinTable: ReadonlyMap<string, number> | undefined;

function latinBytes(): ReadonlyMap<string, number> {
  if (latinTable === undefined) {
    const chars = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    latinTable = new Map([...chars].map((char, byte) => [char, byte]));
  }
  return latinTable;
}

/** CR LF and lone CR become LF (D1). */
export function lineFeedsOnly(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function encodingOfMark(bytes: Uint8Array): Encoding | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe && !(c === 0 && d === 0)) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

function sniffUtf16(bytes: Uint8Array): Encoding | undefined {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return undefined;
  const length = Math.min(bytes.length, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const enough = (length / 2) * UTF16_SHARE;
  if (odd >= enough && even === 0) return 'utf-16le';
  if (even >= enough && odd === 0) return 'utf-16be';
  return undefined;
}

function strictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function accepted(
  text: string | null,
  encoding: Encoding,
  how: Pick<Decoded, 'guessed' | 'marked'>,
): Decoded | null {
  if (text === null || text.includes('\0') || controlShare(text) > CONTROL_SHARE) return null;
  // An XML file may say it itself; then nothing was guessed.
  const isSaid = encoding === 'windows-1252' && SAYS_LATIN.test(text.slice(0, 200));
  return { text, encoding, marked: how.marked, guessed: how.guessed && !isSaid };
}

const CONTROL = /[\x00-\x08\x0e-\x19\x1b-\x1f]/;

/** TAB, LF, VT, FF, CR and the end mark of old editors (SUB) belong to text. */
function controlShare(text: string): number {
  if (!CONTROL.test(text)) return 0;
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && !(code >= 9 && code <= 13) && code !== 26) controls++;
  }
  return text.length === 0 ? 0 : controls / text.length;
}
