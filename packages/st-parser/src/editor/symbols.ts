/** Symbols as people see them: plain data that survives `structuredClone`. */

import { parentOf } from '../project/catalog.ts';
import { paramsOf } from '../project/meanings.ts';
import { type Item, isTypeItem, type Slot } from '../project/slots.ts';
import type { Head } from '../project/summary.ts';
import { isSlot, LIBRARY, type Sym, type World } from '../project/world.ts';

/** What a symbol is; `list` is a file's global variables under the file's name. */
export type SymbolKind =
  | 'program'
  | 'function'
  | 'functionblock'
  | 'class'
  | 'interface'
  | 'method'
  | 'property'
  | 'action'
  | 'namespace'
  | 'configuration'
  | 'datablock'
  | 'list'
  | 'struct'
  | 'union'
  | 'enum'
  | 'alias'
  | 'value'
  | 'constant'
  | 'input'
  | 'output'
  | 'inout'
  | 'member'
  | 'variable';

/** One symbol of a project or its library. */
export interface SymbolInfo {
  /** The lower-case path: what `referencesOf` and the like take. */
  readonly key: string;
  readonly name: string;
  /** The path as written, `FB_Pump.Start.nSpeed`. */
  readonly path: string;
  readonly kind: SymbolKind;
  /** The canonical type, or the return type. */
  readonly type?: string;
  /** The declaration in one line, as Structured Text. */
  readonly detail: string;
  readonly comment?: string;
  readonly section?: string;
  readonly qualifiers?: readonly string[];
  readonly initial?: string;
  readonly address?: string;
  /** The library text that declares it; undefined for the project's own. */
  readonly library?: string;
}

/** Describes what a name means. */
export function infoOf(world: World, sym: Sym): SymbolInfo {
  const file = sym.unit.file as string;
  const library = file.startsWith(LIBRARY) ? { library: file.slice(LIBRARY.length) } : {};
  return { ...(isSlot(sym) ? slotInfo(sym) : itemInfo(world, sym)), ...library };
}

const SECTION_KINDS: Readonly<Record<string, SymbolKind>> = {
  VAR_INPUT: 'input',
  VAR_OUTPUT: 'output',
  VAR_IN_OUT: 'inout',
  STRUCT: 'member',
  UNION: 'member',
};

function slotInfo({ declaration, base }: Slot): SymbolInfo {
  const { name, scope, section, qualifiers, type, initial, address, comment, leadingComment } = declaration;
  const text = comment ?? leadingComment;
  const value = declaration.initialOverride ?? initial;
  return {
    key: base,
    name: name ?? '',
    path: scope === '' ? (name ?? '') : `${scope}.${name}`,
    kind: qualifiers.includes('CONSTANT') ? 'constant' : (SECTION_KINDS[section] ?? 'variable'),
    type,
    detail: `${name}${address === undefined ? '' : ` AT ${address}`} : ${type}${value === undefined ? '' : ` := ${value}`}`,
    section,
    qualifiers,
    ...(text === undefined ? {} : { comment: text }),
    ...(value === undefined ? {} : { initial: value }),
    ...(address === undefined ? {} : { address }),
  };
}

const WORD_KINDS: Readonly<Record<string, SymbolKind>> = {
  PROGRAM: 'program',
  ORGANIZATION_BLOCK: 'program',
  TEST_PROGRAM: 'program',
  FUNCTION: 'function',
  FUNCTION_BLOCK: 'functionblock',
  TEST_FUNCTION_BLOCK: 'functionblock',
  CLASS: 'class',
  INTERFACE: 'interface',
  METHOD: 'method',
  PROPERTY: 'property',
  ACTION: 'action',
  NAMESPACE: 'namespace',
  CONFIGURATION: 'configuration',
  RESOURCE: 'configuration',
  DATA_BLOCK: 'datablock',
  STRUCT: 'struct',
  UNION: 'union',
};

function itemInfo(world: World, item: Item): SymbolInfo {
  const { key, name } = item;
  if (item.kind === 'list') return { key, name, path: name, kind: 'list', detail: `VAR_GLOBAL of ${name}` };
  if (item.kind === 'value') return valueInfo(item);
  if (item.kind === 'type') return typeInfo(item);
  const { head, scope, kind: word } = item.scope!;
  const kind = WORD_KINDS[word] ?? 'namespace';
  return {
    key,
    name,
    path: scope,
    kind,
    detail: headLine(world, item, word, head),
    ...(head.returnType === undefined ? {} : { type: head.returnType }),
    ...(head.comment === undefined ? {} : { comment: head.comment }),
  };
}

function valueInfo({ key, name, type }: Item): SymbolInfo {
  return {
    key,
    name,
    path: `${type!.name}.${name}`,
    kind: 'value',
    type: type!.name,
    detail: `${type!.name}.${name}`,
  };
}

function typeInfo({ key, name, type }: Item): SymbolInfo {
  const { fact } = type!;
  const isEnum = fact.type.kind === 'enum';
  return {
    key,
    name,
    path: type!.name,
    kind: isEnum ? 'enum' : 'alias',
    detail: isEnum ? `${name} : (${fact.type.values.map((value) => value.name).join(', ')})` : `TYPE ${name}`,
    ...((fact.comment ?? fact.leadingComment) ? { comment: fact.comment ?? fact.leadingComment! } : {}),
  };
}

/** `FUNCTION MAX(IN1 : ANY, IN2 : ANY) : ANY`, `FUNCTION_BLOCK FB_Pump EXTENDS FB_Base`. */
function headLine(world: World, item: Item, word: string, head: Head): string {
  const bases = [
    head.extends.length > 0 ? ` EXTENDS ${head.extends.join(', ')}` : '',
    head.implements.length > 0 ? ` IMPLEMENTS ${head.implements.join(', ')}` : '',
  ].join('');
  const result = head.returnType === undefined ? '' : ` : ${head.returnType}`;
  const params =
    isTypeItem(item) || !/^(?:FUNCTION|METHOD)$/.test(word) ? '' : `(${parameterText(world, item)})`;
  const modifiers = head.modifiers.length > 0 ? `${head.modifiers.join(' ')} ` : '';
  return `${word} ${modifiers}${item.name}${params}${result}${bases}`;
}

function parameterText(world: World, item: Item): string {
  return paramsOf(world, item)
    .map(({ declaration }) => `${declaration.name} : ${declaration.type}`)
    .join('; ');
}

/** The path of what holds a symbol; empty at the top. */
export function containerOf(info: SymbolInfo): string {
  return parentOf(info.path);
}
