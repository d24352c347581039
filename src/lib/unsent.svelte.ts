/** What this device still has to send, by file: for people, not for the protocol. Kept over reloads. */

import type { FileId } from '@tagloom/st-parser';

export interface UnsentFile {
  readonly file: FileId;
  readonly path: string;
  readonly edits: number;
  /** When the first of them was made, `Date.now()`. */
  readonly since: number;
}

/** More files than this are counted, not listed. */
const LISTED = 500;

export class Unsent {
  files = $state.raw<readonly UnsentFile[]>([]);
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
    this.files = readKept(key);
  }

  /** This person changed a file. */
  note(file: FileId, path: string): void {
    const before = this.files.find((one) => one.file === file);
    const rest = this.files.filter((one) => one.file !== file);
    if (!before && rest.length >= LISTED) return;
    this.files = [
      ...rest,
      { file, path, edits: (before?.edits ?? 0) + 1, since: before?.since ?? Date.now() },
    ];
    localStorage.setItem(this.#key, JSON.stringify(this.files));
  }

  /** The server has everything. */
  clear(): void {
    if (this.files.length === 0) return;
    this.files = [];
    localStorage.removeItem(this.#key);
  }
}

function readKept(key: string): UnsentFile[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isUnsent) : [];
  } catch {
    return [];
  }
}

function isUnsent(value: unknown): value is UnsentFile {
  if (typeof value !== 'object' || value === null) return false;
  const { file, path, edits, since } = value as Record<string, unknown>;
  return (
    typeof file === 'string' &&
    typeof path === 'string' &&
    typeof edits === 'number' &&
    typeof since === 'number'
  );
}
