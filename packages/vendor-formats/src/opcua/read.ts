/** Reads OPC UA NodeSet2 (`vendor-formats.md` 6.2): objects as lists and structures, object types and data types as types. */
import { child, childrenOf, type XmlElement } from '@tagloom/containers';
import type { Collector, ModelMember } from '../intake/model.ts';
import { stName, stNames } from '../intake/names.ts';
import { documentOf, type Reader, rootName } from '../intake/reader.ts';
import { type FoundNode, gather, membersOf } from '../nodes/gather.ts';
import { UA_IDS, UA_RULES } from './types.ts';

export const NODESET: Reader = {
  id: 'opcua',
  attribute: 'opcua.name',
  recognises: (source) => /^(?:\w+:)?UANodeSet$/.test(rootName(source)),
  read: (source, collector, read) => new NodesetReader(documentOf(source, read), collector).read(),
};

const OBJECTS_FOLDER = 'i=85';
const FORWARD = new Set([
  'i=35',
  'i=46',
  'i=47',
  'Organizes',
  'HasProperty',
  'HasComponent',
  'HasOrderedComponent',
  'i=49',
]);
const MAX_DEPTH = 64;
/** Scope of variables that stand below no object. */
const ROOT_SCOPE = 'Nodes';

interface Node {
  readonly element: XmlElement;
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly children: Node[];
  parent: string | null;
}

class NodesetReader {
  readonly #collector: Collector;
  readonly #nodes = new Map<string, Node>();
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #taken = new Set<string>();

