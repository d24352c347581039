/**
 * Cases of every check. `«` and `»` enclose what a finding points to, in text order; a case without them has no finding.
 * Hints are left out unless a case is about them.
 */

import { describe, expect, test } from 'vitest';
import { LIBRARY } from '../library/library.ts';
import { parseOutput } from '../project/output.ts';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import type { Diagnostic, DialectId, Project } from '../types.ts';

const FILE = 'f';

function open(text: string, dialect: DialectId): Project {
  const project = openProject({ dialect }, LIBRARY);
  project.set(FILE, 'F.st', text);
  project.changes();
  return project;
}

/** The text with marks round what each finding of a code points to. */
function marked(marks: string, code: string, dialect: DialectId): string {
  const text = marks.replace(/[«»]/g, '');
  const found = open(text, dialect)
    .diagnostics()
    .filter((one) => one.code === code);
  const ends = found.flatMap(({ place }) => [
    { at: place.from, insert: '«' },
    { at: place.to, insert: '»' },
  ]);
  return applyEdits(
    text,
    ends.sort((a, b) => a.at - b.at).map(({ at, insert }) => ({ from: at, to: at, insert })),
  );
}

function cases(code: string, texts: readonly string[], dialect: DialectId = 'codesys'): void {
  describe(code, () => {
    for (const text of texts) test(text, () => expect(marked(text, code, dialect)).toBe(text));
  });
}

/** Wraps statements into a program with declarations. */
const program = (declarations: string, body: string) =>
  `PROGRAM p VAR ${declarations} END_VAR ${body} END_PROGRAM`;

