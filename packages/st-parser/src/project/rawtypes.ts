/** Types as they stand in one declaration, with bounds still unfolded, and their resolution to canonical form. */

import { K, N } from '../syntax/kinds.ts';
import { find, type Part } from '../syntax/view.ts';
import type { Declaration, Dimension, TypeExpr } from '../types.ts';
import { type Constant, fold, hasNames, type Lookup, readConstant } from './constants.ts';
import { unquoted } from './paths.ts';

/** One value of an enumeration: its name, and what it is set to. */
export interface RawValue {
  readonly name: string;
  readonly constant: Constant | null;
}

/** A bound of an array or a range: the expression and its source text. */
export interface Bound {
  readonly constant: Constant;
  readonly text: string;
}

/** A type before names are resolved. `isClosed`: no bound needs a name. */
export type RawType = { readonly isClosed: boolean } & (
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'string'; readonly wide: boolean; readonly length: Bound | null }
  | {
      readonly kind: 'array';
      readonly dims: readonly ('*' | readonly [Bound, Bound])[];
      readonly base: RawType;
    }
  | { readonly kind: 'subrange'; readonly base: string; readonly range: readonly [Bound, Bound] }
  | { readonly kind: 'enum'; readonly base: string | null; readonly values: readonly RawValue[] }
  | { readonly kind: 'struct'; readonly union: boolean; readonly members: readonly Fact[] }
  | { readonly kind: 'pointer' | 'reference'; readonly word: string; readonly base: RawType }
  | { readonly kind: 'unknown' }
);

/** One declared name. Offsets count from the start of the leaf. */
export interface Fact {
  /** Null for a located variable without a name. */
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
  readonly type: RawType;
  readonly typeFrom: number;
  readonly typeTo: number;
  readonly address?: string;
  readonly initial?: string;
  /** The initial value as an expression, where it can be a constant. */
  readonly constant?: Constant;
  readonly initialArgs?: string;
  readonly comment?: string;
  readonly leadingComment?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly edge?: 'R_EDGE' | 'F_EDGE';
  readonly access?: string;
}

/** Reads the members of an inline structure; given by `facts.ts`, which knows declarations. */
export type ReadMembers = (part: Part) => readonly Fact[];

/** A type, and the constructor arguments that stand behind its name. */
export interface ReadType {
  readonly type: RawType;
  readonly args?: string;
}

type Source = (from: number, to: number) => string;

/** Elementary types of all dialects: written in upper case in the canonical form. */
export const ELEMENTARY: ReadonlySet<string> = new Set(
  `BOOL BYTE WORD DWORD LWORD SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME LTIME DATE LDATE
TIME_OF_DAY TOD LTIME_OF_DAY LTOD DATE_AND_TIME DT LDATE_AND_TIME LDT CHAR WCHAR STRING WSTRING BIT S5TIME DTL VOID
VARIANT ANY ANY_BIT ANY_NUM ANY_INT ANY_REAL ANY_DATE ANY_STRING ANY_CHARS ANY_ELEMENTARY ANY_MAGNITUDE ANY_DERIVED
ANY_DURATION ANY_UNSIGNED ANY_SIGNED ANY_CHAR XINT UXINT XWORD __XINT __UXINT __XWORD __UXWORD PVOID TIMER COUNTER
DB_ANY POINTER BLOCK_FB BLOCK_FC BLOCK_DB HW_ANY HW_IO`.split(/\s+/),
);

/** Types that mean the same wherever they stand, by their kind and spelling. */
const READ = new Map<string, RawType>();
/** What they are resolved to, once somebody asked. */
const CLOSED = new Map<RawType, TypeExpr | null>();

/** The type of a kind and spelling that was read before and needs no look at its surroundings. */
export function knownType(kind: number, text: string): RawType | undefined {
  return READ.get(kind + text);
}

/** Reads a type part. */
export function readType(part: Part, source: Source, members: ReadMembers = () => []): ReadType {
  if (part.kind === N.NamedType) return { type: named(source(part.from, part.to)) };
  const text = source(part.from, part.to);
  const known = knownType(part.kind, text);
  if (known !== undefined) return { type: known };
  const read = readAnew(part, source, members);
  if (read.args === undefined && isShared(read.type)) {
    shared(READ, part.kind + text, () => read.type);
    shared(CLOSED, read.type, () => null);
  }
  return read;
}

function isShared(type: RawType): boolean {
  if (type.kind === 'array' || type.kind === 'pointer' || type.kind === 'reference')
    return type.isClosed && isShared(type.base);
  return type.isClosed && (type.kind === 'named' || type.kind === 'string' || type.kind === 'subrange');
}

function readAnew(part: Part, source: Source, members: ReadMembers): ReadType {
  const text = (p: Part): string => source(p.from, p.to);
  switch (part.kind) {
    case N.StringType:
      return { type: stringType(part, text) };
    case N.ArrayType:
      return arrayType(part, source, members);
    case N.PointerType:
    case N.ReferenceType:
      return { type: indirection(part, source, members) };
    case N.EnumType:
      return { type: enumType(part, text) };
    case N.SubrangeType:
      return subrange(part, text);
    case N.InlineStruct:
      return { type: struct(part, text, members) };
    default:
      return { type: UNKNOWN };
  }
}

