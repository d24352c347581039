/** Keywords that are not written in capitals: the one at a place, and all of its file. The formatter writes the same. */

import { insideOf } from '../project/inside.ts';
import { eachToken } from '../syntax/green.ts';
import { K } from '../syntax/kinds.ts';
import type { FileId, Fix, Project, TextEdit } from '../types.ts';

/** Ways out for the keyword that holds an offset (its end counts); none where it is in capitals, and where none stands. */
export function keywordCaseAt(project: Project, file: FileId, offset: number): readonly Fix[] {
  const all = smallKeywords(project, file);
  const here = all.find(({ place }) => place.from <= offset && offset <= place.to);
  if (!here) return [];
  const one = { title: `Write \`${here.insert}\` in capitals`, edits: [here] };
  if (all.length === 1) return [one];
  return [one, { title: `Write all ${all.length} such keywords of this file in capitals`, edits: all }];
}

function smallKeywords(project: Project, id: FileId): readonly TextEdit[] {
  const file = insideOf(project).files.get(id);
  if (file === undefined) return [];
  const { root, text } = file.tree;
  const edits: TextEdit[] = [];
  eachToken(root, 0, (kind, from, to) => {
    if (kind !== K.Keyword) return;
    const written = text.slice(from, to);
    const insert = written.toUpperCase();
    if (insert !== written) edits.push({ place: { file: id, from, to }, insert });
  });
  return edits;
}
