/** Collects what must be said about one tag. */
import type { VendorCode, VendorDiagnostic } from './types.ts';

/** `note('CODE', 'sentence')`; the severity is the code's own unless another one is given. */
export type Note = (code: VendorCode, message: string, severity?: VendorDiagnostic['severity']) => void;

export interface Notes {
  readonly note: Note;
  readonly list: readonly VendorDiagnostic[];
}

/** An empty list of diagnostics for the tag of that path. */
export function notesOn(path: string): Notes {
  const list: VendorDiagnostic[] = [];
  const note: Note = (code, message, severity = SEVERITY[code]) =>
    void list.push({ code, severity, tag: path, message });
  return { note, list };
}

const SEVERITY: Readonly<Record<VendorCode, VendorDiagnostic['severity']>> = {
  NAME_CHANGED: 'warning',
  NAME_COLLISION: 'warning',
  TYPE_UNSUPPORTED: 'error',
  TYPE_WIDENED: 'warning',
  TYPE_REPLACED: 'warning',
  TYPE_EXTERNAL: 'info',
  RANGE_LOST: 'warning',
  ENUM_LOST: 'warning',
  ARRAY_SHIFTED: 'warning',
  ARRAY_RESIZED: 'warning',
  ARRAY_DIMS: 'error',
  INITIAL_LOST: 'warning',
  QUALIFIER_LOST: 'warning',
  ADDRESS_UNMAPPED: 'warning',
  ADDRESS_CHANGED: 'warning',
  ADDRESS_ASSIGNED: 'info',
  ADDRESS_OVERLAP: 'warning',
  NOT_EXPORTED: 'info',
  TEXT_CHANGED: 'info',
};
