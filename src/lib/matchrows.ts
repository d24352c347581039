/** Places in files as flat rows, grouped by file: what search and references show. */

import type { FileId, Span } from '@tagloom/st-parser';
import type { TreeListRow } from './parts/treelist.ts';
import type { ListedPlace, Match, PlacesOfFile, SpansOfFile } from './questions.ts';

export type MatchRow = TreeListRow &
  (
    | { readonly type: 'file'; readonly file: FileId; readonly path: string; readonly count: number }
    | { readonly type: 'match'; readonly file: FileId; readonly match: ListedPlace; readonly id: string }
  );

/** Rows from top to bottom. `closed` holds file ids, `left` the matches that were taken out. */
export function matchRows(
  groups: readonly PlacesOfFile[],
  files: ReadonlyMap<FileId, { readonly name: string; readonly path: string }>,
  closed: ReadonlySet<string>,
  left: ReadonlySet<string> = new Set(),
): MatchRow[] {
  const shown = groups
    .map(({ file, matches }) => ({ file, matches: matches.filter((one) => !left.has(matchId(file, one))) }))
    .filter(({ file, matches }) => matches.length > 0 && files.has(file));
  return shown.flatMap(({ file, matches }, at) => {
    const { name, path } = files.get(file)!;
    const isOpen = !closed.has(file);
    const head: MatchRow = {
      type: 'file',
      key: file,
      name,
      file,
      path,
      count: matches.length,
      level: 1,
      position: at + 1,
      siblings: shown.length,
      isOpen,
    };
    return isOpen ? [head, ...rowsOf(file, matches)] : [head];
  });
}

function rowsOf(file: FileId, matches: readonly ListedPlace[]): MatchRow[] {
  return matches.map((match, at) => ({
    type: 'match',
    key: `${file}/${at}`,
    name: match.excerpt,
    file,
    match,
    id: matchId(file, match),
    level: 2,
    position: at + 1,
    siblings: matches.length,
  }));
}

/** What a match is known by in a text; `TextSearch` carries it over edits. */
export function matchId(file: FileId, { from, to }: Pick<Match, 'from' | 'to'>): string {
  return `${file}|${from}|${to}`;
}

/** Whether a match meets a place that a person took out. */
export function isLeft(left: readonly SpansOfFile[], file: FileId, { from, to }: Span): boolean {
  return left.some((one) => one.file === file && one.spans.some((span) => span.from < to && from < span.to));
}
