/** Program organization units, interfaces and data types of PLCopen XML (TC6 2.01) with the additions of CODESYS. */

import { remarkLines, trailingRemark } from '../remarks.ts';
import { endOf } from '../twincat.ts';
import type { ContainerNotes, TextWriter } from '../writer.ts';
import { child, childrenOf, descend, localName, type XmlElement } from '../xml.ts';
import { type Spelling, typeText } from './types.ts';
import {
  dataOf,
  documentation,
  writeAttributes,
  writeInitial,
  writeRemark,
  writeSection,
  writeVariable,
} from './variables.ts';

/** What writes one object. */
export interface ObjectContext {
  readonly out: TextWriter;
  readonly spelling: Spelling;
  readonly notes: ContainerNotes;
}

const POU_WORDS: Readonly<Record<string, string>> = {
  program: 'PROGRAM',
  functionBlock: 'FUNCTION_BLOCK',
  function: 'FUNCTION',
};

export function writePou(context: ObjectContext, pou: XmlElement): void {
  const { out, notes } = context;
  const name = pou.attributes.name ?? '';
  const word = POU_WORDS[pou.attributes.pouType ?? ''] ?? 'FUNCTION_BLOCK';
  const plain = plainInterface(pou);
  if (plain === undefined) writeHead(context, { word, name, element: pou, owner: name });
  else out.content(name, 'declaration', plain);
  writeMembers(context, name, pou);
  writeBody(context, name, pou);
  const end = plain === undefined ? `END_${word}` : endOf(documentation(plain));
  if (end === null) notes.headless.push(name);
  else out.line(end);
}

export function writeInterface(context: ObjectContext, element: XmlElement): void {
  const name = element.attributes.name ?? '';
  const plain = plainInterface(element);
  if (plain === undefined) writeHead(context, { word: 'INTERFACE', name, element, owner: name });
  else context.out.content(name, 'declaration', plain);
  for (const method of childrenOf(child(element, 'Methods'), 'Method')) writeMethod(context, name, method);
  for (const property of childrenOf(child(element, 'Properties'), 'Property'))
    writeProperty(context, name, property);
  writeMembers(context, name, element);
  context.out.line('END_INTERFACE');
}

/** The declaration as CODESYS's own text, which it prefers over the XML variables beside it. */
export function plainInterface(object: XmlElement): XmlElement | undefined {
  for (const holder of [child(object, 'interface'), object]) {
    const text = descend(dataOf(holder, 'interfaceasplaintext'), 'InterfaceAsPlainText');
    if (text !== undefined) return leavesOf(text)[0] ?? text;
  }
  return undefined;
}

interface HeadOf {
  readonly word: string;
  readonly name: string;
  readonly element: XmlElement;
  readonly owner: string;
}

/** Comment, pragmas, head line and sections of a POU, method or interface. */
function writeHead({ out, spelling }: ObjectContext, { word, name, element, owner }: HeadOf): void {
  const face = child(element, 'interface');
  writeRemark(out, owner, child(face, 'documentation') ?? child(element, 'documentation'));
  for (const holder of [element, face]) writeAttributes(out, owner, holder);
  out.write([word, ...modifiers(element, face), ''].join(' '));
  out.attribute(owner, element, 'name', '', name);
  out.write(`${inheritance(element, face)}`);
  const returnType = child(face, 'returnType');
  const type = typeText(returnType, spelling);
  if (type !== null && returnType !== undefined) {
    out.write(' : ');
    out.element(owner, returnType, type);
  }
  out.write('\n');
  for (const list of face?.children ?? []) writeSection(out, owner, list, spelling);
}

const MODIFIERS = ['Public', 'Private', 'Protected', 'Internal', 'Final', 'Abstract'];

function modifiers(...holders: readonly (XmlElement | undefined)[]): string[] {
  const words = holders.flatMap((holder) => {
    const element = descend(dataOf(holder, 'accessmodifiers'), 'AccessModifiers');
    return MODIFIERS.filter((name) => element?.attributes[name] === 'true');
  });
  return words.map((word) => word.toUpperCase());
}

