/** Generated projects for round trips: equal seeds give equal texts. */
import { seeded } from '../fixtures.ts';

type Next = (limit: number) => number;

const ELEMENTARY: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['BOOL', ['TRUE', 'FALSE']],
  ['SINT', ['-5', '127']],
  ['USINT', ['200']],
  ['INT', ['7', '-32768', '16#7F']],
  ['UINT', ['65535']],
  ['DINT', ['100000', '-1']],
  ['UDINT', ['4000000000']],
  ['LINT', ['9000000000']],
  ['ULINT', ['1']],
  ['REAL', ['1.5', '-2.25', '1.0E3']],
  ['LREAL', ['3.125']],
  ['BYTE', ['16#0F']],
  ['WORD', ['16#ABCD']],
  ['DWORD', ['16#12345678']],
  ['LWORD', ['16#1']],
  ['TIME', ['T#5s', 'T#1h2m3s4ms']],
  ['LTIME', ['LTIME#5us']],
  ['DATE', ['D#2024-01-31']],
  ['TOD', ['TOD#12:30:00']],
  ['DT', ['DT#2024-01-31-12:30:00']],
  ['STRING', ["'plain'"]],
  ['STRING[20]', ["'it$'s'", "'a b'"]],
  ['STRING[82]', ["'x'"]],
  ['WSTRING[10]', ['"wide"']],
  ['E_Mode', ['E_Mode.Run', 'E_Mode.Idle']],
  ['T_Level', ['50']],
  ['T_Alias', ['3']],
  ['ST_Motor', ['(speed := 2.5, on := TRUE)']],
  ['FB_Valve', []],
  ['TON', []],
  ['POINTER TO INT', []],
];

const ARRAYS: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['ARRAY [0..4] OF INT', ['[1, 2, 3, 4, 5]', '[5(7)]']],
  ['ARRAY [1..3] OF REAL', ['[1.0, 2.0, 3.0]']],
  ['ARRAY [0..1, 0..2] OF DINT', ['[1, 2, 3, 4, 5, 6]']],
  ['ARRAY [0..31] OF BOOL', []],
  ['ARRAY [0..9] OF BOOL', []],
  ['ARRAY [0..2] OF ST_Motor', []],
  ['ARRAY [0..1] OF STRING[20]', []],
  ['ARRAY [0..1] OF ARRAY [0..2] OF INT', []],
  ['ARRAY [0..1, 0..1, 0..1, 0..1] OF INT', []],
];

const COMMENTS = [
  'plain words',
  'with "quotes", commas; and <tags> & more',
  '=SUM(A1:A2)',
  '@risk -1 +2',
  'ünïcödé µm °C',
  "it's $100",
  '第一',
];

const TYPES = `TYPE ST_Motor : STRUCT
  speed : REAL := 1.0; // rpm
  on : BOOL;
  ready : BOOL;
  name : STRING[10];
  codes : ARRAY [0..3] OF INT;
END_STRUCT END_TYPE
TYPE E_Mode : (Idle, Run := 5); END_TYPE
TYPE T_Level : INT (0..100); END_TYPE
TYPE T_Alias : DINT; END_TYPE
`;

const BLOCKS = `FUNCTION_BLOCK FB_Valve
VAR_INPUT open : BOOL; END_VAR
VAR_OUTPUT isOpen : BOOL; END_VAR
isOpen := open;
END_FUNCTION_BLOCK
`;

/** Texts by path. */
export function generatedProject(seed: number): Record<string, string> {
  serial = 0;
  const next = seeded(seed * 7919 + 13);
  const address = addresses();
  const files: Record<string, string> = { 'types.st': TYPES, 'FB_Valve.st': BLOCKS };
  for (let list = 0; list < 2 + next(2); list++)
    files[`GVL_${'ABC'[list]}.st`] = Array.from({ length: 1 + next(3) }, () =>
      section(next, `g${list}`, 'VAR_GLOBAL', address),
    ).join('');
  for (let program = 0; program < 2; program++)
    files[`PRG_${'XY'[program]}.st`] =
      `PROGRAM PRG_${'XY'[program]}\n${section(next, 'p', 'VAR', address)}END_PROGRAM\n`;
  return files;
}

/** Names stay different inside one project; the counter starts anew with each. */
let serial = 0;

function section(
  next: Next,
  prefix: string,
  keyword: string,
  address: (type: string) => string | null,
): string {
  const qualifiers = ['', '', ' RETAIN', ' PERSISTENT', ' CONSTANT'];
  const qualifier = qualifiers[next(qualifiers.length)] ?? '';
  const lines = Array.from({ length: 2 + next(8) }, () =>
    variable(next, prefix, qualifier === ' CONSTANT', address),
  );
  return `${keyword}${qualifier}\n${lines.join('')}END_VAR\n`;
}

const NAMES = [
  'Speed',
  'x',
  'Flag__Long',
  'Valve_',
  'A_very_long_name_that_no_Logix_controller_will_take_as_it_is',
  'Counter1',
  '_lead',
];

function variable(
  next: Next,
  prefix: string,
  isConstant: boolean,
  address: (type: string) => string | null,
): string {
  const pool = next(4) === 0 ? ARRAYS : ELEMENTARY;
  const [type, values] = pool[next(pool.length)] ?? ['INT', []];
  const name = `${prefix}${NAMES[next(NAMES.length)]}${serial++ % 1000}`;
  const at = !isConstant && next(4) === 0 ? address(type) : null;
  const hasValue = values.length > 0 && (isConstant || next(2) === 0);
  const initial = hasValue ? ` := ${values[next(values.length)]}` : '';
  const comment = next(2) === 0 ? ` // ${COMMENTS[next(COMMENTS.length)]}` : '';
  return `  ${name}${at === null ? '' : ` AT ${at}`} : ${type}${initial};${comment}\n`;
}

const WIDTHS: Readonly<Record<string, string>> = {
  BOOL: 'X',
  BYTE: 'B',
  INT: 'W',
  WORD: 'W',
  UINT: 'W',
  DINT: 'D',
  DWORD: 'D',
  REAL: 'D',
};

/** Addresses that never overlap, of the width of their type. */
function addresses(): (type: string) => string | null {
  let byte = 0;
  return (type) => {
    const width = WIDTHS[type];
    if (width === undefined) return null;
    byte += 8;
    const area = 'IQM'[(byte / 8) % 3];
    return width === 'X' ? `%${area}X${byte}.3` : `%${area}${width}${byte}`;
  };
}
