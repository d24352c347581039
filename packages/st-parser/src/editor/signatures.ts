/** The call around a cursor: what it takes, and which argument is being typed. */

import { type Frame, findType } from '../project/frames.ts';
import { insideOf } from '../project/inside.ts';
import type { Value } from '../project/meanings.ts';
import { type Item, isTypeItem, type Slot } from '../project/slots.ts';
import { Reader } from '../project/values.ts';
import { isSlot, type World } from '../project/world.ts';
import type { FileId, Project } from '../types.ts';
import { codeBehind, cursorAt, openCall, pathBefore, pathValue } from './cursor.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';

/** What a function, method or function block takes and gives. */
export interface Signature {
  readonly symbol: SymbolInfo;
  /** Inputs, in-outs and outputs, inherited ones first. */
  readonly parameters: readonly SymbolInfo[];
  /** The index of the parameter that is being typed; -1 when it is none of them. */
  readonly active: number;
  /** Lower-case names of the parameters that other arguments of this call give. */
  readonly given: ReadonlySet<string>;
}

/** The signature of the innermost call that is open at an offset, or null. */
export function signatureAt(project: Project, id: FileId, offset: number): Signature | null {
  const inside = insideOf(project);
  const file = inside.files.get(id);
  if (file === undefined) return null;
  const cursor = cursorAt(file, offset);
  const open = cursor.isQuiet ? -1 : openCall(cursor.before);
  if (open < 0) return null;
  const ahead = cursor.before.slice(0, open);
  const called = callableOf(inside.world, pathValue(inside, cursor, pathBefore(ahead)), cursor.frame);
  const item = called ?? initialisedBy(inside.world, ahead, cursor.frame);
  if (item === undefined) return null;
  const all = parametersOf(inside.world, item);
  const parameters = called ? all : all.filter(({ entry }) => IN_OR_MEMBER.test(entry.section));
  return {
    symbol: infoOf(inside.world, item),
    parameters: parameters.map((slot) => infoOf(inside.world, slot)),
    active: activeOf(cursor.before.slice(open + 1), parameters),
    given: givenIn(cursor.before.slice(open + 1), codeBehind(file, offset)),
  };
}

/** The signature of a callable by its lower-case path, without a call round a cursor; null when it is none. */
export function signatureOf(project: Project, key: string): Signature | null {
  const { world } = insideOf(project);
  const item = world.at(key);
  if (item === undefined || isSlot(item)) return null;
  const parameters = parametersOf(world, item).map((slot) => infoOf(world, slot));
  return { symbol: infoOf(world, item), parameters, active: -1, given: new Set() };
}

function callableOf(world: World, { type, sym }: Value, frame: Frame | null): Item | undefined {
  if (sym && !isSlot(sym) && sym.kind === 'scope') return sym;
  return type === null ? undefined : new Reader(world, frame, '', {}).itemOf(type);
}

/** A declared name in front of its first values: `p : ST_Point := (`, `list : ARRAY [0..1] OF ST_Point := [(x := 1), (`. */
const INITIAL = /:\s*(?:ARRAY\b[^;:]*?\bOF\s+)?("[^"\n]+"|[\w.]+)\s*:=\s*(?:\[[^;]*)?$/i;

/** What can have a first value. */
const IN_OR_MEMBER = /^(?:VAR_INPUT|STRUCT|UNION)$/;

/** The structure or block whose values a declaration gives. */
function initialisedBy(world: World, ahead: string, frame: Frame | null): Item | undefined {
  const name = INITIAL.exec(ahead)?.[1]?.replaceAll('"', '');
  return name === undefined ? undefined : findType(world, frame, name);
}

const TAKEN = new Set(['VAR_INPUT', 'VAR_IN_OUT', 'VAR_OUTPUT', 'STRUCT', 'UNION']);

/** The parameters of a callable or the members of a structure, those of the type that it extends first. */
export function parametersOf(world: World, item: Item, depth = 0): readonly Slot[] {
  const scope = item.scope?.scope;
  const base = isTypeItem(item) && depth < 16 ? item.scope?.head.extends[0] : undefined;
  const parent = base === undefined ? undefined : findType(world, null, base);
  const own = item.unit.slots.filter(({ entry }) => entry.scope === scope && TAKEN.has(entry.section));
  return parent === undefined ? own : [...parametersOf(world, parent, depth + 1), ...own];
}

function activeOf(args: string, parameters: readonly Slot[]): number {
  const all = argumentsOf(args);
  const name = nameOf(all.at(-1)!);
  if (name !== undefined) return parameters.findIndex(({ entry }) => entry.fact.name?.toLowerCase() === name);
  const inputs = parameters.filter(({ entry }) => entry.section !== 'VAR_OUTPUT');
  const slot = inputs[all.length - 1] ?? parameters[all.length - 1];
  return slot === undefined ? -1 : parameters.indexOf(slot);
}

/** Names in front of `:=` and `=>` in arguments before and behind the one that is being typed. */
function givenIn(before: string, behind: string): Set<string> {
  const [, ...later] = argumentsOf(behind);
  const names = [...argumentsOf(before).slice(0, -1), ...later].map(nameOf);
  return new Set(names.filter((name) => name !== undefined));
}

/** The arguments at the start of a text, up to the bracket that ends them. */
function argumentsOf(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const c = text[at];
    const isEnd = c === undefined || (depth === 0 && (c === ')' || c === ']')) || c === ';';
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    if (!isEnd && (c !== ',' || depth > 0)) continue;
    out.push(text.slice(start, at));
    start = at + 1;
    if (isEnd) break;
  }
  return out;
}

/** The name that an argument gives a value to, in lower case. */
function nameOf(argument: string): string | undefined {
  return /^\s*#?"?(\w+)"?\s*(?::=|=>)/.exec(argument)?.[1]?.toLowerCase();
}
