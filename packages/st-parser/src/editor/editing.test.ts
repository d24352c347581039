import { describe, expect, it } from 'vitest';
import { eachToken } from '../syntax/green.ts';
import { K } from '../syntax/kinds.ts';
import { parse } from '../syntax/tree.ts';
import { hasCorpus, samples } from '../testing/corpus.ts';
import { blockWordsOf } from './blocks.ts';
import { coloursOf } from './colours.ts';
import { foldsOf } from './folding.ts';
import { FORMAT_DEFAULTS, formatTree } from './format.ts';

const PROGRAM = `PROGRAM Main
VAR_INPUT
a : INT;
    b : ARRAY[0..3] OF INT; // four
END_VAR

// one
// two
IF a>3 and b[1]<=a THEN
x:=MIN( a,b[2] ) ;
  (* between *)
ELSIF x = -1 THEN
fb(IN:=TRUE,Q=>y);
      END_IF
case a of
1,2: x := 1;
3:
y := -2;
  // last
END_CASE
END_PROGRAM
`;

const FORMATTED = `PROGRAM Main
VAR_INPUT
    a : INT;
    b : ARRAY[0..3] OF INT; // four
END_VAR

// one
// two
IF a > 3 AND b[1] <= a THEN
    x := MIN(a, b[2]);
    (* between *)
ELSIF x = -1 THEN
    fb(IN := TRUE, Q => y);
END_IF
CASE a OF
    1, 2: x := 1;
    3:
        y := -2;
    // last
END_CASE
END_PROGRAM
`;

