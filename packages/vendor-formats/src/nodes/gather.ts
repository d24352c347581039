/** Trees of clients (OPC UA, Ignition, Kepware) back to variables: groups become structures, numbered groups arrays. */
import type { Collector, ModelMember, ModelType } from '../intake/model.ts';
import { stName, stNames } from '../intake/names.ts';

export interface FoundNode {
  readonly name: string;
  /** IEC type of a value; null for a group. */
  readonly type: string | null;
  readonly comment: string;
  /** Type of a group, when the file names one. */
  readonly typeName?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children: readonly FoundNode[];
  readonly vendorAddress: string;
  readonly vendorType: string;
}

/** `[1]`, `(1)`, `[1,2]`, `(1-2)`, `[1_2]`: the element of an array of groups. */
const INDEX = /^[[(](-?\d+(?:[,_-]\d+)*)[\])]$/;
const MAX_DEPTH = 64;

/** Adds the nodes of one scope as variables. `separator` joins the vendor's own names. */
export function gather(collector: Collector, scopeName: string, nodes: readonly FoundNode[]): void {
  const scope = collector.scope(scopeName);
  for (const node of nodes) {
    collector.variable(scope, {
      name: node.name,
      type: typeOf(node, node.name, collector, 0),
      ...(node.comment === '' ? {} : { comment: node.comment }),
      ...(node.attributes === undefined ? {} : { attributes: node.attributes }),
      vendorName: `${scopeName}.${node.name}`,
      vendorAddress: node.vendorAddress,
      vendorType: elementType(node),
    });
    const below = count(node) - 1;
    if (below > 0) collector.taken(below);
  }
}

/** An array of structures is called by the type of its elements. */
function elementType(node: FoundNode): string {
  const [first] = node.children;
  return first !== undefined && INDEX.test(first.name) ? first.vendorType : node.vendorType;
}

function count(node: FoundNode): number {
  return node.children.reduce((sum, child) => sum + count(child), 1);
}

function typeOf(node: FoundNode, path: string, collector: Collector, depth: number): string {
  if (node.type !== null) return node.type;
  const [first] = node.children;
  if (depth < MAX_DEPTH && first !== undefined && node.children.every((child) => INDEX.test(child.name)))
    return `ARRAY [${bounds(node.children)}] OF ${typeOf(first, path, collector, depth + 1)}`;
  return structure(node, path, collector, depth);
}

/** Lowest and highest index of each dimension. */
function bounds(elements: readonly FoundNode[]): string {
  const indices = elements.map(({ name }) => {
    const text = INDEX.exec(name)?.[1] ?? '0';
    return text.startsWith('-') ? [Number(text)] : text.split(/[,_-]/).map(Number);
  });
  const dims = indices[0]?.length ?? 1;
  return Array.from({ length: dims }, (_, dim) => {
    const all = indices.map((one) => one[dim] ?? 0);
    return `${all.reduce((a, b) => Math.min(a, b), all[0] ?? 0)}..${all.reduce((a, b) => Math.max(a, b), all[0] ?? 0)}`;
  }).join(', ');
}

/** A structure of the file's own name, or one that is called after the variable. */
function structure(node: FoundNode, path: string, collector: Collector, depth: number): string {
  const wanted = stName(node.typeName ?? `${path}_Type`);
  const known = collector.types.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (node.typeName !== undefined && (known !== undefined || collector.declared.has(wanted.toLowerCase())))
    return known?.name ?? wanted;
  if (depth >= MAX_DEPTH) return 'DINT';
  const members = membersOf(node.children, path, collector, depth);
  const same = collector.types.find((one) => one.kind === 'struct' && sameMembers(one.members, members));
  if (same !== undefined && node.typeName === undefined) return same.name;
  const name = known === undefined ? wanted : freeName(wanted, collector.types);
  collector.types.push({ name, kind: 'struct', members });
  return name;
}

/** Members of a group, for types too. */
export function membersOf(
  children: readonly FoundNode[],
  path: string,
  collector: Collector,
  depth = 0,
): ModelMember[] {
  const names = stNames(children.map((child) => child.name));
  return children.map((child, at) => ({
    name: names[at] ?? child.name,
    type: typeOf(child, `${path}_${names[at] ?? child.name}`, collector, depth + 1),
    ...(child.comment === '' ? {} : { comment: child.comment }),
  }));
}

function sameMembers(a: readonly ModelMember[], b: readonly ModelMember[]): boolean {
  return a.length === b.length && a.every((one, at) => one.name === b[at]?.name && one.type === b[at]?.type);
}

function freeName(wanted: string, types: readonly ModelType[]): string {
  const taken = new Set(types.map((one) => one.name.toLowerCase()));
  for (let count = 2; ; count++)
    if (!taken.has(`${wanted}_${count}`.toLowerCase())) return `${wanted}_${count}`;
}
