/**
 * Sizes and offsets of structures in memory: Siemens standard (not optimised) access, and TwinCAT.
 * Sources: Siemens STEP 7 manuals (even-byte alignment), Beckhoff InfoSys "alignment" (natural, 8 bytes at most).
 */

import type { Declaration, FileId, TypeExpr, TypeInfo } from '../types.ts';
import { openProject } from './project.ts';
import { S7_BITS, TWINCAT_BITS, TWINCAT_BLOCK_BITS } from './widths.ts';

/** The machines that are known. */
export type Cpu = 'S7-1500' | 'S7-1200' | 'S7-300' | 'twincat';

/**
 * One structure, function block or data block: its size in bytes and where each member begins. TwinCAT: a number of bytes.
 * Siemens, and bits of TwinCAT: `byte.bit` as STEP 7 shows it.
 */
export interface Layout {
  readonly name: string;
  readonly size: number;
  readonly offsets: Readonly<Record<string, number | string>>;
}

/** The layouts of some files, and what has none. */
export interface LayoutReport {
  readonly layouts: readonly Layout[];
  readonly unknown: readonly { readonly name: string; readonly why: string }[];
}

/** Size and alignment in bits. */
export interface Extent {
  readonly size: number;
  readonly align: number;
}

/** A type whose size nobody can know. */
class Unknown extends Error {}

/** Deepest nesting; recursive types end here. */
const DEPTH = 64;
/** Bits of a pointer, a reference and of what stands at the head of a TwinCAT function block. */
const POINTER = 64;
/** An ANY pointer of Siemens, as used for parameters by reference. */
const S7_POINTER = 48;

type Visit = (member: Declaration, at: number) => void;

/** A calculator for one machine. `type` looks names up. */
export class Memory {
  readonly #isSiemens: boolean;
  readonly #type: (name: string) => TypeInfo | undefined;
  /** Extents of types inside of others, by name: structures that hold each other twice over are measured once. */
  readonly #known = new Map<string, Extent>();

  constructor(cpu: Cpu, type: (name: string) => TypeInfo | undefined) {
    this.#isSiemens = cpu !== 'twincat';
    this.#type = type;
  }

  /** The layout of a user-defined type with members, inherited ones first. */
  ofType(type: TypeInfo): Layout | string {
    return this.#attempt(type.name, (visit) => this.#block(type, 0, visit));
  }

  /** The layout of a data block or of any list of members. */
  ofMembers(name: string, members: readonly Declaration[]): Layout | string {
    return this.#attempt(name, (visit) => this.#members(members, { packing: POINTER, depth: 0, visit }));
  }

  /** Size and alignment of one variable, or why nobody can know them. */
  extentOf(type: TypeExpr): Extent | string {
    try {
      return this.#extent(type, 0);
    } catch (error) {
      if (error instanceof Unknown) return error.message;
      throw error;
    }
  }

