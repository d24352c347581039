/**
 * Random projects of several files whose declarations depend on one another, and edits of them. Few names for many things,
 * so that nearly every edit changes what a name means somewhere else: types and blocks that go or take another's name,
 * chains of EXTENDS, namespaces, constants as bounds, lists that want their name, files that come, go and change places.
 */

import type { DialectId, Edit } from '../types.ts';
import { applyEdits, randomEdits } from './edits.ts';
import { below, pick, type Random } from './random.ts';

const NAMES = ['a', 'b', 'c', 'N', 'M', 'Red', 'Green', 'S', 'F', 'G'];
const TYPES = ['S', 'T', 'E', 'A', 'FB_A', 'FB_B', 'FB_C', 'I', 'NS.S', 'NS.FB_A', 'NS.E'];
const ELEMENTARY = ['INT', 'BOOL', 'REAL', 'TIME', 'WORD', 'STRING', 'TON', 'Missing'];
const PATHS = ['A.st', 'G.st', 'z/G.st', 'POUs/B.st', 'x/POUs/C.st', 'x/GVLs/D.st', 'S.st'];
const LISTS = ['', '', "{attribute 'qualified_only'}\n", "{attribute 'x' := 'y'}\n"];

/** One file of a random project. */
export interface Sheet {
  path: string;
  text: string;
}

/** A name; now and then one of another kind. */
const name = (next: Random) => pick(next, NAMES);
const typeName = (next: Random) => pick(next, next() < 0.6 ? TYPES : ELEMENTARY);
const own = (next: Random) => pick(next, TYPES.slice(0, 8));

function typeOf(next: Random, depth = 0): string {
  const kind = depth > 1 ? 0 : below(next, 22);
  const inner = () => typeOf(next, depth + 1);
  const form: Record<number, () => string> = {
    1: () => `ARRAY [0..${constant(next)}] OF ${inner()}`,
    2: () => `ARRAY [${name(next)}..5, 0..E.Red] OF ${inner()}`,
    3: () => `INT (0..${constant(next)})`,
    4: () => `STRING(${constant(next)})`,
    5: () => `POINTER TO ${inner()}`,
    6: () => `REFERENCE TO ${inner()}`,
    7: () => `STRUCT ${variable(next)} END_STRUCT`,
    8: () => `(${name(next)}, Blue := ${constant(next)})`,
    9: () => `${typeName(next)}(${name(next)} := ${value(next)})`,
    10: () => 'ARRAY[*] OF INT',
  };
  return form[kind]?.() ?? typeName(next);
}

function constant(next: Random): string {
  return pick(next, [
    '1',
    '3',
    name(next),
    `${name(next)} + 1`,
    `G.${name(next)}`,
    `E.${name(next)}`,
    'NS.N',
  ]);
}

function variable(next: Random): string {
  const at = next() < 0.1 ? ` AT %${pick(next, ['IX0.', 'QX0.', 'MX1.'])}${below(next, 9)}` : '';
  const init = next() < 0.3 ? ` := ${value(next)}` : '';
  if (next() < 0.04) return pick(next, ['{IF defined (X)}', '{ELSE}', '{END_IF}']);
  const names = next() < 0.1 ? `${name(next)}, ${name(next)}` : name(next);
  return `${names}${at} : ${typeOf(next)}${init};${pick(next, ['', '', '', ' // note', " {attribute 'q'}"])}`;
}

function value(next: Random): string {
  const n = name(next);
  const forms = [
    path(next),
    path(next),
    '1',
    '-70000',
    "'s'",
    'TRUE',
    `E.${n}`,
    `E#${n}`,
    `(${n} := 1)`,
    '[1, 2(0)]',
    `${n} + ${constant(next)}`,
    `F(${n}, b := 2)`,
    `G.${n}`,
    `NOT ${n}`,
  ];
  return pick(next, forms);
}

function path(next: Random): string {
  const n = name(next);
  const forms = [
    n,
    n,
    `${n}.${name(next)}`,
    `${n}[${constant(next)}]`,
    `${n}[1].${name(next)}`,
    `${n}^.${name(next)}`,
    `G.${n}`,
    `THIS^.${n}`,
    `SUPER^.${n}`,
    `NS.${n}`,
    'F',
    `#${n}`,
    `"${n}".${name(next)}`,
  ];
  return pick(next, forms);
}