function inheritance(...holders: readonly (XmlElement | undefined)[]): string {
  const found = holders.flatMap((holder) =>
    childrenOf(child(holder, 'addData'), 'data')
      .filter((data) => /inheritance$/.test(data.attributes.name ?? ''))
      .flatMap((data) => childrenOf(data, 'Inheritance')),
  );
  const names = (kind: string) => found.flatMap((one) => childrenOf(one, kind)).map(documentation);
  const [bases, faces] = [names('Extends'), names('Implements')];
  const list = (word: string, items: readonly string[]) =>
    items.length === 0 ? '' : ` ${word} ${items.join(', ')}`;
  return `${list('EXTENDS', bases)}${list('IMPLEMENTS', faces)}`;
}

/** Methods, properties, actions and transitions, in the order of the file. */
function writeMembers(context: ObjectContext, owner: string, pou: XmlElement): void {
  for (const data of childrenOf(child(pou, 'addData'), 'data')) {
    for (const one of data.children) {
      const kind = localName(one.name);
      if (kind === 'Method') writeMethod(context, owner, one);
      else if (kind === 'Property') writeProperty(context, owner, one);
      else if (kind === 'Action' || kind === 'Transition') writeStep(context, owner, one, kind.toUpperCase());
    }
  }
  for (const one of childrenOf(child(pou, 'actions'), 'action')) writeStep(context, owner, one, 'ACTION');
  for (const one of childrenOf(child(pou, 'transitions'), 'transition'))
    writeStep(context, owner, one, 'TRANSITION');
}

function writeMethod(context: ObjectContext, pou: string, method: XmlElement): void {
  const name = method.attributes.name ?? '';
  const owner = `${pou}.${name}`;
  const plain = plainInterface(method);
  if (plain === undefined) writeHead(context, { word: 'METHOD', name, element: method, owner });
  else context.out.content(owner, 'declaration', plain);
  writeBody(context, owner, method);
  context.out.line('END_METHOD');
}

const ACCESSORS: Readonly<Record<string, string>> = {
  GetAccessor: 'GET',
  SetAccessor: 'SET',
  Get: 'GET',
  Set: 'SET',
};

function writeProperty(context: ObjectContext, pou: string, property: XmlElement): void {
  const name = property.attributes.name ?? '';
  const owner = `${pou}.${name}`;
  const plain = plainInterface(property);
  if (plain === undefined) writeHead(context, { word: 'PROPERTY', name, element: property, owner });
  else context.out.content(owner, 'declaration', plain);
  for (const accessor of property.children) {
    const word = ACCESSORS[localName(accessor.name)];
    if (word === undefined) continue;
    const place = `${owner}.${word === 'GET' ? 'Get' : 'Set'}`;
    context.out.line(word);
    const text = plainInterface(accessor);
    if (text !== undefined) context.out.content(place, 'declaration', text);
    else
      for (const list of child(accessor, 'interface')?.children ?? [])
        writeSection(context.out, place, list, context.spelling);
    writeBody(context, place, accessor);
    context.out.line(`END_${word}`);
  }
  context.out.line('END_PROPERTY');
}

function writeStep(context: ObjectContext, pou: string, step: XmlElement, word: string): void {
  const name = step.attributes.name ?? '';
  // An action without ST may stay empty, a transition must have a condition.
  if (word === 'TRANSITION' && descend(step, 'body', 'ST') === undefined) {
    writeBody(context, `${pou}.${name}`, step);
    return;
  }
  context.out.write(`${word} `);
  context.out.attribute(`${pou}.${name}`, step, 'name');
  context.out.write(':\n');
  writeBody(context, `${pou}.${name}`, step);
  context.out.line(`END_${word}`);
}

const DRAWN = new Set(['IL', 'FBD', 'LD', 'SFC', 'CFC', 'NWL', 'UML']);

/** The ST of a body, or a note that it is drawn. */
function writeBody({ out, notes }: ObjectContext, owner: string, holder: XmlElement): void {
  const body = child(holder, 'body');
  const text = child(body, 'ST');
  if (text !== undefined) for (const leaf of leavesOf(text)) out.content(owner, 'body', leaf);
  else if (body !== undefined && body.children.length > 0)
    notes.drawn.push(`${owner} (${languageOf(body) ?? 'another language'})`);
}