  /** A layout, or why there is none. */
  #attempt(name: string, measure: (visit: Visit) => Extent): Layout | string {
    const offsets: Record<string, number | string> = {};
    try {
      const { size } = measure((member, at) => {
        offsets[member.name ?? ''] =
          this.#isSiemens || at % 8 !== 0 ? `${Math.floor(at / 8)}.${at % 8}` : at / 8;
      });
      return { name, size: size / 8, offsets };
    } catch (error) {
      if (error instanceof Unknown) return error.message;
      throw error;
    }
  }

  /** A structure, union or function block; the members of its base come first. */
  #block(type: TypeInfo, depth: number, visit: Visit): Extent {
    if (depth > DEPTH) throw new Unknown(`${type.name} contains itself`);
    const packing = packingOf(type);
    const base = type.base === undefined ? undefined : this.#type(type.base);
    if (type.base !== undefined && base?.members === undefined)
      throw new Unknown(`its base ${type.base} is not known`);
    const head =
      base !== undefined
        ? this.#block(base, depth + 1, visit)
        : type.kind === 'functionblock' && !this.#isSiemens
          ? { size: POINTER, align: POINTER }
          : undefined;
    const members = (type.members ?? []).filter((member) => this.#isStored(member));
    const isUnion = type.kind === 'union';
    return this.#members(members, {
      packing,
      depth,
      visit,
      isUnion,
      ...(head === undefined ? {} : { head }),
    });
  }

  /** TwinCAT keeps constants and temporary variables apart from the instance. */
  #isStored({ section, qualifiers }: Declaration): boolean {
    if (section === 'VAR_TEMP' || section === 'VAR_EXTERNAL') return false;
    return this.#isSiemens || (section !== 'VAR_STAT' && !qualifiers.includes('CONSTANT'));
  }

  #members(
    members: readonly Declaration[],
    how: { packing: number; depth: number; visit: Visit; isUnion?: boolean; head?: Extent },
  ): Extent {
    let at = how.head?.size ?? 0;
    let end = at;
    let align = Math.max(this.#isSiemens ? 16 : 8, how.head?.align ?? 0);
    let section = members[0]?.section;
    for (const member of members) {
      const extent = this.#member(member, how.depth);
      const step = Math.min(extent.align, how.packing);
      // Each section of a Siemens block begins at a word.
      if (this.#isSiemens && member.section !== section) at = up(at, 16);
      section = member.section;
      at = how.isUnion === true ? 0 : up(at, step);
      how.visit(member, at);
      at += extent.size;
      end = Math.max(end, at);
      align = Math.max(align, step);
    }
    return { size: up(end, align), align };
  }

  /** Parameters by reference are pointers; Siemens passes elementary ones by value. */
  #member({ section, typeExpr }: Declaration, depth: number): Extent {
    if (section !== 'VAR_IN_OUT') return this.#extent(typeExpr, depth + 1);
    if (!this.#isSiemens) return { size: POINTER, align: POINTER };
    return typeExpr.kind === 'elementary'
      ? this.#extent(typeExpr, depth + 1)
      : { size: S7_POINTER, align: 16 };
  }

  #extent(type: TypeExpr, depth: number): Extent {
    if (depth > DEPTH) throw new Unknown('its types contain one another');
    switch (type.kind) {
      case 'elementary':
        return this.#elementary(type.name);
      case 'string':
        return this.#string(type.wide, type.length);
      case 'array':
        return this.#array(type, depth);
      case 'subrange':
        return this.#extent(type.base, depth);
      case 'enum':
        return this.#elementary('INT');
      case 'pointer':
      case 'reference':
        return this.#isSiemens ? { size: S7_POINTER, align: 16 } : { size: POINTER, align: POINTER };
      case 'struct':
        return this.#members(type.members ?? [], {
          packing: POINTER,
          depth,
          visit: () => undefined,
          isUnion: type.text === 'UNION',
        });
      case 'named':
        return this.#named(type.name, depth);
      case 'unknown':
        throw new Unknown(`the type ${type.text} is not known`);
    }
  }

  #elementary(name: string): Extent {
    const size = (this.#isSiemens ? S7_BITS : TWINCAT_BITS)[name];
    if (size === undefined) throw new Unknown(`the type ${name} is not known on this machine`);
    if (this.#isSiemens) return { size, align: size === 1 ? 1 : size === 8 ? 8 : 16 };
    return { size, align: Math.min(size, POINTER) };
  }

  /** Siemens: two length bytes (words) in front; TwinCAT: a zero behind. */
  #string(wide: boolean, length: number | null): Extent {
    if (this.#isSiemens) {
      const units = length ?? 254;
      return wide ? { size: (units * 2 + 4) * 8, align: 16 } : { size: up((units + 2) * 8, 16), align: 16 };
    }
    const units = (length ?? 80) + 1;
    return wide ? { size: units * 16, align: 16 } : { size: units * 8, align: 8 };
  }

  /** Siemens: an array starts and ends at a word; bits and bytes are packed inside, each row begins at a byte. */
  #array(type: TypeExpr & { kind: 'array' }, depth: number): Extent {
    const element = this.#extent(type.base, depth + 1);
    const counts = type.dims.map((dim) => {
      if (dim === null || dim === '*') throw new Unknown(`the bounds of ${type.text} are not known`);
      return Math.max(0, dim[1] - dim[0] + 1);
    });
    const last = counts.pop() ?? 0;
    const row = last * up(element.size, element.align);
    const rows = counts.reduce((product, count) => product * count, 1);
    if (!this.#isSiemens) return { size: rows * row, align: element.align };
    return { size: up(rows * up(row, element.size < 16 ? 8 : 16), 16), align: 16 };
  }

  #named(name: string, depth: number): Extent {
    const info = this.#type(name);
    if (info === undefined) return this.#standard(name);
    if (info.kind === 'enum') return this.#elementary((info.base ?? 'INT').toUpperCase());
    if (info.kind === 'interface') return { size: POINTER, align: POINTER };
    if (info.members !== undefined) {
      const extent = this.#known.get(info.name) ?? this.#block(info, depth + 1, () => undefined);
      this.#known.set(info.name, extent);
      return extent;
    }
    if (info.typeExpr !== undefined) return this.#extent(info.typeExpr, depth + 1);
    if (info.base === undefined) throw new Unknown(`the type ${name} is not known`);
    const base = info.base.toUpperCase();
    const bits = this.#isSiemens ? S7_BITS : TWINCAT_BITS;
    return base in bits ? this.#elementary(base) : this.#named(info.base, depth + 1);
  }

  /** Types that nobody declares. */
  #standard(name: string): Extent {
    const size = this.#isSiemens ? undefined : TWINCAT_BLOCK_BITS[name.toUpperCase()];
    if (size === undefined) throw new Unknown(`the type ${name} is not known`);
    return { size, align: POINTER };
  }
}