cases('UNKNOWN_NAME', [
  program('a : INT;', 'a := «b»;'),
  program('a : INT;', '«b» := a; «f»(a); a := INT_TO_DINT(a) + SIZEOF(BOOL);'),
  program('a : FB_Missing;', 'a.x := «Lib».y;'),
  'VAR_GLOBAL g : INT; END_VAR PROGRAM p g := 1; F.g := 2; END_PROGRAM',
  'TYPE E : (Red, Green); END_TYPE PROGRAM p VAR e : E; END_VAR e := Red; CASE e OF Green: ; END_CASE END_PROGRAM',
  'FUNCTION_BLOCK A EXTENDS Missing x := 1; END_FUNCTION_BLOCK',
  'FUNCTION_BLOCK A VAR x : INT; END_VAR END_FUNCTION_BLOCK FUNCTION_BLOCK B EXTENDS A METHOD m x := 1; m(); «y» := 2; END_METHOD END_FUNCTION_BLOCK',
  'FUNCTION f : INT f := 1; END_FUNCTION',
]);
cases(
  'UNKNOWN_NAME',
  ['FUNCTION f : Void VAR_INPUT x : Int; END_VAR BEGIN «#y» := #x; "g" := z; END_FUNCTION'],
  'siemens',
);
cases('UNKNOWN_MEMBER', [
  'TYPE S : STRUCT a : INT; END_STRUCT END_TYPE PROGRAM p VAR s : S; t : ARRAY [0..1] OF S; END_VAR s.a := t[0].a + t[1].«b»; s.«c».d := 1; END_PROGRAM',
  'TYPE E : (A); END_TYPE PROGRAM p VAR e : E; END_VAR e := E.A; e := E.«B»; e := E#«B»; END_PROGRAM',
  program('t : TON;', 't.«X» := t.Q;'),
  'INTERFACE I METHOD m END_METHOD END_INTERFACE PROGRAM p VAR i : I; END_VAR i.m(); i.«n»(); END_PROGRAM',
  program('m : FB_Missing;', 'm.x := m.y;'),
]);
cases('UNKNOWN_PARAMETER', [
  program('t : TON; q : BOOL;', 't(EN := q, IN := q, ENO => q);'),
  'FUNCTION f : INT VAR_INPUT a : INT; END_VAR f := a; END_FUNCTION PROGRAM p VAR x : INT; END_VAR x := f(a := 1); x := f(«b» := 1); END_PROGRAM',
  program('t : TON; q : BOOL;', 't(IN := q, «PX» := T#1s, Q => q);'),
]);
cases('TYPE_CONFLICT', [
  'FUNCTION BOOL_TO_LINT : LINT VAR_INPUT in : BOOL; END_VAR BOOL_TO_LINT := in; END_FUNCTION FUNCTION f : LINT VAR_INPUT in : BOOL; END_VAR f := «in»; END_FUNCTION',
  program(
    'a : INT; s : STRING; b : BOOL; r : REAL; t : TIME;',
    "a := «s»; s := «a»; b := «'x'»; a := «TRUE»; r := a; t := «s»; b := 1; b := «2»; a := «r»;",
  ),
  program(
    "a : INT := «'x'»; b : BOOL := 1; d : DINT := 16#FF; w : WORD := 5; c : ARRAY [0..1] OF INT := [1, «'y'»];",
    'w := d; d := w;',
  ),
  'TYPE S : STRUCT a : INT; END_STRUCT T : STRUCT a : INT; END_STRUCT END_TYPE PROGRAM p VAR s : S; t : T; END_VAR s := «t»; s := «s.a»; s := (a := «TRUE»); s := s; END_PROGRAM',
  'TYPE E : (A, B); END_TYPE PROGRAM p VAR e : E; i : INT; a : BOOL; END_VAR e := A; i := e; e := i; e := «a = TRUE»; END_PROGRAM',
  'FUNCTION f : INT VAR_INPUT a : STRING; END_VAR f := LEN(a); END_FUNCTION PROGRAM p VAR i : INT; END_VAR i := f(«i»); i := f(a := «1.5»); i := MAX(i, 3); END_PROGRAM',
  program(
    's : STRING; i : INT; r : REAL;',
    'IF «s» THEN i := 1; END_IF WHILE i > 3 AND NOT (r = 2) DO ; END_WHILE',
  ),
  'TYPE T : MyReal; MyReal : LREAL; END_TYPE PROGRAM p VAR t : T; i : INT; END_VAR t := i; i := «t»; END_PROGRAM',
  'TYPE R : INT («"a"»..«"b"»); END_TYPE',
]);
cases(
  'OUT_OF_RANGE',
  [
    program(
      'a : SINT := «200»; b : USINT := 255; c : UINT := «-1»; d : INT := 16#FFFF; e : INT := «16#1FFFF»;',
      'a := -128; a := «-129»; b := «256»;',
    ),
    'TYPE P : INT (0..100); END_TYPE PROGRAM p VAR x : P := «101»; y : INT (-5..5) := 5; END_VAR x := 50; y := «6»; END_PROGRAM',
  ],
  'iec',
);
cases('INDEX_OUT_OF_RANGE', [
  'VAR_GLOBAL CONSTANT N : INT := 4; END_VAR PROGRAM p VAR a : ARRAY [1..N] OF INT; b : ARRAY [0..1, 2..3] OF INT; i : INT; END_VAR a[1] := a[«0»] + a[N] + a[«N + 1»] + a[i]; b[0, 2] := b[«2», «4»]; END_PROGRAM',
  'TYPE A : ARRAY [0..1] OF INT; END_TYPE PROGRAM p VAR a : A; END_VAR a[«2»] := 1; END_PROGRAM',
  'PROGRAM p VAR_IN_OUT a : ARRAY [*] OF INT; END_VAR a[99] := 1; END_PROGRAM',
]);
cases('ASSIGNMENT_TO_CONSTANT', [
  'VAR_GLOBAL CONSTANT g : INT := 1; END_VAR PROGRAM p VAR CONSTANT c : INT := 1; END_VAR VAR v : INT; END_VAR «g» := 2; F.«g» := 2; «c» := 3; v := c; END_PROGRAM',
  'TYPE E : (A); END_TYPE PROGRAM p «A» := 1; END_PROGRAM',
  'TYPE E : (a, Idle); END_TYPE VAR_GLOBAL s : LibStruct := (Idle := 5); f : ARRAY [0..1] OF LibFb[(a := 1), (a := 2)]; END_VAR PROGRAM p VAR l : LibFb; END_VAR l(x := (Idle := 3)); END_PROGRAM',
]);
cases('DUPLICATE_DECLARATION', [
  program('a : INT; «a» : REAL;', ''),
  program('{IF defined (X)} a : INT; {ELSE} a : REAL; {END_IF} b : INT; «b» : REAL;', ''),
]);
cases(
  'DUPLICATE_UNIT',
  ['TYPE "U 1" STRUCT x : Int; END_STRUCT; END_TYPE TYPE "U1" STRUCT x : Int; END_STRUCT; END_TYPE'],
  'siemens',
);
cases(
  'ASSIGNMENT_TO_INPUT',
  ['FUNCTION_BLOCK f VAR_INPUT i : INT; END_VAR VAR v : INT; END_VAR v := i; «i» := v; END_FUNCTION_BLOCK'],
  'iec',
);
cases('STATEMENTS_OUTSIDE', [
  'FUNCTION_BLOCK f\nVAR\n  a : INT;\nEND_VAR\na := 1;\nEND_FUNCTION_BLOCK\n\n«a := b + 1;\nIF a THEN b := 2; END_IF» // why\n',
  'a := b + 1;\nc();\n',
  'FUNCTION_BLOCK f\nEND_FUNCTION_BLOCK;\n// the end\n',
  'a := 1;\nFUNCTION_BLOCK f\nEND_FUNCTION_BLOCK\n',
]);
cases('DUPLICATE_CASE_LABEL', [
  program('i : INT;', 'CASE i OF 1: ; 2, 5..7: ; «6»: ; «1»: ; 8: ; END_CASE'),
  'TYPE E : (A, B); END_TYPE PROGRAM p VAR e : E; END_VAR CASE e OF A: ; E.B: ; «B»: ; END_CASE END_PROGRAM',
]);
cases('UNREACHABLE_CASE_LABEL', [
  'TYPE P : INT (0..9); END_TYPE PROGRAM p VAR p : P; u : USINT; i : INT; END_VAR CASE p OF 0..5: ; «10»: ; END_CASE CASE u OF «-1»: ; 255: ; «256»: ; END_CASE CASE i OF -1: ; END_CASE END_PROGRAM',
]);
cases('ASSIGNMENT_TO_OUTPUT', [
  'FUNCTION_BLOCK f VAR_INPUT i : INT; END_VAR VAR_OUTPUT o : INT; END_VAR o := i; THIS^.o := 1; END_FUNCTION_BLOCK PROGRAM p VAR x : f; END_VAR x.i := x.o; x.«o» := 1; x(i := 1); END_PROGRAM',
]);
cases('LOOP_STEP_ZERO', [
  program('i : INT;', 'FOR i := 1 TO 5 BY «0» DO ; END_FOR FOR i := 1 TO 5 BY 2 DO ; END_FOR'),
]);
cases('LOOP_NEVER_RUNS', [
  program(
    'i : INT;',
    'FOR i := «5 TO 1» DO ; END_FOR FOR i := 5 TO 1 BY -1 DO ; END_FOR FOR i := 1 TO 1 DO ; END_FOR',
  ),
]);
cases('UNUSED_VARIABLE', [
  program('a, «b» : INT; c AT %IX0.0 : BOOL; d : INT := a;', 'd := 1;'),
  'FUNCTION_BLOCK A VAR x, «y» : INT; END_VAR ; A(); END_FUNCTION_BLOCK FUNCTION_BLOCK B EXTENDS A x := 1; END_FUNCTION_BLOCK',
  program('a : INT;', ''),
]);
cases('MISSING_RESULT', [
  'FUNCTION «f» : INT VAR x : INT; END_VAR x := 1; END_FUNCTION FUNCTION g : INT g := 1; END_FUNCTION FUNCTION h : INT END_FUNCTION',
  'INTERFACE I METHOD m : INT END_METHOD END_INTERFACE',
]);
cases('EXTERNAL_MISMATCH', [
  'VAR_GLOBAL a : INT; END_VAR VAR_GLOBAL CONSTANT c : INT := 1; END_VAR PROGRAM p VAR_EXTERNAL a : «REAL»; c : «INT»; z : BOOL; END_VAR END_PROGRAM',
  'VAR_GLOBAL a : INT; END_VAR PROGRAM p VAR_EXTERNAL a : int; END_VAR END_PROGRAM',
]);
cases('EXTENDS_CYCLE', [
  'FUNCTION_BLOCK «A» EXTENDS B END_FUNCTION_BLOCK FUNCTION_BLOCK «B» EXTENDS A END_FUNCTION_BLOCK FUNCTION_BLOCK C EXTENDS A END_FUNCTION_BLOCK',
  'FUNCTION_BLOCK X EXTENDS Lib.X END_FUNCTION_BLOCK',
]);
cases('RECURSIVE_TYPE', [
  'TYPE «S» : STRUCT a : ARRAY [0..1] OF T; END_STRUCT «T» : STRUCT s : S; END_STRUCT U : STRUCT p : POINTER TO U; END_STRUCT END_TYPE',
  'TYPE C : B; B : A; END_TYPE TYPE «A» : C; D : A; E : POINTER TO E; END_TYPE',
  'TYPE «A» : A; n : INT (0..3); END_TYPE PROGRAM p VAR x : A; y : n; END_VAR x.y := x; y := 1; END_PROGRAM',
  'TYPE «A» : ARRAY [0..1] OF B; B : ARRAY [0..1] OF A; «S» : STRUCT t : T; END_STRUCT T : S; END_TYPE',
]);
cases('ADDRESS_SIZE', [
  'VAR_GLOBAL «a» AT %IX0.0 : INT; «b» AT %QW2 : BOOL; c AT %QX0.0 : BOOL; d AT %MB0 : ARRAY [0..3] OF BYTE; END_VAR',
]);
cases('ADDRESS_ALIGNMENT', ['VAR_GLOBAL «a» AT %MW1 : WORD; b AT %MW2 : WORD; c AT %MB3 : BYTE; END_VAR']);
cases('ADDRESS_BIT', ['VAR_GLOBAL «a» AT %IX0.8 : BOOL; b AT %IX0.7 : BOOL; END_VAR']);
cases('TOO_MANY_ARGUMENTS', [
  'FUNCTION f : INT VAR_INPUT a : INT; END_VAR f := a; END_FUNCTION PROGRAM p VAR x : INT; END_VAR x := f(1); x := f(1, «2»); x := MAX(1, 2, 3); END_PROGRAM',
]);
cases('UNKNOWN_TYPE', ['VAR_GLOBAL a : «Missing»; b : TON; c : Lib.Missing; END_VAR']);

