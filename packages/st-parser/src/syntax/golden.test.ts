/** Golden cases: `text` => tree in brackets, or => the errors as `line:col CODE`. One line each; add yours. */

import { expect, test } from 'vitest';
import { showTree } from '../testing/trees.ts';
import type { DialectId } from '../types.ts';
import { errorsOf, parse } from './tree.ts';

/** The tree of statements inside a program, without the program. */
function body(text: string, dialect: DialectId = 'codesys'): string {
  const shown = showTree(parse(`PROGRAM p ${text} END_PROGRAM`, dialect));
  return /\(Body (.*)\) \(End END_PROGRAM\)\)/s.exec(shown)?.[1] ?? shown;
}

function errors(text: string, dialect: DialectId = 'iec'): string[] {
  const tree = parse(text, dialect);
  return errorsOf(tree).map(({ code, from }) => {
    const { line, col } = tree.text.locate(from);
    return `${line}:${col} ${code}`;
  });
}

test.each([
  ['a := b;', '(Assign (Path a) := (Path b) ;)'],
  ['a := b + c * d;', '(Assign (Path a) := (Binary (Path b) + (Binary (Path c) * (Path d))) ;)'],
  ['a := b - c - d;', '(Assign (Path a) := (Binary (Path b) - (Path c) - (Path d)) ;)'],
  ['a := NOT b AND c;', '(Assign (Path a) := (Binary (Unary NOT (Path b)) AND (Path c)) ;)'],
  ['a[1].b^ := 5;', '(Assign (Path a (Index [ (Literal 1) ]) . b ^) := (Literal 5) ;)'],
  ['a.3 := b.%X1;', '(Assign (Path a .3) := (Path b . %X1) ;)'],
  [
    'f(1, x := 2, q => r);',
    '(Call (Path f (Args ( (Arg (Literal 1)) , (Arg x := (Literal 2)) , (Arg q => (Path r)) )) ) ;)',
  ],
  [
    'a S= b; c REF= d; e := f := g;',
    '(Assign (Path a) S = (Path b) ;) (Assign (Path c) REF = (Path d) ;) (Assign (Path e) := (Path f) := (Path g) ;)',
  ],
  ['IF a THEN b; END_IF', null],
  [
    'R := S; Step := Task + get;',
    '(Assign (Path R) := (Path S) ;) (Assign (Path Step) := (Binary (Path Task) + (Path get)) ;)',
  ],
  [
    '__TRY a := 1; __CATCH(e) b := 2; __ENDTRY',
    '(Try (Header __TRY) (Body (Assign (Path a) := (Literal 1) ;)) (Header __CATCH (Paren (Args ( (Arg (Path e)) ) ))) (Body (Assign (Path b) := (Literal 2) ;)) (End __ENDTRY))',
  ],
  ['a ACCESS b; c := .5;', '(Assign (Path a) ACCESS (Path b) ;) (Assign (Path c) := (Literal .5) ;)'],
  ['JMP done; done: RETURN;', '(Jump JMP done ;) (Label done :) (Jump RETURN ;)'],
] as const)('production: %s', (text, tree) => {
  if (tree === null) expect(body(text)).toMatch(/^\(If /);
  else expect(body(text).replace(/\s*\)/g, ')')).toBe(tree.replace(/\s*\)/g, ')'));
});