function up(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

/** `{attribute 'pack_mode' := '1'}` limits the alignment of members to so many bytes (CODESYS, "Attribute pack_mode"). */
function packingOf(type: TypeInfo): number {
  const mode = Number(type.attributes?.pack_mode ?? Number.NaN);
  return Number.isInteger(mode) && mode >= 0 && mode <= 8 ? Math.max(1, mode) * 8 : POINTER;
}

/** The layouts of all structures, unions, function blocks and data blocks of some files; what has unknown types is left out. */
export function layoutOf(
  files: readonly { readonly path: string; readonly text: string }[],
  cpu: Cpu,
): readonly Layout[] {
  return layoutReport(files, cpu).layouts;
}

/** The same, with the reason for everything that was left out. */
export function layoutReport(
  files: readonly { readonly path: string; readonly text: string }[],
  cpu: Cpu,
): LayoutReport {
  const project = openProject({ dialect: cpu === 'twincat' ? 'codesys' : 'siemens' });
  files.forEach(({ path, text }, i) => {
    project.set(`f${i}` as FileId, path, text);
  });
  project.changes();
  const memory = new Memory(cpu, (name) => project.type(name));
  const layouts: Layout[] = [];
  const unknown: { name: string; why: string }[] = [];
  const keep = (name: string, result: Layout | string) => {
    if (typeof result === 'string') unknown.push({ name, why: result });
    else layouts.push(result);
  };
  for (const type of project.types())
    if (type.members !== undefined && type.kind !== 'interface') keep(type.name, memory.ofType(type));
  const blocks = Map.groupBy(
    project.tags().filter((tag) => tag.owner === 'datablock'),
    (tag) => tag.scope,
  );
  for (const [name, tags] of blocks) keep(name, memory.ofMembers(name, tags));
  return { layouts, unknown };
}
