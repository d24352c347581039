/** S7 types and addresses back to IEC 61131-3. */
import { readAddress, WIDTH_BYTES } from '../addresses.ts';
import { stName } from '../intake/names.ts';

const LONG: Readonly<Record<string, string>> = {
  TIME_OF_DAY: 'TOD',
  LTIME_OF_DAY: 'LTOD',
  DATE_AND_TIME: 'DT',
  LDATE_AND_TIME: 'LDT',
};

/** `Int` to INT, `Array[0..3] of "Motor data"` to `ARRAY [0..3] OF Motor_data`. Bounds with names stay as they are. */
export function iecOfS7(text: string): string {
  const source = text.trim();
  const array = /^Array\s*\[([^\]]*)\]\s*of\s+([\s\S]+)$/i.exec(source);
  if (array !== null) {
    const bounds = (array[1] ?? '').split(',').map((one) => one.trim().replaceAll('"', ''));
    return `ARRAY [${bounds.join(', ')}] OF ${iecOfS7(array[2] ?? '')}`;
  }
  const quoted = /^"(.*)"$/.exec(source)?.[1];
  if (quoted !== undefined) return stName(quoted);
  const string = /^(W?)String\s*(?:\[\s*(\d+)\s*\])?$/i.exec(source);
  if (string !== null) return `${string[1]?.toUpperCase()}STRING[${string[2] ?? 254}]`;
  const upper = source.toUpperCase();
  return (
    LONG[upper] ?? (/^[A-Z_]\w*$/i.test(source) ? (ELEMENTARY.has(upper) ? upper : source) : stName(source))
  );
}

const ELEMENTARY = new Set(
  (
    'BOOL BYTE WORD DWORD LWORD SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME LTIME DATE TOD LTOD DT LDT ' +
    'CHAR WCHAR S5TIME DTL TIMER COUNTER'
  ).split(' '),
);

/** A start value of S7 as ST writes it. */
export function iecOfS7Value(text: string): string {
  const wide = /^WSTRING#'([\s\S]*)'$/i.exec(text)?.[1];
  if (wide !== undefined) return `"${wide.replaceAll("$'", "'").replaceAll('"', '$"')}"`;
  return text.replace(/^(?:STRING|CHAR)#(?=')/i, '');
}

/** The size letter of IEC for a type; bits have X. */
const LETTERS: Readonly<Record<string, string>> = {
  BOOL: 'X',
  BYTE: 'B',
  SINT: 'B',
  USINT: 'B',
  CHAR: 'B',
  LWORD: 'L',
  LINT: 'L',
  ULINT: 'L',
  LREAL: 'L',
  LTIME: 'L',
  LTOD: 'L',
  LDT: 'L',
};

/** `%I0.3` to `%IX0.3`, `%MW4` as it is, `%M8.0` of 64 bits to `%ML8`, `%E`/`%A` to `%I`/`%Q`; null for timers, blocks, peripherals. */
export function iecOfS7Address(text: string, type: string, addressIndex: 'byte' | 'element'): string | null {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/^%E(?=[BWD]?\d)/, '%I')
    .replace(/^%A(?=[BWD]?\d)/, '%Q');
  const address = readAddress(plain);
  if (address.kind !== 'direct') return null;
  const letter = address.width === 'X' ? (LETTERS[type.toUpperCase()] ?? 'X') : address.width;
  const scale = addressIndex === 'element' ? WIDTH_BYTES[letter as keyof typeof WIDTH_BYTES] : 1;
  const index = address.index / scale;
  if (!Number.isInteger(index)) return null;
  return letter === 'X'
    ? `%${address.area}X${index}.${address.bit ?? 0}`
    : `%${address.area}${letter}${index}`;
}