const UNKNOWN: RawType = { kind: 'unknown', isClosed: true };

/** Named types and their resolutions, shared by all declarations that use them. */
const NAMED = new Map<string, RawType>();
const RESOLVED = new Map<string, TypeExpr>();
/** A bound on what is kept: a project has far fewer types. */
const SHARED_LIMIT = 5_000;

function shared<K, T>(map: Map<K, T>, key: K, make: (key: K) => T): T {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= SHARED_LIMIT) map.clear();
    value = make(key);
    map.set(key, value);
  }
  return value;
}

/** The type that is spelled by a name alone. */
export function named(text: string): RawType {
  return shared(NAMED, text, toNamed);
}

function toNamed(text: string): RawType {
  return { kind: 'named', name: canonicalName(text), isClosed: true };
}

function toTypeExpr(name: string): TypeExpr {
  return ELEMENTARY.has(name)
    ? { kind: 'elementary', text: name, name }
    : { kind: 'named', text: name, name };
}

/** Elementary names in upper case, others as written, without quotes and blanks. */
export function canonicalName(text: string): string {
  const plain = unquoted(text);
  const upper = plain.toUpperCase();
  return ELEMENTARY.has(upper) ? upper : plain;
}

function bound(part: Part, text: (p: Part) => string): Bound {
  return { constant: readConstant(part, text), text: text(part).replace(/\s+/g, ' ') };
}

function stringType(part: Part, text: (p: Part) => string): RawType {
  const wide = text(part.parts[0]!).toUpperCase() === 'WSTRING';
  const value = part.parts.find((child) => child.kind >= 128);
  const length = value === undefined ? null : bound(value, text);
  return { kind: 'string', wide, length, isClosed: length === null || !hasNames(length.constant) };
}

function arrayType(part: Part, source: Source, members: ReadMembers): ReadType {
  const text = (p: Part): string => source(p.from, p.to);
  const dims: ('*' | readonly [Bound, Bound])[] = [];
  let isClosed = true;
  for (const child of part.parts) {
    if (child.kind !== N.Bounds) continue;
    const values = child.parts.filter((p) => p.kind >= 128).map((p) => bound(p, text));
    if (values.length === 0) dims.push('*');
    else dims.push(values.length === 1 ? [ZERO, values[0]!] : [values[0]!, values[1]!]);
    if (values.some((value) => hasNames(value.constant))) isClosed = false;
  }
  const last = part.parts.at(-1)!;
  const { type: base, ...rest } = readType(last, source, members);
  return { ...rest, type: { kind: 'array', dims, base, isClosed: isClosed && base.isClosed } };
}

const ZERO: Bound = { constant: { kind: 'integer', value: 0 }, text: '0' };

function indirection(part: Part, source: Source, members: ReadMembers): RawType {
  const word =
    part.kind === N.PointerType
      ? 'POINTER TO'
      : source(part.from, part.from + 6).toUpperCase() === 'REF_TO'
        ? 'REF_TO'
        : 'REFERENCE TO';
  const { type: base } = readType(part.parts.at(-1)!, source, members);
  return { kind: part.kind === N.PointerType ? 'pointer' : 'reference', word, base, isClosed: base.isClosed };
}

function enumType(part: Part, text: (p: Part) => string): RawType {
  const values = part.parts
    .filter((child) => child.kind === N.EnumValue)
    .map((child) => enumValue(child, text));
  const first = part.parts[0];
  const last = part.parts.at(-1);
  const name = first?.kind === K.Ident ? first : last?.kind === K.Ident ? last : undefined;
  return {
    kind: 'enum',
    base: name === undefined ? null : canonicalName(text(name)),
    values,
    isClosed: true,
  };
}

function enumValue(part: Part, text: (p: Part) => string): RawValue {
  const value = part.parts.find((child) => child.kind >= 128);
  const name = text(part.parts[0]!).replaceAll('"', '');
  return {
    name: name.slice(name.indexOf('#') + 1),
    constant: value === undefined ? null : readConstant(value, text),
  };
}

/** `INT (0..10)`, or a type with constructor arguments. */
function subrange(part: Part, text: (p: Part) => string): ReadType {
  const args = part.parts.find((child) => child.kind === N.Arguments)!;
  const name = part.parts.filter((child) => child.from < args.from);
  const base = canonicalName(name.map(text).join(''));
  const range = rangeOf(args, text);
  if (range === null) return { type: { kind: 'named', name: base, isClosed: true }, args: text(args) };
  const isClosed = !hasNames(range[0].constant) && !hasNames(range[1].constant);
  return { type: { kind: 'subrange', base, range, isClosed } };
}

