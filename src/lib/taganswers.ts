/** What the worker answers about single tags: where they stand, and the edits that change them. */

import type { Project } from '@tagloom/st-parser';
import { type Declaring, type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import { exportTags, type VendorOptions } from '@tagloom/vendor-formats';
import type { ExportAnswer, LocatedPlace, TagEditAnswer } from './questions.ts';
import { editsByFile } from './symbolanswers.ts';
import type { Target } from './targets.ts';

/** The edits of many wishes and of new tags, by file. */
export function wishedEdits(
  project: Project,
  wishes: readonly TagWish[],
  declaring: Declaring | null,
): TagEditAnswer {
  const { edits, refused, undeclared } = tagEdits(project, wishes, declaring);
  return { edits: editsByFile(edits), refused, undeclared };
}

/** Where a tag's name stands; null when the tag is gone. */
export function tagPlace(project: Project, key: string): LocatedPlace | null {
  const tag = project.tag(key);
  return tag ? { file: tag.file, ...project.position(tag) } : null;
}

/** The files of a target as they would be written now. */
export function exported(project: Project, target: Target, options: VendorOptions): ExportAnswer {
  const { files, diagnostics } = exportTags(project, target, options);
  return { files, losses: diagnostics.length };
}
