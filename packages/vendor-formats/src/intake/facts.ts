/** What a project declares, in the words of the import: tags and types of `result.json` (contract section 6), and as a model again. */
import type { Declaration, Project, Tag, TypeInfo } from '@tagloom/st-parser';
import { iecString, stringValue } from '../rockwell/strings.ts';
import { iecOfS7Value } from '../siemens/iec.ts';
import { startsOf, startText } from '../siemens/startread.ts';
import type { ImportFormatId, ModelMember, ModelType, ModelVariable } from './model.ts';

/** A tag as `result.json` lists it. */
export interface TagFact {
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly qualifiers: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly device: string | null;
}

/** A type as `result.json` lists it. */
export interface TypeFact {
  readonly name: string;
  readonly members?: readonly { readonly name: string; readonly type: string }[];
  readonly values?: readonly { readonly name: string; readonly value: number | null }[];
}

/** Attributes that say what a variable is wired to. */
const DEVICE_ATTRIBUTES = ['logix.alias', 'AliasFor', 'TcLinkTo', 'tia.address'];

export function deviceOf(attributes: Readonly<Record<string, string>> | undefined): string | null {
  const name = DEVICE_ATTRIBUTES.find((one) => attributes?.[one] !== undefined);
  return name === undefined ? null : (attributes?.[name] ?? null);
}

export function tagFact(tag: Tag): TagFact {
  return {
    path: tag.path,
    type: tag.type,
    initial: tag.initialOverride ?? tag.initial ?? null,
    address: tag.address ?? null,
    comment: tag.comment ?? null,
    qualifiers: tag.qualifiers,
    attributes: tag.attributes ?? {},
    device: deviceOf(tag.attributes),
  };
}

export function typeFact(type: TypeInfo): TypeFact {
  const members = type.members?.map((one) => ({ name: one.name ?? '', type: one.type }));
  return {
    name: type.name,
    ...(members === undefined ? {} : { members }),
    ...(type.values === undefined ? {} : { values: type.values }),
  };
}

/** A tag as a variable of the model, with the name that an export of the format gives it. */
export function variableOf(tag: Tag, format: ImportFormatId): ModelVariable {
  return {
    ...memberOf(tag),
    ...(format === 'rockwell-l5x' ? logixString(tag) : {}),
    ...(format === 'siemens-db' ? s7Value(tag) : {}),
    name: tag.name,
    ...(tag.address === undefined ? {} : { address: tag.address }),
    qualifiers: tag.qualifiers,
    vendorName: vendorName(tag, format),
    vendorAddress: tag.attributes?.AliasFor ?? '',
    vendorType: format === 'rockwell-l5x' ? logixType(tag) : tag.type,
  };
}

/** `REAL[3]`, as Logix and the side map call an array. */
function logixType({ type, typeExpr }: Tag): string {
  if (typeExpr.kind !== 'array') return type;
  const sizes = typeExpr.dims.map((one) => (one === null || one === '*' ? 0 : one[1] - one[0] + 1));
  return `${typeExpr.base.text}[${sizes.join(',')}]`;
}

/** Custom string types come as structures with LEN and DATA. */
function logixString(tag: Tag): Partial<ModelMember> {
  const type = iecString(tag.type);
  if (type === null) return { type: tag.type.replace(/\bSTRING$/, 'STRING[82]') };
  const initial = tag.initial === undefined ? null : stringValue(tag.initial);
  return { type, ...(initial === null ? {} : { initial }) };
}

function s7Value(tag: Tag): Partial<ModelMember> {
  const initial = tag.initialOverride ?? tag.initial;
  return initial === undefined ? {} : { initial: iecOfS7Value(initial) };
}

function vendorName(tag: Tag, format: ImportFormatId): string {
  if (format === 'rockwell-l5x') return tag.name;
  return tag.owner === 'datablock' ? `"${tag.scope}".${tag.name}` : tag.path;
}

function memberOf(declaration: Declaration): ModelMember {
  const initial = declaration.initialOverride ?? declaration.initial;
  return {
    name: declaration.name ?? '',
    type: typeText(declaration),
    ...(initial === undefined ? {} : { initial }),
    ...(declaration.comment === undefined ? {} : { comment: declaration.comment }),
    ...(declaration.attributes === undefined ? {} : { attributes: declaration.attributes }),
  };
}

/** An inline structure has its members beside its canonical text. */
function typeText({ type, typeExpr }: Declaration): string {
  if (typeExpr.kind !== 'struct' || typeExpr.members === undefined) return type;
  const members = typeExpr.members.map((one) => {
    const initial = one.initial === undefined ? '' : ` := ${one.initial}`;
    return `${one.name} : ${typeText(one)}${initial};`;
  });
  return `${typeExpr.text} ${members.join(' ')} END_${typeExpr.text}`;
}

/** A declared type as a type of the model; null for what has no counterpart there (interfaces). */
export function typeModel(type: TypeInfo): ModelType | null {
  const base = type.base === undefined ? {} : { base: type.base };
  switch (type.kind) {
    case 'struct':
    case 'union':
      return { name: type.name, kind: type.kind, members: (type.members ?? []).map(memberOf), ...base };
    case 'enum':
      return { name: type.name, kind: 'enum', members: [], values: type.values ?? [], ...base };
    case 'functionblock':
    case 'class':
      return { name: type.name, kind: 'block', members: (type.members ?? []).map(placed), ...base };
    case 'alias':
      return { name: type.name, kind: 'alias', members: [], ...base };
    case 'subrange': {
      const range = type.range === undefined ? '' : ` (${type.range.join('..')})`;
      return { name: type.name, kind: 'alias', members: [], base: `${type.base ?? 'INT'}${range}` };
    }
    case 'interface':
      return null;
  }
}

function placed(member: Declaration): ModelMember {
  return { ...memberOf(member), section: member.section };
}

/** All facts of a project. */
export function factsOf(project: Project): { tags: TagFact[]; types: TypeFact[] } {
  const tags = withStarts(project, project.tags());
  return { tags: tags.map(tagFact), types: project.types().map(typeFact) };
}

/** Members of data blocks with the values that the BEGIN part gives their elements. */
export function withStarts(project: Project, tags: readonly Tag[]): readonly Tag[] {
  const texts = new Map<string, ReturnType<typeof startsOf>>();
  return tags.map((tag) => {
    if (tag.owner !== 'datablock' || tag.initialOverride !== undefined) return tag;
    const file = String(tag.file);
    const starts = texts.get(file) ?? startsOf(project.text(tag.file));
    texts.set(file, starts);
    const start = starts.get(`${tag.scope}.${tag.name}`.toLowerCase());
    const initial = start === undefined ? null : startText(start, tag.typeExpr);
    return initial === null ? tag : { ...tag, initialOverride: initial };
  });
}
