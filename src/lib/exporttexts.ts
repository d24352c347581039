/** Texts of this browser as one zip for the person's disk: for when the server does not take them. */

import { freePath } from '@tagloom/collab';
import { strToU8, zipSync } from 'fflate';

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Starts the download of a zip with these files. */
export function exportTexts(files: readonly Text[], name: string): void {
  save(zipTexts(files), 'application/zip', name);
}

/** Each text under a name of its own, also where two files have one path. */
export function zipTexts(files: readonly Text[]): Uint8Array {
  const taken = new Set<string>();
  return zipSync(
    Object.fromEntries(files.map(({ path, text }) => [freePath(withEnding(path), taken), strToU8(text)])),
  );
}

/** Starts the download of vendor files: one as it is, several as a zip with a fixed date. */
export function saveFiles(files: readonly { name: string; bytes: Uint8Array }[], zipName: string): void {
  const [only, ...more] = files;
  if (!only) return;
  if (more.length === 0) {
    save(only.bytes, 'application/octet-stream', only.name);
    return;
  }
  const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
  save(zipSync(entries, { mtime: '1980-01-01T00:00:00' }), 'application/zip', zipName);
}

function save(bytes: Uint8Array, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function withEnding(path: string): string {
  return /\.[a-z]{2,4}$/i.test(path) ? path : `${path}.st`;
}
