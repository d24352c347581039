/** Structures and strings of a project as Logix data types (`vendor-formats.md` 2.2), with BOOL members packed as Logix does. */
import type { Declaration } from '@tagloom/st-parser';
import { xmlText } from '../common.ts';
import { LOGIX_NAMES, NameScope, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import { instruction } from './aoi.ts';
import { description } from './text.ts';
import { BUILT_IN_STRING, DEFAULT_STRING, type Family, type LogixType, logixType } from './types.ts';

const BITS_PER_HOST = 8;

/** The data types that tags need, each after those it is made of. */
export class DataTypes {
  readonly #lookup: TypeLookup;
  readonly #family: Family;
  /** Elements by lower-case name; empty while a type is being written. */
  readonly #written = new Map<string, string>();
  readonly #sources = new Map<string, string>();
  readonly #options: VendorOptions;
  /** Add-On Instructions by lower-case name; empty while one is being written. */
  readonly #instructions = new Map<string, string>();
  readonly diagnostics: VendorDiagnostic[] = [];

  constructor(lookup: TypeLookup, family: Family, options: VendorOptions) {
    this.#lookup = lookup;
    this.#family = family;
    this.#options = options;
  }

  /** Each after those it is made of. */
  instructions(): string[] {
    return [...this.#instructions.values()].filter((text) => text !== '');
  }

  elements(): string[] {
    return [...this.#written.values()].filter((text) => text !== '');
  }

  need(shape: Shape): void {
    if (shape.kind === 'array') this.need(shape.base);
    else if (shape.kind === 'string') this.#string(shape.length ?? DEFAULT_STRING);
    else if (shape.kind === 'struct') this.#struct(shape.name);
    else if (shape.kind === 'block' && shape.own) this.#block(shape.name);
  }

  #string(length: number): void {
    const name = `STRING_${length}`;
    if (length === BUILT_IN_STRING || this.#written.has(name.toLowerCase())) return;
    const members =
      `<Member Name="LEN" DataType="DINT" Dimension="0" Radix="Decimal" Hidden="false" ExternalAccess="Read/Write"/>\n` +
      `<Member Name="DATA" DataType="SINT" Dimension="${length}" Radix="ASCII" Hidden="false" ExternalAccess="Read/Write"/>\n`;
    this.#written.set(name.toLowerCase(), dataType(name, 'StringFamily', members));
  }

  #block(name: string): void {
    const key = name.toLowerCase();
    const info = this.#lookup.type(name);
    if (info === undefined || this.#instructions.has(key)) return;
    this.#instructions.set(key, '');
    const text = instruction(info, this.#lookup, this.#family, this, this.#options);
    this.#instructions.delete(key);
    this.#instructions.set(key, text);
  }

  #struct(source: string): void {
    const name = sanitise(source, LOGIX_NAMES.max);
    const key = name.toLowerCase();
    const other = this.#sources.get(key);
    if (other !== undefined && other !== source.toLowerCase()) {
      const { note, list } = notesOn(source);
      note(
        'NAME_COLLISION',
        `The types ${other} and ${source} both become ${name}; rename one of them.`,
        'error',
      );
      this.diagnostics.push(...list);
    }
    if (this.#written.has(key)) return;
    this.#sources.set(key, source.toLowerCase());
    this.#written.set(key, '');
    const members = this.#members(name, source, this.#lookup.type(source)?.members ?? []);
    this.#written.delete(key);
    this.#written.set(key, dataType(name, 'NoFamily', members));
  }

  #members(typeName: string, source: string, members: readonly Declaration[]): string {
    const packer = new Packer(typeName);
    const names = new NameScope(LOGIX_NAMES);
    members.forEach((member, at) => {
      names.set(String(at), member.name ?? '');
    });
    names.settle(members.map((_, at) => String(at)).filter((key) => names.contested.has(key)));
    members.forEach((member, at) => {
      const { note, list } = notesOn(`${source}.${member.name ?? ''}`);
      const shape = shapeOf(member.typeExpr, this.#lookup);
      const type = this.#memberType(shape, member, note);
      const name = names.name(String(at));
      if (name !== member.name) note('NAME_CHANGED', `The member "${member.name}" is written as "${name}".`);
      this.diagnostics.push(...list.filter((one) => one.code !== 'TYPE_EXTERNAL'));
      if (type === null) return;
      this.need(shape);
      packer.add(name, type, member.comment ?? '');
    });
    return packer.text();
  }

  #memberType(shape: Shape, member: Declaration, note: Note): LogixType | null {
    const type = logixType(shape, this.#family, member.name ?? '', note);
    if (type === null) return null;
    const reason =
      missingBlock(shape, type) ?? (type.dims.length > 1 ? 'members have one dimension at most' : null);
    if (reason === null) {
      if (member.initial !== undefined)
        note('INITIAL_LOST', `The default ${member.initial} is not kept: Logix types have no defaults.`);
      return type;
    }
    note(type.dims.length > 1 ? 'ARRAY_DIMS' : 'TYPE_UNSUPPORTED', `The member is left out: ${reason}.`);
    return null;
  }
}

/** Why a type cannot stand in a controller of our own: its block or structure is not written with it. */
export function missingBlock(shape: Shape, type: LogixType): string | null {
  const base = shape.kind === 'array' ? shape.base : shape;
  if (base.kind === 'inline')
    return 'a structure without a type name has no members here; declare a TYPE for it';
  const isBuiltIn = /^(?:FBD_|DOMINANT_)/.test(type.name);
  return base.kind === 'block' && !base.own && !isBuiltIn
    ? `${base.name} belongs to a library, which has no Add-On Instruction here`
    : null;
}

/** Members in order; runs of single BOOLs share hidden hosts of eight bits. */
class Packer {
  readonly #typeName: string;
  readonly #lines: string[] = [];
  #count = 0;
  #host = '';
  #bits = BITS_PER_HOST;

  constructor(typeName: string) {
    this.#typeName = typeName;
  }

  text(): string {
    return this.#lines.join('');
  }

  add(name: string, type: LogixType, comment: string): void {
    if (type.name === 'BOOL' && type.dims.length === 0) {
      this.#addBit(name, comment);
      return;
    }
    this.#bits = BITS_PER_HOST;
    const rest = `DataType="${type.name}" Dimension="${type.dims[0] ?? 0}" Radix="${type.radix ?? 'NullType'}" Hidden="false"`;
    this.#push(`Name="${name}" ${rest}`, comment);
  }

  #addBit(name: string, comment: string): void {
    if (this.#bits === BITS_PER_HOST) {
      this.#host = `ZZZZZZZZZZ${this.#typeName.slice(0, 10)}${this.#count}`;
      this.#bits = 0;
      this.#push(`Name="${this.#host}" DataType="SINT" Dimension="0" Radix="Decimal" Hidden="true"`, '');
    }
    const target = `Target="${this.#host}" BitNumber="${this.#bits++}"`;
    this.#push(
      `Name="${name}" DataType="BIT" Dimension="0" Radix="Decimal" Hidden="false" ${target}`,
      comment,
    );
  }

  #push(attributes: string, comment: string): void {
    this.#count++;
    const head = `<Member ${attributes} ExternalAccess="Read/Write"`;
    this.#lines.push(comment === '' ? `${head}/>\n` : `${head}>\n${description(comment)}</Member>\n`);
  }
}

function dataType(name: string, family: string, members: string): string {
  return `<DataType Name="${xmlText(name)}" Family="${family}" Class="User">\n<Members>\n${members}</Members>\n</DataType>\n`;
}
