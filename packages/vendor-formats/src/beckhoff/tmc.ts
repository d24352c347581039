/** Reads TwinCAT symbol descriptions (`.tmc`, `vendor-formats.md` 4.4): types with members, and every symbol of every data area. */
import { child, childrenOf, type XmlElement } from '@tagloom/containers';
import type { Collector, ModelMember, ModelType } from '../intake/model.ts';
import { stName, stNames } from '../intake/names.ts';
import { descendants, documentOf, type Reader, rootName } from '../intake/reader.ts';

export const TMC: Reader = {
  id: 'beckhoff-tmc',
  attribute: 'tmc.name',
  recognises: (source) => rootName(source) === 'TcModuleClass',
  read: (source, collector, read) => {
    const root = documentOf(source, read);
    const symbols = [...descendants(child(root, 'Modules') ?? root, 'Symbol')];
    const scopes = new Set(symbols.map((one) => scopeOf(textOf(one, 'Name')).toLowerCase()));
    let row = 0;
    for (const type of child(root, 'DataTypes')?.children ?? []) dataType(type, ++row, scopes, collector);
    for (const symbol of symbols) addSymbol(symbol, ++row, collector);
  },
};

/** Properties of the compiler that say nothing in a source. */
const INTERNAL = /^(?:const_non_replaced|tcaddresstype|ItemType|PouType|iec61131-3|plc)/i;

function scopeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** A program is a type too; its variables come as symbols. */
function dataType(element: XmlElement, row: number, scopes: ReadonlySet<string>, collector: Collector): void {
  const name = textOf(element, 'Name');
  if (name === '') {
    collector.skip(row, '', 'A data type has no name.', 'error');
    return;
  }
  collector.taken();
  if (scopes.has(name.toLowerCase())) return;
  const comment = textOf(element, 'Comment');
  const base = { name: stName(name), ...(comment === '' ? {} : { comment }) };
  const values = childrenOf(element, 'EnumInfo');
  if (values.length > 0) {
    const names = stNames(values.map((one) => textOf(one, 'Text').split('.').at(-1) ?? ''));
    const list = values.map((one, at) => ({
      name: names[at] ?? '',
      value: Number(textOf(one, 'Enum')) || 0,
    }));
    collector.types.push({
      ...base,
      kind: 'enum',
      members: [],
      values: list,
      base: typeOf(element, 'BaseType'),
    });
    return;
  }
  const members = childrenOf(element, 'SubItem');
  if (members.length > 0) collector.types.push({ ...base, ...structure(element, members) });
  else if (child(element, 'BaseType') !== undefined)
    collector.types.push({ ...base, kind: 'alias', members: [], base: typeOf(element, 'BaseType') });
  else if (property(element, 'PouType') === 'FunctionBlock')
    collector.types.push({ ...base, kind: 'block', members: [] });
  else
    collector.note(
      'IMPORT_AMBIGUOUS',
      name,
      `The type ${name} has no members in the file and is left out.`,
      'info',
      row,
    );
}

function structure(element: XmlElement, items: readonly XmlElement[]): Pick<ModelType, 'kind' | 'members'> {
  const names = stNames(items.map((one) => textOf(one, 'Name')));
  const members = items.map(
    (item, at): ModelMember => ({ name: names[at] ?? '', ...declared(item, 'Type') }),
  );
  if (property(element, 'PouType') !== 'FunctionBlock') return { kind: 'struct', members };
  const placed = members.map((member, at) => ({ ...member, section: sectionOf(items[at]) }));
  return { kind: 'block', members: placed };
}

function sectionOf(item: XmlElement | undefined): string {
  switch (item === undefined ? '' : property(item, 'ItemType')) {
    case 'Input':
      return 'VAR_INPUT';
    case 'Output':
      return 'VAR_OUTPUT';
    case 'InOut':
      return 'VAR_IN_OUT';
    default:
      return 'VAR';
  }
}

function addSymbol(symbol: XmlElement, row: number, collector: Collector): void {
  const path = textOf(symbol, 'Name');
  const dot = path.lastIndexOf('.');
  if (dot <= 0 || child(symbol, 'BaseType') === undefined) {
    collector.skip(
      row,
      path,
      path === '' ? 'A symbol has no name.' : `${path} has no list or no type.`,
      'error',
    );
    return;
  }
  const scopeName = path.slice(0, dot).split('.').map(stName).join('_');
  const scope = collector.scope(scopeName, /^MAIN$/i.test(scopeName) ? 'program' : 'global');
  collector.variable(scope, {
    name: path.slice(dot + 1),
    ...declared(symbol, 'BaseType'),
    vendorName: path,
    vendorAddress: '',
    vendorType: typeOf(symbol, 'BaseType'),
  });
}

