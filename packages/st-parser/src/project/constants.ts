/** Constant expressions: read from the tree once, folded to integers with whatever names mean at the moment. */

import { K, N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import { unquoted } from './paths.ts';

/** An expression that may be a constant. */
export type Constant =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'name'; readonly path: string }
  | { readonly kind: 'operation'; readonly operator: string; readonly operands: readonly Constant[] }
  | { readonly kind: 'other' };

/** What a name means where the expression stands; null when it is no integer constant. */
export type Lookup = (path: string) => number | null;

const OTHER: Constant = { kind: 'other' };

/** Reads an expression. `source` gives the text of a part. */
export function readConstant(part: Part, source: (part: Part) => string): Constant {
  switch (part.kind) {
    case N.Literal:
      return literal(source(part));
    case N.Path:
      return pathConstant(part, source);
    case N.Paren:
    case N.Args:
    case N.Arg:
      return inner(part, source);
    case N.Unary:
    case N.Binary:
      return operation(part, source);
    default:
      return OTHER;
  }
}

/** The value of a literal as a safe integer, or `other`. */
function literal(text: string): Constant {
  const value = integerOf(text);
  return value === null ? OTHER : { kind: 'integer', value };
}

/** `1_000`, `16#FF`, `INT#5`, `-` not included; null for everything that is no safe integer. */
export function integerOf(text: string): number | null {
  if (text.length < 16 && /^\d+$/.test(text)) return Number(text);
  const match = /^(?:[A-Za-z_]+#)?([+-]?)(?:(\d+)#)?([\dA-Fa-f_]+)$/.exec(text);
  if (match === null) return null;
  const digits = match[3]!.replaceAll('_', '');
  const base = match[2] === undefined ? 10 : Number(match[2]);
  if (base < 2 || base > 16 || (base === 10 && !/^\d+$/.test(digits))) return null;
  const value = Number.parseInt(digits, base);
  return Number.isSafeInteger(value) ? (match[1] === '-' ? -value : value) : null;
}

function pathConstant(part: Part, source: (part: Part) => string): Constant {
  for (const child of part.parts) {
    const { kind } = child;
    if (kind === K.Ident || kind === K.Dot || kind === K.Quoted || kind === K.Local || kind === K.Typed)
      continue;
    return OTHER;
  }
  return { kind: 'name', path: unquoted(source(part)).toLowerCase() };
}

function inner(part: Part, source: (part: Part) => string): Constant {
  const values = part.parts.filter((child) => child.kind >= 128);
  return values.length === 1 ? readConstant(values[0]!, source) : OTHER;
}

/** Chains are flat in the tree (`a - b - c` is one node) and fold from the left. */
function operation(part: Part, source: (part: Part) => string): Constant {
  let operator = '';
  let result: Constant | null = null;
  for (const child of part.parts) {
    if (child.kind < 128) operator += source(child).toUpperCase();
    else {
      const operand = readConstant(child, source);
      const operands: readonly Constant[] = result === null ? [operand] : [result, operand];
      result = operator === '' ? operand : { kind: 'operation', operator, operands };
      operator = '';
    }
  }
  return result ?? OTHER;
}

/** True when folding needs to know what a name means. */
export function hasNames(constant: Constant): boolean {
  if (constant.kind === 'operation') return constant.operands.some(hasNames);
  return constant.kind === 'name';
}

/** Folds to an integer; null where a name or an operator is not constant. */
export function fold(constant: Constant, lookup: Lookup): number | null {
  switch (constant.kind) {
    case 'integer':
      return constant.value;
    case 'name':
      return lookup(constant.path);
    case 'operation': {
      const values = constant.operands.map((operand) => fold(operand, lookup));
      if (values.some((value) => value === null)) return null;
      return apply(constant.operator, values as number[]);
    }
    case 'other':
      return null;
  }
}

function apply(operator: string, values: readonly number[]): number | null {
  const [a, b] = values;
  if (a === undefined) return null;
  if (b === undefined) return unary(operator, a);
  const value = binary(operator, a, b);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

function unary(operators: string, value: number): number | null {
  for (const operator of [...operators].reverse()) {
    if (operator === '-') value = -value;
    else if (operator !== '+') return null;
  }
  return value;
}

function binary(operator: string, a: number, b: number): number | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case 'DIV':
      return b === 0 ? null : Math.trunc(a / b);
    case 'MOD':
      return b === 0 ? null : a % b;
    case '**':
      return a ** b;
    default:
      return null;
  }
}
