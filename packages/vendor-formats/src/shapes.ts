/** What a declared type is after aliases, enumerations and subranges are looked through: the form vendors convert from. */
import type { Declaration, TypeExpr, TypeInfo } from '@tagloom/st-parser';
import { readTypeText } from './typetext.ts';

/** Finds user-defined types; letter case does not matter. */
export interface TypeLookup {
  type(name: string): TypeInfo | undefined;
}

export type Bounds = readonly [number, number];

export interface Enumeration {
  /** Empty for an enumeration without a type of its own. */
  readonly name: string;
  /** True when its base type is written in the source; vendors differ in their default. */
  readonly typed: boolean;
  readonly values: readonly { readonly name: string; readonly value: number | null }[];
}

export type Shape =
  | {
      readonly kind: 'elementary';
      /** Short form: `DT`, never `DATE_AND_TIME`. */
      readonly name: string;
      readonly enumeration?: Enumeration;
      readonly range?: Bounds;
    }
  | { readonly kind: 'string'; readonly wide: boolean; readonly length: number | null }
  /** Arrays of arrays are one shape with all dimensions. */
  | {
      readonly kind: 'array';
      readonly dims: readonly Bounds[];
      readonly base: Shape;
      readonly nested: boolean;
    }
  | { readonly kind: 'struct'; readonly name: string }
  /** A structure without a type of its own. */
  | { readonly kind: 'inline'; readonly members: readonly Declaration[] }
  /** A function block of the project, or (`own` false) any name that the project does not declare. */
  | { readonly kind: 'block'; readonly name: string; readonly own: boolean }
  | { readonly kind: 'none'; readonly why: string };

/** Aliases looked through before we call it a cycle. */
const MAX_ALIASES = 32;

/** The shape of a type expression. Never throws; cycles and open bounds end in `none`. */
export function shapeOf(type: TypeExpr, lookup: TypeLookup, depth = 0): Shape {
  if (depth > MAX_ALIASES) return { kind: 'none', why: `${type.text} is defined by itself` };
  switch (type.kind) {
    case 'elementary':
      return { kind: 'elementary', name: SHORT.get(type.name.toUpperCase()) ?? type.name.toUpperCase() };
    case 'string':
      return { kind: 'string', wide: type.wide, length: type.length };
    case 'array':
      return arrayShape(type, lookup, depth);
    case 'subrange':
      return ranged(shapeOf(type.base, lookup, depth + 1), type.range ?? undefined);
    case 'enum':
      return {
        kind: 'elementary',
        name: 'INT',
        enumeration: { name: '', typed: false, values: numbered(type.values) },
      };
    case 'struct':
      return type.text === 'UNION'
        ? { kind: 'none', why: 'it is a union' }
        : { kind: 'inline', members: type.members ?? [] };
    case 'named':
      return namedShape(type.name, lookup, depth);
    case 'pointer':
    case 'reference':
      return { kind: 'none', why: `${type.text} is a ${type.kind}` };
    case 'unknown':
      return { kind: 'none', why: `the type "${type.text}" is not understood` };
  }
}

/** The shape behind a type name. */
function namedShape(name: string, lookup: TypeLookup, depth: number): Shape {
  const info = lookup.type(name);
  if (info === undefined) return { kind: 'block', name, own: false };
  const base = info.typeExpr ?? (info.base === undefined ? undefined : readTypeText(info.base));
  switch (info.kind) {
    case 'struct':
      return { kind: 'struct', name: info.name };
    case 'functionblock':
    case 'class':
      return { kind: 'block', name: info.name, own: true };
    case 'union':
    case 'interface':
      return { kind: 'none', why: `${info.name} is ${info.kind === 'union' ? 'a union' : 'an interface'}` };
    case 'enum':
      return {
        ...enumBase(base, lookup, depth),
        enumeration: { name: info.name, typed: base !== undefined, values: info.values ?? [] },
      };
    case 'subrange':
    case 'alias':
      if (base === undefined) return { kind: 'none', why: `${info.name} names no base type` };
      return ranged(shapeOf(base, lookup, depth + 1), info.range);
  }
}

function enumBase(
  base: TypeExpr | undefined,
  lookup: TypeLookup,
  depth: number,
): Shape & { kind: 'elementary' } {
  const shape = base === undefined ? undefined : shapeOf(base, lookup, depth + 1);
  return shape?.kind === 'elementary' ? shape : { kind: 'elementary', name: 'INT' };
}

function ranged(shape: Shape, range: Bounds | undefined): Shape {
  return shape.kind === 'elementary' && range !== undefined ? { ...shape, range } : shape;
}

function arrayShape(type: TypeExpr & { kind: 'array' }, lookup: TypeLookup, depth: number): Shape {
  const dims: Bounds[] = [];
  for (const one of type.dims) {
    if (one === null || one === '*')
      return { kind: 'none', why: `the bounds of ${type.text} are not fixed numbers` };
    dims.push(one);
  }
  const base = shapeOf(type.base, lookup, depth + 1);
  if (base.kind === 'none') return base;
  if (base.kind !== 'array') return { kind: 'array', dims, base, nested: false };
  return { kind: 'array', dims: [...dims, ...base.dims], base: base.base, nested: true };
}

function numbered(names: readonly string[]): Enumeration['values'] {
  return names.map((name, value) => ({ name, value }));
}

const SHORT = new Map([
  ['DATE_AND_TIME', 'DT'],
  ['LDATE_AND_TIME', 'LDT'],
  ['TIME_OF_DAY', 'TOD'],
  ['LTIME_OF_DAY', 'LTOD'],
  ['BIT', 'BOOL'],
]);

/** The members of a structure or block, those of its bases first. */
export function membersOf(info: TypeInfo, lookup: TypeLookup, depth = 0): readonly Declaration[] {
  const base = info.base === undefined || depth > MAX_ALIASES ? undefined : lookup.type(info.base);
  const inherited = base?.members === undefined ? [] : membersOf(base, lookup, depth + 1);
  return [...inherited, ...(info.members ?? [])];
}
