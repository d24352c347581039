/** Reads CODESYS symbol configurations (`vendor-formats.md` 5.3): types by name, variables below their list or program. */
import { child, childrenOf, type XmlElement } from '@tagloom/containers';
import type { Collector, ModelMember } from '../intake/model.ts';
import { stName, stNames } from '../intake/names.ts';
import { documentOf, type Reader, rootName } from '../intake/reader.ts';

export const CODESYS_SYMBOLS: Reader = {
  id: 'codesys-symbols',
  attribute: 'codesys.name',
  recognises: (source) => /^(?:\w+:)?Symbolconfiguration$/i.test(rootName(source)),
  read: (source, collector, read) => {
    const root = documentOf(source, read);
    const types = child(root, 'TypeList')?.children ?? [];
    const reader = new SymbolReader(types, collector);
    for (const type of types) reader.type(type);
    for (const node of child(root, 'NodeList')?.children ?? []) reader.node(node, [], 0);
  },
};

const MAX_DEPTH = 64;

class SymbolReader {
  readonly #types: ReadonlyMap<string, XmlElement>;
  readonly #collector: Collector;
  #row = 0;

  constructor(types: readonly XmlElement[], collector: Collector) {
    this.#types = new Map(types.map((one) => [one.attributes.name ?? '', one]));
    this.#collector = collector;
  }

  /** Only user types need a declaration; simple ones and arrays are written where they are used. */
  type(element: XmlElement): void {
    this.#row++;
    this.#collector.taken();
    const name = stName(element.attributes.iecname ?? element.attributes.name ?? '');
    const values = childrenOf(element, 'EnumValue');
    if (values.length > 0) {
      const names = stNames(values.map((one) => one.attributes.name ?? one.attributes.iecname ?? ''));
      const list = values.map((one, at) => ({
        name: names[at] ?? '',
        value: Number(one.attributes.value) || 0,
      }));
      this.#collector.types.push({ name, kind: 'enum', members: [], values: list });
      return;
    }
    if (!/TypeUserDef$/.test(element.name)) return;
    const elements = childrenOf(element, 'UserDefElement');
    const names = stNames(elements.map((one) => one.attributes.iecname ?? ''));
    const isBlock = /FUNCTION_BLOCK/i.test(element.attributes.pouclass ?? '');
    const members = elements.map((one, at): ModelMember => {
      const section = isBlock ? { section: sectionOf(one.attributes.vartype) } : {};
      const comment = child(one, 'Comment')?.text.trim() ?? '';
      return {
        name: names[at] ?? '',
        type: this.#iec(one.attributes.type ?? ''),
        ...section,
        ...(comment === '' ? {} : { comment }),
      };
    });
    this.#collector.types.push({ name, kind: isBlock ? 'block' : 'struct', members });
  }

  /** A node with a type is a variable; without one it holds others. The application's own name is no part of a path. */
  node(node: XmlElement, path: readonly string[], depth: number): void {
    const { name = '', type } = node.attributes;
    if (type !== undefined && type !== '') {
      this.#variable(node, path, name, type);
      return;
    }
    const below = depth === 0 ? [] : [...path, name];
    if (depth < MAX_DEPTH) for (const one of childrenOf(node, 'Node')) this.node(one, below, depth + 1);
  }

  #variable(node: XmlElement, path: readonly string[], name: string, type: string): void {
    this.#row++;
    if (name === '') {
      this.#collector.skip(this.#row, path.join('.'), 'A node has no name.', 'error');
      return;
    }
    const isProgram = /^(?:PLC_PRG|MAIN)$/i.test(path.at(-1) ?? '');
    const scope = this.#collector.scope(
      path.map(stName).join('_') || 'Application',
      isProgram ? 'program' : 'global',
    );
    const comment = child(node, 'Comment')?.text.trim() ?? '';
    const address = /^%[IQM][XBWDL]?\d/i.test(node.attributes.directaddress ?? '')
      ? node.attributes.directaddress
      : undefined;
    this.#collector.variable(scope, {
      name,
      type: this.#iec(type),
      ...(address === undefined ? {} : { address: address.toUpperCase() }),
      ...(comment === '' ? {} : { comment }),
      ...(node.attributes.access === 'ReadOnly' ? { attributes: { symbol: 'read' } } : {}),
      vendorName: [...path, name].join('.'),
      vendorAddress: node.attributes.directaddress ?? '',
      vendorType: this.#types.get(type)?.attributes.iecname ?? type,
    });
  }

  /** `iecname` is ST already; user types are called as declared. */
  #iec(typeName: string): string {
    const element = this.#types.get(typeName);
    const text = element?.attributes.iecname ?? '';
    if (text !== '' && (!/TypeUserDef$/.test(element?.name ?? '') || stName(text) === text)) return text;
    return stName(text || typeName);
  }
}

function sectionOf(vartype: string | undefined): string {
  return /^VAR_(?:INPUT|OUTPUT|IN_OUT)$/.test(vartype ?? '') ? (vartype ?? 'VAR') : 'VAR';
}