/** Type, value, comment and attributes of a symbol or member. */
function declared(element: XmlElement, typeName: 'Type' | 'BaseType'): Omit<ModelMember, 'name'> {
  const type = typeOf(element, typeName);
  const initial = initialOf(child(element, 'Default'), type);
  const comment = textOf(element, 'Comment');
  const attributes = attributesOf(element);
  return {
    type,
    ...(initial === null ? {} : { initial }),
    ...(comment === '' ? {} : { comment }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

function typeOf(element: XmlElement, name: 'Type' | 'BaseType'): string {
  const own = child(element, name);
  const text = (own?.text ?? '').trim();
  const plain =
    /^[A-Za-z_][\w.]*(?:\(.*\)|\[.*\])?$/.test(text) || / OF | TO /i.test(text) ? text : stName(text);
  const level = Number(own?.attributes.PointerTo ?? 0);
  const pointer = level > 0 && level < 8 ? 'POINTER TO '.repeat(level) : '';
  const reference = own?.attributes.ReferenceTo === 'true' ? 'REFERENCE TO ' : '';
  const dims = childrenOf(element, 'ArrayInfo').map((one) => {
    const low = Number(textOf(one, 'LBound')) || 0;
    return `${low}..${low + Math.max(1, Number(textOf(one, 'Elements')) || 1) - 1}`;
  });
  return `${dims.length === 0 ? '' : `ARRAY [${dims.join(', ')}] OF `}${reference}${pointer}${plain}`;
}

/** The ST text of a default value; null when there is none or it names an element that we cannot place. */
function initialOf(value: XmlElement | undefined, type: string): string | null {
  if (value === undefined) return null;
  const items = childrenOf(value, 'SubItem');
  if (items.length > 0) return aggregate(items);
  return scalar(value, type);
}

function scalar(value: XmlElement, type: string): string | null {
  const string = child(value, 'String');
  if (string !== undefined) {
    const text = string.text.replace(/[$']/g, '$$$&').replace(/[^\P{Cc}]/gu, ' ');
    return /^WSTRING/i.test(type) ? `"${text.replaceAll('"', '$"')}"` : `'${text}'`;
  }
  const text = (
    child(value, 'EnumText') ??
    child(value, 'Value') ??
    child(value, 'Bool') ??
    child(value, 'DateTime')
  )?.text.trim();
  if (text === undefined || text === '') return null;
  if (child(value, 'Bool') !== undefined) return text.toUpperCase();
  return /^[-+\w.#]+$/.test(text) ? text : null;
}

/** `[0]`, `[1]` ... as an array in order; `.a`, `.b` as a structure. */
function aggregate(items: readonly XmlElement[]): string | null {
  const parts = items.map((item) => ({ name: textOf(item, 'Name'), value: initialOf(item, '') }));
  if (parts.some(({ value }) => value === null)) return null;
  if (parts.every(({ name }, at) => name === `[${at}]`))
    return `[${parts.map(({ value }) => value).join(', ')}]`;
  if (!parts.every(({ name }) => /^\.[A-Za-z_]\w*$/.test(name))) return null;
  return `(${parts.map(({ name, value }) => `${name.slice(1)} := ${value}`).join(', ')})`;
}

function attributesOf(element: XmlElement): Record<string, string> {
  const list = childrenOf(child(element, 'Properties') ?? element, 'Property');
  const entries = list.map((one) => [textOf(one, 'Name'), textOf(one, 'Value')] as const);
  return Object.fromEntries(entries.filter(([name]) => name !== '' && !INTERNAL.test(name)));
}

function property(element: XmlElement, name: string): string {
  const list = childrenOf(child(element, 'Properties') ?? element, 'Property');
  const found = list.find((one) => textOf(one, 'Name') === name);
  return found === undefined ? '' : textOf(found, 'Value');
}

function textOf(element: XmlElement, name: string): string {
  return child(element, name)?.text.trim() ?? '';
}
