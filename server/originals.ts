/** Which imported files are kept as they came, so that the project can go out in the formats that it came in. */

import { randomId } from '@tagloom/collab';
import type { ImportedFile, ImportResult } from '@tagloom/containers';
import type { OriginalRow } from './store/store.ts';

/** `ids[n]` is the file of the project that `result.files[n]` became. Plain UTF-8 with LF is its own text and needs no keeping. */
export function originalsOf(
  { files, originals }: Pick<ImportResult, 'files' | 'originals'>,
  ids: readonly string[],
): OriginalRow[] {
  return originals.flatMap(({ path, bytes }, at) => {
    const own = files.flatMap((file, n) => (file.original === at ? [{ file, id: ids[n] ?? '' }] : []));
    if (own.length === 0 || own.every(({ file }) => isItsText(file, bytes))) return [];
    return [
      { id: randomId(), path, bytes, files: own.map(({ file, id }) => ({ file: id, inner: file.inner })) },
    ];
  });
}

function isItsText({ kind, encoding, text }: ImportedFile, bytes: Uint8Array): boolean {
  return kind === 'st' && encoding === 'utf-8' && new TextEncoder().encode(text).length === bytes.length;
}