test.each<[string, string[]]>([
  ['PROGRAM p a := 1 END_PROGRAM', ['1:17 MISSING_SEMICOLON']],
  ['PROGRAM p\nVAR a : INT; b INT; c : BOOL; END_VAR\nEND_PROGRAM', ['2:15 MISSING_TOKEN']],
  ['PROGRAM p\nVAR\n foo :\n bar : INT;\nEND_VAR\nEND_PROGRAM', ['3:7 MISSING_TYPE']],
  ['PROGRAM p\nVAR a : INT;\n a := 1;\nEND_PROGRAM', ['3:1 MISSING_END']],
  ['PROGRAM p\nIF a THEN\n  b := 1;\nc := 2;\nd := 3;\nEND_PROGRAM', ['4:1 MISSING_END']],
  ['PROGRAM p\nIF a THEN\n  IF b THEN\n    c := 1;\nEND_IF\nx := 1;\nEND_PROGRAM', ['5:1 MISSING_END']],
  ['PROGRAM p\nVAR a : INT; END_VR\na := 1;\nEND_PROGRAM', ['2:14 MISSPELT']],
  ['ACTIONS p\nACTION a :\nb := 1;\nEND_ACTION\nND_ACTIONS\nPROGRAM q\nEND_PROGRAM', ['5:1 MISSPELT']],
  ['PROGRAM p\nIF a THE b := 1; END_IF\nEND_PROGRAM', ['2:6 MISSPELT']],
  ['PROGRAM p\na := T#5x;\nEND_PROGRAM', ['2:6 BAD_LITERAL']],
  ["PROGRAM p\na := 'open;\nb := 1;\nEND_PROGRAM", ['2:6 OPEN_STRING']],
  ['PROGRAM p\n(* open\nb := 1;\nEND_PROGRAM', ['2:8 OPEN_COMMENT']],
  ['PROGRAM p\na = 5;\nEND_PROGRAM', ['2:3 NOT_A_STATEMENT']],
  ['PROGRAM p\nVAR a : INT; END_VAR\n', ['3:1 MISSING_END']],
  ['FUNCTION f : INT\nf(IN = 1, PT := 2);\nEND_FUNCTION', ['2:3 UNEXPECTED']],
  ['PROGRAM p\nVAR a, b c, d : INT; END_VAR\nEND_PROGRAM', ['2:9 MISSING_TOKEN']],
  [
    'PROGRAM p\nVAR @a : INT; b ): INT; c : INT @; d : INT :=:= 5; END_VAR\nEND_PROGRAM',
    ['2:5 UNEXPECTED', '2:17 UNEXPECTED', '2:32 MISSING_SEMICOLON', '2:46 UNEXPECTED'],
  ],
  ['PROGRAM p\na, b : INT;\nc : BOOL;\nEND_VAR\na := 1;\nEND_PROGRAM', ['2:1 MISSING_TOKEN']],
  ['PROGRAM p\nf(a := 1,\n  b 2,\n  c := 3,,\n  d := 4);\nx := 1;\nEND_PROGRAM', ['3:4 MISSING_TOKEN']],
  ['PROGRAM p\nIF f(x)) THEN\n  y := 1;\nEND_IF;\nEND_PROGRAM', ['2:8 UNEXPECTED']],
  ['PROGRAM p\nIF a := 2 THEN\n  y := 1;\nEND_IF;\nEND_PROGRAM', ['2:10 UNEXPECTED']],
  [
    'PROGRAM p\nx := a = [1];\ny := b + ();\n(a + b);\nEND_PROGRAM',
    ['2:10 UNEXPECTED', '3:10 UNEXPECTED', '4:1 NOT_A_STATEMENT'],
  ],
  ['TYPE e : (a, b:, !c, d := 1, f); END_TYPE', ['1:15 MISSING_TOKEN']],
  ['PROGRAM p\nVAR t : TON := (PT = T#1s); END_VAR\nEND_PROGRAM', ['2:20 UNEXPECTED']],
  ['(* first\n(* second *)\nPROGRAM p\nEND_PROGRAM', ['1:9 OPEN_COMMENT']],
  ['VAR_GLOBAL\n (*\n a : INT;\n b : INT;\n\n c : INT;\nEND_VAR', ['4:10 OPEN_COMMENT']],
  ['PROPERTY p : INT\nGET\nVR\nEND_VAR\np := 1;\nEND_GET\nEND_PROPERTY', ['3:1 MISSPELT']],
  ['FUNCTION )INTERNAL f : INT\nVAR a : INT; END_VAR\nf := a;\nEND_FUNCTION', ['1:10 UNEXPECTED']],
  ['FUNCTION_BLOCK f :EXTENDS g\nVAR a : INT; END_VAR\nEND_FUNCTION_BLOCK', ['1:18 UNEXPECTED']],
  [
    'FUNCTION_BLOCK f\n PUBLIC Step : BOOL\nStep := TRUE;\nEND_METHOD\nEND_FUNCTION_BLOCK',
    ['2:9 MISSING_TOKEN'],
  ],
  ['FUNCTION_BLOCK f\nACTION a::\nx := 1;\nEND_ACTION\nEND_FUNCTION_BLOCK', ['2:10 UNEXPECTED']],
  ["TYPE\n  a : STRING := 'x;\n  b : STRUCT c : INT; END_STRUCT;\nEND_TYPE", ['2:17 OPEN_STRING']],
  ['DATA_BLOCK d\nTRUCT\n  a : INT;\nEND_STRUCT\nEND_DATA_BLOCK', ['2:1 MISSPELT']],
  ['DATA_BLOCK d\n  a : INT;\nEND_STRUCT\nEND_DATA_BLOCK', ['2:3 MISSING_TOKEN']],
  ['TYPE t\nSTRUCT a : INT; END_STRUCT\nEND_TYP', ['1:7 MISSING_TOKEN', '3:1 MISSPELT']],
  ['t : STRUCT a : INT; END_STRUCT\nEND_TYP', ['1:1 MISSING_TOKEN', '2:1 MISSPELT']],
  [
    'PROGRAM p\nVAR a, b : ARRAY[0..1] INT; c ARRAY[0..1] OF INT; d : LREAL:; END_VAR\nEND_PROGRAM',
    ['2:23 MISSING_TOKEN', '2:30 MISSING_TOKEN', '2:60 MISSING_SEMICOLON'],
  ],
  ['PROGRAM p\n a : INT;\n b : BOOL;\nx := 1;\nEND_PROGRAM', ['2:2 MISSING_TOKEN', '4:1 MISSING_END']],
  [
    'PROGRAM p\nx := 1;\n a : INT;\n b : ARRAY[0..1] OF BOOL;\n c AT %IX0.0 : BOOL;\ny := 1;\nEND_PROGRAM',
    ['3:2 NOT_A_STATEMENT'],
  ],
  [
    'PROGRAM p\nCASE a OF\n1: IF b THEN\n  x := 1;\n2: x := 2;\nE.c: x := 3;\nEND_CASE\nEND_PROGRAM',
    ['5:1 MISSING_END'],
  ],
  [
    'PROGRAM p\na.b\n  AND c.d(1)\n  OR e THEN\n  x := 1;\nEND_IF\nEND_PROGRAM',
    ['2:4 MISSING_SEMICOLON', '4:8 MISSING_TOKEN'],
  ],
  ['PROGRAM p\nNOT a THEN x := 1; END_IF\nEND_PROGRAM', ['2:1 UNEXPECTED', '2:7 MISSING_TOKEN']],
  ['PROGRAM p\nf)(a,\n  b.c,\n  d := 1);\nx := 1;\nEND_PROGRAM', ['2:2 MISSING_SEMICOLON']],
  ['PROGRAM p\nIF a.)b AND\n  c.d AND\n  e.f THEN\n  x := 1;\nEND_IF\nEND_PROGRAM', ['2:6 UNEXPECTED']],
  ['VAR_GLOBAL\n (*a : INT;\n b : INT;\n\nEND_VAR', ['4:1 OPEN_COMMENT']],
  ['TYPE e : (a, (* first\n b (* second *)\n); END_TYPE', ['1:22 OPEN_COMMENT']],
  [
    'FUNCTION_BLOCK f\n(* how to\n  Check(a := [1], b := 2)\n  two times.\nMETHOD m\nEND_METHOD\nEND_FUNCTION_BLOCK',
    ['4:13 OPEN_COMMENT'],
  ],
  [`(* <doc>\n${'prose of it\n'.repeat(80)}</doc>\nPROGRAM p\nEND_PROGRAM`, ['82:7 OPEN_COMMENT']],
  ['PROGRAM p\nx := 2;\nOF the first\nx := 1;\nEND_PROGRAM', ['3:1 UNEXPECTED', '3:7 MISSING_SEMICOLON']],
  ['PROGRAM p\nOF 1: x := 1;\nEND_CASE\nEND_PROGRAM', ['2:1 MISSING_TOKEN']],
  [
    'FUNCTION_BLOCK f\nEND_VAR\n m : BOOL;\nm := TRUE;\nEND_METHOD\nEND_FUNCTION_BLOCK',
    ['2:1 UNEXPECTED', '3:2 MISSING_TOKEN'],
  ],
  [
    'TYPE\n a : UDINT;\n b : UDINT\n c : STRING[18];\n d : STRUCT e : INT; END_STRUCT;\nEND_TYPE',
    ['3:11 MISSING_SEMICOLON'],
  ],
  ['TYPE\n a : STRING[18]\n b : STRUCT c : INT; END_STRUCT;\nEND_TYPE', ['2:16 MISSING_SEMICOLON']],
  ['PROGRAM p\nVAR a@, b : INT; END_VAR\nEND_PROGRAM', ['2:6 UNEXPECTED']],
  ['CONFIGURATION !c\nTASK t(PRIORITY := 1);\nEND_CONFIGURATION', ['1:15 UNEXPECTED']],
  ['INTERFACE i\n:PROPERTY p : INT\nGET\nEND_GET\nEND_PROPERTY\nEND_INTERFACE', ['2:1 UNEXPECTED']],
  ['VAR_GLOBAL s : S := (a := 1, b [1, 2], c := 3); END_VAR', ['1:30 UNEXPECTED']],
  ['TYPE e : (a, b) a; f : (a, b) UINT; END_TYPE', ['1:16 MISSING_TOKEN']],
])('errors of %j', (text, expected) => {
  expect(errors(text)).toEqual(expected);
});

