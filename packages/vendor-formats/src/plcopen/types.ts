/** Types and values as PLCopen elements (`vendor-formats.md` 5.1), from the declared type, so that aliases stay. */
import type { Declaration, TypeExpr } from '@tagloom/st-parser';
import { xmlText } from '../common.ts';
import { readValue, type Value } from '../initial.ts';
import type { Note } from '../notes.ts';

const ELEMENTS = new Set(
  'BOOL BYTE WORD DWORD LWORD SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME DATE DT TOD'.split(
    ' ',
  ),
);
const SHORT: Readonly<Record<string, string>> = { DATE_AND_TIME: 'DT', TIME_OF_DAY: 'TOD' };
const UNSIGNED = new Set(['BYTE', 'WORD', 'DWORD', 'LWORD', 'USINT', 'UINT', 'UDINT', 'ULINT']);
const MAX_DEPTH = 64;

/** The content of `type` or `baseType`; null with its diagnostic when the schema has nothing for it. */
export function typeXml(type: TypeExpr, note: Note, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null;
  switch (type.kind) {
    case 'elementary':
      return elementary(type.name, note);
    case 'string': {
      const length = type.length === null ? '' : ` length="${type.length}"`;
      return `<${type.wide ? 'wstring' : 'string'}${length}/>`;
    }
    case 'array':
      return arrayXml(type, note, depth);
    case 'subrange':
      return subrangeXml(type, note, depth);
    case 'enum':
      return `<enum><values>${type.values.map((name) => `<value name="${xmlText(name)}"/>`).join('')}</values></enum>`;
    case 'struct':
      if (type.text === 'UNION') return unsupported('a union', note);
      return `<struct>${membersXml(type.members ?? [], note, depth + 1)}</struct>`;
    case 'pointer': {
      const base = typeXml(type.base, note, depth + 1);
      return base === null ? null : `<pointer><baseType>${base}</baseType></pointer>`;
    }
    case 'reference': {
      const base = typeXml(type.base, note, depth + 1);
      if (base !== null)
        note('TYPE_REPLACED', `${type.text} becomes a POINTER: the schema has no references.`);
      return base === null ? null : `<pointer><baseType>${base}</baseType></pointer>`;
    }
    case 'named':
      return `<derived name="${xmlText(type.name)}"/>`;
    case 'unknown':
      return unsupported(`"${type.text}", which is not understood`, note);
  }
}

function unsupported(what: string, note: Note): null {
  note('TYPE_UNSUPPORTED', `PLCopen XML has no element for ${what}, so it is left out.`);
  return null;
}

function elementary(name: string, note: Note): string {
  const short = SHORT[name] ?? name;
  if (ELEMENTS.has(short)) return `<${short}/>`;
  note(
    'TYPE_REPLACED',
    `${name} is written as a derived type, because the schema has no element for it.`,
    'info',
  );
  return `<derived name="${short}"/>`;
}

function arrayXml(type: TypeExpr & { kind: 'array' }, note: Note, depth: number): string | null {
  const dims: string[] = [];
  for (const one of type.dims) {
    if (one === null || one === '*')
      return unsupported(`${type.text}, whose bounds are no fixed numbers`, note);
    dims.push(`<dimension lower="${one[0]}" upper="${one[1]}"/>`);
  }
  const base = typeXml(type.base, note, depth + 1);
  return base === null ? null : `<array>${dims.join('')}<baseType>${base}</baseType></array>`;
}

function subrangeXml(type: TypeExpr & { kind: 'subrange' }, note: Note, depth: number): string | null {
  const base = typeXml(type.base, note, depth + 1);
  if (base === null) return null;
  if (type.range === null) {
    note('RANGE_LOST', `The range of ${type.text} is no pair of numbers; its base type is written.`);
    return base;
  }
  const isUnsigned = type.base.kind === 'elementary' && UNSIGNED.has(type.base.name);
  const element = isUnsigned ? 'subrangeUnsigned' : 'subrangeSigned';
  return `<${element}><range lower="${type.range[0]}" upper="${type.range[1]}"/><baseType>${base}</baseType></${element}>`;
}

/** Members of a structure; one that has no element is left out and said. */
export function membersXml(members: readonly Declaration[], note: Note, depth = 0): string {
  return members
    .map((member) => {
      const type = typeXml(member.typeExpr, note, depth);
      return type === null ? '' : variableXml(member, member.name ?? '', type, note);
    })
    .join('\n');
}

/** One variable; the order of its children is fixed by the schema. */
export function variableXml(declaration: Declaration, name: string, type: string, note: Note): string {
  const address = declaration.address === undefined ? '' : ` address="${xmlText(declaration.address)}"`;
  const initial = declaration.initialOverride ?? declaration.initial;
  const value = initial === undefined ? '' : `<initialValue>${valueXml(initial)}</initialValue>`;
  if (declaration.initialArgs !== undefined)
    note(
      'INITIAL_LOST',
      `The arguments ${declaration.initialArgs} are not kept: the schema has no place for them.`,
    );
  const parts = [
    `<type>${type}</type>`,
    value,
    attributesXml(declaration),
    documentation(declaration.comment ?? ''),
  ];
  const inside = parts.filter((one) => one !== '').map((one) => `  ${one}\n`);
  return `<variable name="${xmlText(name)}"${address}>\n${inside.join('')}</variable>`;
}

/** The value of an initial text; what is no aggregate is written as it stands. */
export function valueXml(text: string): string {
  const value = readValue(text);
  return value === null ? simple(text) : valueElement(value);
}

function valueElement(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return simple(value.text);
    case 'array':
      return `<arrayValue>${value.items
        .map(({ count, value: item }) => {
          const repeat = count === 1 ? '' : ` repetitionValue="${count}"`;
          return `<value${repeat}>${valueElement(item)}</value>`;
        })
        .join('')}</arrayValue>`;
    case 'struct':
      return `<structValue>${value.members
        .map((member) => `<value member="${xmlText(member.name)}">${valueElement(member.value)}</value>`)
        .join('')}</structValue>`;
  }
}

/** Line ends and tabs of an attribute would become blanks, so they are written as references. */
function simple(text: string): string {
  const value = xmlText(text).replace(/[\n\r\t]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<simpleValue value="${value}"/>`;
}

export const ADD_DATA = 'http://www.3s-software.com/plcopenxml';

/** Attributes as CODESYS writes them; others are told to keep what they do not know. */
export function attributesXml({ attributes }: Pick<Declaration, 'attributes'>): string {
  const list = Object.entries(attributes ?? {});
  return list.length === 0 ? '' : `<addData>${attributesData(list)}</addData>`;
}

export function attributesData(list: readonly (readonly [string, string])[]): string {
  const items = list.map(([name, value]) => `<Attribute Name="${xmlText(name)}" Value="${xmlText(value)}"/>`);
  return `<data name="${ADD_DATA}/attributes" handleUnknown="implementation"><Attributes xmlns="">${items.join('')}</Attributes></data>`;
}

/** `documentation` holds exactly one element of XHTML. */
export function documentation(text: string): string {
  return text === '' ? '' : `<documentation>${xhtml(text)}</documentation>`;
}

export function xhtml(text: string): string {
  return `<xhtml xmlns="http://www.w3.org/1999/xhtml">${xmlText(text)}</xhtml>`;
}
