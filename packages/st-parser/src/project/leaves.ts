/** Instance trees down to their elementary members. */

import type { Declaration, Dimension, TypeExpr, TypeInfo } from '../types.ts';
import type { Slot } from './slots.ts';

/** Elements of one array that are listed one by one; larger arrays stay folded. */
export const ELEMENT_LIMIT = 10_000;
/** Leaves of one declaration; what comes after them stays folded: structures that hold each other twice over grow without end. */
export const LEAF_LIMIT = 250_000;
const DEPTH = 32;

/** An elementary member of a tag. */
export interface Leaf {
  readonly path: string;
  readonly type: string;
  /** The instance's own value, else the member's default, else the type's. */
  readonly initial?: string;
  /** The array, or all that was listed before it, was too large to list it. */
  readonly folded?: true;
}

/** What leaves are made of. */
export interface TypeTable {
  type(name: string): TypeInfo | undefined;
}

/** The leaves of all tags among the slots. */
export function leavesOf(slots: readonly Slot[], types: readonly TypeInfo[]): Leaf[] {
  const table = new Map<string, TypeInfo>();
  for (const type of types) if (!table.has(type.name.toLowerCase())) table.set(type.name.toLowerCase(), type);
  const lookup: TypeTable = { type: (name) => table.get(name.toLowerCase()) };
  const out: Leaf[] = [];
  for (const { declaration, entry } of slots) {
    if (entry.owner === null || declaration.name === null) continue;
    const leaves = leavesOfDeclaration(`${entry.scope}.${declaration.name}`, declaration, lookup);
    out.push(
      ...(entry.overrides === undefined
        ? leaves
        : leaves.map((leaf) => overridden(leaf, entry.scope, entry.overrides!))),
    );
  }
  return out;
}

/** A leaf of a data block with the value that the BEGIN part gives it. */
function overridden(leaf: Leaf, scope: string, overrides: ReadonlyMap<string, string>): Leaf {
  const initial = overrides.get(leaf.path.slice(scope.length + 1).toLowerCase());
  return initial === undefined ? leaf : { ...leaf, initial };
}

/** The leaves of one declaration. `path` is the path of the instance. */
export function leavesOfDeclaration(path: string, declaration: Declaration, types: TypeTable): Leaf[] {
  const out: Leaf[] = [];
  const budget = { left: ELEMENT_LIMIT };
  const initial = declaration.initialOverride ?? declaration.initial;
  expand({ path, type: declaration.typeExpr, initial, within: NOWHERE }, types, budget, out);
  return out;
}

interface Node {
  readonly path: string;
  readonly type: TypeExpr;
  readonly initial: string | undefined;
  /** The types around it; one that holds itself ends there. */
  readonly within: readonly TypeInfo[];
}

const NOWHERE: readonly TypeInfo[] = [];

function expand(node: Node, types: TypeTable, budget: { left: number }, out: Leaf[]): void {
  const { path, type, initial } = node;
  const info = type.kind === 'named' ? types.type(type.name) : undefined;
  const within = info === undefined ? node.within : [...node.within, info];
  if (out.length >= LEAF_LIMIT) out.push({ ...leafOf(node, initial), folded: true });
  else if (within.length > DEPTH || (info && node.within.includes(info))) out.push(leafOf(node, initial));
  else if (type.kind === 'struct' && type.members !== undefined)
    expandMembers(node, type.members, undefined, types, budget, out);
  else if (type.kind === 'array') expandArray(node, type.dims, type.base, types, budget, out);
  else if (info?.members !== undefined)
    expandMembers({ ...node, within }, info.members, info.base, types, budget, out);
  else if (info?.typeExpr !== undefined)
    expand({ path, type: info.typeExpr, initial: initial ?? info.initial, within }, types, budget, out);
  else out.push(leafOf(node, initial ?? info?.initial));
}

function leafOf({ path, type }: Node, initial: string | undefined): Leaf {
  return initial === undefined ? { path, type: type.text } : { path, type: type.text, initial };
}

/** False for sections that are no part of an instance. */
export function isStored(section: string): boolean {
  return section !== 'VAR_TEMP' && section !== 'VAR_EXTERNAL';
}

