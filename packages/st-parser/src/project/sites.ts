/** The leaves of a unit with the frames that they stand in, and what each kind of leaf says about names. */

import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import { find, type Part, view } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import type { File } from './files.ts';
import { type Frame, findType, frameInside, hasSummary, homeOf, memberOf } from './frames.ts';
import type { Listener } from './listener.ts';
import type { Role } from './meanings.ts';
import { unquoted } from './paths.ts';
import { canonicalName, ELEMENTARY, readType, resolve } from './rawtypes.ts';
import { isTypeItem } from './slots.ts';
import { summarize } from './summary.ts';
import { Reader } from './values.ts';
import type { World } from './world.ts';

/** The frame of a child of a green node. */
export function frameOf(child: Green, at: number, file: File, parent: Frame | null): Frame | null {
  return hasSummary(child)
    ? frameInside(parent, summarize(child, at, file.tree.text, []), file.path)
    : parent;
}

/** A leaf and where it stands. */
export interface Site {
  readonly leaf: Green;
  readonly at: number;
  readonly frame: Frame | null;
}

/** The leaf that holds an offset; at a border the one that ends there if it is `before`. */
export function siteAt(file: File, offset: number): Site | null {
  let green = file.tree.root;
  let at = 0;
  let frame: Frame | null = null;
  while (green.children.length > 0) {
    let next: Green | null = null;
    let start = at;
    for (const child of green.children) {
      if (offset < start + child.length || (offset === start + child.length && isLast(green, child))) {
        next = child;
        break;
      }
      start += child.length;
    }
    if (next === null) return null;
    at = start;
    frame = frameOf(next, at, file, frame);
    green = next;
  }
  return { leaf: green, at, frame };
}

function isLast(green: Green, child: Green): boolean {
  return green.children.at(-1) === child;
}

/** Calls `visit` for every leaf of a file that touches one of the ascending offsets; all leaves without offsets. */
export function eachSite(file: File, visit: (site: Site) => void, offsets?: readonly number[]): void {
  const { root } = file.tree;
  let next = 0;
  const walk = (green: Green, at: number, frame: Frame | null): void => {
    if (green.children.length === 0) {
      visit({ leaf: green, at, frame });
      return;
    }
    for (const child of green.children) {
      const end = at + child.length;
      while (offsets !== undefined && next < offsets.length && offsets[next]! < at) next++;
      if (offsets === undefined || (next < offsets.length && offsets[next]! < end))
        walk(child, at, frameOf(child, at, file, frame));
      at = end;
    }
  };
  walk(root, 0, null);
}

/** Reads all names and expressions of a leaf whose text is `source`; offsets count from the leaf's start. */
export function readLeaf(
  world: World,
  leaf: Green,
  source: string,
  frame: Frame | null,
  listener: Listener,
): void {
  const { parts } = view(leaf, 0);
  const reader = new Reader(world, frame, source, listener);
  reader.isGuess = leaf.kind === N.CaseLabel;
  switch (leaf.kind) {
    case N.Assign:
      reader.assignment(parts);
      break;
    case N.VarDecl:
    case N.Constant:
    case N.Member:
    case N.TypeDecl:
      declaration(reader, parts, frame?.key ?? '', leaf.kind);
      break;
    case N.Header:
      header(reader, parts, frame);
      break;
    case N.Label:
    case N.Jump:
      break;
    default:
      mixed(reader, parts);
  }
}

/** Expressions and types in any order; a path that `:=` follows is written. */
function mixed(reader: Reader, parts: readonly Part[]): void {
  if (parts[0]?.kind === K.Keyword && /^FOR$/i.test(reader.textOf(parts[0]))) reader.listener.loop?.(parts);
  parts.forEach((part, i) => {
    if (part.kind === N.Path && parts[i + 1]?.kind === K.Assign) reader.path(part, 'write');
    else if (part.kind >= N.Binary && part.kind !== N.Error) {
      const value = reader.value(part);
      if (isCondition(reader, parts[i - 1])) reader.listener.condition?.(part, value);
    } else type(reader, part, '');
  });
}

function isCondition(reader: Reader, before: Part | undefined): boolean {
  return before?.kind === K.Keyword && /^(?:IF|ELSIF|WHILE|UNTIL)$/i.test(reader.textOf(before));
}

function header(reader: Reader, parts: readonly Part[], frame: Frame | null): void {
  for (const part of reader.listener.onlyValues ? [] : parts) {
    if (part.kind === N.Name && frame !== null) define(reader, part, frame.key);
    else if (part.kind === N.Extends || part.kind === N.Implements || part.kind === N.ReturnType)
      for (const child of part.parts) type(reader, child, '');
  }
  if (find(parts, N.Name) === undefined) mixed(reader, parts);
}

/** A name where it is declared, under a lower-case path. */
function define(reader: Reader, part: Part, key: string): void {
  if (reader.listener.onlyValues) return;
  const name = part.parts.at(-1) ?? part;
  reader.listener.name?.(
    name,
    reader.textOf(name),
    reader.world.peek(key, homeOf(reader.frame)),
    'definition',
    null,
  );
}

