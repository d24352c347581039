/** The call around a cursor: what it takes, and which argument is being typed. */

import { findType } from '../project/frames.ts';
import { insideOf } from '../project/inside.ts';
import type { Value } from '../project/meanings.ts';
import { type Item, isTypeItem, type Slot } from '../project/slots.ts';
import { Reader } from '../project/values.ts';
import { isSlot, type World } from '../project/world.ts';
import type { FileId, Project } from '../types.ts';
import { cursorAt, openCall, pathBefore, pathValue } from './cursor.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';

/** What a function, method or function block takes and gives. */
export interface Signature {
  readonly symbol: SymbolInfo;
  /** Inputs, in-outs and outputs, inherited ones first. */
  readonly parameters: readonly SymbolInfo[];
  /** The index of the parameter that is being typed; -1 when it is none of them. */
  readonly active: number;
}

/** The signature of the innermost call that is open at an offset, or null. */
export function signatureAt(project: Project, id: FileId, offset: number): Signature | null {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  if (file === undefined) return null;
  const cursor = cursorAt(file, offset);
  const open = cursor.isQuiet ? -1 : openCall(cursor.before);
  if (open < 0) return null;
  const callee = pathValue(inside, cursor, pathBefore(cursor.before.slice(0, open)));
  const item = callableOf(inside.world, callee, cursor.frame);
  if (item === undefined) return null;
  const parameters = parametersOf(inside.world, item);
  return {
    symbol: infoOf(inside.world, item),
    parameters: parameters.map((slot) => infoOf(inside.world, slot)),
    active: activeOf(cursor.before.slice(open + 1), parameters),
  };
}

/** The signature of a callable by its lower-case path, without a call round a cursor; null when it is none. */
export function signatureOf(project: Project, key: string): Signature | null {
  const { world } = insideOf(project);
  const item = world.at(key);
  if (item === undefined || isSlot(item)) return null;
  const parameters = parametersOf(world, item).map((slot) => infoOf(world, slot));
  return { symbol: infoOf(world, item), parameters, active: -1 };
}

function callableOf(
  world: World,
  { type, sym }: Value,
  frame: ConstructorParameters<typeof Reader>[1],
): Item | undefined {
  if (sym && !isSlot(sym) && sym.kind === 'scope') return sym;
  return type === null ? undefined : new Reader(world, frame, '', {}).itemOf(type);
}

const TAKEN = new Set(['VAR_INPUT', 'VAR_IN_OUT', 'VAR_OUTPUT']);

/** The parameters of a callable, those of the type that it extends first. */
export function parametersOf(world: World, item: Item, depth = 0): readonly Slot[] {
  const scope = item.scope?.scope;
  const base = isTypeItem(item) && depth < 16 ? item.scope?.head.extends[0] : undefined;
  const parent = base === undefined ? undefined : findType(world, null, base);
  const own = item.unit.slots.filter(({ entry }) => entry.scope === scope && TAKEN.has(entry.section));
  return parent === undefined ? own : [...parametersOf(world, parent, depth + 1), ...own];
}

function activeOf(args: string, parameters: readonly Slot[]): number {
  const last = lastArgument(args);
  const name = /^\s*"?#?(\w+)"?\s*(?::=|=>)/.exec(last.text)?.[1]?.toLowerCase();
  if (name !== undefined) return parameters.findIndex(({ entry }) => entry.fact.name?.toLowerCase() === name);
  const inputs = parameters.filter(({ entry }) => entry.section !== 'VAR_OUTPUT');
  const slot = inputs[last.index] ?? parameters[last.index];
  return slot === undefined ? -1 : parameters.indexOf(slot);
}

/** The argument that is being typed, and how many stand before it. */
function lastArgument(args: string): { text: string; index: number } {
  let depth = 0;
  let start = 0;
  let index = 0;
  for (let at = 0; at < args.length; at++) {
    const c = args[at];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === ',' && depth === 0) {
      start = at + 1;
      index++;
    }
  }
  return { text: args.slice(start), index };
}
