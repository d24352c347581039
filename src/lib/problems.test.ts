import { describe, expect, it } from 'vitest';
import type { OutlineItem, Problem } from './analysis.ts';
import { outlinePath, outlineRows } from './outline.ts';
import { nextProblem, problemRows } from './problems.ts';

const problem = (line: number, severity: Problem['severity'] = 'error'): Problem => ({
  code: 'X',
  severity,
  message: `line ${line}`,
  line,
  col: 1,
  endLine: line,
  endCol: 2,
  related: [],
});
const names = new Map([
  ['a', { name: 'A' }],
  ['b', { name: 'B' }],
]);
const all = new Set(['error', 'warning', 'info'] as const);
const problems = new Map([
  ['b', [problem(4), problem(2, 'hint')]],
  ['a', [problem(9, 'warning')]],
  ['gone', [problem(1)]],
]);

describe('problemRows', () => {
  it('groups by file name, in line order, without files that are gone', () => {
    expect(problemRows(problems, names, all, new Set()).map((row) => row.name)).toEqual([
      'A',
      'line 9',
      'B',
      'line 2',
      'line 4',
    ]);
  });

  it('filters severities; hints go with notes', () => {
    expect(problemRows(problems, names, new Set(['info']), new Set()).map((row) => row.name)).toEqual([
      'B',
      'line 2',
    ]);
  });

  it('hides what is in a closed file', () => {
    expect(problemRows(problems, names, all, new Set(['b'])).map((row) => row.name)).toEqual([
      'A',
      'line 9',
      'B',
    ]);
  });
});

describe('nextProblem', () => {
  const rows = problemRows(problems, names, all, new Set());
  const at = (file: string | null, line: number, by: 1 | -1) => {
    const found = nextProblem(rows, { file, line, col: 1 }, by);
    return found && `${found.file}:${found.problem.line}`;
  };

  it('goes on in the file, then to the next file, then round', () => {
    expect(at('b', 2, 1)).toBe('b:4');
    expect(at('b', 4, 1)).toBe('a:9');
    expect(at('a', 9, 1)).toBe('b:2');
  });

  it('goes back the same way', () => {
    expect(at('b', 4, -1)).toBe('b:2');
    expect(at('b', 2, -1)).toBe('a:9');
    expect(at('a', 1, -1)).toBe('b:4');
  });

  it('starts at the first problem from a file without any', () => {
    expect(at('c', 1, 1)).toBe('a:9');
    expect(nextProblem([], { file: null, line: 1, col: 1 }, 1)).toBeNull();
  });
});

describe('outline', () => {
  const item = (name: string, line: number, endLine: number, children: OutlineItem[] = []): OutlineItem => ({
    name,
    kind: 'x',
    detail: 'D',
    line,
    col: 1,
    endLine,
    children,
  });
  const items = [item('FB', 1, 20, [item('VAR', 2, 5, [item('x', 3, 3)]), item('Run', 8, 12)])];

  it('is flat rows with the number of what a closed one holds', () => {
    expect(outlineRows(items, new Set()).map((row) => `${row.level} ${row.name}`)).toEqual([
      '1 FB',
      '2 VAR',
      '3 x',
      '2 Run',
    ]);
    const closed = outlineRows(items, new Set(['/FB#0/VAR#0']));
    expect(closed.map((row) => row.name)).toEqual(['FB', 'VAR', 'Run']);
    expect(closed[1]?.detail).toBe('1');
  });

  it('names what lies round a line', () => {
    expect(outlinePath(items, 3).map(({ item: one }) => one.name)).toEqual(['FB', 'VAR', 'x']);
    expect(outlinePath(items, 15).map(({ item: one }) => one.name)).toEqual(['FB']);
    expect(outlinePath(items, 30)).toEqual([]);
  });
});
