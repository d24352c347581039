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

/** The text after the first fix that declares `missing`, and the types that are offered. */
function declared(
  text: string,
  dialect: 'codesys' | 'siemens' = 'codesys',
): { text: string; types: string[] } {
  const project = openProject({ dialect });
  project.set('f', 'F.st', text);
  project.changes();
  const one = project
    .diagnostics('f')
    .find(({ code, message }) => code === 'UNKNOWN_NAME' && message.includes('missing'))!;
  const fixes = fixesOf(project, one).filter(({ title }) => title.startsWith('Declare'));
  const edits = (fixes[0]?.edits ?? []).map(({ place, insert }) => ({
    from: place.from,
    to: place.to,
    insert,
  }));
  const after = applyEdits(text, edits);
  project.set('f', 'F.st', after);
  project.changes();
  const left = project
    .diagnostics('f')
    .filter(({ code }) => code === 'UNKNOWN_NAME' || code === 'TYPE_CONFLICT');
  if (fixes.length > 0) expect(left).toEqual([]);
  return { text: after, types: fixes.map(({ title }) => title.replace(/.* as /, '')) };
}

const AROUND = 'PROGRAM p\nVAR\n\tx : INT;\n\tr : REAL;\nEND_VAR\n';

test.each([
  ['x := missing;', ['INT']],
  ['r := missing;', ['REAL']],
  ['missing := r * 2;', ['REAL']],
  ['missing := 5;', ['INT']],
  ['missing := T#1s;', ['TIME']],
  ['IF missing THEN x := 1; END_IF', ['BOOL']],
  ['FOR missing := 1 TO 3 DO x := x + 1; END_FOR', ['INT']],
  ['x := x + missing;', ['INT', 'REAL', 'BOOL']],
  ['IF missing > 3 THEN x := 1; END_IF', ['INT', 'REAL', 'BOOL']],
  ['IF NOT missing AND x > 1 THEN x := 1; END_IF', ['BOOL', 'INT', 'REAL']],
])('a missing variable is declared with the type that its use says: %s', (statement, types) => {
  const after = declared(`${AROUND}${statement}\nEND_PROGRAM`);
  expect(after.types).toEqual(types);
  expect(after.text).toBe(
    `${AROUND.replace('END_VAR', `\tmissing : ${types[0]};\nEND_VAR`)}${statement}\nEND_PROGRAM`,
  );
});

test('a missing variable goes into the method that uses it, in a section of its own where there is none', () => {
  const method = (section: string) =>
    `FUNCTION_BLOCK f\nVAR\n\tx : INT;\nEND_VAR\nMETHOD m : BOOL\n${section}m := missing;\nEND_METHOD\nEND_FUNCTION_BLOCK`;
  expect(declared(method('')).text).toBe(method('VAR\n\tmissing : BOOL;\nEND_VAR\n'));
  const input = 'VAR_INPUT a : INT; END_VAR\n';
  expect(declared(method(input)).text).toBe(method(`${input}VAR\n\tmissing : BOOL;\nEND_VAR\n`));
  expect(declared(method('VAR y : INT; END_VAR\n')).text).toBe(
    method('VAR y : INT; missing : BOOL; END_VAR\n'),
  );
});

test.each(['missing(x := 1);', 'x := missing.y;', 'x := missing[1];'])(
  'what may be no plain variable is not declared: %s',
  (statement) => {
    expect(declared(`${AROUND}${statement}\nEND_PROGRAM`).types).toEqual([]);
  },
);

test('a problem without a way out has no fix', () => {
  const project = openProject({ dialect: 'codesys' });
  project.set('f', 'F.st', 'PROGRAM p\nVAR a : INT; END_VAR\na := other(a);\nEND_PROGRAM');
  project.changes();
  expect(project.diagnostics('f').flatMap((one) => fixesOf(project, one))).toEqual([]);
});

test('a bound that is not declared is offered as a constant', () => {
  const text = 'PROGRAM p\nVAR\n\ta : ARRAY [0..missing] OF INT;\nEND_VAR\na[0] := 1;\nEND_PROGRAM\n';
  const { text: after, types } = declared(text);
  expect(types).toEqual(['a constant INT']);
  expect(after).toBe(text.replace('VAR', 'VAR CONSTANT\n\tmissing : INT := 1;\nEND_VAR\nVAR'));
  const next = declared(text.replace('VAR', 'VAR CONSTANT\n\tn : INT := 1;\nEND_VAR\nVAR'));
  expect(next.text).toContain('VAR CONSTANT\n\tn : INT := 1;\n\tmissing : INT := 1;\nEND_VAR');
});

