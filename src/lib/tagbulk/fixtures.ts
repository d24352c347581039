/** Tags for the tests of this room: a project from source texts, its rows, and what writing does to them. */

import { type FileId, openProject, type Project, type Tag } from '@tagloom/st-parser';
import { type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import type { TagRow } from '../analysis.ts';

/** A project of texts by path. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const project = openProject({ dialect: 'auto' });
  for (const [path, text] of Object.entries(files)) project.set(path as FileId, path, text);
  project.changes();
  return project;
}

/** The rows of the table, by key. */
export function rowsOf(project: Project): Map<string, TagRow> {
  return new Map(project.tags().map((tag) => [tag.key, rowOf(tag)]));
}

function rowOf(tag: Tag): TagRow {
  const { key, name, path, scope, section, type, qualifiers, owner, file } = tag;
  const initial = tag.initialOverride ?? tag.initial ?? '';
  const comment = tag.comment ?? tag.leadingComment ?? '';
  const own = { key, name, path, scope, section, type, qualifiers, owner, file, problems: [] };
  return { ...own, initial, address: tag.address ?? '', comment };
}

/** Fulfils wishes in the project's texts; answers what was refused. */
export function write(project: Project, wishes: readonly TagWish[]): readonly string[] {
  const { edits, refused } = tagEdits(project, wishes);
  const files = Map.groupBy(edits, ({ place }) => place.file);
  for (const [file, list] of files)
    project.edit(
      file,
      list.map(({ place, insert }) => ({ from: place.from, to: place.to, insert })),
    );
  project.changes();
  return refused.map(({ wish, code }) => `${wish.field} ${wish.key} ${code}`);
}