/** A declaration inside the scope `key`. */
function declaration(reader: Reader, parts: readonly Part[], key: string, kind: number): void {
  const names = find(parts, N.Names);
  const typePart = parts.find((part) => part.kind >= N.ArrayType && part.kind <= N.InlineStruct);
  const own: string[] = [];
  for (const part of names?.parts ?? []) {
    if (part.kind === N.Name && !reader.listener.onlyValues) {
      const path = join(key, plainName(reader, part));
      own.push(path);
      define(reader, part, path);
    } else if (part.kind === N.Located) located(reader, part);
  }
  if (typePart === undefined) return;
  type(reader, typePart, own[0] ?? '', kind === N.TypeDecl);
  const initial = find(parts, N.Initial);
  if (initial !== undefined) initialValue(reader, initial, typePart);
}

function plainName(reader: Reader, part: Part): string {
  return reader.world.lower(unquoted(reader.textOf(part)));
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** SCL: `AT other`. */
function located(reader: Reader, part: Part): void {
  const target = part.parts[1];
  if (target !== undefined && target.kind !== K.Address)
    reader.path({ kind: N.Path, from: target.from, to: target.to, parts: [target] }, 'read');
}

function initialValue(reader: Reader, part: Part, typePart: Part): void {
  const expected = typeOf(reader, typePart);
  for (const child of part.parts) if (child.kind >= N.Binary) reader.initial(child, expected);
}

function typeOf(reader: Reader, part: Part): TypeExpr {
  const { type } = readType(part, (from, to) => reader.source.slice(from, to));
  return resolve(type, (path) => reader.world.constant(path, reader.frame?.scope ?? ''));
}

/** A type; members of structures and values of enumerations in it are declared under `key`. */
function type(reader: Reader, part: Part, key: string, isType = false): void {
  switch (part.kind) {
    case N.NamedType:
      names(reader, part.parts);
      break;
    case N.SubrangeType:
      names(
        reader,
        part.parts.filter(({ kind }) => kind !== N.Arguments),
      );
      instanceArguments(reader, part);
      break;
    case N.EnumType:
      for (const child of part.parts)
        if (child.kind === N.EnumValue) enumValue(reader, child, key);
        else if (child.kind === K.Ident) names(reader, [child]);
      break;
    case N.InlineStruct:
      for (const child of part.parts)
        if (child.kind === N.Member) declaration(reader, child.parts, key, N.Member);
      break;
    case N.ArrayType:
    case N.PointerType:
    case N.ReferenceType:
    case N.StringType:
    case N.Bounds:
      for (const child of part.parts)
        if (child.kind >= N.Binary) reader.listener.bound?.(child, reader.value(child));
        else type(reader, child, key, isType);
      break;
    default:
  }
}

function enumValue(reader: Reader, part: Part, key: string): void {
  const name = part.parts[0]!;
  define(reader, { ...part, parts: [name] }, join(key, plainName(reader, name)));
  for (const child of part.parts) if (child.kind >= N.Binary) reader.value(child);
}

/** `FB(a := 1)`, `FB[(a := 1), (a := 2)]`: inputs of the block or of its FB_Init. */
function instanceArguments(reader: Reader, part: Part): void {
  const args = find(part.parts, N.Arguments)?.parts[0];
  if (args === undefined) return;
  const base = part.parts.filter(({ kind }) => kind !== N.Arguments);
  const name = reader.source.slice(base[0]?.from ?? 0, base.at(-1)?.to ?? 0);
  const item = findType(reader.world, reader.frame, canonicalName(name).toLowerCase());
  const init = item && memberOf(reader.world, item, 'fb_init');
  const groups = args.parts.flatMap((part) =>
    part.kind === N.Paren ? (part.parts[0]?.parts ?? []) : [part],
  );
  for (const arg of groups) {
    if (arg.kind !== N.Arg) {
      if (arg.kind >= N.Binary) reader.value(arg);
      continue;
    }
    const value = arg.parts.at(-1)!;
    if (arg.parts.length > 1 && !isRange(arg)) {
      const word = reader.textOf(arg.parts[0]!);
      const key = reader.world.lower(word);
      const own = init && 'scope' in init ? memberOf(reader.world, init, key) : undefined;
      const sym = own ?? (item && memberOf(reader.world, item, key)) ?? undefined;
      reader.listener.name?.(arg.parts[0]!, word, sym ?? undefined, 'write', { type: null, sym: item });
    }
    for (const child of isRange(arg) ? arg.parts : [value])
      if (child.kind >= N.Binary) {
        const meaning = reader.value(child);
        if (isRange(arg)) reader.listener.bound?.(child, meaning);
      }
  }
}

/** `INT (0..10)`. */
function isRange({ parts }: Part): boolean {
  return parts.some(({ kind }) => kind === K.DotDot);
}

/** `A.B.T`: the names of a type's path. */
function names(reader: Reader, parts: readonly Part[]): void {
  if (reader.listener.onlyValues) return;
  const words = parts.filter(({ kind }) => kind === K.Ident || kind === K.Quoted);
  const last = words.at(-1);
  if (last === undefined) return;
  const path = words.map((part) => reader.textOf(part).replaceAll('"', '')).join('.');
  if (words.length === 1 && ELEMENTARY.has(path.toUpperCase())) return;
  words.forEach((part, i) => {
    const isLast = i === words.length - 1;
    const prefix = words
      .slice(0, i + 1)
      .map((word) => reader.textOf(word).replaceAll('"', ''))
      .join('.');
    const sym = isLast
      ? findType(reader.world, reader.frame, path)
      : reader.world.item(reader.world.lower(prefix), (item) => !isTypeItem(item));
    const role: Role = 'type';
    reader.listener.name?.(part, reader.textOf(part), sym, role, null);
  });
}
