/** L4 where several things have one name: what counts is the place of each, not the way it came there. Each case was a seed of `npm run fuzz -- parser`. */

import { expect, it } from 'vitest';
import { parseOutput } from '../index.ts';
import { type Act, checkProject, differenceOf } from '../testing/projectlaw.ts';
import type { FileId } from '../types.ts';

const set = (path: string, text: string): Act => ({ kind: 'set', id: path as FileId, path, text });
const write = (id: string, text: string): Act => ({ kind: 'write', id: id as FileId, text });
const rename = (id: string, path: string): Act => ({ kind: 'rename', id: id as FileId, path });
const remove = (id: string): Act => ({ kind: 'remove', id: id as FileId });
const LOOK: Act = { kind: 'follow', ahead: null };
const LATER: Act = { kind: 'follow', ahead: 9 };
const CODESYS: Act = { kind: 'configure', dialect: 'codesys' };

function same(...acts: Act[]): void {
  // The seed is the order in which the fresh project gets its files.
  for (let seed = 1; seed < 7; seed++) expect(differenceOf([CODESYS, ...acts], seed)).toBeNull();
}

const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 160) / 16);

it(`L4 projects of several files follow any edits, over ${RUNS} random ones`, { timeout: 3_600_000 }, () => {
  for (let seed = 1; seed <= RUNS; seed++) checkProject(seed);
});

it('L1 THIS is the block, also where an enumeration has its name', () => {
  same(
    set('0.st', 'TYPE A : (x, y); END_TYPE'),
    LOOK,
    set('A.st', 'FUNCTION_BLOCK A THIS^.z := 1; END_FUNCTION_BLOCK'),
    LOOK,
  );
});

it('L4 a file that is renamed before another one takes its name', () => {
  const own = set('G.st', 'TYPE C : STRUCT c : C; END_STRUCT END_TYPE');
  same(set('z.st', 'FUNCTION_BLOCK C END_FUNCTION_BLOCK'), own, LOOK, rename('z.st', 'A.st'), LOOK);
});

it('L4 the same for constants of one name, which bounds are made of, and for globals', () => {
  const use = set(
    'U.st',
    'PROGRAM P VAR a : ARRAY [0..N] OF INT; b : ARRAY [0..M] OF INT; END_VAR g := TRUE; END_PROGRAM',
  );
  const list = (n: number, type: string) =>
    `TYPE E${n} : (M := ${n}); END_TYPE VAR_GLOBAL CONSTANT N : INT := ${n}; END_VAR VAR_GLOBAL g : ${type}; END_VAR`;
  same(
    use,
    set('a/G.st', list(1, 'BOOL')),
    set('b/G.st', list(5, 'STRING')),
    LOOK,
    rename('a/G.st', 'c/G.st'),
    LOOK,
  );
});

it('L4 two units of one name that change places in one edit', () => {
  const [a, b] = [
    'FUNCTION_BLOCK X EXTENDS A END_FUNCTION_BLOCK',
    'FUNCTION_BLOCK X EXTENDS B END_FUNCTION_BLOCK',
  ];
  const rest =
    'TYPE A : STRUCT a : INT; END_STRUCT END_TYPE TYPE B : STRUCT b : INT; END_STRUCT END_TYPE VAR_GLOBAL x : X; END_VAR';
  same(set('f.st', `${a} ${b} ${rest}`), LOOK, write('f.st', `${b} ${a} ${rest}`), LOOK);
});

it('L4 two equal units of one file are two', () => {
  same(set('f.st', 'INTERFACE I\n'), LOOK, write('f.st', 'INTERFACE I\nINTERFACE I\n'), LOOK);
});

it('L4 a list of variables and a POU of its name are told apart in any order', () => {
  const list = set('z/G.st', 'VAR_GLOBAL F : TON; END_VAR PROGRAM P F(b := 2); END_PROGRAM');
  same(list, LOOK, set('a.st', 'PROGRAM G END_PROGRAM'), LOOK);
  same(set('a.st', 'PROGRAM G END_PROGRAM'), list, LOOK);
});

