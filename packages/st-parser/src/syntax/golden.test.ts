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
  ['PROGRAM p\nIF a THE b := 1; END_IF\nEND_PROGRAM', ['2:6 MISSPELT']],
  ['PROGRAM p\na := T#5x;\nEND_PROGRAM', ['2:6 BAD_LITERAL']],
  ["PROGRAM p\na := 'open;\nb := 1;\nEND_PROGRAM", ['2:6 OPEN_STRING']],
  ['PROGRAM p\n(* open\nb := 1;\nEND_PROGRAM', ['2:8 OPEN_COMMENT']],
  ['PROGRAM p\na = 5;\nEND_PROGRAM', ['2:3 NOT_A_STATEMENT']],
  ['PROGRAM p\nVAR a : INT; END_VAR\n', ['3:1 MISSING_END']],
  ['FUNCTION f : INT\nf(IN = 1, PT := 2);\nEND_FUNCTION', ['2:3 UNEXPECTED']],
])('errors of %j', (text, expected) => {
  expect(errors(text)).toEqual(expected);
});