function expandMembers(
  node: Node,
  members: readonly Declaration[],
  baseName: string | undefined,
  types: TypeTable,
  budget: { left: number },
  out: Leaf[],
): void {
  const own = valuesOf(node.initial);
  const base = baseName === undefined ? undefined : types.type(baseName);
  const { within } = node;
  if (base?.members !== undefined && !within.includes(base))
    expandMembers({ ...node, within: [...within, base] }, base.members, base.base, types, budget, out);
  for (const member of members) {
    if (member.name === null || budget.left <= 0 || !isStored(member.section)) continue;
    const initial = own.get(member.name.toLowerCase()) ?? member.initial;
    expand(
      { path: `${node.path}.${member.name}`, type: member.typeExpr, initial, within },
      types,
      budget,
      out,
    );
  }
}

function expandArray(
  node: Node,
  dims: readonly Dimension[],
  base: TypeExpr,
  types: TypeTable,
  budget: { left: number },
  out: Leaf[],
): void {
  const count = elementCount(dims);
  if (count === null || count > budget.left) {
    out.push({ ...leafOf(node, node.initial), folded: true });
    return;
  }
  budget.left -= count;
  const values = elementsOf(node.initial, dims.length);
  let n = 0;
  for (const index of indices(dims as readonly (readonly [number, number])[])) {
    const path = `${node.path}[${index}]`;
    expand({ path, type: base, initial: values[n++], within: node.within }, types, budget, out);
  }
}

export function elementCount(dims: readonly Dimension[]): number | null {
  let count = 1;
  for (const dim of dims) {
    if (dim === '*' || dim === null) return null;
    count *= Math.max(0, dim[1] - dim[0] + 1);
  }
  return count;
}

/** All index texts in memory order: the last dimension runs fastest. */
export function* indices(dims: readonly (readonly [number, number])[]): Generator<string> {
  const [first, ...rest] = dims;
  if (first === undefined) return;
  for (let i = first[0]; i <= first[1]; i++) {
    if (rest.length === 0) yield String(i);
    else for (const inner of indices(rest)) yield `${i},${inner}`;
  }
}

/** `(a := 1, b := (c := 2))` as lower-case names and texts. */
export function valuesOf(initial: string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const item of split(initial, '(', ')')) {
    const match = /^\s*(?:"([^"]+)"|([^\s":=]+))\s*:=([\s\S]*)$/.exec(item);
    if (match !== null) values.set((match[1] ?? match[2]!).toLowerCase(), match[3]!.trim());
  }
  return values;
}

/** `[1, 2(0), (a := 1)]` as one text per element of so many dimensions; repeats are written out up to the limit. */
export function elementsOf(initial: string | undefined, dimensions = 1): readonly string[] {
  return written(split(initial, '[', ']'), dimensions);
}

function written(items: readonly string[], dimensions: number): string[] {
  const out: string[] = [];
  for (const item of items) {
    const match = /^\s*(\d+)\s*\(([\s\S]*)\)\s*$/.exec(item);
    if (match !== null) {
      const inner = written(splitTop(match[2]!), dimensions);
      for (let n = 0; n < Number(match[1]) && out.length < ELEMENT_LIMIT; n++) out.push(...inner);
    } else if (dimensions > 1 && item.trim().startsWith('[')) out.push(...elementsOf(item, dimensions - 1));
    else out.push(item.trim());
  }
  return out;
}

function split(text: string | undefined, open: string, close: string): readonly string[] {
  const trimmed = text?.trim() ?? '';
  if (!trimmed.startsWith(open) || !trimmed.endsWith(close)) return [];
  return splitTop(trimmed.slice(1, -1));
}

/** Splits at commas outside of brackets and strings. */
function splitTop(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === "'" || char === '"') {
      // `$'` is a quotation mark in the string.
      for (i++; i < text.length && text[i] !== char; i++) if (text[i] === '$') i++;
    } else if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if (char === ',' && depth === 0) {
      out.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  if (last !== '') out.push(last);
  return out;
}