function languageOf(body: XmlElement): string | null {
  for (const one of body.children) {
    const name = localName(one.name);
    if (DRAWN.has(name)) return name;
    const inner = name === 'addData' || name === 'data' ? languageOf(one) : null;
    if (inner !== null) return inner;
    if (name === 'data') return localName(one.children[0]?.name ?? 'data');
  }
  return null;
}

/** The elements that hold the text: xhtml may keep it in paragraphs of its own. */
export function leavesOf(element: XmlElement): readonly XmlElement[] {
  return element.children.length === 0 ? [element] : element.children.flatMap(leavesOf);
}

/** A TYPE block: structure, union, enumeration or anything that a type can be. */
export function writeDataType(context: ObjectContext, type: XmlElement): void {
  const { out } = context;
  const name = type.attributes.name ?? '';
  const plain = plainInterface(type);
  if (plain === undefined) writeType(context, type);
  else out.content(name, 'declaration', plain);
}

function writeType(context: ObjectContext, type: XmlElement): void {
  const { out, spelling } = context;
  const name = type.attributes.name ?? '';
  writeRemark(out, name, child(type, 'documentation'));
  writeAttributes(out, name, type);
  out.write('TYPE ');
  out.attribute(name, type, 'name');
  const bases = inheritance(type);
  const base = child(type, 'baseType');
  const form = base?.children[0];
  const kind = localName(form?.name ?? '');
  const union = descend(dataOf(type, 'union'), 'Union') ?? dataOf(type, 'union')?.children[0];
  out.write(`${bases} :`);
  if (union !== undefined) writeMembersOf(context, name, union, 'UNION');
  else if (form !== undefined && (kind === 'struct' || kind === 'union'))
    writeMembersOf(context, name, form, kind.toUpperCase());
  else if (form !== undefined && kind === 'enum') writeEnum(context, type, form);
  else {
    out.write(' ');
    out.element(name, base ?? type, typeText(base, spelling) ?? 'BYTE');
    writeInitial(out, name, child(type, 'initialValue'));
    out.line(';');
  }
  out.line('END_TYPE');
}

function writeMembersOf(context: ObjectContext, owner: string, holder: XmlElement, word: string): void {
  context.out.line(`\n${word}`);
  for (const variable of childrenOf(holder, 'variable'))
    writeVariable(context.out, owner, variable, context.spelling);
  context.out.line(`END_${word}`);
}

function writeEnum({ out, spelling }: ObjectContext, type: XmlElement, form: XmlElement): void {
  const owner = type.attributes.name ?? '';
  const remarks = enumRemarks(type);
  const values = childrenOf(child(form, 'values'), 'value');
  out.line('\n(');
  values.forEach((value, at) => {
    const remark = remarks.get(value.attributes.name ?? '');
    const behind = trailingRemark(remarkLines(documentation(remark)));
    if (behind === null) writeRemark(out, owner, remark, '\t');
    out.attribute(`${owner}.${value.attributes.name}`, value, 'name', '\t');
    if (value.attributes.value) out.attribute(owner, value, 'value', ' := ');
    out.write(at === values.length - 1 ? '' : ',');
    if (behind !== null && remark !== undefined) {
      out.write(' ');
      out.element(owner, remark, behind);
    }
    out.write('\n');
  });
  const base = typeText(child(form, 'baseType'), spelling);
  out.write(`)${base === null ? '' : ` ${base}`}`);
  writeInitial(out, owner, child(type, 'initialValue'));
  out.line(';');
}

function enumRemarks(type: XmlElement): ReadonlyMap<string, XmlElement> {
  const holder = descend(dataOf(type, 'enumvaluedocumentation'), 'EnumValueDocumentation');
  const entries = childrenOf(holder, 'EnumValue').flatMap((one) => {
    const remark = child(one, 'Documentation');
    return remark === undefined ? [] : [[documentation(child(one, 'Name')), remark] as const];
  });
  return new Map(entries);
}

/** A named list of global variables as CODESYS has them. */
export function writeGlobals(context: ObjectContext, list: XmlElement): void {
  const { out, spelling } = context;
  const name = list.attributes.name ?? '';
  const plain = plainInterface(list);
  if (plain !== undefined) {
    out.content(name, 'declaration', plain);
    return;
  }
  writeRemark(out, name, child(list, 'documentation'));
  writeAttributes(out, name, list);
  writeSection(out, name, list, spelling);
}
