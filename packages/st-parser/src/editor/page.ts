/** What an editor asks of the tree of one file. An unknown file throws RangeError. */

import type { File } from '../project/files.ts';
import { insideOf } from '../project/inside.ts';
import type { ColouredName, Edit, FileId, Fold, FormatOptions, Project, Span } from '../types.ts';
import { blockWordsOf } from './blocks.ts';
import { coloursOf } from './colours.ts';
import { foldsOf } from './folding.ts';
import { formatTree } from './format.ts';

/** What can be folded, by first line. */
export function foldsIn(project: Project, id: FileId): readonly Fold[] {
  return foldsOf(fileOf(project, id).tree);
}

/** The names between two offsets and what they are; the cost follows the range. */
export function coloursIn(project: Project, id: FileId, from: number, to: number): readonly ColouredName[] {
  return coloursOf(fileOf(project, id).tree, from, to, (name) => project.type(name)?.kind ?? null);
}

/** The words of the block of which `offset` touches one: `IF`, `THEN`, `ELSE`, `END_IF`. */
export function blockWordsAt(project: Project, id: FileId, offset: number): readonly Span[] {
  return blockWordsOf(fileOf(project, id).tree, offset);
}

/** Ascending edits that bring a file, or the lines that `span` touches, into form: blanks and capitals only. */
export function formatEdits(
  project: Project,
  id: FileId,
  options: FormatOptions,
  span?: Span,
): readonly Edit[] {
  return formatTree(fileOf(project, id).tree, options, span);
}

function fileOf(project: Project, id: FileId): File {
  const file = insideOf(project).files.get(id);
  if (file === undefined) throw new RangeError(`There is no file ${id} in the project`);
  return file;
}
