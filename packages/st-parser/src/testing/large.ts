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

/** One POU of about 60 lines. */
function largeUnit(next: Random, n: number): string {
  const kind = n % 3 === 0 ? 'PROGRAM' : 'FUNCTION_BLOCK';
  const names = Array.from({ length: 18 }, (_, i) => `value${n}_${i}`);
  const declarations = names.map((name, i) => declaration(next, name, n * 18 + i));
  const body = Array.from({ length: 12 }, () => statement(next, names));
  const header = `(* unit ${n}: generated *)\n${kind} ${kind === 'PROGRAM' ? 'P' : 'FB_'}${n}\nVAR\n`;
  return `${header}${declarations.join('')}END_VAR\n${body.join('')}END_${kind}\n\n`;
}

function declaration(next: Random, name: string, n: number): string {
  const type = n % 18 === 0 ? 'ARRAY[1..5] OF INT' : pick(next, TYPES);
  const initial = type === 'INT' ? ` := ${below(next, 100)}` : '';
  const comment = next() < 0.4 ? ` // ${name} of the plant` : '';
  return `\t${name} : ${type}${initial};${comment}\n`;
}

function statement(next: Random, names: readonly string[]): string {
  const [a, b, c] = [pick(next, names), pick(next, names), pick(next, names)];
  switch (below(next, 5)) {
    case 0:
      return `\tIF ${a} > ${b} AND NOT (${c} = 5) THEN\n\t\t${a} := ${b} + 1;\n\tELSE\n\t\t${c} := ${a} * 2.5;\n\tEND_IF\n`;
    case 1:
      return `\tFOR ${a} := 0 TO 10 DO\n\t\t${b}[${a}] := ${c}.speed;\n\tEND_FOR\n`;
    case 2:
      return `\t${a}(IN := ${b}, PT := T#500ms, Q => ${c});\n`;
    case 3:
      return `\tCASE ${a} OF\n\t\t1: ${b} := 1;\n\t\t2, 3: ${b} := 2;\n\tEND_CASE\n`;
    default:
      return `\t${a} := ${b} + ${c} * 3;\n`;
  }
}