test('a lost word before a quoted name is one error', () => {
  const text = '"fb"\nTITLE = x\nVAR a : INT; END_VAR\nEND_FUNCTION_BLOCK';
  expect(errors(text, 'siemens')).toEqual(['1:1 MISSING_TOKEN']);
});

/** The tree of one declaration in a section. */
function declared(text: string, dialect: DialectId = 'codesys'): string {
  const shown = showTree(parse(`VAR ${text} END_VAR`, dialect));
  return /\(VarDecl (.*)\) \(End END_VAR\)/s.exec(shown)?.[1] ?? shown;
}

test.each<[string, string, DialectId?]>([
  ['f : FB<10, N>;', '(Names (Name f)) : (SubrangeType FB (Arguments < (Literal 10) , (Path N) >)) ;'],
  ['f : FB(a := 1);', '(Names (Name f)) : (SubrangeType FB (Arguments (Args ( (Arg a := (Literal 1)) )))) ;'],
  ['a AT %I* : BOOL;', '(Names (Name a) (Located AT %I*)) : (NamedType BOOL) ;'],
  [
    'p : POINTER TO ARRAY[*] OF T;',
    '(Names (Name p)) : (PointerType POINTER TO (ArrayType ARRAY [ (Bounds *) ] OF (NamedType T))) ;',
  ],
  ['p : POINTER;', '(Names (Name p)) : (NamedType POINTER) ;', 'siemens'],
  [
    'e : (A, B := 2) UINT;',
    '(Names (Name e)) : (EnumType ( (EnumValue A) , (EnumValue B := (Literal 2)) ) UINT) ;',
  ],
])('declaration: %s', (text, tree, dialect) => {
  expect(declared(text, dialect).replace(/\s*\)/g, ')')).toBe(tree.replace(/\s*\)/g, ')'));
});

