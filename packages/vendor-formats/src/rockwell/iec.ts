/** Logix types and texts back to IEC 61131-3. */

/** Elementary types that mean the same in ST. */
const SAME = new Set(
  'BOOL SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME LTIME DT LDT'.split(' '),
);

/** The ST type of `DINT`, `DINT[3,4]`, `STRING`, `STRING_20`, `MyUDT`; dimensions become bounds from 0. */
export function iecOfLogix(text: string): { readonly type: string; readonly external: string | null } {
  const match = /^([^[]*)(?:\[([\d,\s]*)\])?$/.exec(text.trim());
  const base = (match?.[1] ?? text).trim();
  const sizes = (match?.[2] ?? '').split(/[,\s]+/).filter((one) => one !== '');
  const { type, external } = iecOfBase(base);
  if (sizes.length === 0) return { type, external };
  return {
    type: `ARRAY [${sizes.map((size) => `0..${Math.max(0, Number(size) - 1)}`).join(', ')}] OF ${type}`,
    external,
  };
}

function iecOfBase(base: string): { type: string; external: string | null } {
  const upper = base.toUpperCase();
  if (SAME.has(upper)) return { type: upper, external: null };
  if (upper === 'STRING') return { type: 'STRING[82]', external: null };
  if (upper === 'TIME32') return { type: 'TIME', external: null };
  const length = /^STRING_(\d{1,5})$/.exec(upper)?.[1];
  if (length !== undefined) return { type: `STRING[${length}]`, external: null };
  return { type: base, external: base };
}

const ESCAPES: Readonly<Record<string, string>> = {
  $: '$',
  "'": "'",
  Q: '"',
  T: '\t',
  N: '\n',
  L: '\n',
  R: '\r',
  P: '\f',
};

/** `$N`, `$Q`, `$D55C` ... as what they stand for; lower case letters too. */
export function unescapeLogix(text: string): string {
  return text.replace(/\$(?:([$'QqTtNnLlRrPp])|([0-9A-Fa-f]{4}))/g, (_, letter?: string, hex?: string) =>
    hex === undefined
      ? (ESCAPES[(letter ?? '').toUpperCase()] ?? '')
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
