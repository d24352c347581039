/** The TIA tag table as SDF (`vendor-formats.md` 3.2): nine quoted cells, no header, LF, in the code page of the PC. */

import { encodePage } from '../codepages.ts';
import { oneLine } from '../common.ts';
import { notesOn } from '../notes.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorDiagnostic, VendorOptions } from '../types.ts';
import type { S7Draft } from './target.ts';

/** Writes the tags among the entries; user constants have no place in an SDF and are said by the target. */
export function writeSdf(
  entries: readonly Entry<S7Draft>[],
  options: VendorOptions,
): { file: ExportedFile; diagnostics: readonly VendorDiagnostic[] } {
  const encoding = options.encoding ?? 'windows-1252';
  const diagnostics: VendorDiagnostic[] = [];
  const chunks: Uint8Array[] = [];
  for (const { draft, name } of entries) {
    if (draft.place?.kind !== 'tag') continue;
    const comment = oneLine(draft.comment);
    const cells = [name, draft.address, draft.type, 'True', 'True', 'False', comment, '', 'True'];
    const line = `${cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;
    const { bytes, lost } = encodePage(line, encoding);
    chunks.push(bytes);
    const { note, list } = notesOn(draft.tag.path);
    if (lost > 0)
      note(
        'TEXT_CHANGED',
        `${lost} characters do not exist in ${encoding} and are written as "?".`,
        'warning',
      );
    else if (comment !== draft.comment) note('TEXT_CHANGED', 'The lines of the comment become one line.');
    diagnostics.push(...list);
  }
  return { file: { name: 'PLCTags.sdf', bytes: joined(chunks) }, diagnostics };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
