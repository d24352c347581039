/** The problems of a project as flat rows, grouped by file, worst first where lines are equal. */

import type { FileId, Severity } from '@tagloom/st-parser';
import type { Problem } from './analysis.ts';
import type { TreeListRow } from './parts/treelist.ts';

/** Severities that the filter chips name; `info` stands for hints too. */
export type ShownSeverity = 'error' | 'warning' | 'info';

export type ProblemRow = TreeListRow &
  (
    | { readonly type: 'file'; readonly file: FileId; readonly count: number }
    | { readonly type: 'problem'; readonly file: FileId; readonly problem: Problem }
  );

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Rows from top to bottom; files by name. `filter` keeps what holds it in message, code or name of the file. */
export function problemRows(
  problems: ReadonlyMap<FileId, readonly Problem[]>,
  names: ReadonlyMap<FileId, { readonly name: string }>,
  shown: ReadonlySet<ShownSeverity>,
  closed: ReadonlySet<string>,
  filter = '',
): ProblemRow[] {
  const words = filter.trim().toLowerCase();
  const files = [...problems]
    .map(([file, all]) => {
      const name = names.get(file)?.name ?? '';
      const list = all.filter(
        ({ severity, message, code }) => shown.has(chip(severity)) && fits(words, message, code, name),
      );
      return { file, name, list };
    })
    .filter(({ list, name }) => list.length > 0 && name !== '')
    .sort((a, b) => order.compare(a.name, b.name));
  const rows: ProblemRow[] = [];
  files.forEach(({ file, name, list }, at) => {
    const isOpen = !closed.has(file);
    rows.push({
      type: 'file',
      key: file,
      name,
      file,
      count: list.length,
      level: 1,
      position: at + 1,
      siblings: files.length,
      isOpen,
    });
    if (isOpen) rows.push(...problemsOfFile(file, list));
  });
  return rows;
}

/** The problem after (1) or before (-1) a place, through all files in their order, round the ends. */
export function nextProblem(
  rows: readonly ProblemRow[],
  from: { file: FileId | null; line: number; col: number },
  by: 1 | -1,
): { file: FileId; problem: Problem } | null {
  const all = rows.flatMap((row) => (row.type === 'problem' ? [row] : []));
  if (all.length === 0) return null;
  const start = all.findIndex((row) => row.file === from.file);
  if (start < 0) return all[by === 1 ? 0 : all.length - 1] ?? null;
  const mine = all.filter((row) => row.file === from.file);
  const beyond = (row: { problem: Problem }) => compare(row.problem, from) * by > 0;
  const inFile = by === 1 ? mine.find(beyond) : mine.findLast(beyond);
  if (inFile) return inFile;
  const at = by === 1 ? start + mine.length : start - 1;
  return all[(at + all.length) % all.length] ?? null;
}

function problemsOfFile(file: FileId, list: readonly Problem[]): ProblemRow[] {
  return [...list].sort(compare).map((problem, at) => ({
    type: 'problem',
    key: `${file}/${at}`,
    name: problem.message,
    file,
    problem,
    level: 2,
    position: at + 1,
    siblings: list.length,
  }));
}

/** Whether a problem's text, code or file holds what the person typed. */
function fits(words: string, ...texts: readonly string[]): boolean {
  return words === '' || texts.some((text) => text.toLowerCase().includes(words));
}

function compare(a: { line: number; col: number }, b: { line: number; col: number }): number {
  return a.line - b.line || a.col - b.col;
}

function chip(severity: Severity): ShownSeverity {
  return severity === 'hint' ? 'info' : severity;
}

/** How many problems of each severity there are in all lists. */
export function countProblems(lists: Iterable<readonly Problem[]>): {
  errors: number;
  warnings: number;
  infos: number;
} {
  const counts = { errors: 0, warnings: 0, infos: 0 };
  for (const list of lists)
    for (const { severity } of list) {
      if (severity === 'error') counts.errors++;
      else if (severity === 'warning') counts.warnings++;
      else counts.infos++;
    }
  return counts;
}