/** The first finding of a code. */
function first(text: string, code: string, dialect: DialectId = 'codesys'): Diagnostic {
  return open(text, dialect)
    .diagnostics()
    .find((one) => one.code === code)!;
}

describe('severities', () => {
  const severities: readonly [string, string, string, DialectId][] = [
    ['error', 'UNKNOWN_NAME', 'PROGRAM p x := 1; END_PROGRAM CONFIGURATION c END_CONFIGURATION', 'iec'],
    ['warning', 'UNKNOWN_NAME', 'PROGRAM p x := 1; END_PROGRAM', 'iec'],
    ['info', 'UNKNOWN_NAME', 'PROGRAM p x(); END_PROGRAM', 'iec'],
    ['warning', 'TYPE_CONFLICT', program('a : BOOL; i : INT;', 'a := i;'), 'iec'],
    ['error', 'TYPE_CONFLICT', program('a : BOOL; s : STRING;', 'a := s;'), 'iec'],
    ['warning', 'OUT_OF_RANGE', program('a : UINT;', 'a := -1;'), 'codesys'],
    ['error', 'OUT_OF_RANGE', program('a : UINT;', 'a := 65536;'), 'codesys'],
    ['info', 'UNKNOWN_TYPE', 'VAR_GLOBAL a : Missing; END_VAR', 'iec'],
    ['hint', 'UNUSED_VARIABLE', program('a : INT;', ';RETURN;'), 'iec'],
  ];
  test.each(severities)('%s %s in %s (%s)', (severity, code, text, dialect) => {
    expect(first(text, code, dialect).severity).toBe(severity);
  });

  test('what several units declare under one name is not judged', () => {
    const project = openProject({ dialect: 'codesys' }, LIBRARY);
    project.set('a', 'A.st', 'TYPE S : STRUCT a : INT; END_STRUCT END_TYPE');
    project.set('b', 'B.st', 'TYPE S : STRUCT b : INT; END_STRUCT END_TYPE');
    project.set('m', 'M.st', "PROGRAM m VAR s : S; END_VAR s.b := 's'; s.c := 1; END_PROGRAM");
    project.changes();
    expect(project.diagnostics('m').map(({ code }) => code)).toEqual([]);
  });

  test('Rockwell routines use tags that are declared elsewhere', () => {
    const project = open('JSR(Sub); Local:1:O.Data.0 := Tag.3; x := y;', 'rockwell');
    expect(project.diagnostics()).toEqual([]);
  });
});

