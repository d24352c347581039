/** Fixes that are worked out on demand: the text after each of them. */

import { expect, test } from 'vitest';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import { fixesOf } from './quickfixes.ts';

const BODY = 'END_VAR\nused := 1;\nEND_PROGRAM';

function removed(declarations: string): string {
  const text = `PROGRAM p\nVAR\n${declarations}${BODY}`;
  const project = openProject({ dialect: 'codesys' });
  project.set('f', 'F.st', text);
  project.changes();
  const one = project.diagnostics('f').find(({ code }) => code === 'UNUSED_VARIABLE')!;
  const [fix] = fixesOf(project, one);
  const edits = fix!.edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  return applyEdits(text, edits).slice('PROGRAM p\nVAR\n'.length, -BODY.length);
}

test.each([
  ['\tused : INT;\n\tidle : INT := 3; // of no use\n', '\tused : INT;\n'],
  ['\tidle : INT;\n\tused : INT; // mine\n', '\tused : INT; // mine\n'],
  ['\t// all counters\n\tidle : INT;\n\tused : INT;\n', '\t// all counters\n\tused : INT;\n'],
  ['\tused, idle : INT;\n', '\tused : INT;\n'],
  ['\tidle, used : INT;\n', '\tused : INT;\n'],
])('an unused variable is removed, and nothing that belongs to others: %j', (before, after) => {
  expect(removed(before)).toBe(after);
});

test('a problem without a way out has no fix', () => {
  const project = openProject({ dialect: 'codesys' });
  project.set('f', 'F.st', 'PROGRAM p\nVAR a : INT; END_VAR\na := other;\nEND_PROGRAM');
  project.changes();
  expect(project.diagnostics('f').flatMap((one) => fixesOf(project, one))).toEqual([]);
});
