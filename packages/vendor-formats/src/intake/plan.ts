/** From vendor files to a difference of a project's tags: one path for the server, the page's worker and tools. */
import type { SourceFile } from '@tagloom/containers';
import type { Project } from '@tagloom/st-parser';
import { exportTags, FORMATS } from '../registry.ts';
import type { FormatId, MapEntry, VendorOptions } from '../types.ts';
import type { FieldChange } from './comparing.ts';
import { formatOfFile, importTags } from './import.ts';
import { type MergePlan, planMerge } from './merge.ts';
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

/**
 * What the files would change in the project, for people (`intake`) and as edits (`plan`). `project` goes along: it has the
 * edits afterwards.
 */
export function planImport(
  project: Project,
  { files, options, left }: TagFiles,
): { readonly intake: TagIntake; readonly plan: MergePlan } {
  const format = files.map(({ path, bytes }) => formatOfFile(path, bytes)).find((one) => one !== null);
  const before = exportTags(project, exportFormat(format), options);
  const map = { options, entries: [...before.map, ...unexported(project, before.map)] };
  const outcome = importTags(files, { options, map });
  const own = before.files.map(({ name, bytes }) => ({ path: name, bytes }));
  const plan = planMerge(project, outcome, importTags(own, { options, map }).tags, left);
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

/**
 * Global variables that an export leaves out, such as those without an address in a tag table: a row with the name of one of
 * them means it, when there is one only and no other tag is called so.
 */
function unexported(project: Project, map: readonly MapEntry[]): MapEntry[] {
  const known = new Set(map.map(({ path }) => path.toLowerCase()));
  const taken = new Set(map.map(({ vendorName }) => vendorName.toLowerCase()));
  const globals = project
    .tags()
    .filter(({ owner, key, path }) => owner === 'global' && key === path.toLowerCase());
  const byName = Map.groupBy(globals, ({ name }) => name.toLowerCase());
  return globals
    .filter((tag) => !known.has(tag.path.toLowerCase()) && !taken.has(tag.name.toLowerCase()))
    .filter((tag) => byName.get(tag.name.toLowerCase())!.length === 1)
    .map(({ path, name }) => ({ path, vendorName: name, vendorAddress: '', vendorType: '' }));
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
