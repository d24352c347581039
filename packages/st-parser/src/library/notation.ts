/**
 * Library data is written one declaration per line and becomes Structured Text:
 *
 *     F LIMIT(MN, IN, MX : ANY) : ANY -- IN, but at least MN and at most MX.
 *     B TON(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Q follows IN after PT.
 *     S TIMER(PRE : DINT; ACC : DINT) -- A timer's data.
 *     E MC_Direction(Positive, Negative) -- Which way an axis turns.
 *
 * F function, B function block, S structure, E enumeration, T another name for a type. Inputs stand first, in-outs behind
 * `&`, outputs behind `=>`. A `...` behind a name says that any number of arguments may follow.
 */

/** The Structured Text of library lines; throws RangeError with the line that cannot be read. */
export function declarationsOf(lines: string): string {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(declarationOf)
    .join('\n');
}

const LINE = /^([FBSET]) ([\w.]+)(?:\((.*)\))?(?: : ([^()]+))? -- (.+)$/;

function declarationOf(line: string): string {
  const [, kind, name, list = '', type = '', text] = LINE.exec(line.trim()) ?? [];
  if (name === undefined) throw new RangeError(`Not a library line: ${line}`);
  const comment = `(* ${text} *)\n`;
  switch (kind) {
    case 'F':
      return `${comment}FUNCTION ${name} : ${type || 'VOID'}\n${sections(list)}END_FUNCTION`;
    case 'B':
      return `${comment}FUNCTION_BLOCK ${name}\n${sections(list)}END_FUNCTION_BLOCK`;
    case 'S':
      return `TYPE\n${comment}${name} : STRUCT\n${fields(list)}END_STRUCT;\nEND_TYPE`;
    case 'E':
      return `TYPE\n${comment}${name} : (${list});\nEND_TYPE`;
    default:
      return `TYPE\n${comment}${name} : ${type};\nEND_TYPE`;
  }
}

function sections(list: string): string {
  const [taken = '', outputs = ''] = list.split('=>');
  const [inputs = '', inOuts = ''] = taken.split('&');
  return section('VAR_INPUT', inputs) + section('VAR_IN_OUT', inOuts) + section('VAR_OUTPUT', outputs);
}

function section(word: string, list: string): string {
  return list.trim() === '' ? '' : `${word}\n${fields(list)}END_VAR\n`;
}

function fields(list: string): string {
  return list
    .split(';')
    .filter((field) => field.trim() !== '')
    .map((field) => ` ${field.replaceAll('...', '').trim()};\n`)
    .join('');
}
