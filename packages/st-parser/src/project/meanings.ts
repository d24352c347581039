/** What a use of a name says by itself: its role in a path, the members that a value names, the parameters of what is called. */

import { K, N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import { type Found, typeOfText } from './frames.ts';
import { ELEMENTARY } from './rawtypes.ts';
import type { Item } from './slots.ts';
import type { World } from './world.ts';

/** What a use does with a name. */
export type Role = 'definition' | 'read' | 'write' | 'call' | 'type';

/** An expression's meaning. */
export interface Value {
  /** The last name as it is written, when nobody declares it. */
  readonly word?: string;
  /** Null when it is not known, or when this is no value. */
  readonly type: TypeExpr | null;
  /** What the last name of a path stands for. */
  readonly sym: Found;
}

export const NOTHING: Value = { type: null, sym: undefined };

export const BOOL: Value = { type: { kind: 'elementary', text: 'BOOL', name: 'BOOL' }, sym: undefined };

/** Only the last name of a path is written; one that a call follows is called. */
export function roleOf(parts: readonly Part[], at: number, role: Role): Role {
  const next = parts[at + 1];
  if (next?.kind === N.Args) return 'call';
  for (let i = at + 1; i < parts.length; i++)
    if (parts[i]!.kind !== N.Index && parts[i]!.kind !== K.Bit && parts[i]!.kind !== K.Caret)
      return parts[i]!.kind === K.Dot && parts[i + 1]?.kind === K.Address ? role : 'read';
  return parts.slice(at + 1).some(({ kind }) => kind === K.Caret) ? 'read' : role;
}

/** The named arguments of a structure's value, or null when it is none. */
export function membersIn(part: Part): readonly Part[] | null {
  const args = part.kind === N.Paren ? part.parts[0] : part.kind === N.Args ? part : undefined;
  if (args === undefined || args.kind !== N.Args) return null;
  const members = args.parts.filter(
    (child) => child.kind === N.Arg && child.parts.length > 1 && child.parts[1]!.kind === K.Assign,
  );
  return members.length === 0 ? null : members;
}

/** The variables that a POU's arguments without names stand for. */
export function paramsOf(world: World, item: Item): readonly Extract<Found, { entry: unknown }>[] {
  world.asked?.add(`${item.key}(`);
  const scope = item.scope?.scope;
  return item.unit.slots.filter(
    ({ entry }) => entry.scope === scope && (entry.section === 'VAR_INPUT' || entry.section === 'VAR_IN_OUT'),
  );
}

/** `VAR_IN_OUT CONSTANT` is only read. */
export function isInOut({ entry }: { entry: { section: string; qualifiers: readonly string[] } }): boolean {
  return entry.section === 'VAR_IN_OUT' && !entry.qualifiers.includes('CONSTANT');
}

export function isGeneric(item: Item, result: string): boolean {
  return item.scope?.head.generics?.includes(result.toLowerCase()) === true;
}

const CONVERSION = /(?:^|_)TO_([A-Z_]+)$/;

/** The type that the name of a conversion function says, or null. */
export function conversionType(name: string): TypeExpr | null {
  const target = CONVERSION.exec(name.toUpperCase())?.[1];
  return target !== undefined && ELEMENTARY.has(target) ? typeOfText(target) : null;
}

/** Only bits have a type of their own; words of memory hold whatever a program puts there. */
export function addressType(text: string): TypeExpr | null {
  return /^%(?:DB\d+\.DB)?[IQMEA]?X/i.test(text) ? BOOL.type : null;
}
