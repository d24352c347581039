/** Brings tags of vendor files and of source into a project: merged with what is there, nothing removed, nothing overwritten whole. */

import { createFile, fileEntry, listFiles, readSettings, writeEdits } from '@tagloom/collab';
import type { SourceFile } from '@tagloom/containers';
import { type Edit, type FileId, openProject, type Project } from '@tagloom/st-parser';
import { planImport, planSource, type TagIntake, type VendorOptions } from '@tagloom/vendor-formats';
import type * as Y from 'yjs';

/** Files of which only the tags come in. */
export interface TagSources {
  /** Tables and trees of tags. */
  readonly tables: readonly SourceFile[];
  /** Files of ST. */
  readonly sources: readonly SourceFile[];
  readonly options: VendorOptions;
  /** Paths (lower case) of tags that stay as they are. */
  readonly left: ReadonlySet<string>;
}

/** Says what `applyTags` would do to the document. */
export function planTags(doc: Y.Doc, { tables, sources, options, left }: TagSources): TagIntake {
  const project = projectOf(doc);
  const ofTables = tables.length === 0 ? null : planImport(project, { files: tables, options, left }).intake;
  const ofSource = sources.length === 0 ? null : planSource(project, sources, left).intake;
  return ofTables && ofSource ? both(ofTables, ofSource) : (ofTables ?? ofSource)!;
}

/** What tables say counts where files of source say it, too: theirs are compared behind them. */
export function applyTags(copy: Y.Doc, { tables, sources, options, left }: TagSources): void {
  if (tables.length > 0) {
    const { rounds, created } = planImport(projectOf(copy), { files: tables, options, left }).plan;
    apply(copy, rounds, created);
  }
  if (sources.length === 0) return;
  const { rounds, created } = planSource(projectOf(copy), sources, left);
  apply(copy, rounds, created);
}

/** Planned on `copy` itself, so that edits of others in between are merged, and made there. */
function apply(
  copy: Y.Doc,
  rounds: readonly ReadonlyMap<FileId, readonly Edit[]>[],
  created: readonly { readonly path: string; readonly text: string }[],
): void {
  for (const [id, list] of rounds.flatMap((round) => [...round])) {
    const text = fileEntry(copy, id)?.text;
    if (text) writeEdits(text, list);
  }
  for (const { path, text } of created) createFile(copy, freePath(copy, path), text);
}

function both(a: TagIntake, b: TagIntake): TagIntake {
  const skipped = { ...a.rows.skipped };
  for (const [code, count] of Object.entries(b.rows.skipped)) skipped[code] = (skipped[code] ?? 0) + count;
  return {
    format: a.format,
    rows: { total: a.rows.total + b.rows.total, imported: a.rows.imported + b.rows.imported, skipped },
    added: [...new Set([...a.added, ...b.added])],
    news: [...a.news, ...b.news],
    changed: [...a.changed, ...b.changed],
    removed: [...a.removed, ...b.removed],
    unchanged: a.unchanged + b.unchanged,
    problems: [...a.problems, ...b.problems],
  };
}

function projectOf(doc: Y.Doc): Project {
  const project = openProject({ dialect: readSettings(doc).dialect });
  for (const entry of listFiles(doc)) project.set(entry.id, entry.path, entry.text.toString());
  project.changes();
  return project;
}

function freePath(doc: Y.Doc, path: string): string {
  const taken = new Set(listFiles(doc).map((entry) => entry.path.toLowerCase()));
  let free = path;
  for (let count = 2; taken.has(free.toLowerCase()); count++)
    free = path.replace(/(\.st)?$/, ` (${count})$1`);
  return free;
}
