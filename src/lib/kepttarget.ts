/** The target of the vendor preview with its options, as this device keeps it for a person and project. */

import { FORMATS, readOptions, VENDORS, type VendorOptions } from '@tagloom/vendor-formats';
import type { Target } from './targets.ts';

export interface ChosenTarget {
  readonly target: Target;
  readonly options: VendorOptions;
}

export function keptText({ target, options }: ChosenTarget): string {
  return JSON.stringify({ target, options });
}

/** Reads what was kept; null when there is nothing, or nothing that this version knows. Once the target alone was kept. */
export function readKept(text: string | null): ChosenTarget | null {
  if (text === null) return null;
  if (isTarget(text)) return { target: text, options: {} };
  try {
    const { target, options } = JSON.parse(text) as Record<string, unknown>;
    return isTarget(target) ? { target, options: readOptions(options) } : null;
  } catch {
    return null;
  }
}

const KNOWN: readonly unknown[] = [...VENDORS, ...FORMATS];

function isTarget(value: unknown): value is Target {
  return KNOWN.includes(value);
}
