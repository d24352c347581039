/** Branches that complete a CASE: the text after them, which has no problem that it had not before. */

import { expect, test } from 'vitest';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import type { DialectId } from '../types.ts';
import { caseBranchesAt } from './casebranches.ts';

const TYPE = 'TYPE E_Mode : (Idle, Run, Stop); END_TYPE\n';

function completed(statement: string, dialect: DialectId = 'codesys', mark = 'CASE'): string | null {
  const before = `${TYPE}PROGRAM p\nVAR\n\te : E_Mode;\n\tx : INT;\nEND_VAR\n`;
  const text = `${before}${statement}\nEND_PROGRAM\n`;
  const project = openProject({ dialect });
  project.set('f', 'F.st', text);
  project.changes();
  const fix = caseBranchesAt(project, 'f', text.indexOf(mark, before.length) + 2);
  if (fix === null) return null;
  const edits = fix.edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  const after = applyEdits(text, edits);
  project.set('f', 'F.st', after);
  project.changes();
  expect(project.diagnostics('f').filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(caseBranchesAt(project, 'f', after.indexOf(mark, before.length) + 2)).toBe(null);
  return after.slice(before.length, -'\nEND_PROGRAM\n'.length);
}

test('the values that no label names get an empty branch each, written as the labels that are there', () => {
  expect(completed('CASE e OF\n\tE_Mode.Run:\n\t\tx := 1;\nEND_CASE')).toBe(
    'CASE e OF\n\tE_Mode.Run:\n\t\tx := 1;\n\tE_Mode.Idle:\n\t\t;\n\tE_Mode.Stop:\n\t\t;\nEND_CASE',
  );
  expect(completed('CASE e OF\n    Idle, Stop:\n        x := 1;\nELSE\n    x := 2;\nEND_CASE')).toBe(
    'CASE e OF\n    Idle, Stop:\n        x := 1;\n    Run:\n    \t;\nELSE\n    x := 2;\nEND_CASE',
  );
});

test('an empty CASE gets all of them, with the name of the type as the dialect writes it', () => {
  const branches = (sign: string) =>
    `\tE_Mode${sign}Idle:\n\t\t;\n\tE_Mode${sign}Run:\n\t\t;\n\tE_Mode${sign}Stop:\n\t\t;\n`;
  expect(completed('CASE e OF\nEND_CASE')).toBe(`CASE e OF\n${branches('.')}END_CASE`);
  expect(completed('CASE e OF\nEND_CASE', 'iec')).toBe(`CASE e OF\n${branches('#')}END_CASE`);
});

test.each([
  ['CASE e OF\n\tIdle, Run, Stop:\n\t\tx := 1;\nEND_CASE', 'CASE'],
  ['CASE x OF\n\t1:\n\t\tx := 2;\nEND_CASE', 'CASE'],
  ['CASE e OF\n\tIdle:\n\t\tx := 1;\nEND_CASE', 'x := 1'],
])(
  'nothing is offered where all are named, for other types and outside of the head: %j',
  (statement, mark) => {
    expect(completed(statement, 'codesys', mark)).toBe(null);
  },
);