describe('parse', () => {
  const parse = (text: string) => parseOutput(text, { dialect: 'iec', file: 'f.st', library: LIBRARY });

  test('lists errors of the checks, not warnings', () => {
    const { ok, errors } = parse(program('a : SINT := 300; b : BOOL; c : INT;', 'b := c; d := 1;'));
    expect({ ok, errors }).toEqual({
      ok: false,
      errors: [{ code: 'OUT_OF_RANGE', line: 1, col: 27, message: '300 is outside of `SINT` (-128 to 127)' }],
    });
  });

  test('lists a name that is declared twice as two declarations, and accepts it', () => {
    const { ok, declarations } = parse(program('a : INT; a : INT;', ''));
    expect({ ok, count: declarations.length }).toEqual({ ok: true, count: 2 });
  });
});

cases('COMPARISON_AS_ARGUMENT', [
  program('t : TON; b : BOOL;', 't(IN «=» FALSE); t(IN := b = FALSE, PT := T#1S);'),
  program('t : TON; IN : BOOL;', 't(in «=» FALSE); b := t.Q = FALSE; t(Q = FALSE); t(IN <> FALSE);'),
  'FUNCTION f : INT VAR_INPUT a : BOOL; END_VAR f := 1; END_FUNCTION PROGRAM p VAR a : INT; END_VAR f(a = 1); END_PROGRAM',
]);

