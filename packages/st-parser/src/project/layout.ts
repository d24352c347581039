/**
 * Sizes and offsets of structures in memory: Siemens standard (not optimised) access, and TwinCAT.
 * Sources: Siemens STEP 7 manuals (even-byte alignment), Beckhoff InfoSys "alignment" (natural, 8 bytes at most).
 */

import type { Declaration, FileId, TypeExpr, TypeInfo } from '../types.ts';
import { openProject } from './project.ts';

/** The machines that are known. */
export type Cpu = 'S7-1500' | 'S7-1200' | 'S7-300' | 'twincat';

/** One structure, function block or data block: bytes, and the offset of each member in bytes (bits behind a dot). */
export interface Layout {
  readonly name: string;
  readonly size: number;
  readonly offsets: Readonly<Record<string, string>>;
}

/** Size and alignment in bits. */
interface Extent {
  readonly size: number;
  readonly align: number;
}

const S7_BITS: Readonly<Record<string, number>> = {
  BOOL: 1,
  BYTE: 8,
  SINT: 8,
  USINT: 8,
  CHAR: 8,
  WORD: 16,
  INT: 16,
  UINT: 16,
  WCHAR: 16,
  DATE: 16,
  S5TIME: 16,
  DWORD: 32,
  DINT: 32,
  UDINT: 32,
  REAL: 32,
  TIME: 32,
  TIME_OF_DAY: 32,
  TOD: 32,
  LWORD: 64,
  LINT: 64,
  ULINT: 64,
  LREAL: 64,
  LTIME: 64,
  LTIME_OF_DAY: 64,
  LTOD: 64,
  LDT: 64,
  DATE_AND_TIME: 64,
  DT: 64,
  DTL: 96,
  TIMER: 16,
  COUNTER: 16,
  ANY: 80,
  VARIANT: 0,
  DB_ANY: 16,
};

const TWINCAT_BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  BIT: 1,
  BYTE: 8,
  SINT: 8,
  USINT: 8,
  WORD: 16,
  INT: 16,
  UINT: 16,
  DWORD: 32,
  DINT: 32,
  UDINT: 32,
  REAL: 32,
  TIME: 32,
  DATE: 32,
  TIME_OF_DAY: 32,
  TOD: 32,
  DATE_AND_TIME: 32,
  DT: 32,
  LWORD: 64,
  LINT: 64,
  ULINT: 64,
  LREAL: 64,
  LTIME: 64,
  PVOID: 64,
  XINT: 64,
  UXINT: 64,
  XWORD: 64,
  __XINT: 64,
  __UXINT: 64,
  __XWORD: 64,
};

/** Deepest nesting; recursive types end here. */
const DEPTH = 64;

/** A calculator for one machine. `type` looks names up. */
export class Memory {
  readonly #isSiemens: boolean;
  readonly #type: (name: string) => TypeInfo | undefined;

  constructor(cpu: Cpu, type: (name: string) => TypeInfo | undefined) {
    this.#isSiemens = cpu !== 'twincat';
    this.#type = type;
  }

  /** The layout of a list of members; null when a type is not known. */
  layout(name: string, members: readonly Declaration[], isUnion: boolean): Layout | null {
    const offsets: Record<string, string> = {};
    const extent = this.#members(members, isUnion, 0, (member, at) => {
      offsets[member.name ?? ''] =
        this.#isSiemens || at % 8 !== 0 ? `${Math.floor(at / 8)}.${at % 8}` : String(at / 8);
    });
    return extent === null ? null : { name, size: extent.size / 8, offsets };
  }

  #members(
    members: readonly Declaration[],
    isUnion: boolean,
    depth: number,
    visit: (member: Declaration, at: number) => void,
  ): Extent | null {
    let at = 0;
    let end = 0;
    let align = this.#isSiemens ? 16 : 8;
    for (const member of members) {
      const extent = this.#extent(member.typeExpr, depth + 1);
      if (extent === null) return null;
      at = isUnion ? 0 : up(at, extent.align);
      visit(member, at);
      at += extent.size;
      end = Math.max(end, at);
      align = Math.max(align, Math.min(extent.align, 64));
    }
    return { size: up(end, align), align };
  }

  #extent(type: TypeExpr, depth: number): Extent | null {
    if (depth > DEPTH) return null;
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
        return this.#isSiemens ? { size: 48, align: 16 } : { size: 64, align: 64 };
      case 'struct':
        return type.members === undefined
          ? null
          : this.#members(type.members, type.text === 'UNION', depth, () => undefined);
      case 'named':
        return this.#named(type.name, depth);
      case 'unknown':
        return null;
    }
  }

  #elementary(name: string): Extent | null {
    const size = (this.#isSiemens ? S7_BITS : TWINCAT_BITS)[name];
    if (size === undefined) return null;
    if (this.#isSiemens) return { size, align: size === 1 ? 1 : size === 8 ? 8 : 16 };
    return { size, align: Math.min(size, 64) };
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

  /** Siemens: an array starts and ends at a word; bits and bytes are packed inside. */
  #array(type: TypeExpr & { kind: 'array' }, depth: number): Extent | null {
    const element = this.#extent(type.base, depth + 1);
    let count = 1;
    for (const dim of type.dims) {
      if (dim === null || dim === '*') return null;
      count *= Math.max(0, dim[1] - dim[0] + 1);
    }
    if (element === null) return null;
    const size = count * up(element.size, element.align);
    return this.#isSiemens ? { size: up(size, 16), align: 16 } : { size, align: element.align };
  }

  #named(name: string, depth: number): Extent | null {
    const info = this.#type(name);
    if (info === undefined) return null;
    if (info.kind === 'enum') return this.#elementary((info.base ?? 'INT').toUpperCase());
    if (info.members !== undefined) {
      const base = info.base === undefined ? undefined : this.#type(info.base)?.members;
      return this.#members([...(base ?? []), ...info.members], info.kind === 'union', depth, () => undefined);
    }
    if (info.base === undefined) return null;
    return this.#elementary(info.base.toUpperCase()) ?? this.#named(info.base, depth + 1);
  }
}

function up(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

/** The layouts of all structures, unions, function blocks and data blocks of some files; what has unknown types is left out. */
export function layoutOf(
  files: readonly { readonly path: string; readonly text: string }[],
  cpu: Cpu,
): Layout[] {
  const project = openProject({ dialect: cpu === 'twincat' ? 'codesys' : 'siemens' });
  files.forEach(({ path, text }, i) => {
    project.set(`f${i}` as FileId, path, text);
  });
  project.changes();
  const memory = new Memory(cpu, (name) => project.type(name));
  const types = project.types().filter(({ members }) => members !== undefined);
  const blocks = Map.groupBy(
    project.tags().filter((tag) => tag.owner === 'datablock'),
    (tag) => tag.scope,
  );
  return [
    ...types.flatMap((type) => memory.layout(type.name, type.members!, type.kind === 'union') ?? []),
    ...[...blocks].flatMap(([name, tags]) => memory.layout(name, tags, false) ?? []),
  ];
}
