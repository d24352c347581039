/** Brings tags of vendor files into a project: merged with what is there, nothing removed, nothing overwritten whole. */

import { createFile, fileEntry, listFiles, readSettings } from '@tagloom/collab';
import type { SourceFile } from '@tagloom/containers';
import { openProject, type Project } from '@tagloom/st-parser';
import {
  exportTags,
  type FieldChange,
  FORMATS,
  type FormatId,
  formatOfFile,
  type ImportFormatId,
  importTags,
  type MergePlan,
  planMerge,
  type RowAccount,
  type VendorOptions,
} from '@tagloom/vendor-formats';
import type * as Y from 'yjs';
import type { IntakeProblem } from './intake.ts';

/** What an import of vendor tags does or would do. */
export interface TagIntake {
  readonly format: string | null;
  readonly rows: RowAccount;
  readonly added: readonly string[];
  /** What the files say about each of `added`. */
  readonly news: readonly NewTagText[];
  readonly changed: readonly FieldChange[];
  /** In the project and in the format, but not in the files; they stay. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly problems: readonly IntakeProblem[];
}

export interface NewTagText {
  readonly path: string;
  readonly type: string;
  readonly address: string | null;
  readonly comment: string | null;
}

/** Which files come in, and how. */
export interface TagFiles {
  readonly files: readonly SourceFile[];
  readonly options: VendorOptions;
  /** Paths (lower case) of tags that the person leaves as they are. */
  readonly left: ReadonlySet<string>;
}

interface Planned {
  readonly intake: TagIntake;
  readonly plan: MergePlan;
}

/** Says what `applyTags` would do to the document. */
export function planTags(doc: Y.Doc, { files, options, left }: TagFiles): Planned {
  const project = projectOf(doc);
  const format = files.map(({ path, bytes }) => formatOfFile(path, bytes)).find((one) => one !== null);
  const before = exportTags(project, exportFormat(format), options);
  const outcome = importTags(files, { options, map: { options, entries: before.map } });
  const plan = planMerge(project, outcome, before, left);
  const problems = [...outcome.diagnostics, ...plan.diagnostics].map(
    ({ code, severity, message, file = '', tag, row }): IntakeProblem => ({
      code,
      severity,
      path: file,
      message: tag === '' || message.includes(tag) ? message : `${tag}: ${message}`,
      ...(row === undefined ? {} : { line: row }),
    }),
  );
  const { added, changed, removed, unchanged } = plan;
  const news = plan.facts.map(({ path, type, address, comment }) => ({ path, type, address, comment }));
  return {
    intake: {
      format: outcome.format,
      rows: outcome.rows,
      added,
      news,
      changed,
      removed,
      unchanged,
      problems,
    },
    plan,
  };
}

/** Plans on `copy` itself, so that edits of others in between are merged, and makes the change there. */
export function applyTags(copy: Y.Doc, tagFiles: TagFiles): void {
  const { plan } = planTags(copy, tagFiles);
  for (const [id, edits] of plan.edits) {
    const text = fileEntry(copy, id)?.text;
    for (const { from, to, insert } of [...edits].reverse()) {
      text?.delete(from, to - from);
      text?.insert(from, insert);
    }
  }
  for (const { path, text } of plan.created) createFile(copy, freePath(copy, path), text);
}

/** Import-only formats are compared with the export that is nearest to them. */
function exportFormat(format: ImportFormatId | undefined): FormatId {
  const own = FORMATS.find((one) => one === format);
  return own ?? 'beckhoff';
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