test.each<[string, string, DialectId]>([
  [
    'VAR_ACCESS A : R.P.f[3].x : INT READ_ONLY; END_VAR',
    '(Section (Header VAR_ACCESS) (VarDecl (Names (Name A)) : (Path R . P . f [ 3 ] . x) : (NamedType INT) READ_ONLY ;) (End END_VAR))',
    'iec',
  ],
  [
    'FUNCTION f : INT\nCONST A := 5; END_CONST\nBEGIN\n"x":P := A;\nEND_FUNCTION',
    '(Pou (Header FUNCTION (Name f) (ReturnType : (NamedType INT))) (Section (Header CONST) (Constant (Names (Name A)) (Untyped) (Initial := (Literal 5)) ;) (End END_CONST)) (Header BEGIN) (Body (Assign (Path "x") : P := (Path A) ;)) (End END_FUNCTION))',
    'siemens',
  ],
  [
    'PROGRAM p\nLD a\nST b\nEND_PROGRAM',
    '(Pou (Header PROGRAM (Name p)) (Instructions LD a ST b) (End END_PROGRAM))',
    'iec',
  ],
])('unit: %s', (text, tree, dialect) => {
  const shown = showTree(parse(text, dialect)).replace(/^\(File (.*)\)$/s, '$1');
  expect(shown.replace(/\s*\)/g, ')')).toBe(tree.replace(/\s*\)/g, ')'));
});