function statement(next: Random): string {
  const n = name(next);
  const forms = [
    () => `${path(next)} := ${value(next)};`,
    () => `${path(next)} := ${value(next)};`,
    () => `${n}(${name(next)} := ${value(next)}, ${name(next)} => ${path(next)});`,
    () => `${n}.${name(next)}(${value(next)});`,
    () => `IF ${value(next)} THEN ${statement(next)} END_IF`,
    () => `CASE ${path(next)} OF ${constant(next)}: ; Red, E.Green: ${statement(next)} END_CASE`,
    () => `FOR ${n} := 0 TO ${constant(next)} DO ${statement(next)} END_FOR`,
    () => `${pick(next, ['{IF defined (X)}', '{ELSE}', '{END_IF}', "{region 'r'}", '{endregion}'])}`,
    () => `{IF defined (X)} ${statement(next)} {ELSE} ${statement(next)} {END_IF}`,
  ];
  return pick(next, forms)();
}

const quoted = (next: Random) => pick(next, ['"S"', '"G"', '"FB_A"', 'E', '"a b"']);

const lines = (next: Random, most: number, line: (next: Random) => string) =>
  Array.from({ length: below(next, most + 1) }, () => line(next)).join('\n');

const SECTIONS = ['VAR', 'VAR_INPUT', 'VAR_OUTPUT', 'VAR_IN_OUT', 'VAR_TEMP', 'VAR CONSTANT', 'VAR_EXTERNAL'];
const section = (next: Random) => `${pick(next, SECTIONS)}\n${lines(next, 3, variable)}\nEND_VAR`;
const inner = (next: Random) => `${lines(next, 2, section)}\n${lines(next, 3, statement)}`;

function bases(next: Random): string {
  const base = next() < 0.5 ? ` EXTENDS ${pick(next, TYPES)}` : '';
  return next() < 0.25 ? `${base} IMPLEMENTS I` : base;
}

function member(next: Random): string {
  const n = pick(next, ['a', 'b', 'm', 'F']);
  const access = pick(next, ['', '', 'PRIVATE ', 'ABSTRACT ']);
  return pick(next, [
    () => `METHOD ${access}${n} : ${typeName(next)}\n${inner(next)}\nEND_METHOD`,
    () => `PROPERTY ${n} : ${typeName(next)}\nGET\n${statement(next)}\nEND_GET\nEND_PROPERTY`,
    () => `ACTION ${n}\n${statement(next)}\nEND_ACTION`,
  ])();
}

/** One POU, type, list or namespace. */
export function unitOf(next: Random, isInside = false): string {
  const forms = [
    () =>
      `TYPE ${own(next)}${next() < 0.3 ? ` EXTENDS ${pick(next, TYPES)}` : ''} : STRUCT\n${lines(next, 3, variable)}\nEND_STRUCT END_TYPE`,
    () =>
      `TYPE ${pick(next, ['E', 'T', 'S'])} : (${name(next)}, ${name(next)} := ${constant(next)}, Green)${pick(next, ['', ' WORD'])}; END_TYPE`,
    () => `TYPE ${own(next)} : ${typeOf(next)}; END_TYPE`,
    () =>
      `${pick(next, LISTS)}VAR_GLOBAL CONSTANT\n${lines(next, 3, variable)}\n${name(next)} : INT := ${constant(next)};\nEND_VAR`,
    () => `${pick(next, LISTS)}VAR_GLOBAL\n${lines(next, 4, variable)}\nEND_VAR`,
    () =>
      `FUNCTION_BLOCK ${own(next)}${bases(next)}\n${inner(next)}\n${lines(next, 2, member)}\nEND_FUNCTION_BLOCK`,
    () =>
      `FUNCTION_BLOCK ${pick(next, ['FB_A', 'FB_B', 'FB_C'])}${bases(next)}\n${inner(next)}\n${lines(next, 2, member)}\nEND_FUNCTION_BLOCK`,
    () =>
      `INTERFACE I${next() < 0.3 ? ` EXTENDS ${own(next)}` : ''}\nMETHOD m : INT\nEND_METHOD\nEND_INTERFACE`,
    () => `FUNCTION ${pick(next, ['F', 'G', 'a'])} : ${typeName(next)}\n${inner(next)}\nEND_FUNCTION`,
    () => `PROGRAM ${pick(next, ['P', 'P', 'G', 'S'])}\n${inner(next)}\n${inner(next)}\nEND_PROGRAM`,
    () =>
      `CONFIGURATION Q\nVAR_GLOBAL\n${variable(next)}\nEND_VAR\nRESOURCE R ON X\nPROGRAM p : P;\nEND_RESOURCE\nEND_CONFIGURATION`,
    () => `{IF defined (X)}\n${unitOf(next, true)}\n{ELSE}\n${unitOf(next, true)}\n{END_IF}`,
    () =>
      `DATA_BLOCK ${quoted(next)}\n${pick(next, ['STRUCT', 'VAR'])}\n${lines(next, 3, variable)}\n${pick(next, ['END_STRUCT;', 'END_VAR'])}\nBEGIN\n${name(next)} := ${constant(next)};\nEND_DATA_BLOCK`,
    () => `VAR_CONFIG\nQ.R.p.${name(next)} : ${typeName(next)};\nEND_VAR`,
    () =>
      isInside ? 'USING NS;' : `NAMESPACE NS\n${unitOf(next, true)}\n${unitOf(next, true)}\nEND_NAMESPACE`,
  ];
  return pick(next, forms)();
}

