/** Start values of data blocks: literals as S7 writes them, aggregates as assignments to elements. */
import { readLiteral, readValue, type Value } from '../initial.ts';
import { type Shape, shapeOf, type TypeLookup } from '../shapes.ts';

/** `target` is the member path behind the tag's name: empty, `[0,1]`, `.speed`. */
export interface StartValue {
  readonly target: string;
  readonly text: string;
}

/** Assignments written for one tag at most; larger tables stay out, with a diagnostic. */
export const MAX_ASSIGNMENTS = 10_000;

/** All start values of a tag, or null when one of them is no literal or has no place. */
export function startValues(initial: string, shape: Shape, lookup: TypeLookup): readonly StartValue[] | null {
  const value = readValue(initial);
  const out: StartValue[] = [];
  return value !== null && collect(value, shape, { target: '', lookup, out }) ? out : null;
}

interface Collector {
  readonly target: string;
  readonly lookup: TypeLookup;
  readonly out: StartValue[];
}

function collect(value: Value, shape: Shape, at: Collector): boolean {
  if (at.out.length >= MAX_ASSIGNMENTS) return false;
  switch (value.kind) {
    case 'scalar': {
      const text = scalarText(value.text, shape);
      if (text !== null) at.out.push({ target: at.target, text });
      return text !== null;
    }
    case 'struct':
      return value.members.every((member) => collectMember(member.name, member.value, shape, at));
    case 'array':
      return shape.kind === 'array' && collectArray(value, shape, at);
  }
}

function collectMember(name: string, value: Value, shape: Shape, at: Collector): boolean {
  if (shape.kind !== 'struct') return false;
  const member = at.lookup
    .type(shape.name)
    ?.members?.find((one) => one.name?.toLowerCase() === name.toLowerCase());
  if (member === undefined) return false;
  const target = `${at.target}.${memberName(member.name ?? name)}`;
  return collect(value, shapeOf(member.typeExpr, at.lookup), { ...at, target });
}

/** Elements in row order; nested brackets of arrays of arrays flatten the same way. */
function collectArray(
  value: Value & { kind: 'array' },
  shape: Shape & { kind: 'array' },
  at: Collector,
): boolean {
  const total = shape.dims.reduce((product, [low, high]) => product * (high - low + 1), 1);
  if (total > MAX_ASSIGNMENTS) return false;
  let next = 0;
  const fill = (items: (Value & { kind: 'array' })['items']): boolean =>
    items.every(({ count, value: item }) => {
      for (let turn = 0; turn < count; turn++) {
        if (item.kind === 'array') {
          if (!fill(item.items)) return false;
        } else if (
          next >= total ||
          !collect(item, shape.base, { ...at, target: `${at.target}[${indexText(next++, shape)}]` })
        ) {
          return false;
        }
      }
      return true;
    });
  return fill(value.items);
}

function indexText(position: number, shape: Shape & { kind: 'array' }): string {
  const indices: number[] = [];
  let rest = position;
  for (const [low, high] of [...shape.dims].reverse()) {
    const size = high - low + 1;
    indices.unshift(low + (rest % size));
    rest = Math.floor(rest / size);
  }
  return indices.join(',');
}

/** A literal as S7 writes it for that type. */
export function scalarText(text: string, shape: Shape): string | null {
  const literal = readLiteral(text, shape.kind === 'elementary' ? shape.enumeration : undefined);
  const type = shape.kind === 'elementary' ? shape.name : shape.kind === 'string' ? 'STRING' : null;
  if (literal === null || type === null) return null;
  switch (literal.kind) {
    case 'bool':
      return type === 'BOOL' ? String(literal.value).toUpperCase() : null;
    case 'int':
      return intText(literal.value, literal.text, type);
    case 'real':
      return type === 'REAL' || type === 'LREAL' ? literal.text : null;
    case 'string':
      return shape.kind === 'string' && shape.wide ? `WSTRING#'${literal.text.slice(1, -1)}'` : literal.text;
    case 'time':
      return literal.text.replace(/^L?TIME#/i, (prefix) => (prefix.length > 5 ? 'LT#' : 'T#'));
  }
}

const BITS = new Set(['BYTE', 'WORD', 'DWORD', 'LWORD']);

function intText(value: bigint, text: string, type: string): string | null {
  if (type === 'BOOL') return value === 0n || value === 1n ? (value === 1n ? 'TRUE' : 'FALSE') : null;
  if (type === 'REAL' || type === 'LREAL') return `${value}.0`;
  const based = /(?:2|8|16)#[0-9A-Fa-f_]+$/.exec(text)?.[0];
  if (based !== undefined && value >= 0n) return based;
  return BITS.has(type) && value >= 0n ? `16#${value.toString(16).toUpperCase()}` : String(value);
}

const KEYWORDS = new Set(
  (
    'AND ARRAY BEGIN BOOL BY BYTE CASE CHAR CONST CONSTANT CONTINUE COUNTER DATA_BLOCK DATE DINT DIV DO DT DWORD ELSE ELSIF ' +
    'END_CASE END_CONST END_DATA_BLOCK END_FOR END_IF END_REPEAT END_STRUCT END_TYPE END_VAR END_WHILE EXIT FALSE FOR ' +
    'FUNCTION FUNCTION_BLOCK GOTO IF INT LABEL MOD NOT OF OR ORGANIZATION_BLOCK REAL REGION REPEAT RETURN STRING STRUCT ' +
    'THEN TIME TIMER TO TOD TRUE TYPE UNTIL VAR VOID WHILE WORD XOR'
  ).split(' '),
);

/** A member name, quoted unless it is a plain identifier and no keyword. */
export function memberName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name.toUpperCase()) ? name : `"${name}"`;
}
