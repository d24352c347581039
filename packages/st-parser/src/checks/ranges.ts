/**
 * OUT_OF_RANGE: a constant that its type cannot hold. IEC 61131-3 ed. 3, table 10 and 6.4.4.4.
 * A number with a base (`16#FFFF`) may use all bits of a signed type, as all dialects allow.
 */

import { findType } from '../project/frames.ts';
import type { Value } from '../project/meanings.ts';
import { elementaryBits } from '../project/sizes.ts';
import type { Reader } from '../project/values.ts';
import { N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import type { Scene } from './scene.ts';

const INTEGER = /^(?:U?[SDL]?INT|BYTE|[DL]?WORD)$/;

export function checkRange(scene: Scene, part: Part, target: TypeExpr, value: Value): void {
  if (value.type?.text !== 'ANY_INT' || (part.kind !== N.Literal && part.kind !== N.Unary)) return;
  const number = scene.reader.constant(part);
  const limits =
    number === null ? null : limitsOf(scene.reader, target, scene.reader.textOf(part).includes('#'));
  if (number === null || limits === null || (number >= limits[0] && number <= limits[1])) return;
  scene.report(
    'OUT_OF_RANGE',
    scene.dialect === 'codesys' && fits(number, limits) ? 'warning' : 'error',
    part,
    `${number} is outside of \`${target.text}\` (${limits[0]} to ${limits[1]})`,
  );
}

/** CODESYS takes a number that fits into the bits, whatever the sign, and warns. */
function fits(number: number, [low, high]: readonly [number, number]): boolean {
  const span = high - low + 1;
  return Number.isInteger(Math.log2(span)) && number >= -span / 2 && number < span;
}

/** The integers that a type holds; null when that is not known. Numbers with a base may use the sign's bit. */
export function limitsOf(
  reader: Reader,
  target: TypeExpr,
  hasBase: boolean,
): readonly [number, number] | null {
  const type = rangeOf(reader, target, 0);
  if (type?.kind === 'subrange') return type.range;
  if (type?.kind !== 'elementary' || !INTEGER.test(type.name)) return null;
  const bits = elementaryBits(type.name);
  if (bits >= 64) return null;
  const isSigned = /^[SDL]?INT$/.test(type.name);
  const top = 2 ** (isSigned && !hasBase ? bits - 1 : bits) - 1;
  return [isSigned || type.name.endsWith('BYTE') || type.name.endsWith('WORD') ? -(2 ** (bits - 1)) : 0, top];
}

/** The elementary type or the range behind a name. */
function rangeOf(reader: Reader, type: TypeExpr, depth: number): TypeExpr | null {
  if (type.kind !== 'named' || depth > 16) return type;
  const item = findType(reader.world, reader.frame, type.name);
  const alias = item === undefined ? null : reader.aliasOf(item);
  return alias === null ? null : rangeOf(reader, alias, depth + 1);
}
