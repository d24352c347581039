/** Custom string types of Logix (`STRING_20` with LEN and DATA) back to strings of ST. */
import { readValue } from '../initial.ts';

/** `STRING_20`, also as the element of an array; null for every other type. */
export function iecString(type: string): string | null {
  const match = /^((?:ARRAY \[[^\]]*\] OF )*)STRING_(\d{1,5})$/i.exec(type);
  return match === null ? null : `${match[1]}STRING[${match[2]}]`;
}

/** `(LEN := 2, DATA := [72, 105])` as `'Hi'`; null when it is no such value. */
export function stringValue(initial: string): string | null {
  const value = readValue(initial);
  if (value?.kind !== 'struct') return null;
  const data = value.members.find((one) => /^data$/i.test(one.name))?.value;
  const length = value.members.find((one) => /^len$/i.test(one.name))?.value;
  if (data?.kind !== 'array' || length?.kind !== 'scalar') return null;
  const codes = data.items.flatMap(({ count, value: item }) =>
    item.kind === 'scalar' && count <= MOST ? Array.from({ length: count }, () => Number(item.text)) : [],
  );
  return `'${codes.slice(0, Number(length.text)).map(charText).join('')}'`;
}

const MOST = 100_000;

function charText(code: number): string {
  const byte = code & 0xff;
  const char = String.fromCharCode(byte);
  if (char === '$' || char === "'") return `$${char}`;
  return byte >= 32 && byte < 127 ? char : `$${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