it('L4 a global that a local of another program shares its path with is known again once that is gone', () => {
  const list = set(
    'S.st',
    'VAR_GLOBAL F : POINTER TO E; END_VAR FUNCTION a : INT F := Red + E.Green; END_FUNCTION',
  );
  same(list, set('x.st', 'PROGRAM S VAR F : BOOL; END_VAR END_PROGRAM'), LOOK, remove('x.st'), LOOK);
});

it('L4 a function whose result is set under its name in another file', () => {
  const one = set('S.st', 'FUNCTION b : INT VAR_INPUT END_VAR M := 1; END_FUNCTION');
  same(
    one,
    LOOK,
    set('T.st', 'FUNCTION b : INT IF b = 1 THEN b := 2; END_IF END_FUNCTION'),
    LOOK,
    remove('T.st'),
    LOOK,
  );
});

it('L4 a block extends the first block of a name, not what came first', () => {
  const own = 'FUNCTION_BLOCK C EXTENDS C END_FUNCTION_BLOCK';
  same(set('x/b.st', own), LOOK, set('a.st', 'PROGRAM C END_PROGRAM'), set('x/a.st', own), LOOK);
});

it('L4 what is listed ahead does not point into a file that is gone', () => {
  const use = (n: number) => `PROGRAM P F := ${n}; END_PROGRAM`;
  const list = set('S.st', 'VAR_GLOBAL CONSTANT F : INT := 1; END_VAR');
  same(set('f.st', use(1)), list, LOOK, write('f.st', use(2)), remove('S.st'), LATER);
});

it('L4 two members of one namespace are two, also where one is equal to what was there before', () => {
  const inside = (text: string) => `NAMESPACE NS\n${text}\nEND_NAMESPACE`;
  const both = 'FUNCTION a : REAL\nb := c;\nEND_FUNCTION\nFUNCTION a : REAL\nEND_FUNCTION';
  same(set('f.st', inside('FUNCTION a : REAL\nEND_FUNCTION')), LOOK, write('f.st', inside(both)), LOOK);
});

it('statements outside of all POUs are no scopes', () => {
  const text = 'IF a THEN b := 1; END_IF; CASE a OF 1: FOR i := 0 TO 5 DO x := 1; END_FOR END_CASE';
  expect(parseOutput(text, { dialect: 'rockwell', file: 'r.st' }).scopes).toEqual([]);
});

it('L4 a variable that another program of the same name takes over is not known any more where it was', () => {
  const own =
    'PROGRAM P\nVAR_EXTERNAL\n {ELSE} IF 1 THEN CASE THIS^.Green OF F + 1: ; Red, E.Green: IF E#Green THEN {IF defined (X)} IF TRUE THEN Green.c(E#b); {END_IF} END_IF END_CASE    ( := ,  => ^.); \n';
  const rest = 'VAR_EXTERNAL\nb, Green : TON;\n';
  same(set('f.st', `${own}${rest}`), LOOK, write('f.st', `${own}PROGRAM P\n${rest}`), LOOK);
});

it('L4 what two names of one declaration hold is two, also when it is taken over', () => {
  const own = 'VAR_GLOBAL\nc : STRUCT a, a : STRUCT a : (N, Blue := M); END_STRUCT; END_STRUCT;\n';
  same(set('f.st', `${own}END_VAR`), LOOK, write('f.st', `${own}b : INT;\nEND_VAR`), LOOK);
});

it('L4 a conditional pragma between two sections makes no alternatives, whenever it came', () => {
  const text = (between: string) =>
    `PROGRAM P\nVAR\na : INT;\nEND_VAR\n${between}\nVAR\na : REAL;\nEND_VAR\nEND_PROGRAM`;
  same(set('f.st', text('')), LOOK, write('f.st', text('{ELSE}')), LOOK);
});
