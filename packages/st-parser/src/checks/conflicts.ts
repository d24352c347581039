/**
 * TYPE_CONFLICT: a value of a type that its place cannot take: in assignments, initial values, arguments and conditions.
 * IEC 61131-3 ed. 3, 6.4.2.6 and 7.3.3. Only kinds of types that no dialect converts by itself are told apart;
 * narrowing of integers, bit strings as integers, and everything that is not known is not judged.
 */

import { memberOf } from '../project/frames.ts';
import { conversionType, type Value } from '../project/meanings.ts';
import type { Item } from '../project/slots.ts';
import type { Part } from '../syntax/view.ts';
import type { Severity, TypeExpr } from '../types.ts';
import type { Scene } from './scene.ts';

type Kind = 'bool' | 'bits' | 'integer' | 'real' | 'time' | 'date' | 'string' | 'enum' | 'record';

const KINDS: Readonly<Record<string, Kind>> = {};
for (const [kind, names] of [
  ['bool', 'BOOL'],
  ['bits', 'BYTE WORD DWORD LWORD'],
  ['integer', 'SINT INT DINT LINT USINT UINT UDINT ULINT ANY_INT'],
  ['real', 'REAL LREAL ANY_REAL'],
  ['time', 'TIME LTIME'],
  ['date', 'DATE LDATE TIME_OF_DAY TOD LTIME_OF_DAY LTOD DATE_AND_TIME DT LDATE_AND_TIME LDT'],
] as const)
  for (const name of names.split(' ')) (KINDS as Record<string, Kind>)[name] = kind;

/** What a target takes besides its own kind. */
const TAKES: Readonly<Record<Kind, readonly Kind[]>> = {
  bool: [],
  bits: ['integer', 'time', 'date', 'enum'],
  integer: ['bits', 'time', 'date', 'enum'],
  real: ['integer', 'bits', 'enum'],
  time: ['integer', 'bits', 'date'],
  date: ['integer', 'bits', 'time'],
  string: [],
  enum: ['integer', 'bits'],
  record: [],
};

/** A value that is written to something of the type `target`. */
export function checkConflict(scene: Scene, part: Part, target: TypeExpr, value: Value): void {
  if (value.type === null || scene.dialect === 'rockwell') return;
  const a = scene.reader.plain(target);
  const b = scene.reader.plain(value.type);
  if (a === null || b === null || a.text === b.text) return;
  const severity = conflict(scene, a, b, part);
  if (severity !== null)
    scene.report('TYPE_CONFLICT', severity, part, `${shown(value.type)} does not fit into ${shown(target)}`);
}

/** A condition must be BOOL. */
export function checkCondition(scene: Scene, part: Part, { type }: Value): void {
  if (scene.dialect === 'rockwell') return;
  const plain = scene.reader.plain(type);
  const kind = plain === null ? undefined : kindOf(scene, plain);
  if (kind === undefined || kind === 'bool' || kind === 'bits') return;
  if (plain!.text === 'ANY_INT' && /^[01]$/.test(scene.reader.textOf(part))) return;
  const severity = kind === 'integer' || kind === 'real' ? 'warning' : 'error';
  scene.report('TYPE_CONFLICT', severity, part, `A condition is BOOL, not ${shown(type!)}`);
}

/** Bounds of arrays and ranges are integers. */
export function checkBound(scene: Scene, part: Part, { type }: Value): void {
  const plain = scene.reader.plain(type);
  const kind = plain === null ? undefined : kindOf(scene, plain);
  if (kind === 'string' || kind === 'real' || kind === 'time' || kind === 'date')
    scene.report('TYPE_CONFLICT', 'error', part, `A bound is an integer, not ${shown(type!)}`);
}

/** Between numbers, BOOL and times some compilers convert by themselves: a warning. */
const LOOSE: ReadonlySet<Kind> = new Set(['bool', 'bits', 'integer', 'real', 'time', 'date']);

function conflict(scene: Scene, a: TypeExpr, b: TypeExpr, part: Part): Severity | null {
  const x = kindOf(scene, a);
  const y = kindOf(scene, b);
  if (x === undefined || y === undefined) return null;
  if (x === 'record' || y === 'record') return isRecordConflict(scene, a, b, x, y) ? 'error' : null;
  if (x === 'enum' && isValueOf(scene, a, part)) return null;
  if (x === y)
    return a.kind === 'string' && b.kind === 'string' && isWideConflict(scene, a, b) ? 'error' : null;
  if (x === 'bool' && b.text === 'ANY_INT' && /^(?:[01]|\w+#0*[01])$/.test(scene.reader.textOf(part)))
    return null;
  if (x === 'bits' && y === 'bool' && scene.dialect === 'siemens') return null;
  if (TAKES[x].includes(y)) return null;
  if (!LOOSE.has(x) || !LOOSE.has(y)) return 'error';
  return isConversion(scene) ? null : 'warning';
}

/** `BOOL_TO_LINT := in` inside BOOL_TO_LINT: the compiler that takes this file converts. */
function isConversion({ frame }: Scene): boolean {
  return frame !== null && (conversionType(frame.scope) !== null || /^TRUNC(?:_|$)/i.test(frame.scope));
}

/** A variable in between may hide a value of the enumeration: what is meant is plain. */
function isValueOf(scene: Scene, type: TypeExpr, part: Part): boolean {
  const item = scene.reader.itemOf(type);
  return (
    item !== undefined && memberOf(scene.world, item, scene.world.lower(scene.reader.textOf(part))) != null
  );
}

function isWideConflict(scene: Scene, a: { wide: boolean }, b: { wide: boolean }): boolean {
  return a.wide !== b.wide && scene.dialect === 'codesys';
}

/** Structures are equal by name; a function block or class may be a base or stand behind an interface. */
function isRecordConflict(scene: Scene, a: TypeExpr, b: TypeExpr, x: Kind, y: Kind): boolean {
  if (x !== y) return b.text !== 'ANY_INT' && !(isOpen(scene, a) || isOpen(scene, b));
  const p = scene.reader.itemOf(a);
  const q = scene.reader.itemOf(b);
  return (
    p !== undefined &&
    q !== undefined &&
    p !== q &&
    isStruct(p) &&
    isStruct(q) &&
    !hasBases(p) &&
    !hasBases(q)
  );
}

/** Function blocks, classes and interfaces may be more than they look like. */
function isOpen(scene: Scene, type: TypeExpr): boolean {
  const item = scene.reader.itemOf(type);
  return item !== undefined && !isStruct(item);
}

function isStruct({ scope }: Item): boolean {
  return scope?.kind === 'STRUCT';
}

function hasBases({ scope }: Item): boolean {
  return (scope?.head.extends.length ?? 0) > 0;
}

function kindOf(scene: Scene, type: TypeExpr): Kind | undefined {
  switch (type.kind) {
    case 'elementary':
      return KINDS[type.name];
    case 'string':
      return 'string';
    case 'named': {
      const item = scene.reader.itemOf(type);
      if (item === undefined || scene.world.isAmbiguous(item)) return undefined;
      return item.type === null ? 'record' : 'enum';
    }
    default:
      return undefined;
  }
}

function shown(type: TypeExpr): string {
  if (type.text === 'ANY_INT') return 'An integer';
  if (type.text === 'ANY_REAL') return 'A real number';
  return `\`${type.text}\``;
}