test.each([
  [
    'a semicolon is offered where it helps',
    'PROGRAM p\nVAR x : INT; END_VAR\nx := 1\nx := 2;\nEND_PROGRAM\n',
    ['Write `;`'],
  ],
  ['and not where something else is wrong', 'PROGRAM p\nVAR x : INT; END_VAR\nx);\nEND_PROGRAM\n', []],
])('%s', (_, text, wanted) => {
  const project = openProject({ dialect: 'codesys' });
  project.set('f', 'F.st', text);
  project.changes();
  const errors = project.diagnostics('f').filter(({ code }) => code === 'MISSING_SEMICOLON');
  expect(errors.length).toBe(1);
  expect(errors.flatMap((one) => fixesOf(project, one)).map(({ title }) => title)).toEqual(wanted);
});

/** The text after the fixes of all missing ends, one after the other. */
function ended(text: string): { text: string; titles: string[] } {
  const project = openProject({ dialect: 'codesys' });
  const titles: string[] = [];
  let now = text;
  for (let left = 5; left > 0; left--) {
    project.set('f', 'F.st', now);
    project.changes();
    const one = project.diagnostics('f').find(({ code }) => code === 'MISSING_END');
    const [fix] = one ? fixesOf(project, one) : [];
    if (!fix) break;
    titles.push(fix.title);
    const edits = fix.edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
    now = applyEdits(now, edits);
  }
  project.set('f', 'F.st', now);
  project.changes();
  expect(project.diagnostics('f').filter(({ severity }) => severity === 'error')).toEqual([]);
  return { text: now, titles };
}

const HEAD = 'PROGRAM p\nVAR\n\ta : BOOL;\n\ti : INT;\nEND_VAR\n';

test.each([
  ['IF a THEN\n\ti := 1;\nEND_PROGRAM\n', 'IF a THEN\n\ti := 1;\nEND_IF\nEND_PROGRAM\n', ['END_IF']],
  [
    'IF a THEN\n\ti := 1;\n\n// next\ni := 2;\nEND_PROGRAM\n',
    'IF a THEN\n\ti := 1;\nEND_IF\n\n// next\ni := 2;\nEND_PROGRAM\n',
    ['END_IF'],
  ],
  [
    'FOR i := 1 TO 2 DO\n\tIF a THEN\n\t\ti := 1;\nEND_FOR;\ni := 2;\nEND_PROGRAM\n',
    'FOR i := 1 TO 2 DO\n\tIF a THEN\n\t\ti := 1;\n\tEND_IF;\nEND_FOR;\ni := 2;\nEND_PROGRAM\n',
    ['END_IF'],
  ],
  [
    'CASE i OF\n\t1:\n\t\tIF a THEN i := 2; END_IF\n\t\tWHILE a DO\n\t\t\ti := 3;\nEND_PROGRAM\n',
    'CASE i OF\n\t1:\n\t\tIF a THEN i := 2; END_IF\n\t\tWHILE a DO\n\t\t\ti := 3;\n\t\tEND_WHILE\nEND_CASE\nEND_PROGRAM\n',
    ['END_WHILE', 'END_CASE'],
  ],
  ['i := 1;\n', 'i := 1;\nEND_PROGRAM\n', ['END_PROGRAM']],
  ['i := 1;', 'i := 1;\nEND_PROGRAM\n', ['END_PROGRAM']],
])('what is open is ended on a line and in a column of its own: %j', (body, after, words) => {
  const { text, titles } = ended(HEAD + body);
  expect(text).toBe(HEAD + after);
  expect([...titles].sort()).toEqual(words.map((word) => `Write \`${word}\``).sort());
});

test('a list of variables that is not ended is ended in front of the statements', () => {
  const { text } = ended('PROGRAM p\nVAR\n\ta : INT;\na := 1;\nEND_PROGRAM\n');
  expect(text).toBe('PROGRAM p\nVAR\n\ta : INT;\nEND_VAR\na := 1;\nEND_PROGRAM\n');
});
