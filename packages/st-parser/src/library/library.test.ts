/** The library data can be read, says what it declares, and says it once. */

import { expect, test } from 'vitest';
import { symbolOf } from '../editor/editor.ts';
import { openProject } from '../project/project.ts';
import { errorsOf, parse } from '../syntax/tree.ts';
import { declarationsOf, LIBRARY } from './library.ts';

test('every text is Structured Text without an error', () => {
  for (const { name, text } of LIBRARY.texts) expect(errorsOf(parse(text, 'codesys')), name).toEqual([]);
});

test('no text declares a name twice, and every declaration says in one sentence what it is for', () => {
  for (const { name, text } of LIBRARY.texts) {
    const names = [...text.matchAll(/^(?:FUNCTION|FUNCTION_BLOCK) (\w+)|^(\w+) : (?:STRUCT|\(|\w+)/gm)].map(
      (match) => (match[1] ?? match[2])!.toUpperCase(),
    );
    expect(names.length, name).toBeGreaterThan(25);
    expect([...new Set(names)], name).toEqual(names);
    for (const [comment] of text.matchAll(/\(\* .*? \*\)/g)) expect(comment, name).toMatch(/\. \*\)$/);
  }
});

test('a line becomes a declaration', () => {
  expect(declarationsOf('F f(A, B : INT; C... : ANY & D : REAL => E : BOOL) : DINT -- Text.')).toBe(
    '(* Text. *)\nFUNCTION f : DINT\nVAR_INPUT\n A, B : INT;\n C : ANY;\nEND_VAR\nVAR_IN_OUT\n D : REAL;\nEND_VAR\n' +
      'VAR_OUTPUT\n E : BOOL;\nEND_VAR\nEND_FUNCTION',
  );
  expect(() => declarationsOf('F f(A : INT)')).toThrow('Not a library line');
});

test('the types of the library are known, those of nobody are information', () => {
  const types =
    'TON CTUD_DINT IEC_TIMER TON_TIME FBD_TIMER T_MaxString TIMESTRUCT PID_Compact DTGetTime'.split(' ');
  const text = `VAR_GLOBAL ${types.map((type, i) => `v${i} : ${type};`).join(' ')} u : FB_Nobody; END_VAR`;
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  project.set('g', 'G.st', text);
  project.changes();
  expect(
    project.diagnostics().map(({ code, severity, message }) => `${severity} ${code} ${message}`),
  ).toEqual([
    'info UNKNOWN_TYPE The type `FB_Nobody` is not declared in this project; it may come from a library',
  ]);
  expect(symbolOf(project, 'limit')).toMatchObject({
    kind: 'function',
    comment: 'IN, but at least MN and at most MX.',
    detail: 'FUNCTION LIMIT(MN : ANY_ELEMENTARY; IN : ANY_ELEMENTARY; MX : ANY_ELEMENTARY) : ANY_ELEMENTARY',
  });
});