function format(text: string, options = FORMAT_DEFAULTS): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of formatTree(parse(text), options)) {
    expect(from).toBeGreaterThanOrEqual(at);
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** The text without blanks, words in capitals: what formatting must leave alone. */
function substance(text: string): string {
  const out: string[] = [];
  const tree = parse(text);
  eachToken(tree.root, 0, (kind, from, to) => {
    if (kind === K.Space || kind === K.Eof) return;
    const spelled = text.slice(from, to);
    out.push(kind === K.Keyword ? spelled.toUpperCase() : spelled);
  });
  return out.join('\u0001');
}

describe('the formatter', () => {
  it('sets indents, blanks round operators and capitals', () => {
    expect(format(PROGRAM)).toBe(FORMATTED);
  });

  it('leaves what is in form alone, so that it never meets a colleague there', () => {
    expect(formatTree(parse(FORMATTED))).toEqual([]);
  });

  it('keeps what people aligned', () => {
    const aligned =
      'VAR_GLOBAL\n    a      : INT  := 1;   // first\n    longer : REAL := 2.0; // second\nEND_VAR\n';
    expect(format(aligned)).toBe(aligned);
  });

  it('follows the file in whether statements of a POU stand in', () => {
    const inside = 'FUNCTION F : INT\n    F := 1;\n  IF F > 1 THEN\n  F := 2;\n  END_IF\nEND_FUNCTION\n';
    expect(format(inside)).toBe(
      'FUNCTION F : INT\n    F := 1;\n    IF F > 1 THEN\n        F := 2;\n    END_IF\nEND_FUNCTION\n',
    );
  });

  it('keeps STRUCT under TYPE where it stands, with its members one step in', () => {
    const type = 'TYPE ST_A :\nSTRUCT\nx : INT;\n  y : INT;\nEND_STRUCT\nEND_TYPE\n';
    expect(format(type)).toBe('TYPE ST_A :\nSTRUCT\n    x : INT;\n    y : INT;\nEND_STRUCT\nEND_TYPE\n');
  });

  it('takes out empty lines beyond two and blanks at line ends, and ends with a line feed', () => {
    expect(format('PROGRAM P   \nx := 1;\n\n\n\n\ny := 2;\nEND_PROGRAM')).toBe(
      'PROGRAM P\nx := 1;\n\n\ny := 2;\nEND_PROGRAM\n',
    );
  });

  it('keeps each line break that stays the same character: what a colleague adds to a line stays in it', () => {
    const text = 'PROGRAM P\nVAR  \n\ta:INT; \nx :BOOL; \t\n \n \n\n\n  END_VAR\nEND_PROGRAM\n';
    const edits = formatTree(parse(text));
    const lost = edits.map(({ from, to }) => text.slice(from, to).split('\n').length - 1);
    const made = edits.map(({ insert }) => insert.split('\n').length - 1);
    const before = text.split('\n').length;
    const after = format(text).split('\n').length;
    expect(lost.reduce((sum, n) => sum + n, 0)).toBe(before - after);
    expect(made.every((n) => n === 0)).toBe(true);
    expect(format(text)).toBe('PROGRAM P\nVAR\n    a:INT;\n    x :BOOL;\n\n\nEND_VAR\nEND_PROGRAM\n');
  });

  it('formats only the lines of a selection', () => {
    const from = PROGRAM.indexOf('x:=MIN');
    const edits = formatTree(parse(PROGRAM), FORMAT_DEFAULTS, { from, to: from + 3 });
    expect(new Set(edits.map((edit) => PROGRAM.slice(0, edit.from).split('\n').length))).toEqual(
      new Set([10]),
    );
    expect(edits.every((edit) => edit.to <= from + 'x:=MIN( a,b[2] ) ;'.length)).toBe(true);
  });

  it.skipIf(!hasCorpus)(
    'changes blanks and capitals only, and nothing the second time',
    { timeout: 30_000 },
    () => {
      for (const file of samples().slice(0, 300)) {
        const once = format(file.text);
        expect(substance(once), file.file).toBe(substance(file.text));
        expect(format(once), file.file).toBe(once);
      }
    },
  );
});

it('the words of one block are found from any of them', () => {
  const words = (at: number) =>
    blockWordsOf(parse(PROGRAM), at).map(({ from, to }) => PROGRAM.slice(from, to));
  const block = ['IF', 'THEN', 'ELSIF', 'THEN', 'END_IF'];
  for (const word of ['IF a', 'THEN', 'ELSIF', 'END_IF'])
    expect(words(PROGRAM.indexOf(word) + 1)).toEqual(block);
  expect(words(PROGRAM.indexOf('END_IF') + 6)).toEqual(block);
  expect(words(PROGRAM.indexOf('PROGRAM'))).toEqual(['PROGRAM', 'END_PROGRAM']);
  expect(words(PROGRAM.indexOf('x:=MIN'))).toEqual([]);
  const text = 'FUNCTION_BLOCK PUBLIC f EXTENDS g\nVAR CONSTANT\nEND_VAR\nEND_FUNCTION_BLOCK';
  const at = (offset: number) =>
    blockWordsOf(parse(text), offset).map(({ from, to }) => text.slice(from, to));
  expect([at(0), at(text.indexOf('VAR'))]).toEqual([
    ['FUNCTION_BLOCK', 'END_FUNCTION_BLOCK'],
    ['VAR', 'END_VAR'],
  ]);
});

describe('folding', () => {
  it('folds units, sections, branches and comments, and leaves the END in view', () => {
    const folds = foldsOf(parse(PROGRAM)).map(({ from, to, kind }) => [from, to, kind]);
    expect(folds).toEqual([
      [1, 20, 'block'],
      [2, 4, 'block'],
      [7, 8, 'comment'],
      [9, 11, 'block'],
      [12, 13, 'block'],
      [15, 19, 'block'],
      [17, 18, 'block'],
    ]);
  });

  it('folds regions of pragmas and of comments', () => {
    const text = "{region 'a'}\nx := 1;\n{endregion}\n// #region b\ny := 1;\n// #endregion\n";
    const regions = foldsOf(parse(text)).filter(({ kind }) => kind === 'region');
    expect(regions.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [4, 6],
    ]);
  });
});

describe('colours of names', () => {
  const text =
    'FUNCTION_BLOCK FB_A EXTENDS FB_B\nVAR\n t : TON;\n step : INT;\nEND_VAR\nt(IN := TRUE);\nstep := E_S.Run + LEN(t.x);\nEND_FUNCTION_BLOCK\n';
  const colours = (from = 0, to = text.length) =>
    coloursOf(parse(text), from, to, (name) => (name.toLowerCase() === 'e_s' ? 'enum' : null)).map(
      (one) => `${one.kind}:${text.slice(one.from, one.to)}`,
    );

  it('tells types, calls, parameters, constants and variables apart', () => {
    expect(colours()).toEqual([
      'type:FB_A',
      'type:FB_B',
      'variable:t',
      'type:TON',
      'variable:step',
      'type:INT',
      'function:t',
      'parameter:IN',
      'constant:TRUE',
      'variable:step',
      'type:E_S',
      'constant:Run',
      'function:LEN',
      'variable:t',
      'variable:x',
    ]);
  });

  it('reads only what is asked for', () => {
    const from = text.indexOf('t(IN');
    expect(colours(from, from + 3)).toEqual(['function:t', 'parameter:IN']);
  });
});
