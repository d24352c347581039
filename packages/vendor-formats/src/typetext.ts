/** Canonical type text (contract section 3) back to a tree: `TypeInfo.base` is text, and an alias may stand for an array. */
import type { Dimension, TypeExpr } from '@tagloom/st-parser';

/** Reads canonical text; what it does not know becomes `unknown`. Never throws. */
export function readTypeText(text: string): TypeExpr {
  const source = text.trim();
  const array = /^ARRAY\s*\[([^\]]*)\]\s*OF\s+([\s\S]+)$/i.exec(source);
  if (array !== null) {
    const dims = (array[1] ?? '').split(',').map(dimension);
    return { kind: 'array', text: source, dims, base: readTypeText(array[2] ?? '') };
  }
  return pointer(source) ?? string(source) ?? subrange(source) ?? simple(source);
}

function dimension(text: string): Dimension {
  if (text.trim() === '*') return '*';
  const bounds = /^\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*$/.exec(text);
  return bounds === null ? null : [Number(bounds[1]), Number(bounds[2])];
}

function pointer(text: string): TypeExpr | null {
  const match = /^(POINTER|REFERENCE)\s+TO\s+([\s\S]+)$/i.exec(text);
  if (match === null) return null;
  const kind = match[1]?.toUpperCase() === 'POINTER' ? 'pointer' : 'reference';
  return { kind, text, base: readTypeText(match[2] ?? '') };
}

function string(text: string): TypeExpr | null {
  const match = /^(W?)STRING(?:\s*[[(]\s*(\d+)\s*[\])])?$/i.exec(text);
  if (match === null) return null;
  return {
    kind: 'string',
    text,
    wide: match[1] !== '',
    length: match[2] === undefined ? null : Number(match[2]),
  };
}

function subrange(text: string): TypeExpr | null {
  const match = /^([A-Za-z_]\w*)\s*\(([^)]*)\)$/.exec(text);
  if (match === null) return null;
  const range = dimension(match[2] ?? '');
  return {
    kind: 'subrange',
    text,
    base: simple(match[1] ?? ''),
    range: Array.isArray(range) ? [range[0], range[1]] : null,
  };
}

function simple(text: string): TypeExpr {
  if (!/^[A-Za-z_][\w.]*$/.test(text)) return { kind: 'unknown', text };
  const name = text.toUpperCase();
  return ELEMENTARY.has(name)
    ? { kind: 'elementary', text: name, name }
    : { kind: 'named', text, name: text };
}

const ELEMENTARY = new Set(
  (
    'BOOL BIT BYTE WORD DWORD LWORD SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME LTIME DATE LDATE ' +
    'TOD LTOD TIME_OF_DAY LTIME_OF_DAY DT LDT DATE_AND_TIME LDATE_AND_TIME CHAR WCHAR S5TIME DTL'
  ).split(' '),
);