describe('fixes and places', () => {
  test('a slip of the finger is put right', () => {
    const text = program('speed : INT;', 'sped := 1;');
    const [fix] = first(text, 'UNKNOWN_NAME').fixes!;
    expect(fix!.title).toBe('Change to `speed`');
    expect(
      applyEdits(
        text,
        fix!.edits.map(({ place, insert }) => ({ ...place, insert })),
      ),
    ).toBe(program('speed : INT;', 'speed := 1;'));
  });

  test('names of one or two letters are no slip of the finger', () => {
    expect(first(program('b, xi : INT;', 'a := 1;'), 'UNKNOWN_NAME').fixes ?? []).toEqual([]);
    expect(first(program('b, xi : INT;', 'xj := 1;'), 'UNKNOWN_NAME').fixes ?? []).toEqual([]);
  });

  test('a missing `;` and a `=` for `:=` are put right', () => {
    for (const [wrong, right, code] of [
      ['a := 1', 'a := 1;', 'MISSING_SEMICOLON'],
      ['a = 1;', 'a := 1;', 'NOT_A_STATEMENT'],
      ['t(IN = a);', 't(IN := a);', 'COMPARISON_AS_ARGUMENT'],
    ] as const) {
      const text = program('a : INT; t : TON;', `${wrong}\n`);
      const fixed = applyEdits(
        text,
        first(text, code).fixes![0]!.edits.map(({ place, insert }) => ({ ...place, insert })),
      );
      expect(fixed).toBe(program('a : INT; t : TON;', `${right}\n`));
    }
  });

  test('findings name the declaration, also in another file, and follow it', () => {
    const project = openProject({ dialect: 'codesys' }, LIBRARY);
    project.set('g', 'G.st', 'VAR_GLOBAL CONSTANT c : INT := 1; END_VAR');
    project.set('m', 'M.st', 'PROGRAM m c := 2; END_PROGRAM');
    project.changes();
    const at = () => project.diagnostics('m')[0]!.related![0]!.place;
    expect(at()).toEqual({ file: 'g', from: 20, to: 21 });
    project.edit('g', [{ from: 0, to: 0, insert: '\n' }]);
    expect([...project.changes().diagnostics.keys()]).toContain('m');
    expect(at()).toEqual({ file: 'g', from: 21, to: 22 });
  });
});

