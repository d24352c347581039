/** Texts of this browser as one zip for the person's disk: for when the server does not take them. */

import { strToU8, zipSync } from 'fflate';

/** Starts the download of a zip with these files. */
export function exportTexts(files: readonly { path: string; text: string }[], name: string): void {
  const entries = Object.fromEntries(files.map(({ path, text }) => [withEnding(path), strToU8(text)]));
  const url = URL.createObjectURL(new Blob([zipSync(entries)], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function withEnding(path: string): string {
  return /\.[a-z]{2,4}$/i.test(path) ? path : `${path}.st`;
}