/** Stands between the units of a sheet. */
const GAP = '\n\n';

export function sheetOf(next: Random): Sheet {
  return {
    path: pick(next, PATHS),
    text: Array.from({ length: 1 + below(next, 4) }, () => unitOf(next)).join(GAP),
  };
}

/** A text with one thing in it changed. */
export function changed(next: Random, text: string, others: readonly Sheet[]): string {
  const units = text.split(GAP);
  const at = below(next, units.length);
  const unit = units[at]!;
  const put = (...more: string[]) => units.toSpliced(at, 1, ...more).join(GAP);
  switch (below(next, 13)) {
    case 12: {
      const [edit] = randomEdits(next, text);
      return applyEdits(text, edit === undefined ? [] : [edit]);
    }
    case 0:
      return units.length > 1 || next() < 0.2 ? put() : put(unit, unitOf(next));
    case 1:
      return put(unit, unitOf(next));
    case 2:
      return put(unit, pick(next, pick(next, others).text.split(GAP)));
    case 3:
      return units.toSpliced(at, 1).toSpliced(below(next, units.length), 0, unit).join(GAP);
    case 4:
      return put(unitOf(next));
    case 5:
    case 6:
    case 7:
      return put(renamed(next, unit));
    default:
      return put(otherLine(next, unit));
  }
}

/** One word becomes another; now and then everywhere in the unit. */
function renamed(next: Random, unit: string): string {
  const words = [...unit.matchAll(/\b(?:[a-cA-Z]|FB_[A-C]|NS|Red|Green|Blue|\d)\b/g)];
  if (words.length === 0) return unit;
  const { 0: word, index } = pick(next, words);
  const to = pick(next, word.length > 1 || next() < 0.2 ? TYPES : NAMES);
  if (next() < 0.2) return unit.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), to);
  return unit.slice(0, index) + to + unit.slice(index + word.length);
}

function otherLine(next: Random, unit: string): string {
  const all = unit.split('\n');
  const at = below(next, all.length);
  const line = all[at]!;
  const fresh = /^\w+ :|;$/.test(line) && next() < 0.8 ? (/ : /.test(line) ? variable : statement) : section;
  const replaced = pick(next, [[fresh(next)], [line, fresh(next)], [], [line, line], [`(* c *) ${line}`]]);
  return all.toSpliced(at, 1, ...replaced).join('\n');
}

/** The edit that makes one text of another. */
export function editBetween(from: string, to: string): Edit {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return { from: head, to: from.length - tail, insert: to.slice(head, to.length - tail) };
}

export const pathOf = (next: Random) => pick(next, PATHS);

export const dialectOf = (next: Random): DialectId | 'auto' =>
  pick(next, ['codesys', 'codesys', 'auto', 'auto', 'iec', 'siemens']);