describe('following edits (L3, L4)', () => {
  test('a change of a type reaches those who use the member, and nobody else', () => {
    const project = openProject({ dialect: 'codesys' }, LIBRARY);
    const type = 'TYPE S : STRUCT a : INT; b : INT; END_STRUCT END_TYPE';
    project.set('t', 'T.st', type);
    for (let n = 0; n < 5; n++)
      project.set(
        `m${n}`,
        `M${n}.st`,
        `PROGRAM m${n} VAR s : S; END_VAR s.${n < 2 ? 'a' : 'b'} := 1; END_PROGRAM`,
      );
    project.changes();
    expect(project.diagnostics()).toEqual([]);
    const at = type.indexOf('a : INT');
    project.edit('t', [{ from: at, to: at + 1, insert: 'z' }]);
    expect([...project.changes().diagnostics.keys()].sort()).toEqual(['m0', 'm1']);
    project.edit('t', [{ from: at, to: at + 1, insert: 'a' }]);
    expect([...project.changes().diagnostics].map(([, list]) => list.length)).toEqual([0, 0]);
  });

  test('values without a name in brackets end, whatever they hold', () => {
    for (const value of ['()', '(a, b)', '(a, (b, c))', '((a := 1), b)', '(,)'])
      expect(() => open(program('a : INT;', `a := ${value}; a := f${value};`), 'codesys')).not.toThrow();
  });

  test('bodies wait when only declarations are asked for', () => {
    const project = openProject({ dialect: 'codesys' }, LIBRARY);
    project.set('m', 'M.st', 'PROGRAM m VAR a : INT; END_VAR a := b; END_PROGRAM');
    expect(project.changes('declarations').tags.added.map(({ path }) => path)).toEqual(['m.a']);
    expect(project.diagnostics()).toEqual([]);
    expect([...project.changes().diagnostics.values()].flat().map(({ code }) => code)).toEqual([
      'UNKNOWN_NAME',
    ]);
  });
});

test('RECURSIVE_TYPE a chain of 2,000 aliases and a circle of as many end in time', () => {
  const chain = (last: string) =>
    `TYPE ${Array.from({ length: 2_000 }, (_, n) => `T${n} : T${n + 1};`).join('\n')} T2000 : ${last}; END_TYPE VAR_GLOBAL x : T0; END_VAR`;
  for (const last of ['INT', 'T0']) {
    const { errors } = parseOutput(chain(last), { dialect: 'codesys', file: 'f.st', library: LIBRARY });
    expect(errors.filter(({ code }) => code !== 'RECURSIVE_TYPE')).toEqual([]);
  }
});

