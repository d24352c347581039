/** From vendor files to a difference of a project's tags: one path for the server, the page's worker and tools. */
import type { SourceFile } from '@tagloom/containers';
import type { Project } from '@tagloom/st-parser';
import { exportTags, FORMATS } from '../registry.ts';
import type { FormatId, VendorOptions } from '../types.ts';
import { formatOfFile, importTags } from './import.ts';
import { type FieldChange, type MergePlan, planMerge } from './merge.ts';
import type { ImportDiagnostic, ImportFormatId, RowAccount } from './model.ts';

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
  readonly problems: readonly TagProblem[];
}

export interface NewTagText {
  readonly path: string;
  readonly type: string;
  readonly address: string | null;
  readonly comment: string | null;
}

/** `path` names the file, `line` its row. */
export interface TagProblem {
  readonly code: string;
  readonly severity: ImportDiagnostic['severity'];
  readonly path: string;
  readonly message: string;
  readonly line?: number;
}

/** Which files come in, and how. */
export interface TagFiles {
  readonly files: readonly SourceFile[];
  readonly options: VendorOptions;
  /** Paths (lower case) of tags that the person leaves as they are. */
  readonly left: ReadonlySet<string>;
}

/** What the files would change in the project, for people (`intake`) and as edits (`plan`). */
export function planImport(
  project: Project,
  { files, options, left }: TagFiles,
): { readonly intake: TagIntake; readonly plan: MergePlan } {
  const format = files.map(({ path, bytes }) => formatOfFile(path, bytes)).find((one) => one !== null);
  const before = exportTags(project, exportFormat(format), options);
  const outcome = importTags(files, { options, map: { options, entries: before.map } });
  const plan = planMerge(project, outcome, before, left);
  const { added, changed, removed, unchanged } = plan;
  const news = plan.facts.map(({ path, type, address, comment }) => ({ path, type, address, comment }));
  const problems = [...outcome.diagnostics, ...plan.diagnostics].map(problemOf);
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

function problemOf({ code, severity, message, file = '', tag, row }: ImportDiagnostic): TagProblem {
  return {
    code,
    severity,
    path: file,
    message: tag === '' || message.includes(tag) ? message : `${tag}: ${message}`,
    ...(row === undefined ? {} : { line: row }),
  };
}

/** Import-only formats are compared with the export that is nearest to them. */
function exportFormat(format: ImportFormatId | undefined): FormatId {
  const own = FORMATS.find((one) => one === format);
  return own ?? 'beckhoff';
}
