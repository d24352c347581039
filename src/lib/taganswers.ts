/** What the worker answers about single tags: where they stand, and the edits that change them. */

import { childrenOf, hasChildren, type InstanceNode, type Project } from '@tagloom/st-parser';
import { type Declaring, type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import { exportTags, type VendorOptions } from '@tagloom/vendor-formats';
import type { ExportAnswer, LocatedPlace, OpenParts, TagEditAnswer } from './questions.ts';
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

/** Parts that are listed of one tag or part. */
const PARTS = 1_000;

/** What stands right under a tag or one of its parts; null when that is gone. */
export function partsOf(project: Project, key: string, path: readonly string[]): OpenParts | null {
  let node: Pick<InstanceNode, 'typeExpr' | 'initial'> | undefined = project.tag(key);
  for (const name of path) {
    if (!node) return null;
    const { nodes } = childrenOf(node, project, PARTS);
    node = nodes.find((one) => one.name.toLowerCase() === name.toLowerCase());
  }
  if (!node) return null;
  const { nodes, total } = childrenOf(node, project, PARTS);
  const parts = nodes.map(({ name, type, typeExpr, initial = '', comment = '' }) => ({
    name,
    type,
    initial,
    comment,
    hasParts: hasChildren(typeExpr, project),
  }));
  return { parts, more: total - nodes.length };
}
