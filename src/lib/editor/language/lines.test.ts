import type { languages } from 'monaco-editor/editor';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION } from './configuration.ts';
import { lineTokens } from './lines.ts';
import { COLOURINGS, type Colouring, languageOf } from './words.ts';

const [ST, SCL] = COLOURINGS as [Colouring, Colouring];

/** Each line as `kind:text` for what is coloured. */
function colour(text: string, colouring = ST): string[] {
  const provider = lineTokens(colouring);
  let state: languages.IState = provider.getInitialState();
  const out: string[] = [];
  for (const line of text.split('\n')) {
    const { tokens, endState } = provider.tokenize(line, state);
    state = endState;
    for (const [i, { startIndex, scopes }] of tokens.entries())
      if (scopes !== '' && scopes !== 'variable')
        out.push(`${scopes}:${line.slice(startIndex, tokens[i + 1]?.startIndex)}`);
  }
  return out;
}

describe('colours of a line', () => {
  it.each([
    ['rSpeed AT %QW4 : REAL := 1.5E-3;', ['keyword:AT', 'address:%QW4', 'type:REAL', 'number:1.5E-3']],
    ['IF x THEN // why', ['keyword:IF', 'keyword:THEN', 'comment:// why']],
    ["s := 'it$'s';", ["string:'it$'s'"]],
    [
      't := T#1h2m; w := 16#FF_0; e := E_State#Run;',
      ['number:T#1h2m', 'number:16#FF_0', 'constant:E_State#Run'],
    ],
    ['a : ARRAY[1..10] OF INT;', ['keyword:ARRAY', 'number:1', 'number:10', 'keyword:OF', 'type:INT']],
    ['x := MIN(a, TRUE);', ['function:MIN', 'constant:TRUE']],
    ["{attribute 'hide'} x", ["pragma:{attribute 'hide'}"]],
    ['(* a (* b *) c *) x := 1;', ['comment:(* a (* b *) c *)', 'number:1']],
    ['größe := 1;', ['number:1']],
    ['%IX0.0 %M*', ['address:%IX0.0', 'address:%M*']],
  ])('%s', (line, expected) => {
    expect(colour(line)).toEqual(expected);
  });

  it('nests comments over lines', () => {
    expect(colour('(* a\n(* b *)\nstill *) IF')).toEqual([
      'comment:(* a',
      'comment:(* b *)',
      'comment:still *)',
      'keyword:IF',
    ]);
  });

  it('keeps a pragma open over lines', () => {
    expect(colour('{region\nx} IF')).toEqual(['pragma:{region', 'pragma:x}', 'keyword:IF']);
  });

  it('takes what stands in double quotes for a string, in SCL for a name', () => {
    expect(colour('"Tag" := 1;')).toEqual(['string:"Tag"', 'number:1']);
    expect(colour('"Tag" := #local + 1;', SCL)).toEqual(['number:1']);
  });

  it('ends on every input', () => {
    for (const line of ['', '(*', '*)', "'", '"', '{', '}', '#', '%', '$', '\u0000', '(*(*(*', '((((', '😀'])
      expect(() => colour(line)).not.toThrow();
  });
});

describe('editing help', () => {
  const { increaseIndentPattern, decreaseIndentPattern } =
    CONFIGURATION.indentationRules as languages.IndentationRule;

  it.each([
    'IF a THEN',
    '  ELSIF b THEN // then',
    'ELSE',
    'FOR i := 0 TO 3 DO',
    'CASE n OF',
    'VAR_GLOBAL CONSTANT',
    'VAR',
    'TYPE',
    'T_Point : STRUCT',
    'REPEAT',
  ])('%s indents the next line', (line) => {
    expect(increaseIndentPattern.test(line)).toBe(true);
  });

  it.each(['IF a THEN b := 1; END_IF', 'x := 1;', 'VARIABLE', 'variety := 2;', '// IF', 'TYPEX : INT;'])(
    '%s does not',
    (line) => {
      expect(increaseIndentPattern.test(line)).toBe(false);
    },
  );

  it.each(['END_IF', 'END_VAR', 'ELSE', 'ELSIF a THEN', 'UNTIL a', 'END_CASE;'])('%s goes back', (line) => {
    expect(decreaseIndentPattern.test(line)).toBe(true);
  });

  it.each(['ELSEWHERE := 1;', 'END_FUNCTION_BLOCK', 'endless := 1;'])('%s stays', (line) => {
    expect(decreaseIndentPattern.test(line)).toBe(false);
  });
});

it('chooses the colouring by the ending of the name', () => {
  expect([languageOf('a/Main.st'), languageOf('Main.SCL'), languageOf('x.db')]).toEqual([
    'tagloom-st',
    'tagloom-scl',
    'tagloom-scl',
  ]);
});
