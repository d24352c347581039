/** Brings imported texts into a project: what would change, and the change itself as one edit of the person. */

import { createFile, fileEntry, listFiles, readSettings, type SourceEntry } from '@tagloom/collab';
import type { ImportedFile, ImportResult } from '@tagloom/containers';
import { type FileId, openProject, type Severity } from '@tagloom/st-parser';
import { type SourceTags, sourceTags } from '@tagloom/vendor-formats';
import type * as Y from 'yjs';

export interface PlannedFile {
  readonly path: string;
  readonly source: string;
  readonly lines: number;
  readonly tags: number;
}

export interface IntakeProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly col?: number;
}

export interface IntakePlan {
  readonly added: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
  readonly unchanged: readonly string[];
  readonly problems: readonly IntakeProblem[];
  /** Files without a folder whose name stands elsewhere in the tree: where each goes, and where it could. */
  readonly matches: readonly FileMatch[];
  /** What the files do to the tags of the project; null when none of them holds source. */
  readonly sourceTags: SourceTags | null;
}

/** An incoming file and the files of its name that the project has. */
export interface FileMatch {
  readonly path: string;
  /** The path that it goes to: that of a file, or its own for a new one. */
  readonly to: string;
  readonly choices: readonly string[];
}

/** Paths that a person chose for incoming files, by their paths in lower case. */
export type Places = ReadonlyMap<string, string>;

const NOWHERE: Places = new Map();

/** Problems beyond this many are only counted, in one last line. */
const MOST_PROBLEMS = 1_000;

interface Step {
  readonly file: ImportedFile;
  /** Where it goes. */
  readonly path: string;
  /** The file that stands there, whatever the case of its letters. */
  readonly existing: SourceEntry | undefined;
  /** Files of its name elsewhere, when it came without a folder. */
  readonly namesakes: readonly string[];
  /** A place that somebody chose and that is none for this file. */
  readonly lostPlace: string | null;
}

/**
 * A file that came without a folder goes to the only file of its name, wherever that stands; of several the person
 * chooses one, and until then it is a new one.
 */
function steps(doc: Y.Doc, files: readonly ImportedFile[], places: Places): Step[] {
  const entries = listFiles(doc);
  const byPath = new Map(entries.map((entry) => [entry.path.toLowerCase(), entry]));
  const byName = Map.groupBy(entries, ({ path }) => path.slice(path.lastIndexOf('/') + 1).toLowerCase());
  const taken = new Set(files.map(({ path }) => path.toLowerCase()));
  return files.map((file): Step => {
    const own = file.path.toLowerCase();
    const isLoose = !own.includes('/') && !byPath.has(own);
    const namesakes = (isLoose ? (byName.get(own) ?? []) : [])
      .map(({ path }) => path)
      .filter((path) => !taken.has(path.toLowerCase()));
    const wanted = places.get(own);
    const chosen = [...namesakes, file.path].find((one) => one === wanted);
    const path = chosen ?? (namesakes.length === 1 ? namesakes[0]! : file.path);
    const lostPlace = wanted === undefined || wanted === chosen ? null : wanted;
    return { file, path, existing: byPath.get(path.toLowerCase()), namesakes, lostPlace };
  });
}

/** Says what `applyIntake` would do to the document, and what is wrong with the texts in the project they would make. */
export function planIntake(
  doc: Y.Doc,
  result: Pick<ImportResult, 'files' | 'problems'>,
  places = NOWHERE,
): IntakePlan {
  const found = steps(doc, result.files, places);
  const project = openProject({ dialect: readSettings(doc).dialect });
  for (const entry of listFiles(doc)) project.set(entry.id, entry.path, entry.text.toString());
  project.changes();
  const before = new Map(project.tags().map((tag) => [tag.key, tag]));
  found.forEach(({ file, path, existing }, index) => {
    project.set(existing?.id ?? `import-${index}`, existing?.path ?? path, file.text);
  });
  const change = project.changes();
  const tags = new Map<string, number>();
  for (const tag of project.tags()) tags.set(tag.file, (tags.get(tag.file) ?? 0) + 1);

  const added: PlannedFile[] = [];
  const changed: PlannedFile[] = [];
  const unchanged: string[] = [];
  const problems: IntakeProblem[] = [...result.problems, ...found.flatMap(placeProblem)];
  found.forEach(({ file, path, existing }, index) => {
    const id = existing?.id ?? `import-${index}`;
    const lines = file.text.split('\n').length;
    const planned = { path, source: file.source, lines, tags: tags.get(id) ?? 0 };
    if (!existing) added.push(planned);
    else if (existing.text.toString() === file.text) unchanged.push(existing.path);
    else changed.push({ ...planned, path: existing.path });
    for (const { code, severity, message, place } of project.diagnostics(id)) {
      if (severity !== 'error') continue;
      const { line, col } = project.locate(id, place.from);
      problems.push({ code, severity, path: file.path, message, line, col });
    }
  });
  const total = found.reduce(
    (sum, { existing }, index) => sum + (tags.get(existing?.id ?? `import-${index}`) ?? 0),
    0,
  );
  return {
    added,
    changed,
    unchanged,
    problems: shorten(problems),
    matches: found.flatMap(({ file, path, existing, namesakes }): FileMatch[] =>
      namesakes.length === 0
        ? []
        : [{ path: file.path, to: existing?.path ?? path, choices: [...namesakes, file.path] }],
    ),
    sourceTags: found.length === 0 ? null : sourceTags(before, change, total),
  };
}

function shorten(problems: readonly IntakeProblem[]): readonly IntakeProblem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const left = problems.length - MOST_PROBLEMS;
  const last: IntakeProblem = {
    code: 'MORE_PROBLEMS',
    severity: 'info',
    path: '',
    message: `There are ${left} more problems; the editor shows them all.`,
  };
  return [...problems.slice(0, MOST_PROBLEMS), last];
}

/** Between the choice and the import the chosen file may have gone, or got another name. */
function placeProblem({ file, path, lostPlace }: Step): IntakeProblem[] {
  if (lostPlace === null) return [];
  const message = `${lostPlace} is no file of its name; it goes to ${path}.`;
  return [{ code: 'IMPORT_PLACE_UNKNOWN', severity: 'warning', path: file.path, message }];
}

/** Makes the change on `copy`: new files are created, existing texts get the smallest replacement, nothing is replaced whole. Gives the id of each. */
export function applyIntake(copy: Y.Doc, files: readonly ImportedFile[], places = NOWHERE): FileId[] {
  return steps(copy, files, places).map(({ file, path, existing }) => {
    if (!existing) return createFile(copy, path, file.text);
    replaceMiddle(fileEntry(copy, existing.id)?.text, file.text);
    return existing.id;
  });
}

/** Replaces what lies between the common beginning and the common end, so that cursors and authors elsewhere stay. */
export function replaceMiddle(text: Y.Text | undefined, next: string): void {
  if (!text) return;
  const before = text.toString();
  if (before === next) return;
  const most = Math.min(before.length, next.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === next.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === next.charCodeAt(next.length - 1 - end)
  )
    end += 1;
  // Never between the halves of a surrogate pair.
  if (isLowSurrogate(before, start) || isLowSurrogate(next, start)) start -= 1;
  if (end > 0 && (isLowSurrogate(before, before.length - end) || isLowSurrogate(next, next.length - end)))
    end -= 1;
  text.delete(start, before.length - start - end);
  text.insert(start, next.slice(start, next.length - end));
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff;
}
