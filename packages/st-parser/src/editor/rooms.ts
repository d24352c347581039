/** How much room tags take in the process image: what an allocator of addresses has to know of each. */

import { type Area, parseAddress } from '../project/addresses.ts';
import { insideOf } from '../project/inside.ts';
import { type Extent, Memory } from '../project/layout.ts';
import { bitsOf } from '../project/sizes.ts';
import type { DialectId, Project, Tag, TypeExpr } from '../types.ts';

/** Whose sizes and alignments count; `file` is the machine of the dialect that a tag's file speaks. */
export type Machine = 'file' | 'twincat' | 'siemens' | 'iec';

/** One tag with the bits that it needs and those that it has. */
export interface Room {
  readonly key: string;
  readonly name: string;
  readonly address: string;
  /** Null for `%I*` and for what has no address that counts. */
  readonly at: { readonly area: Area; readonly from: number; readonly size: number } | null;
  /** What the number of `%IW4` counts in its file. */
  readonly unit: 'byte' | 'element';
  readonly dialect: DialectId;
  readonly machine: Exclude<Machine, 'file'>;
  /** Bits of its type, and the multiple of bits at which it may begin; 0 when `why` says that nobody knows. */
  readonly bits: number;
  readonly align: number;
  /** Bits of one element when it is an array of elementary ones, else of itself. */
  readonly element: number;
  /** Why it can have no address of its own; empty when it can. */
  readonly why: string;
}

/** Sections whose variables stand where another declaration says, and those that are nowhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['VAR_EXTERNAL', 'VAR_ACCESS', 'VAR_TEMP', 'VAR_IN_OUT']);

/** The tags of `keys` and all that have an address, in (file path, position) order. */
export function roomsOf(project: Project, keys: ReadonlySet<string>, machine: Machine): readonly Room[] {
  const { files } = insideOf(project);
  const measure = measurer(project);
  return project.tags().flatMap((tag) => {
    if (!keys.has(tag.key) && (tag.address === undefined || ELSEWHERE.has(tag.section))) return [];
    const dialect = files.get(tag.file)?.tree.dialect ?? 'iec';
    return roomOf(tag, dialect, machine === 'file' ? machineOf(dialect) : machine, measure);
  });
}

function roomOf(tag: Tag, dialect: DialectId, machine: Room['machine'], measure: Measure): Room {
  const unit = dialect === 'iec' ? 'element' : 'byte';
  const parsed = tag.address === undefined ? null : parseAddress(tag.address, unit);
  const extent = measure(tag.typeExpr, machine);
  const isKnown = typeof extent !== 'string';
  return {
    key: tag.key,
    name: tag.name,
    address: tag.address ?? '',
    at: parsed && { area: parsed.area, from: parsed.start, size: parsed.size },
    unit,
    dialect,
    machine,
    bits: isKnown ? extent.size : 0,
    align: isKnown ? Math.max(1, extent.align) : 0,
    element: elementOf(tag.typeExpr),
    why: whyNot(tag, dialect) ?? (isKnown ? '' : `its size is not known: ${extent}`),
  };
}

function whyNot(tag: Tag, dialect: DialectId): string | null {
  if (dialect === 'rockwell') return 'Logix controllers have no % addresses';
  if (ELSEWHERE.has(tag.section)) return `a variable of ${tag.section} stands somewhere else`;
  return tag.qualifiers.includes('CONSTANT') ? 'a constant has no address' : null;
}

function machineOf(dialect: DialectId): Room['machine'] {
  if (dialect === 'codesys') return 'twincat';
  return dialect === 'siemens' ? 'siemens' : 'iec';
}

type Measure = (type: TypeExpr, machine: Room['machine']) => Extent | string;

/** Types repeat, so each is measured once. A BOOL alone is a bit everywhere. */
function measurer(project: Project): Measure {
  const type = (name: string) => project.type(name);
  const twincat = new Memory('twincat', type);
  const siemens = new Memory('S7-1500', type);
  const known = new Map<string, Extent | string>();
  return (expr, machine) => {
    if (expr.kind === 'elementary' && expr.name === 'BOOL') return { size: 1, align: 1 };
    const id = `${machine} ${expr.text}`;
    const isShared = expr.kind !== 'struct';
    const before = isShared ? known.get(id) : undefined;
    if (before !== undefined) return before;
    const extent = machine === 'siemens' ? siemens.extentOf(expr) : twincat.extentOf(expr);
    const found = machine === 'iec' ? iecExtent(expr, extent) : extent;
    if (isShared) known.set(id, found);
    return found;
  };
}

/** IEC counts elements of their own size: what is elementary begins at a multiple of it. */
function iecExtent(type: TypeExpr, otherwise: Extent | string): Extent | string {
  const size = bitsOf(type);
  const element = elementOf(type);
  if (size === null || element === 0) return otherwise;
  return { size, align: element };
}

function elementOf(type: TypeExpr): number {
  if (type.kind === 'array') return elementOf(type.base);
  return type.kind === 'elementary' || type.kind === 'subrange' ? (bitsOf(type) ?? 0) : 0;
}