function rangeOf(args: Part, text: (p: Part) => string): readonly [Bound, Bound] | null {
  const list = args.parts[0];
  if (list === undefined || list.kind !== N.Args || list.parts.length !== 3) return null;
  const arg = list.parts[1]!;
  if (arg.kind !== N.Arg || find(arg.parts, K.DotDot) === undefined) return null;
  const values = arg.parts.filter((child) => child.kind >= 128);
  return values.length === 2 ? [bound(values[0]!, text), bound(values[1]!, text)] : null;
}

function struct(part: Part, text: (p: Part) => string, members: ReadMembers): RawType {
  const facts = part.parts.filter((child) => child.kind === N.Member).flatMap((child) => members(child));
  const union = text(part.parts[0]!).toUpperCase() === 'UNION';
  return { kind: 'struct', union, members: facts, isClosed: facts.every((fact) => fact.type.isClosed) };
}

// ---- resolution

/** The type with its bounds folded, in canonical form. */
export function resolve(raw: RawType, lookup: Lookup): TypeExpr {
  if (raw.kind === 'named') return shared(RESOLVED, raw.name, toTypeExpr);
  const known = CLOSED.get(raw);
  if (known) return known;
  const type = resolveAnew(raw, lookup);
  if (known === null) CLOSED.set(raw, type);
  return type;
}

function resolveAnew(raw: Exclude<RawType, { kind: 'named' }>, lookup: Lookup): TypeExpr {
  switch (raw.kind) {
    case 'string':
      return resolveString(raw.wide, raw.length, lookup);
    case 'array':
      return resolveArray(raw.dims, resolve(raw.base, lookup), lookup);
    case 'subrange':
      return resolveRange(raw.base, raw.range, lookup);
    case 'enum': {
      const values = raw.values.map((value) => value.name);
      return {
        kind: 'enum',
        text: `(${values.join(', ')})${raw.base === null ? '' : ` ${raw.base}`}`,
        values,
      };
    }
    case 'struct':
      return {
        kind: 'struct',
        text: raw.union ? 'UNION' : 'STRUCT',
        members: raw.members.map((fact) => memberOf(fact, raw.union, lookup)),
      };
    case 'pointer':
    case 'reference': {
      const base = resolve(raw.base, lookup);
      return { kind: raw.kind, text: `${raw.word} ${base.text}`, base };
    }
    case 'unknown':
      return { kind: 'unknown', text: '' };
  }
}

/** A member of an inline structure. */
function memberOf(fact: Fact, union: boolean, lookup: Lookup): Declaration {
  const typeExpr = resolve(fact.type, lookup);
  const dims = dimsOf(typeExpr);
  return {
    name: fact.name,
    scope: '',
    section: union ? 'UNION' : 'STRUCT',
    qualifiers: [],
    type: typeExpr.text,
    typeExpr,
    ...(dims === undefined ? {} : { dims }),
    ...(fact.initial === undefined ? {} : { initial: fact.initial }),
    ...(fact.comment === undefined ? {} : { comment: fact.comment }),
    ...(fact.attributes === undefined ? {} : { attributes: fact.attributes }),
  };
}

function resolveString(wide: boolean, length: Bound | null, lookup: Lookup): TypeExpr {
  const name = wide ? 'WSTRING' : 'STRING';
  if (length === null) return { kind: 'string', text: name, wide, length: null };
  const value = fold(length.constant, lookup);
  return { kind: 'string', text: `${name}[${value ?? length.text}]`, wide, length: value };
}

function resolveArray(
  dims: readonly ('*' | readonly [Bound, Bound])[],
  base: TypeExpr,
  lookup: Lookup,
): TypeExpr {
  const folded: Dimension[] = [];
  const texts: string[] = [];
  for (const dim of dims) {
    if (dim === '*') {
      folded.push('*');
      texts.push('*');
      continue;
    }
    const low = fold(dim[0].constant, lookup);
    const high = fold(dim[1].constant, lookup);
    folded.push(low === null || high === null ? null : [low, high]);
    texts.push(`${low ?? dim[0].text}..${high ?? dim[1].text}`);
  }
  return { kind: 'array', text: `ARRAY [${texts.join(', ')}] OF ${base.text}`, dims: folded, base };
}

function resolveRange(name: string, range: readonly [Bound, Bound], lookup: Lookup): TypeExpr {
  const low = fold(range[0].constant, lookup);
  const high = fold(range[1].constant, lookup);
  const base = resolve({ kind: 'named', name, isClosed: true }, lookup);
  const text = `${name} (${low ?? range[0].text}..${high ?? range[1].text})`;
  return { kind: 'subrange', text, base, range: low === null || high === null ? null : [low, high] };
}

/** The `dims` of contract section 3: one list per nested array level; undefined for a type that is no array. */
export function dimsOf(type: TypeExpr): readonly (readonly Dimension[])[] | undefined {
  const levels: (readonly Dimension[])[] = [];
  while (type.kind === 'array') {
    levels.push(type.dims);
    type = type.base;
  }
  return levels.length === 0 ? undefined : levels;
}
