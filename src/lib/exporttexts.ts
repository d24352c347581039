/** Texts of this browser as one zip for the person's disk: for when the server does not take them. */

import { strToU8, zipSync } from 'fflate';

/** Starts the download of a zip with these files. */
export function exportTexts(files: readonly { path: string; text: string }[], name: string): void {
  const entries = Object.fromEntries(files.map(({ path, text }) => [withEnding(path), strToU8(text)]));
  save(zipSync(entries), 'application/zip', name);
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
