/** Generates large inputs: many POUs with declarations and bodies that look like people's. */

import { below, pick, type Random, random } from './random.ts';

const TYPES = [
  'BOOL',
  'INT',
  'REAL',
  'DINT',
  'TON',
  'STRING(80)',
  'ARRAY[0..9] OF LREAL',
  'ST_Motor',
  'TIME',
  'WORD',
];

/** A text of about `lines` lines. Equal seeds give equal texts. */
export function largeText(lines: number, seed = 1): string {
  const next = random(seed);
  const out: string[] = [
    'TYPE ST_Motor :\nSTRUCT\n\tspeed : REAL := 1.5; // rpm\n\ton : BOOL;\nEND_STRUCT\nEND_TYPE\n',
  ];
  let count = 6;
  for (let n = 0; count < lines; n++) {
    const unit = largeUnit(next, n);
    out.push(unit);
    count += unit.split('\n').length - 1;
  }
  return out.join('');
}

/** A declared name and its type. */
interface Variable {
  readonly name: string;
  readonly type: string;
}

/** One POU of about 60 lines; what its statements do fits the types. */
function largeUnit(next: Random, n: number): string {
  const kind = n % 3 === 0 ? 'PROGRAM' : 'FUNCTION_BLOCK';
  const variables = Array.from({ length: 18 }, (_, i) => variable(next, `value${n}_${i}`, n * 18 + i));
  const declarations = variables.map((one) => declaration(next, one));
  const body = Array.from({ length: 12 }, () => statement(next, variables));
  const header = `(* unit ${n}: generated *)\n${kind} ${kind === 'PROGRAM' ? 'P' : 'FB_'}${n}\nVAR\n`;
  return `${header}${declarations.join('')}END_VAR\n${body.join('')}END_${kind}\n\n`;
}

function variable(next: Random, name: string, n: number): Variable {
  const place = n % 18;
  if (place === 0) return { name, type: 'ARRAY[1..5] OF INT' };
  return { name, type: place < 6 ? FIRST[place - 1]! : pick(next, TYPES) };
}

/** Types that every unit has a variable of. */
const FIRST = ['INT', 'REAL', 'BOOL', 'TON', 'ST_Motor'];

function declaration(next: Random, { name, type }: Variable): string {
  const initial = type === 'INT' ? ` := ${below(next, 100)}` : '';
  const comment = next() < 0.4 ? ` // ${name} of the plant` : '';
  return `\t${name} : ${type}${initial};${comment}\n`;
}

function statement(next: Random, variables: readonly Variable[]): string {
  const of = (type: string): string =>
    pick(
      next,
      variables.filter((one) => one.type === type),
    ).name;
  const [int, real, bool] = [of('INT'), of('REAL'), of('BOOL')];
  switch (below(next, 5)) {
    case 0:
      return `\tIF ${int} > ${of('INT')} AND NOT (${of('INT')} = 5) THEN\n\t\t${int} := ${of('INT')} + 1;\n\tELSE\n\t\t${real} := ${int} * 2.5;\n\tEND_IF\n`;
    case 1:
      return `\tFOR ${int} := 1 TO 5 DO\n\t\t${of('ARRAY[1..5] OF INT')}[${int}] := ${of('INT')};\n\t\t${real} := ${of('ST_Motor')}.speed;\n\tEND_FOR\n`;
    case 2:
      return `\t${of('TON')}(IN := ${bool}, PT := T#500ms, Q => ${of('BOOL')});\n`;
    case 3:
      return `\tCASE ${int} OF\n\t\t1: ${of('INT')} := 1;\n\t\t2, 3: ${bool} := ${of('ST_Motor')}.on;\n\tEND_CASE\n`;
    default:
      return `\t${real} := ${of('REAL')} + ${int} * 3;\n`;
  }
}