test('few false alarms: what may belong to a library or a dialect that does not show is information', () => {
  const severities = (text: string, dialect: DialectId) =>
    open(text, dialect)
      .diagnostics()
      .filter(({ code }) => /^(?:UNKNOWN_NAME|ASSIGNMENT_TO_)/.test(code))
      .map(({ code, severity }) => `${severity} ${code}`);
  const input = 'FUNCTION_BLOCK f VAR_INPUT i : INT; END_VAR i := 1; END_FUNCTION_BLOCK';
  expect(severities(input, 'iec')).toEqual(['info ASSIGNMENT_TO_INPUT']);
  expect(severities(`${input} CONFIGURATION c END_CONFIGURATION`, 'iec')).toEqual([
    'warning ASSIGNMENT_TO_INPUT',
  ]);
  expect(severities(program('a : BOOL;', 'a := a = EC_DEVICE_STATE_OP; a := Misspelt;'), 'codesys')).toEqual([
    'info UNKNOWN_NAME',
    'warning UNKNOWN_NAME',
  ]);
  expect(
    severities(program('a : STRING;', 'a := Tc2_Standard\n\t\t\t\t\t\t\t\t\t.CONCAT(a, a);'), 'codesys'),
  ).toEqual(['info UNKNOWN_NAME']);
});

test('a variable that goes to VAR_IN_OUT may be read only: no assignment to an input or output', () => {
  const text = `FUNCTION g : INT VAR_IN_OUT r : INT; END_VAR g := r; END_FUNCTION
FUNCTION_BLOCK h VAR_OUTPUT o : INT; END_VAR o := 1; END_FUNCTION_BLOCK
FUNCTION_BLOCK f VAR_INPUT i : INT; END_VAR VAR b : h; END_VAR b(); g(r := i); g(i); g(b.o); b.o := 2; END_FUNCTION_BLOCK CONFIGURATION c END_CONFIGURATION`;
  const found = open(text, 'iec')
    .diagnostics()
    .filter(({ code }) => code.startsWith('ASSIGNMENT_TO_'));
  expect(found.map(({ code, place }) => `${code} ${text.slice(place.from - 2, place.to)}`)).toEqual([
    'ASSIGNMENT_TO_OUTPUT b.o',
  ]);
});

test('a parameter of a POU that several files declare is not judged', () => {
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  const task = (type: string) => `FUNCTION_BLOCK Task VAR_INPUT c : ${type}; END_VAR END_FUNCTION_BLOCK`;
  project.set('t', 'T.st', 'TYPE A : STRUCT x : INT; END_STRUCT B : STRUCT x : INT; END_STRUCT END_TYPE');
  project.set('a', 'A.st', task('A'));
  project.set('m', 'M.st', program('t : Task; b : B;', 't(c := b);'));
  project.changes();
  const conflicts = () => project.diagnostics('m').filter(({ code }) => code === 'TYPE_CONFLICT').length;
  expect(conflicts()).toBe(1);
  project.set('b', 'B.st', task('B'));
  project.changes();
  expect(conflicts()).toBe(0);
});

test('a parameter that a POU of several files inherits is not judged', () => {
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  const base = (name: string, type: string) =>
    `FUNCTION_BLOCK ${name} VAR_INPUT c : ${type}; END_VAR END_FUNCTION_BLOCK `;
  const task = (name: string) => `FUNCTION_BLOCK Task EXTENDS ${name} END_FUNCTION_BLOCK`;
  project.set('t', 'T.st', 'TYPE A : STRUCT x : INT; END_STRUCT B : STRUCT x : INT; END_STRUCT END_TYPE');
  project.set('a', 'A.st', base('BaseA', 'A') + task('BaseA'));
  project.set('m', 'M.st', program('t : Task; b : B;', 't(c := b);'));
  project.changes();
  const conflicts = () => project.diagnostics('m').filter(({ code }) => code === 'TYPE_CONFLICT').length;
  expect(conflicts()).toBe(1);
  project.set('b', 'B.st', base('BaseB', 'B') + task('BaseB'));
  project.changes();
  expect(conflicts()).toBe(0);
});
