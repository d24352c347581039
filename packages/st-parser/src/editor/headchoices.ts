/** What a list of sections or qualifiers may offer for some tags. */

import { insideOf } from '../project/inside.ts';
import type { Project } from '../types.ts';
import { qualifiersOf, sectionsOf } from './sectionrules.ts';

export interface HeadChoices {
  readonly sections: readonly string[];
  /** Combinations as they are written; the empty one takes all away. */
  readonly qualifiers: readonly string[];
}

/** Sections and qualifiers that at least one of the tags may have, as of the last `project.changes()`. */
export function headChoices(project: Project, keys: readonly string[]): HeadChoices {
  const { files } = insideOf(project);
  const sections = new Set<string>();
  const qualifiers = new Set<string>();
  const seen = new Set<string>();
  for (const key of keys) {
    const tag = project.tag(key);
    const dialect = tag && files.get(tag.file)?.tree.dialect;
    if (!tag || !dialect || tag.owner === 'datablock') continue;
    const kind = `${tag.owner} ${tag.section} ${dialect}`;
    if (seen.has(kind)) continue;
    seen.add(kind);
    for (const word of sectionsOf(tag.owner, dialect)) sections.add(word);
    for (const words of qualifiersOf(tag.section, dialect)) qualifiers.add(words);
  }
  return { sections: [...sections], qualifiers: [...qualifiers] };
}
