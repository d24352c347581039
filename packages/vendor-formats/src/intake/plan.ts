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
  const guesses = unexported(project, before.map);
  const map = { options, entries: [...before.map, ...guesses] };
  const outcome = importTags(files, { options, map });
  const own = before.files.map(({ name, bytes }) => ({ path: name, bytes }));
  const plan = planMerge(project, outcome, importTags(own, { options, map }).tags, left);
  const { added, changed, removed, unchanged } = plan;
  const news = plan.facts.map(({ path, type, address, comment }) => ({ path, type, address, comment }));
  const told = guessed(project, guesses, outcome.map);
  const problems = [...outcome.diagnostics, ...plan.diagnostics, ...told].map(problemOf);
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
 * Variables that an export has under no plain name: those that a tag table leaves out because they have no address, and those
 * of programs and data blocks. A row with the name of one of them means it, when there is one only and no other tag is called so.
 */
function unexported(project: Project, map: readonly MapEntry[]): MapEntry[] {
  const taken = new Set(map.map(({ vendorName }) => vendorName.replaceAll('"', '').toLowerCase()));
  const owned = project
    .tags()
    .filter(({ owner, key, path }) => OWNERS.has(owner) && key === path.toLowerCase());
  return [...Map.groupBy(owned, ({ name }) => name.toLowerCase())].flatMap(([name, tags]) => {
    const [one, ...others] = tags;
    if (one === undefined || others.length > 0 || taken.has(name)) return [];
    return [{ path: one.path, vendorName: one.name, vendorAddress: '', vendorType: '' }];
  });
}

/** Rows that came to a tag of a program or of a data block by its name alone: that is a guess, and people shall see it. */
function guessed(
  project: Project,
  guesses: readonly MapEntry[],
  come: readonly MapEntry[],
): ImportDiagnostic[] {
  const names = new Map(guesses.map(({ path, vendorName }) => [path, vendorName.toLowerCase()]));
  return come.flatMap(({ path, vendorName }): ImportDiagnostic[] => {
    const isGuess = names.get(path) === vendorName.replaceAll('"', '').toLowerCase();
    const owner = isGuess ? project.tag(path.toLowerCase())?.owner : 'global';
    if (owner === 'global' || owner === undefined) return [];
    const message = `The row ${vendorName} is taken for ${path}, the only tag of that name.`;
    return [{ code: 'IMPORT_AMBIGUOUS', severity: 'info', tag: path, message }];
  });
}

const OWNERS: ReadonlySet<string> = new Set(['global', 'program', 'datablock']);

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