  constructor(root: XmlElement, collector: Collector) {
    this.#collector = collector;
    const aliases = childrenOf(child(root, 'Aliases') ?? root, 'Alias');
    this.#aliases = new Map(aliases.map((one) => [one.attributes.Alias ?? '', one.text.trim()]));
    for (const element of root.children) {
      const kind = element.name.replace(/^\w+:/, '');
      if (!/^UA(Object|Variable|ObjectType|VariableType|DataType)$/.test(kind)) continue;
      const id = element.attributes.NodeId ?? '';
      if (this.#nodes.has(id))
        collector.note('IMPORT_AMBIGUOUS', id, `The node ${id} stands twice; the first counts.`);
      else this.#nodes.set(id, { element, id, kind, name: nameOf(element), children: [], parent: null });
    }
    for (const node of this.#nodes.values()) this.#link(node);
  }

  /** Types first, so that variables can name them; then the objects that stand below no other node. */
  read(): void {
    const all = [...this.#nodes.values()];
    for (const node of all) if (node.kind === 'UADataType') this.#dataType(node);
    for (const node of all) if (/Type$/.test(node.kind) && node.kind !== 'UADataType') this.#objectType(node);
    const loose: FoundNode[] = [];
    for (const node of all) {
      if (node.parent !== null || this.#taken.has(node.id)) continue;
      if (node.kind === 'UAObject') this.#scope(node);
      else if (node.kind === 'UAVariable') loose.push(this.#found(node, 0));
    }
    if (loose.length > 0) gather(this.#collector, ROOT_SCOPE, loose);
    for (const node of all)
      if (node.kind === 'UAVariable' && !this.#taken.has(node.id))
        this.#collector.skip(1, node.id, `${node.name} belongs to a node that holds no tags.`, 'info');
  }

  /** The parent, from `ParentNodeId`, an inverse reference, or a forward reference of the parent. */
  #link(node: Node): void {
    const inverse: string[] = [];
    for (const reference of childrenOf(child(node.element, 'References') ?? node.element, 'Reference')) {
      const type = reference.attributes.ReferenceType ?? '';
      if (!FORWARD.has(this.#aliases.get(type) ?? type) && !FORWARD.has(type)) continue;
      const target = reference.text.trim();
      if (reference.attributes.IsForward === 'false') inverse.push(target);
      else this.#adopt(this.#nodes.get(target), node);
    }
    for (const id of [node.element.attributes.ParentNodeId ?? '', ...inverse])
      this.#adopt(node, this.#nodes.get(id));
  }

  #adopt(node: Node | undefined, parent: Node | undefined): void {
    if (node === undefined || parent === undefined || node === parent || node.parent !== null) return;
    node.parent = parent.id;
    parent.children.push(node);
  }

  /** An object that holds objects and variables; children of an empty folder become lists of their own. */
  #scope(node: Node): void {
    const children = node.children.filter((one) => one.kind === 'UAObject' || one.kind === 'UAVariable');
    if (children.length === 0) return;
    this.#taken.add(node.id);
    const name = stName(node.id === OBJECTS_FOLDER ? ROOT_SCOPE : node.name);
    gather(
      this.#collector,
      name,
      children.map((one) => this.#found(one, 1)),
    );
  }

  #found(node: Node, depth: number): FoundNode {
    this.#taken.add(node.id);
    const comment = child(node.element, 'Description')?.text.trim() ?? '';
    const base = { name: node.name, comment, vendorAddress: node.id };
    const children =
      depth > MAX_DEPTH
        ? []
        : node.children.filter((one) => !this.#taken.has(one.id)).map((one) => this.#found(one, depth + 1));
    if (node.kind === 'UAObject') return { ...base, type: null, vendorType: 'Object', children };
    const { type, vendorType } = this.#typeOf(node);
    return {
      ...base,
      type,
      vendorType,
      children: [],
      ...(children.length === 0 ? {} : { attributes: this.#properties(node, children) }),
    };
  }

  /** Properties of a variable (units, ranges) stay as one attribute. */
  #properties(node: Node, children: readonly FoundNode[]): Readonly<Record<string, string>> {
    this.#collector.taken(children.length);
    this.#collector.note(
      'IMPORT_AMBIGUOUS',
      node.name,
      `The properties of ${node.name} are kept by name only.`,
      'info',
    );
    return { 'opcua.properties': children.map((one) => one.name).join(' ') };
  }

  #typeOf(node: Node): { type: string; vendorType: string } {
    const { DataType = 'i=24', ArrayDimensions = '' } = node.element.attributes;
    const rank = Number(node.element.attributes.ValueRank ?? -1);
    const id = this.#aliases.get(DataType) ?? DataType;
    const vendorType =
      Object.entries(UA_IDS).find(([name, number]) => id === `i=${number}` || DataType === name)?.[0] ??
      DataType;
    const base = this.#iecType(id, vendorType, node.name);
    if (!(rank > 0)) return { type: base, vendorType };
    const sizes = ArrayDimensions.split(',').map((one) => Number(one.trim()) || 1);
    const dims = Array.from(
      { length: Math.min(rank, 16) },
      (_, at) => `0..${Math.max(1, sizes[at] ?? 1) - 1}`,
    );
    return { type: `ARRAY [${dims.join(', ')}] OF ${base}`, vendorType };
  }

  #iecType(id: string, vendorType: string, name: string): string {
    if (vendorType === 'String') return 'STRING';
    const own = Object.entries(UA_RULES.types).find(
      ([, to]) => to.type === vendorType && to.code === undefined,
    );
    if (own !== undefined) return own[0];
    const declared = this.#nodes.get(id);
    if (declared?.kind === 'UADataType' && this.#taken.has(declared.id)) return stName(declared.name);
    const guess = GUESSES[id] ?? 'DINT';
    this.#collector.note(
      'IMPORT_AMBIGUOUS',
      name,
      `The data type ${vendorType} has no counterpart, so ${name} becomes a ${guess}.`,
      'info',
    );
    return guess;
  }

  /** Structures and enumerations; a type without a definition is an alias that nobody can resolve. */
  #dataType(node: Node): void {
    const fields = childrenOf(child(node.element, 'Definition') ?? node.element, 'Field');
    if (fields.length === 0) return;
    this.#taken.add(node.id);
    for (const one of node.children) {
      if (one.kind !== 'UAVariable') continue;
      this.#taken.add(one.id);
      this.#collector.taken();
    }
    this.#collector.taken();
    const name = stName(node.name);
    if (fields.every((field) => field.attributes.Value !== undefined)) {
      const names = stNames(fields.map((field) => field.attributes.Name ?? ''));
      const values = fields.map((field, at) => ({
        name: names[at] ?? '',
        value: Number(field.attributes.Value) || 0,
      }));
      this.#collector.types.push({ name, kind: 'enum', members: [], values });
      return;
    }
    this.#collector.types.push({ name, kind: 'struct', members: this.#fields(fields) });
  }

  #fields(fields: readonly XmlElement[]): ModelMember[] {
    const names = stNames(fields.map((field) => field.attributes.Name ?? ''));
    return fields.map((field, at) => {
      const { DataType = 'i=24' } = field.attributes;
      const id = this.#aliases.get(DataType) ?? DataType;
      const known = Object.entries(UA_IDS).find(
        ([name, number]) => id === `i=${number}` || DataType === name,
      )?.[0];
      return { name: names[at] ?? '', type: this.#iecType(id, known ?? DataType, names[at] ?? '') };
    });
  }

  #objectType(node: Node): void {
    this.#taken.add(node.id);
    const children = node.children.filter((one) => one.kind === 'UAObject' || one.kind === 'UAVariable');
    if (children.length === 0) return;
    const found = children.map((one) => this.#found(one, 1));
    const variables = (list: readonly FoundNode[]): number =>
      list.reduce((sum, one) => sum + 1 + variables(one.children), 0);
    this.#collector.taken(1 + variables(found));
    const name = stName(node.name);
    this.#collector.types.push({ name, kind: 'struct', members: membersOf(found, name, this.#collector) });
  }
}

/** Abstract and uncommon types of namespace 0. */
const GUESSES: Readonly<Record<string, string>> = {
  'i=16': 'STRING',
  'i=17': 'STRING',
  'i=20': 'STRING',
  'i=21': 'STRING',
  'i=22': 'DWORD',
  'i=26': 'LREAL',
  'i=27': 'LINT',
  'i=28': 'ULINT',
  'i=290': 'LREAL',
  'i=291': 'STRING',
  'i=294': 'DT',
};

/** The name without its namespace index. */
function nameOf(element: XmlElement): string {
  return (element.attributes.BrowseName ?? element.attributes.NodeId ?? '').replace(/^\d+:/, '');
}
